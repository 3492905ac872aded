"""The formats for machines: whatever a vault holds, a document stays one, and says where the repository has it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from findingreaders import READERS, SARIF_SCHEMA, Read
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_lint import diagnostic

from vault_tool.cli import main
from vault_tool.cli._lint_formats import FORMATS
from vault_tool.diagnostic import Diagnostic, Severity
from vault_tool.linting import Coverage
from vault_tool.render.lint_checkstyle import lint_checkstyle
from vault_tool.render.lint_github import lint_github
from vault_tool.render.lint_gitlab import lint_gitlab
from vault_tool.render.lint_json import lint_json
from vault_tool.render.lint_jsonl import lint_jsonl
from vault_tool.render.lint_junit import lint_junit
from vault_tool.render.lint_markdown import lint_markdown
from vault_tool.render.lint_sarif import lint_sarif
from vault_tool.rules import all_rules
from vault_tool.store import append, folder_in_repository

SEEN = Coverage(7, 0)

WRITERS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": lambda found: lint_json(found, SEEN),
    "jsonl": lint_jsonl,
    "github": lint_github,
    "gitlab": lint_gitlab,
    "sarif": lambda found: lint_sarif(found, all_rules().values()),
    "junit": lambda found: lint_junit(found, SEEN),
    "checkstyle": lint_checkstyle,
    "markdown": lambda found: lint_markdown(found, SEEN),
}

every_machine_format = pytest.mark.parametrize("style", WRITERS)


# What others wrote


PATHS = ["Home.md", "a b/c,d: 100%.md", "日本/計画.md", "x&<y>\"'.md", "::add-mask::x.md", "`a|b`.md", "a\\b#c?d[e].md"]
HOSTILE = [
    "plain",
    "a | b",
    "`code` and ``more``",
    "{0} {{1}} [link](x.md) [a](1)",
    "<b>&amp;</b> ]]> <!-- --",
    "\x00\x01\x1b[31m\x7f\x85\ufffe\uffff",
    "::error file=x::y\r\n::set-env name=PATH::z",
    "%0A%25%",
    "\u202edrow\u2066",
    "@everyone #1 https://example.org",
    "日本語 🎉 e\u0301",
]


@every_machine_format
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_breaks_no_document(style: str, path: str, text: str) -> None:
    found = [
        diagnostic(path=path, message=f"no such note: {text}", hint=text, excerpt=text, cause="x", related=(path,)),
        diagnostic(path=path, message=f"no such note: {text}", severity=Severity.WARNING, line=4, end_line=4),
    ]
    assert [(read.rule, read.severity, read.path, read.line) for read in READERS[style](WRITERS[style](found))] == [
        ("broken-link", "error", path, 3),
        ("broken-link", "warning", path, 4),
    ]


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FINDINGS = st.builds(
    lambda path, message, hint, place, size: diagnostic(
        path=path,
        message=f"x{message}",
        hint=hint,
        line=place[0],
        column=place[1],
        end_line=place[0] + size[0],
        end_column=(1 if size[0] else place[1]) + size[1],
    ),
    st.sampled_from(PATHS),
    ANY_TEXT,
    ANY_TEXT,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(0, 1), st.integers(0, 9)),
)


@every_machine_format
@settings(deadline=None, max_examples=50)
@given(found=st.lists(FINDINGS, max_size=6))
def test_every_finding_comes_out_again_at_its_place(style: str, found: list[Diagnostic]) -> None:
    found = sorted(found)
    read = READERS[style](WRITERS[style](found))
    if style == "markdown":
        assert {finding.path for finding in read} == {one.path for one in found}
        return
    assert len(read) == len(found)
    for finding, one in zip(read, found, strict=True):
        assert (finding.path, finding.line) == (one.path, one.line)
        assert finding.column in (None, one.column)
        assert finding.end in (None, (one.end_line, one.end_column))


@pytest.mark.parametrize("style", ["github", "junit", "checkstyle", "markdown"])
@given(text=ANY_TEXT)
def test_no_control_character_reaches_a_log_or_a_page(style: str, text: str) -> None:
    document = WRITERS[style]([diagnostic(message=f"x{text}", hint=text, excerpt=text)])
    assert all(character == "\n" or character.isprintable() or not character.isascii() for character in document)
    assert len(document.splitlines()) == len(WRITERS[style]([diagnostic(hint="x" if text else "")]).splitlines())


def test_github_takes_columns_within_one_line_only() -> None:
    over_two = diagnostic(end_line=4, end_column=2)
    assert lint_github([diagnostic(), over_two]) == (
        "::error title=broken-link,file=Home.md,line=3,endLine=3,col=5,endColumn=13"
        "::Home.md:3:5: no such note: [[Plan]] [broken-link]\n"
        "::error title=broken-link,file=Home.md,line=3,endLine=4::Home.md:3:5: no such note: [[Plan]] [broken-link]\n"
    )


def test_github_reads_back_what_its_commands_escape() -> None:
    hostile = diagnostic(path="a,b: 100%\r\n%0A.md", message="100%0A,:\r\n::error::x")
    assert lint_github([hostile]) == (
        "::error title=broken-link,file=a%2Cb%3A 100%25%0D%0A%250A.md,line=3,endLine=3,col=5,endColumn=13"
        "::a,b: 100%25 %250A.md:3:5: 100%250A,: ::error::x [broken-link]\n"
    )


def test_markdown_shows_a_problem_once_and_the_gravest_first() -> None:
    found = [diagnostic(severity=Severity.WARNING, rule="mojibake", message="garbled")]
    found += [diagnostic(line=line, cause="plan", hint="did you mean [[Plans]]?") for line in range(1, 1_235)]
    assert lint_markdown(found, SEEN) == (
        "## vault-tool: 1,235 problems (1,234 errors, 1 warning) in 1 file, 7 notes checked\n"
        "\n"
        "| Severity | Rule | Problem | Times | Places |\n"
        "| --- | --- | --- | ---: | --- |\n"
        "| error | `broken-link` | `no such note: [[Plan]]`<br>`did you mean [[Plans]]?` | 1,234 "
        "| `Home.md:1:5`, `Home.md:2:5`, `Home.md:3:5` and 1,231 more |\n"
        "| warning | `mojibake` | `garbled` | 1 | `Home.md:3:5` |\n"
    )


def test_a_summary_shows_so_many_problems_and_counts_the_rest() -> None:
    page = lint_markdown([diagnostic(line=line) for line in range(1, 5)], SEEN, limit=3)
    assert page.endswith("`Home.md:3:5` |\n\n1 more problem: `vault-tool lint` shows them.\n")


# SARIF


def test_the_schema_of_sarif_is_one() -> None:
    Draft202012Validator.check_schema(SARIF_SCHEMA)


def test_sarif_has_the_manual_of_every_rule() -> None:
    (run,) = json.loads(lint_sarif([], all_rules().values()))["runs"]
    by_name = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(by_name) == list(all_rules())
    rule = by_name["broken-link"]
    assert rule["shortDescription"]["text"] == "A link to a note or attachment that the vault does not have."
    assert rule["fullDescription"]["text"].endswith(
        " The reader clicks, and Obsidian offers an empty new note instead."
    )
    assert "\n\n**Why:** the reader clicks" in rule["help"]["markdown"]
    assert "\n\n**Fix:** create the note" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "error"}
    assert by_name["orphan-note"]["defaultConfiguration"] == {"enabled": False, "level": "warning"}


def test_sarif_names_what_else_has_to_do_with_it() -> None:
    (run,) = json.loads(lint_sarif([diagnostic(related=("a b.md",))], all_rules().values()))["runs"]
    (result,) = run["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"] == {"uri": "a%20b.md", "uriBaseId": "%SRCROOT%"}


def test_a_finding_of_no_known_rule_is_shown_all_the_same() -> None:
    (run,) = json.loads(lint_sarif([diagnostic(rule="of-tomorrow")], all_rules().values()))["runs"]
    assert (run["results"][0]["ruleId"], "ruleIndex" in run["results"][0]) == ("of-tomorrow", False)


# Where


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a vault in `docs/my vault`."""
    vault = tmp_path / "docs" / "my vault"
    (vault / ".obsidian").mkdir(parents=True)
    (vault / "Home.md").write_text("[[Plan]]\n\n- []  x\n", "utf-8")
    (tmp_path / ".git").mkdir()
    return tmp_path


def lint(folder: Path, *options: str, **environment: str) -> tuple[int, str]:
    arguments = ["lint", str(folder), *options]
    result = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "80"} | environment).invoke(main, arguments)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


@pytest.mark.parametrize("style", FORMATS)
def test_code_hosts_are_told_paths_of_the_repository(style: str, repository: Path) -> None:
    _, document = lint(repository / "docs" / "my vault", "--format", style)
    (path,) = {read.path for read in READERS[style](document)}
    assert path == ("Home.md" if style in ("text", "concise", "json", "jsonl") else "docs/my vault/Home.md")


def test_the_workspace_of_a_ci_server_goes_before_what_lies_there(repository: Path) -> None:
    vault = repository / "docs" / "my vault"
    for workspace, folder in (
        (str(repository), "docs/my vault"),
        (str(repository / "docs"), "my vault"),
        (str(vault), ""),
        (str(repository / "elsewhere"), "docs/my vault"),
        (None, "docs/my vault"),
    ):
        assert folder_in_repository(vault, workspace) == folder
    (repository / ".git").rmdir()
    assert folder_in_repository(vault) == ""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        _, document = lint(vault, "--format", "gitlab", **{name: str(repository)})
        assert READERS["gitlab"](document)[0].path == "docs/my vault/Home.md"


# In GitHub Actions


def test_github_actions_gets_its_own_format_and_a_summary(repository: Path) -> None:
    summary = repository / "summary.md"
    summary.write_text("# Of an earlier step\n", "utf-8")
    actions = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(repository), "GITHUB_STEP_SUMMARY": str(summary)}
    code, document = lint(repository / "docs" / "my vault", **actions)
    assert code == 1
    marks = [(read.severity, read.path, read.line) for read in READERS["github"](document)]
    assert marks == [("error", "docs/my vault/Home.md", 1), ("warning", "docs/my vault/Home.md", 3)]
    before, _, page = summary.read_text("utf-8").partition("## vault-tool: ")
    assert before == "# Of an earlier step\n"
    places = [(read.rule, read.path, read.line) for read in READERS["markdown"](f"## vault-tool: {page}")]
    assert places == [
        ("broken-link", "docs/my vault/Home.md", 1),
        ("malformed-task", "docs/my vault/Home.md", 3),
    ]


@pytest.mark.parametrize(
    ("options", "environment", "style", "summarised"),
    [
        ((), {}, "text", False),
        ((), {"GITHUB_ACTIONS": "true"}, "github", True),
        ((), {"GITHUB_ACTIONS": "false"}, "text", False),
        (("--format", "github"), {"GITHUB_ACTIONS": "true"}, "github", True),
        (("--format", "github"), {}, "github", False),
        (("--format", "concise"), {"GITHUB_ACTIONS": "true"}, "concise", False),
        (("--format", "text"), {"GITHUB_ACTIONS": "true"}, "text", False),
    ],
)
def test_when_the_format_is_chosen_and_a_summary_written(
    options: tuple[str, ...], environment: dict[str, str], style: str, summarised: bool, repository: Path
) -> None:
    summary = repository / "summary.md"
    vault = repository / "docs" / "my vault"
    _, document = lint(vault, *options, **environment, GITHUB_STEP_SUMMARY=str(summary))
    assert document == lint(vault, "--format", style)[1]
    assert summary.exists() == summarised


def test_a_file_gets_the_text_unless_a_format_is_named(repository: Path) -> None:
    target = repository / "found.txt"
    assert lint(repository / "docs" / "my vault", "-o", str(target), GITHUB_ACTIONS="true") == (1, "")
    assert target.read_text("utf-8") == lint(repository / "docs" / "my vault")[1]


def test_a_summary_that_cannot_be_written_is_an_error_of_the_call(repository: Path) -> None:
    actions = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(repository / "none" / "summary.md")}
    code, _ = lint(repository / "docs" / "my vault", **actions)
    assert code == 2


def test_the_summary_is_added_to_and_made(tmp_path: Path) -> None:
    append(tmp_path / "a", b"one\n")
    append(tmp_path / "a", b"two\n")
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"


def test_half_a_character_stops_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.canvas").write_text(
        '{"nodes": [{"id": "1", "type": "file", "file": "\\ud800.md", "x": 0, "y": 0, "width": 1, "height": 1}]}'
    )
    (tmp_path / "Home.md").write_text("# Home\n")
    for style in FORMATS:
        command = [sys.executable, "-m", "vault_tool", "lint", ".", "--format", style]
        shown = subprocess.run(
            command, cwd=tmp_path, capture_output=True, check=False, env=os.environ | {"LC_ALL": "C"}
        )
        assert shown.returncode == 1, shown.stderr.decode()
        lint(tmp_path, "--format", style, "-o", str(tmp_path.parent / "found"))
        assert (tmp_path.parent / "found").read_bytes() == shown.stdout
        read: list[Read] = READERS[style](shown.stdout.decode())
        assert [one.rule for one in read] == ["broken-link"]
