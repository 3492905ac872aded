"""The report: what is counted, and what each of its forms may never do, whatever a vault holds.

How the forms look stands in `cases/report/`.
"""

import json
import re
import unicodedata
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vault_tool.cli import _waiting, main
from vault_tool.links import LinkTable, link_vault
from vault_tool.linting import lint
from vault_tool.model import DefectKind, FileKind, Vault
from vault_tool.names import cleaned
from vault_tool.parse import parse_note
from vault_tool.progress import Progress
from vault_tool.render.excerpt import cells
from vault_tool.render.markup import code, escaped, relative_link, wikilink
from vault_tool.render.printable import printable
from vault_tool.render.report_html import report_html
from vault_tool.render.report_json import report_json
from vault_tool.render.report_markdown import report_markdown
from vault_tool.render.report_terminal import report_terminal
from vault_tool.render.wording import counted, distance, full_cells, number, percent, plain
from vault_tool.report import By, GoalCount, Report, summarise
from vault_tool.settings import Settings
from vault_tool.store import open_vault
from vault_tool.target import Found

VAULTS = Path(__file__).parent / "cases" / "vaults"
SCHEMA = json.loads((Path(__file__).parent.parent / "vault_tool" / "schema" / "report.json").read_text("utf-8"))
TODAY = date(2026, 11, 24)


def linked(
    texts: dict[str, str], settings: Settings | None = None, excluded: frozenset[str] = frozenset()
) -> LinkTable:
    """Return the vault of these notes, by path, as if it had been read from a disk."""
    sources = {path: text.encode("utf-8", "replace") for path, text in texts.items()}
    return link_vault(
        Vault(
            notes={path: parse_note(path, source) for path, source in sources.items()},
            files=dict.fromkeys(sources, FileKind.NOTE),
            excluded=excluded,
            settings=settings or Settings(),
            source=sources.__getitem__,
        )
    )


def summary(links: LinkTable, top: int | None = None, by: tuple[By, ...] = ()) -> Report:
    return summarise(links, lint(links, today=TODAY), today=TODAY, name="vault", top=top, by=by)


def report_of(texts: dict[str, str], **given: object) -> Report:
    return summary(linked(texts, **given))  # type: ignore[arg-type]


# What is counted


def test_the_kinds_of_links_add_up() -> None:
    links = report_of(
        {
            "A.md": '---\nup: "[[Later]]"\n---\n[[B]] [[B#Gone]] [[Gone]] [x](https://example.org) ![[B]]\n',
            "B.md": "# B\n",
        }
    ).links
    assert (links.total, links.resolved, links.broken, links.pending, links.external) == (6, 2, 2, 1, 1)
    assert links.by_kind == {"embed": 1, "markdown": 1, "property": 1, "wikilink": 3}


def test_links_in_templates_and_allowed_links_are_pending() -> None:
    settings = Settings(template_folders=("Templates",), allow_missing=("Some day",))
    links = report_of({"Templates/T.md": "[[Nothing]]", "A.md": "[[Some day]] [[Gone]]"}, settings=settings).links
    assert (links.total, links.broken, links.pending) == (3, 1, 2)


def test_excluded_notes_are_counted_apart_and_nowhere_else() -> None:
    report = report_of({"A.md": "- [ ] a", "Old/B.md": "[[Gone]]\n- [ ] b"}, excluded=frozenset({"Old/B.md"}))
    assert (report.notes, report.left_out, report.links.total, report.progress.total) == (1, 1, 0, 1)
    assert report.orphans.items == ("A.md",)


def test_a_report_in_the_vault_changes_no_number() -> None:
    texts = {"Home.md": "[[Plan]] [[Gone]]", "Plan.md": "- [ ] a", "Orphan.md": "[[Gone]]"}
    first = report_of(texts)
    again = report_of({**texts, "Reports/Report.md": report_markdown(first)})
    assert again == first


def test_broken_links_with_one_cause_are_one_problem_the_most_frequent_first() -> None:
    report = report_of({"A.md": "[[Once]]\n\n[[Gone]]", "B.md": "[[gone#Part]] [[Gone|x]]"})
    assert [(problem.message, problem.places.total) for problem in report.broken.items] == [
        ("no such note: [[Gone]]", 3),
        ("no such note: [[Once]]", 1),
    ]


def test_lists_keep_their_length_when_they_are_cut_short() -> None:
    report = summary(linked({f"{name}.md": f"[[Gone {name}]]\n- [ ] {name} 📅 2026-01-01" for name in "ABC"}), top=1)
    for listing in (report.broken, report.overdue, report.open_tasks, report.orphans, report.dead_ends):
        assert (len(listing.items), listing.total, listing.more) == (1, 3, 2)


def test_begun_tasks_come_first_and_dated_ones_last() -> None:
    report = report_of({"A.md": "- [ ] dated 📅 2027-01-01\n- [ ] open\n- [x] done\n- [-] dropped\n- [/] begun"})
    assert [todo.text for todo in report.open_tasks.items] == ["begun", "open", "dated 📅 2027-01-01"]
    assert [(todo.line, todo.due) for todo in report.due_next.items] == [(1, date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ({"A.md": "- [ ] a"}, []),
        ({"A.md": "- [ ] a\n# One\n- [ ] b"}, ["section"]),
        ({"X/A.md": "- [ ] a", "Y/B.md": "- [ ] b"}, ["folder", "section"]),
        ({"X/A.md": "- [ ] a", "X/Y/B.md": "text"}, []),
        ({"A.md": "#moc [[B]]", "B.md": "- [ ] a"}, ["hub"]),
    ],
)
def test_breakdowns_that_say_nothing_are_left_out(texts: dict[str, str], shown: list[str]) -> None:
    assert list(report_of(texts).breakdowns) == shown


def test_a_folder_that_holds_all_of_its_parent_is_not_listed_beside_it() -> None:
    links = linked({"All/X/A.md": "- [ ] a", "All/Y/Z/B.md": "- [ ] b\n- [ ] c"})
    assert [share.name for share in summary(links, by=(By.FOLDER,)).breakdowns[By.FOLDER].items] == ["All/Y", "All/X"]


# The forms, on the conformance vaults


@pytest.fixture(params=sorted(path.name for path in VAULTS.iterdir() if path.is_dir()))
def vault(request: pytest.FixtureRequest) -> LinkTable:
    links = open_vault(VAULTS / request.param)
    assert links.vault.notes
    return links


def test_the_document_follows_its_schema(vault: LinkTable) -> None:
    for top in (None, 1):
        document = json.loads(report_json(summary(vault, top=top, by=tuple(By))))
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        links = document["links"]
        assert links["total"] == sum(links[kind] for kind in ("resolved", "broken", "pending", "external"))


def test_the_schema_lets_nothing_else_pass() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(report_json(report_of({"A.md": "- [ ] a"})))
    for spoiled in (
        {**document, "schema": 2},
        {**document, "surplus": 1},
        {**document, "today": "24.11.2026"},
        {**document, "orphans": {"total": 1, "items": [1]}},
        {key: value for key, value in document.items() if key != "progress"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoiled, SCHEMA)


def test_the_note_adds_no_finding_to_the_vault(vault: LinkTable) -> None:
    note = "Reports/vault-tool report.md"
    text = report_markdown(summary(vault)).encode()
    read = vault.vault
    again = link_vault(
        read._replace(
            notes={**read.notes, note: parse_note(note, text)},
            files={**read.files, note: FileKind.NOTE},
            source=lambda path: text if path == note else read.source(path),
        )
    )
    assert [
        found for found in lint(again, select=["ALL"], ignore=["orphan-note"], today=TODAY) if found.path == note
    ] == []


# Laws: whatever notes are called and hold

NAMES = (
    st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12)
    .map(cleaned)
    .filter(lambda name: not name.startswith(".") and "/" not in name)
)
PIECES = st.sampled_from(
    [
        *(
            "[[",
            "]]",
            "](",
            "|",
            "#",
            "^id",
            "`",
            "<script>",
            "<b>",
            "&amp;",
            "\\",
            "*",
            "**",
            "_",
            "~~",
            "==",
            "%%",
            "$",
        ),
        *("-", "1.", "!", "a", "非常", "e\u0301", "\u202e", "\x1b[31m", "[x](y)", "{{title}}", "<% x %>", "(goal:: 3)"),
        *("[[x|y]]", "https://x.y/", "📅 2026-01-01", "\r", " ", " "),
    ]
)
LINES = st.lists(PIECES | st.text(max_size=4), max_size=6).map("".join)


unhurried = settings(deadline=None)
"""How long one example takes depends on what else the machine does."""


@st.composite
def hostile(draw: st.DrawFn) -> LinkTable:
    """Make a vault in which names and lines are anything."""
    texts = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        lines = draw(st.lists(LINES, min_size=3, max_size=3))
        folder = draw(st.sampled_from(["", "in/"]))
        texts[f"{folder}{name}.md"] = (
            f"---\ntags: [hub]\n---\n- [ ] {lines[0]}\n- {lines[1]} [goal:: 2]\n\n# {lines[2]}\n\n"
            f"- [/] {lines[1]} 📅 2026-11-01\n- [{draw(st.characters(exclude_characters=chr(10)))}] x\n\n"
            f"{lines[0]} [[{lines[2]}]] [[#{lines[1]}]] [[Gone|{lines[2]}]]\n"
        )
    return linked(texts)


@unhurried
@given(hostile(), st.sampled_from([40, 80, 120]))
def test_nothing_in_a_vault_moves_the_cursor_or_breaks_a_line(links: LinkTable, width: int) -> None:
    text = report_terminal(summary(links, by=tuple(By)), width=width)
    bad = {character for character in text if unicodedata.category(character) in ("Cc", "Cs")} - {"\n"}
    assert not bad
    assert not set(text) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@unhurried
@given(hostile())
def test_colours_are_the_only_escape_sequences(links: LinkTable) -> None:
    report = summary(links)
    coloured = report_terminal(report, colour=True)
    plain_text = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "\x1b" not in plain_text
    assert [line.rstrip() for line in plain_text.splitlines()] == report_terminal(report).splitlines()


@unhurried
@given(hostile())
def test_the_note_holds_no_task_tag_goal_or_broken_link_of_its_own(links: LinkTable) -> None:
    report = summary(links, by=tuple(By))
    text = report_markdown(report)
    note = parse_note("Report of all.md", text.encode("utf-8", "replace"))
    assert (note.tasks, note.tags, note.goals, note.blocks) == ((), (), (), ())
    assert {defect.kind for defect in note.defects} <= {DefectKind.MOJIBAKE}, "a name may well be mojibake"
    assert note.properties["type"] == "report"
    vault = links.vault
    sources = {path: vault.source(path).decode() for path in vault.notes}
    again = linked({**sources, note.path: text})
    assert all(isinstance(reference.target, Found) for reference in again.references[note.path])
    assert summary(again, by=tuple(By)) == report


class Elements(HTMLParser):
    """Holds a page's elements, and fails where one is closed that is not open."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@unhurried
@given(hostile())
def test_the_page_is_well_formed_and_runs_and_loads_nothing(links: LinkTable) -> None:
    page = Elements(report_html(summary(links, by=tuple(By))))
    assert page.open == []
    head = {"html", "head", "meta", "title", "style", "body", "main"}
    body = {"h1", "h2", "h3", "p", "ul", "li", "strong", "em", "code", "span", "progress"}
    assert page.seen <= head | body | {"table", "thead", "tbody", "tr", "th", "td"}
    assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "align", "class", "max", "value"}


@unhurried
@given(hostile())
def test_the_document_is_json_whatever_the_names(links: LinkTable) -> None:
    text = report_json(summary(links, by=tuple(By)))
    jsonschema.validate(json.loads(text.encode()), SCHEMA)


# The terminal


def test_no_line_is_wider_than_the_window() -> None:
    texts = {
        f"{'非常に長い名前' * 5}/{'a long name ' * 9}{number}.md": f"- [ ] {'task ' * 40}\n[[{'x' * 90}]]"
        for number in "12"
    }
    texts["Hub.md"] = "#moc " + " ".join(f"[[{path}]]" for path in texts)
    for width in (40, 60, 80, 120, 200):
        lines = report_terminal(report_of(texts), width=width).splitlines()
        assert max(map(cells, lines)) <= width


def test_a_terminal_without_unicode_gets_ascii_drawings() -> None:
    report = report_of({"Ä.md": "- [x] é\n- [/] b\n# Ü\n- [ ] c\n[[Gone]]"})
    text = report_terminal(report, encoding="ascii")
    assert text.isascii()
    assert "Progress  #####+++++------  33%  1 of 3 tasks done" in text
    assert "  1x  no such note: [[Gone]]" in text


@pytest.mark.parametrize(
    ("options", "environment", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_a_matter_of_the_option_then_of_the_environment(
    tmp_path: Path, options: list[str], environment: dict[str, str], coloured: bool
) -> None:
    (tmp_path / "A.md").write_text("- [ ] a")
    none: dict[str, str | None] = {"NO_COLOR": None, "FORCE_COLOR": None}
    result = CliRunner(env={**none, **environment}).invoke(main, ["report", str(tmp_path), *options])
    assert result.exit_code == 0
    assert ("\x1b[" in result.output) is coloured


def test_a_bar_is_shown_only_while_it_is_worth_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = _waiting.Waiting(shown=False, patience=0)
    hidden.reading(1, 10)
    early = _waiting.Waiting(shown=True, patience=60)
    early.reading(1, 10)
    assert capsys.readouterr() == ("", "")
    for name, value in (("TERM", "xterm"), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    shown = _waiting.Waiting(shown=True, patience=0)
    shown.reading(3, 10)
    shown.phase("following links")
    shown.close()
    out, err = capsys.readouterr()
    assert out == ""
    assert "following links" in err


# Words


@pytest.mark.parametrize(
    ("done", "in_progress", "left", "expected"),
    [(0, 0, 0, None), (0, 0, 3, 0), (1, 0, 999, 1), (1, 1, 1, 33), (999, 0, 1, 99), (3, 0, 0, 100)],
)
def test_a_hundred_per_cent_is_all_and_nothing_per_cent_is_nothing(
    done: int, in_progress: int, left: int, expected: int | None
) -> None:
    assert percent(Progress(done=done, in_progress=in_progress, open=left)) == expected


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 60))
def test_a_bar_is_full_only_when_all_is_done_and_empty_only_when_nothing_is(done: int, left: int, width: int) -> None:
    full = full_cells(done, done + left, width)
    assert 0 <= full <= width
    assert (full == width) == (done > 0 and left == 0) or width == 1
    assert (full == 0) == (done == 0) or width == 1


@pytest.mark.parametrize(
    ("have", "goal", "expected"),
    [(3, 10, 30), (0.1, 0.1, 100), (12, 10, 120), (9.999, 10, 99), (-1, 10, 0), (1, 0, None), (1, -2, None)],
)
def test_goals_are_reached_when_they_are_reached(have: float, goal: float, expected: int | None) -> None:
    assert GoalCount("A.md", 1, "x", have, goal).percent == expected


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "today"),
        ("2026-11-25", "tomorrow"),
        ("2026-11-23", "yesterday"),
        ("2026-12-01", "in 7 days"),
        ("2026-08-17", "99 days ago"),
        ("2026-08-16", "3 months ago"),
        ("2028-11-22", "in 23 months"),
        ("2028-11-23", "in 2 years"),
        ("1900-01-01", "126 years ago"),
    ],
)
def test_days_are_told_as_people_tell_them(day: str, words: str) -> None:
    assert distance(date.fromisoformat(day), TODAY) == words


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("Finish the [[Kubernetes|k8s]] course 📅 2026-11-12", "Finish the k8s course"),
        (
            "See [[Plan#Goals]] and [the docs](https://example.org) [due:: 2026-11-12] ^id",
            "See Plan#Goals and the docs",
        ),
        ("**Bold**, *slanted*, `code`, ~~gone~~ and ==bright==", "Bold, slanted, code, gone and bright"),
        ("2 * 3 * 4 and snake_case", "2 * 3 * 4 and snake_case"),
        ("no date: 📅 soon", "no date: 📅 soon"),
    ],
)
def test_tasks_are_shown_as_they_are_read(markdown: str, read: str) -> None:
    assert plain(markdown) == read


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (counted(1, "note"), "1 note"),
        (counted(2000, "canvas", "canvases"), "2,000 canvases"),
        (number(3.0), "3"),
        (number(12.5), "12.5"),
        (number(1e6), "1,000,000"),
        (printable("a\tb\nc\x1b[2J\u202e"), "a b c\ufffd[2J\ufffd"),
        (code("a `b`"), "`` a `b` ``"),
        (wikilink("Home.md"), "[[Home]]"),
        (wikilink("Work/Plan.md"), "[[Work/Plan|Plan]]"),
        (wikilink("Work/v1.2.md"), "[[Work/v1.2.md|v1.2]]"),
        (wikilink("Work/C#.md"), "C#"),
        (wikilink("Board.canvas"), "[[Board.canvas]]"),
        (relative_link("Work/My Plan.md", "Reports"), "[My Plan](../Work/My%20Plan.md)"),
    ],
)
def test_small_words(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    "text",
    ["[[x]]", "#tag", "- [ ] x", "1. x", "a | b", "<b>", "**b**", "%%c%%", "==h==", "x ^id", "$m$", "&lt;", "a_b _c_"],
)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    rendered = MarkdownIt().enable(["table", "strikethrough"]).render(escaped(text))
    shown = re.sub(r"</?p>\n?", "", rendered)
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text
