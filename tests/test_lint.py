"""From a linked vault to findings: which rules run on which files, where things stand, and how they are shown."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import click
import jsonschema
import pytest
from casepages import run
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.cli import main
from vault_tool.diagnostic import Diagnostic, Severity, by_cause
from vault_tool.errors import UsageError
from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable, link_vault
from vault_tool.linting import Coverage, coverage, lint
from vault_tool.model import Vault
from vault_tool.parse import parse_note
from vault_tool.render.excerpt import cells, excerpt
from vault_tool.render.lint_concise import lint_concise
from vault_tool.render.lint_json import lint_json
from vault_tool.render.lint_text import lint_text, summary_line
from vault_tool.settings import Settings

TODAY = date(2026, 11, 24)


def linked(texts: Mapping[str, str], settings: Settings | None = None, excluded: Iterable[str] = ()) -> LinkTable:
    """Link a vault of notes, given by path."""
    sources = {path: text.encode() for path, text in texts.items()}
    vault = Vault(
        notes={path: parse_note(path, source) for path, source in sources.items()},
        files={path: file_kind(path) for path in sources},
        excluded=frozenset(excluded),
        settings=settings or Settings(),
        source=sources.__getitem__,
    )
    return link_vault(vault)


def found(links: LinkTable, *select: str, within: str = "") -> list[str]:
    return [
        f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column} {diagnostic.rule}"
        for diagnostic in lint(links, select=select, within=within, today=TODAY)
    ]


# Which files


def test_findings_are_sorted_by_place_whatever_the_order_of_notes() -> None:
    links = linked({"b.md": "[[x]]\n[[y]] [[z]]", "a/c.md": "[[x]]", "a.md": "[[x]]"})
    assert found(links) == [
        "a.md:1:1 broken-link",
        "a/c.md:1:1 broken-link",
        "b.md:1:1 broken-link",
        "b.md:2:1 broken-link",
        "b.md:2:7 broken-link",
    ]


@given(st.permutations(["a/Plan.md", "b/Plan.md", "Ada.md", "Bob.md", "Home.md"]))
def test_the_order_in_which_notes_are_read_changes_nothing(paths: list[str]) -> None:
    texts = {
        "a/Plan.md": "---\naliases: [Bob]\n---\n# A\n# A\n",
        "b/Plan.md": "[[plan]] [[Bob#x]] [[Nobody]]",
        "Ada.md": "---\naliases: [Bob, Robert]\n---\n[[nobody]]",
        "Bob.md": "---\naliases: [robert]\n---\n[[Robert]]",
        "Home.md": "---\ntype: hub\n---\n[[Plan]]",
    }
    settings = Settings(select=("ALL",))
    expected = lint(linked(texts, settings), today=TODAY)
    assert {diagnostic.rule for diagnostic in expected} >= {"duplicate-name", "duplicate-alias", "unreachable-note"}
    assert lint(linked({path: texts[path] for path in paths}, settings), today=TODAY) == expected


@pytest.mark.parametrize(
    ("within", "paths"),
    [
        ("", ["a.md", "a/one.md", "ab/two.md"]),
        ("a", ["a/one.md"]),
        ("ab", ["ab/two.md"]),
        ("elsewhere", []),
    ],
)
def test_a_folder_is_reported_and_nothing_beside_it(within: str, paths: list[str]) -> None:
    links = linked({"a.md": "[[x]]", "a/one.md": "[[x]] [[two]]", "ab/two.md": "[[x]]"})
    assert [place.partition(":")[0] for place in found(links, within=within)] == paths
    assert coverage(links.vault, within) == Coverage(len(paths), 0)


def test_excluded_notes_and_templates_raise_no_alarm_and_are_counted() -> None:
    links = linked(
        {
            "old.md": "[[x]]",
            "Templates/day.md": "[[x]]",
            "meeting.md": "# {{title}}\n[[x]]",
            "home.md": "[[old]] [[day]] [[meeting]]",
        },
        Settings(template_folders=("Templates",)),
        excluded=["old.md"],
    )
    assert found(links, "ALL") == ["home.md:1:1 orphan-note"]
    assert coverage(links.vault) == Coverage(1, 3)


# Which rules


def test_the_settings_choose_unless_the_caller_does() -> None:
    links = linked({"home.md": "[[x]]"}, Settings(select=("orphan-note",), ignore=("broken-link",)))
    assert found(links) == ["home.md:1:1 orphan-note"]
    assert found(links, "broken-link") == ["home.md:1:1 broken-link"]


def test_the_caller_can_ignore_more_than_the_settings_do() -> None:
    links = linked({"home.md": "[[x]] [[#y]]"}, Settings(ignore=("broken-link",)))
    assert found(links) == ["home.md:1:7 broken-heading"]
    assert lint(links, ignore=("broken-heading",), today=TODAY) == ()


def test_an_unknown_rule_is_refused_wherever_it_is_named() -> None:
    with pytest.raises(UsageError, match="no such rule: brokn-link"):
        lint(linked({"home.md": ""}, Settings(ignore=("brokn-link",))), today=TODAY)


def test_what_may_be_missing_is_a_file_and_not_a_heading() -> None:
    links = linked(
        {"home.md": "[[People/Ada]] [[later 2]] [[#People/]] [[x]]"}, Settings(allow_missing=("People/", "/later*"))
    )
    assert found(links) == ["home.md:1:28 broken-heading", "home.md:1:41 broken-link"]


# Where


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[x]]", (1, 1, 1, 6, "[[x]]")),
        ("\ufeff[[x]]", (1, 1, 1, 6, "[[x]]")),
        ("one\r\ntwo [[x]] three\r\n", (2, 5, 2, 10, "two [[x]] three")),
        ("日本 é [[日本語]]\n", (1, 6, 1, 13, "日本 é [[日本語]]")),
        ("e\u0301 👩‍💻 [[x]]", (1, 8, 1, 13, "e\u0301 👩‍💻 [[x]]")),
        ("[two\nlines](x.md)", (1, 1, 2, 13, "[two")),
    ],
)
def test_places_are_lines_and_code_points(text: str, place: tuple[int, int, int, int, str]) -> None:
    (diagnostic,) = lint(linked({"home.md": text}), today=TODAY)
    assert place == (
        diagnostic.line,
        diagnostic.column,
        diagnostic.end_line,
        diagnostic.end_column,
        diagnostic.excerpt,
    )


def test_a_file_without_findings_is_not_read_again() -> None:
    links = linked({"home.md": "[[x]]", "plan.md": "[[home]]"})
    asked: list[str] = []

    def source(path: str) -> bytes:
        asked.append(path)
        return links.vault.source(path)

    watched = link_vault(links.vault._replace(source=source))
    assert len(lint(watched, today=TODAY)) == 1
    assert asked == ["home.md"]
    assert found(watched, "orphan-note") == ["plan.md:1:1 orphan-note"]
    assert asked == ["home.md"]


# Why


def test_one_missing_thing_is_one_cause() -> None:
    links = linked({"a.md": "[[X]] [[x|y]] [[x#h]] [[x.md]]", "b/c.md": "[x](x.md) ![[./x]] [[z]]"})
    problems = by_cause(lint(links, today=TODAY))
    assert [[diagnostic.message for diagnostic in problem] for problem in problems] == [
        [
            "no such note: [[X]]",
            "no such note: [[x|y]]",
            "no such note: [[x#h]]",
            "no such note: [[x.md]]",
            "no such note: [x](x.md)",
        ],
        ["no such note: ![[./x]]"],
        ["no such note: [[z]]"],
    ]


def test_findings_without_a_cause_are_problems_of_their_own() -> None:
    links = linked({"a.md": "", "b.md": ""})
    assert len(by_cause(lint(links, select=("empty-note", "orphan-note"), today=TODAY))) == 4


def test_a_heading_hidden_in_many_notes_is_one_cause() -> None:
    hidden = "<!--\n# Sponsor\n-->\n"
    links = linked(
        {
            "ada.md": hidden,
            "bob.md": hidden,
            "eve.md": "# Sponsors\n",
            "home.md": "[[ada#Sponsor]] [[bob#Sponsor]] [[eve#Sponsor]]",
        }
    )
    first, second = by_cause(lint(links, today=TODAY))
    assert [diagnostic.hint for diagnostic in first] == [
        "the heading stands only inside an HTML comment of ada.md",
        "the heading stands only inside an HTML comment of bob.md",
    ]
    assert [diagnostic.hint for diagnostic in second] == ["did you mean #Sponsors?"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[[Plas]]", "did you mean [[Plans]]?"),
        ("[[Plans#Gaols]]", "did you mean #Goals?"),
        ("[[Plans#^frist]]", "did you mean #^first?"),
        ("[[entirely different]]", ""),
        ("[x](Plans.md#the-end)", "--dialect github or foam finds it"),
    ],
)
def test_hints_name_what_was_probably_meant(text: str, hint: str) -> None:
    links = linked({"home.md": text, "Plans.md": "# Goals\n\ntext ^first\n\n# The end\n"})
    assert [diagnostic.hint for diagnostic in lint(links, today=TODAY)] == [hint]


def test_the_nearest_names_are_looked_for_a_limited_number_of_times() -> None:
    names = [f"Plan {number:03}" for number in range(150)]
    links = linked({"home.md": "\n".join(f"[[{name}]]" for name in names)} | {f"{name}x.md": "" for name in names})
    hints = [diagnostic.hint for diagnostic in lint(links, today=TODAY)]
    assert all(hints[:100])
    assert not any(hints[100:])


# How it is shown


def diagnostic(message: str = "no such note: [[Plan]]", **fields: object) -> Diagnostic:
    plain: dict[str, object] = {
        "path": "Home.md",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 13,
        "rule": "broken-link",
        "severity": Severity.ERROR,
        "message": message,
        "excerpt": "see [[Plan]] first",
    }
    return Diagnostic(**(plain | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "span", "width", "shown", "marks"),
    [
        ("see [[Plan]] first", (5, 13), 80, "see [[Plan]] first", "    ^^^^^^^^"),
        ("\t- see [[Plan]]", (8, 16), 80, "- see [[Plan]]", "      ^^^^^^^^"),
        ("日本語の[[計画]]です", (5, 11), 80, "日本語の[[計画]]です", "        ^^^^^^^^"),
        ("e\u0301 [[Plan]]", (4, 12), 80, "e\u0301 [[Plan]]", "  ^^^^^^^^"),
        ("one two three [[Plan]] four five six", (15, 23), 20, "…hree [[Plan]] four…", "      ^^^^^^^^"),
        ("[[Plan]] four five six", (1, 9), 20, "[[Plan]] four five …", "^^^^^^^^"),
        ("one two three [[Plan]]", (15, 23), 20, "… two three [[Plan]]", "            ^^^^^^^^"),
        ("see [[a very long name indeed]] x", (5, 32), 20, "…[[a very long name…", " ^^^^^^^^^^^^^^^^^^^"),
        ("one\ttwo\x1b[31m\u202e [[Plan]]", (15, 23), 80, "one two\ufffd[31m\ufffd [[Plan]]", "              ^^^^^^^^"),
        ("nothing here", (13, 13), 80, "nothing here", "            ^"),
        ("", (1, 1), 80, "", "^"),
    ],
)
def test_an_excerpt_fits_and_its_marks_stand_under_what_is_meant(
    line: str, span: tuple[int, int], width: int, shown: str, marks: str
) -> None:
    assert excerpt(line, *span, width) == (shown, marks)


TEXTS = st.text(st.characters(exclude_characters="\n"), max_size=60)


@given(TEXTS, TEXTS, TEXTS, st.integers(20, 100))
def test_no_excerpt_is_too_wide_or_moves_the_cursor(before: str, meant: str, after: str, width: int) -> None:
    column = len(before) + 1
    shown, marks = excerpt(before + meant + after, column, column + len(meant), width)
    assert cells(shown) <= width
    assert len(marks) <= width + 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", shown)
    assert set(marks) <= {" ", "^"}
    assert "^" in marks


def test_a_problem_is_shown_once_with_its_other_places() -> None:
    many = [diagnostic(cause="plan", hint="did you mean [[Plans]]?")]
    many += [diagnostic(cause="plan", path="Other.md", line=line) for line in range(1, 8)]
    assert lint_text(many) == (
        "Home.md:3:5: error: no such note: [[Plan]] [broken-link]\n"
        "    see [[Plan]] first\n"
        "        ^^^^^^^^ did you mean [[Plans]]?\n"
        "    also at Other.md:1:5, Other.md:2:5, Other.md:3:5 and 4 more places\n"
    )


def test_colour_changes_nothing_but_colour() -> None:
    several = [diagnostic(hint="did you mean [[Plans]]?", cause="x"), diagnostic(line=4, cause="x"), diagnostic(line=5)]
    coloured = lint_text(several, colour=True)
    assert click.unstyle(coloured) == lint_text(several)
    assert "\x1b[31m" in coloured


def test_what_others_wrote_does_not_reach_the_terminal_raw() -> None:
    hostile = "\x1b]0;owned\x07\u202e"
    dirty = diagnostic(path=f"{hostile}.md", message=hostile, hint=hostile, excerpt=f"see {hostile}", cause="x")
    for shown in (lint_text([dirty, dirty]), lint_concise([dirty])):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize(
    ("severities", "covered", "line"),
    [
        ("", Coverage(0, 0), "no notes here: is this a vault?"),
        ("", Coverage(0, 3), "no problems in 0 notes, 3 left out"),
        ("", Coverage(1, 0), "no problems in 1 note"),
        ("w", Coverage(1, 0), "1 problem (1 warning) in 1 file, 1 note checked"),
        ("eew", Coverage(1_234, 5), "3 problems (2 errors, 1 warning) in 3 files, 1,234 notes checked, 5 left out"),
    ],
)
def test_the_last_line_counts(severities: str, covered: Coverage, line: str) -> None:
    names = {"e": Severity.ERROR, "w": Severity.WARNING}
    found = [diagnostic(path=f"{number}.md", severity=names[mark]) for number, mark in enumerate(severities)]
    assert summary_line(found, covered) == line


def test_the_document_has_the_shape_that_its_schema_says() -> None:
    schema = json.loads(files("vault_tool").joinpath("schema/lint.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    links = linked({"home.md": "[[x]]\n", "ada.md": "---\naliases: [Bob]\n---\n[[Bob]]\n", "empty.md": ""})
    document = json.loads(lint_json(lint(links, select=("ALL",), today=TODAY), coverage(links.vault)))
    jsonschema.validate(document, schema)
    assert document["summary"] == {"problems": 6, "errors": 2, "warnings": 4, "files": 3, "notes": 3, "left_out": 0}
    assert document["findings"][0] == {
        "path": "ada.md",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 1,
        "rule": "orphan-note",
        "severity": "warning",
        "message": "no link leads here",
        "hint": "",
        "cause": "",
        "related": [],
        "fingerprint": "48fcc22dd2981e8b",
    }


# The command


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "Home.md").write_text("[[Plan]]\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ("", {}, False),
        ("--color always", {"NO_COLOR": "1"}, True),
        ("--color never", {"FORCE_COLOR": "1"}, False),
        ("", {"FORCE_COLOR": "1"}, True),
        ("", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_as_asked_for(vault: Path, arguments: str, environment: dict[str, str], coloured: bool) -> None:
    clean: dict[str, str | None] = {"NO_COLOR": None, "FORCE_COLOR": None}
    result = CliRunner(env=clean | environment).invoke(main, ["lint", str(vault), *arguments.split()])
    assert ("\x1b[" in result.stdout) == coloured


def test_a_file_gets_the_bytes_that_standard_output_would(vault: Path) -> None:
    (vault / "日本.md").write_text("[[計画]]\n", "utf-8")
    shown = run("vault-tool lint . --format json", vault)
    assert run("vault-tool lint . --format json -o ../found.json; echo $?", vault) == "1\n"
    assert (vault.parent / "found.json").read_text("utf-8") == shown


def test_a_day_that_no_calendar_has_is_refused(vault: Path) -> None:
    assert run("vault-tool lint . --today 2026-02-30; echo $?", vault).endswith("\n2\n")


def test_only_one_vault_is_read_and_nothing_written(vault: Path) -> None:
    before = sorted(vault.rglob("*"))
    run("vault-tool lint . --select ALL", vault)
    assert sorted(vault.rglob("*")) == before
