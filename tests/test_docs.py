"""The documents are true: their transcripts come out as written, and they leave nothing out."""

import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from casepages import Case, read_cases, run_case, updated
from click.testing import CliRunner

import vault_tool
from vault_tool.cli import COMMANDS, main
from vault_tool.linting import lint
from vault_tool.rules import rules_table

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def cases(page: Path) -> tuple[Case, ...]:
    """Return the page's cases; the sections of the README are one, each goes on where the last one ended."""
    found = read_cases(page.read_text("utf-8"))
    return (Case("", tuple(block for case in found for block in case.blocks)),) if page.name == "README.md" else found


def transcripts() -> list[object]:
    return [
        pytest.param(page, case, id=f"{page.relative_to(ROOT).as_posix()}: {case.title}")
        for page in PAGES
        for case in cases(page)
    ]


@pytest.mark.parametrize(("page", "case"), transcripts())
def test_the_transcript_comes_out_as_written(
    page: Path, case: Case, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for folder in ("source", "output_vault"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    replayed = list(run_case(case, tmp_path))
    if request.config.getoption("--update"):
        # Another case of the page may have been rewritten since, so the places are read anew.
        same = next(other for other in cases(page) if other.title == case.title)
        transcripts_now = zip(same.consoles, (transcript for _, transcript in replayed), strict=True)
        page.write_text(updated(page.read_text("utf-8"), list(transcripts_now)), "utf-8")
        return
    for console, transcript in replayed:
        assert transcript == console.text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    page = (DOCS / "commands" / f"{command}.md").read_text("utf-8")
    assert f"$ vault-tool {command} --help" in page
    assert f"vault-tool {command}" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(command: str) -> None:
    found = main.get_command(click.Context(main), command)
    assert found is not None
    assert found.help
    for option in found.params:
        assert not isinstance(option, click.Option) or option.help, option.name


def test_the_help_shows_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(f"  {command} " in shown for command in COMMANDS)


def test_the_table_of_rules_is_made_from_their_docstrings(request: pytest.FixtureRequest) -> None:
    page = DOCS / "Rules.md"
    text = page.read_text("utf-8")
    before, _, rest = text.partition("<!-- rules -->\n\n")
    _, _, after = rest.partition("\n<!-- end of rules -->")
    made = f"{before}<!-- rules -->\n\n{rules_table()}\n<!-- end of rules -->{after}"
    if request.config.getoption("--update") and made != text:
        page.write_text(made, "utf-8")
    else:
        assert text == made


def test_the_manual_is_a_vault_without_a_fault() -> None:
    found = lint(vault_tool.open_vault(DOCS), select=("DEFAULT", "orphan-note", "unreachable-note"))
    assert not found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for destination in re.findall(r"\]\(([^)#\s]+)", text):
        assert "://" in destination or (page.parent / unquote(destination)).exists(), destination


def test_the_changelog_has_the_version() -> None:
    assert f"## [{vault_tool.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f'version = "{vault_tool.__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    script = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert all(line in script for line in lines)


def test_the_public_names_are_there_and_documented() -> None:
    library = (DOCS / "Library.md").read_text("utf-8")
    for name in vault_tool.__all__:
        assert getattr(vault_tool, name) is not None
        assert name in library, f"{name} is not in docs/Library.md"


def test_the_library_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example
    assert len(example[1].strip().splitlines()) <= 9
    shutil.copytree(ROOT / "output_vault", tmp_path / "output_vault")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example[1], "README.md", "exec"), names)
    vault = names["links"].vault  # type: ignore[attr-defined]
    assert names["graph"].number_of_nodes() == len(vault.notes) + len(vault.canvases)  # type: ignore[attr-defined]
    assert "networkx" in sys.modules
