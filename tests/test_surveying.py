"""A report that is gathered is the report of the vault as a whole, byte for byte."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from skims import plain_links
from test_laws_reading import TOKENS
from test_skimming import VAULTS
from test_skimming import notes as written_notes
from textvaults import vaults

from vault_tool.goals import goals_in_words
from vault_tool.hubs import is_hub
from vault_tool.links import link_vault
from vault_tool.linting import chosen_rules, lint
from vault_tool.model import Heading, LinkKind, Note, Vault
from vault_tool.names import heading_key
from vault_tool.nearest import hidden_heading
from vault_tool.parse import parse_note
from vault_tool.report import By, Report, summarise
from vault_tool.settings import Dialect, Settings
from vault_tool.skimming import can_check
from vault_tool.skimming.skim import Skimmed, heading_starts, skim
from vault_tool.store import list_vault, read_vault
from vault_tool.surveying import report_on
from vault_tool.surveying.glance import glance
from vault_tool.surveying.outline import tasks_of
from vault_tool.surveying.sketch import Sketch, sketch
from vault_tool.written import split_destination, split_display

TODAY = date(2026, 11, 24)
PLAIN = plain_links(["Note.md", "a.md", "b.md", "g.md", "i.png", "sub/c.md"])
KINDS = (By.HUB, By.FOLDER, By.NOTE, By.SECTION)

# -- One note ---------------------------------------------------------------------------------------------------------

BOXES = [
    *("- [ ] a\n", "* [x] b 📅 2026-11-30\n", "+ [/] c ^id\n", "- [é] d\n", "- [[] e\n", "- []] f\n", "- [x]g\n"),
    *("  - [ ] in\n", "\t- [x] in\n", "1. [ ] one\n", "- [x]", "> - [ ] q\n", "- - [ ] two\n", "-  [ ] wide\n"),
    *("see [1] and\n", "[x]: y\n", "- [ ] #goal x\n", "- [have:: 1] [goal:: 2]\n", "#hub ", "#Moc/x ", "![[a]]"),
    *("\n# h\n", "\n## h\n", "\n", "\n\n", "```\n", "`[[a]]` ", "[[a]] ", "[[no#x|y]] ", "[t](a.md) ", "[[a [t](b.md)"),
    *("![t](i.png)", "\\[[a]]", "<b>\n", "| a | [[b]] |\n|---|---|\n", "%% [[a]] %%\n", "text ", "---\n", "$", "- a\n"),
    *("[](#h) ", "[[#h]] ", "[u](http://x.y) ", "[a [t](b.md)](a.md) ", "[](a.md)", "[t](http://x.y?a&b) ", "](a.md) "),
    *(
        "# h\n",
        "#\n",
        "##\n",
        "\n# ",
        "\n#",
        "::",
        "    ",
        '[t](a.md "t")',
        "![",
        "!",
        "- [ ] ",
        "\n- [ ]\n",
        "&amp;",
        "[t",
    ),
]
_properties = st.sampled_from(
    [
        "",
        "",
        "type: hub\n",
        "tags: [x, moc]\n",
        "made_by: vault-tool report\n",
        'up: "[[a]]"\n',
        'type: "\\x68ub"\n',
        "t: 1\n",
    ]
)
_bodies = st.lists(st.sampled_from(BOXES), max_size=20).map("".join)
notes = st.builds(lambda block, body: f"---\n{block}---\n{body}" if block else body, _properties, _bodies)


def sketched(text: str) -> tuple[bytes, Skimmed | None, Sketch | None]:
    """Return the note's bytes, what a skim says of them, and the sketch made of that."""
    raw = text.encode(errors="replace")
    skimmed = skim(raw, PLAIN.of(""))
    return raw, skimmed, sketch("Note.md", raw, skimmed) if skimmed else None


@given(notes | written_notes | st.lists(st.sampled_from(BOXES + TOKENS), max_size=20).map("".join))
@example("- [ ] a\n\n```\n- [x] code\n[[a]]\n```\n[[a]] `[[b]]`\n")
@example("![[](b.md)]]x [[a]] - []")
@example("![[[t](a.md)]] []")
def test_a_sketch_is_right_or_there_is_none(text: str) -> None:
    raw, skimmed, drawn = sketched(text)
    if skimmed and drawn:
        assert told(drawn, skimmed) == true(parse_note("Note.md", raw))


TITLES = [
    "h",
    "x",
    "- h",
    "> h",
    "# h",
    "  h",
    "```",
    "---",
    "===",
    "-",
    "--- ",
    "a-",
    "=  ",
    "`# h`",
    "%%",
    "<!--",
    "~~~",
    "",
]


@given(notes | st.lists(st.sampled_from([*BOXES, *(f"{line}\n" for line in TITLES)]), max_size=20).map("".join))
@example("```\n# h\n```\n")
@example("> h\n> -  \n")
def test_what_hides_nothing_hides_no_heading(text: str) -> None:
    raw, _, drawn = sketched(text)
    if drawn and drawn.hides_nothing:
        note = parse_note("Note.md", raw)
        for wanted in {line.strip("#>-*+= \t%<!`") for line in text.split("\n")}:
            # Nobody asks for a heading that is there, unless below another one.
            assert hidden_heading(raw, lambda: note, f"no#{wanted}") is None
            if heading_key(wanted) not in {heading_key(heading.text) for heading in note.headings}:
                assert hidden_heading(raw, lambda: note, wanted) is None


def test_most_notes_hide_nothing() -> None:
    for text, hides_nothing in ((b"# A\n\n[[a]] `# b`\n", True), (b"> # A\n", False), (b"A\n\n---\n", False)):
        skimmed = skim(text, PLAIN.of(""))
        drawn = sketch("Note.md", text, skimmed) if skimmed else None
        assert drawn is not None
        assert drawn.hides_nothing is hides_nothing


@given(notes | written_notes)
@example("# A #\n\n- [ ] one ^b1\n- [x] two 📅 2026-11-30\n## B\ntext ^b2\n")
def test_a_glance_shows_the_same_as_a_look(text: str) -> None:
    raw = text.encode(errors="replace")
    seen, read = glance("Note.md", raw), parse_note("Note.md", raw)
    if seen is not None:
        assert [heading[:3] for heading in seen.headings] == [heading[:3] for heading in read.headings]
        assert [block.id for block in seen.blocks] == [block.id for block in read.blocks]
        assert [task._replace(parent=-1) for task in read.tasks] == list(seen.tasks)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n- [ ] one [[a]] and `[[code]]`\n- [x] two 📅 2026-11-30\n\n```\n- [ ] no\n```\n# B\n![[b]] [t](a.md)\n",
        '---\ntype: hub\nup: "[[a]]"\n---\nSee [1] and [[b|x]].\n\n* [/] three\n',
    ],
)
def test_there_is_one_of_what_is_plain(text: str) -> None:
    skimmed = skim(text.encode(), PLAIN.of(""))
    assert skimmed is not None
    drawn = sketch("Note.md", text.encode(), skimmed)
    assert drawn is not None
    assert told(drawn, skimmed) == true(parse_note("Note.md", text.encode()))


def told(drawn: Sketch, skimmed: Skimmed) -> dict[str, object]:
    note = drawn.note or Note(path="Note.md")
    if drawn.outline:
        layout = skimmed.layout
        tasks = tuple(tasks_of(layout.text, layout.without_code(), skimmed.body - 1))
        starts = heading_starts(layout, skimmed.body - 1)
        note = note._replace(tasks=tasks, headings=tuple(Heading(1, "", start, start) for start in starts))
        assert sections_of(note) == [len(section) for section in drawn.outline.split(b"\n")]
    return {
        "wikilinks": sorted(split_display(content.decode())[0] for content in drawn.wikilinks),
        "embeds": drawn.embeds,
        "destinations": sorted(_path(written) for written in drawn.destinations),
        "images": drawn.images,
        "properties": sorted(link.linktext for link in drawn.links),
        **_tasks(note),
    }


def sections_of(note: Note) -> list[int]:
    """Return how many tasks there are in each section of the note."""
    counts = [0] * (len(note.headings) + 1)
    for task in note.tasks:
        counts[sum(heading.start < task.start for heading in note.headings)] += 1
    return counts


def _path(written: bytes) -> str:
    path, subpath = split_destination(written.decode())
    return path if subpath is None else f"{path}#{subpath}"


def true(note: Note) -> dict[str, object]:
    def links(*kinds: LinkKind) -> list[str]:
        return sorted(link.linktext for link in note.links if link.kind in kinds)

    return {
        "wikilinks": links(LinkKind.WIKILINK, LinkKind.EMBED),
        "embeds": len(links(LinkKind.EMBED)),
        "destinations": links(LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED),
        "images": len(links(LinkKind.MARKDOWN_EMBED)),
        "properties": links(LinkKind.PROPERTY),
        **_tasks(note),
    }


def _tasks(note: Note) -> dict[str, object]:
    starts = [heading.start for heading in note.headings]
    return {
        "tasks": [(mark, text, start, stop) for mark, text, _, start, stop in note.tasks],
        "headings": starts if note.tasks else [],
        "goals": note.goals,
        "goals in words": list(goals_in_words(Vault(notes={note.path: note}))),
        "hub": is_hub(note, Settings()),
        "made by": note.properties.get("made_by"),
    }


# -- A vault ----------------------------------------------------------------------------------------------------------


def whole(root: Path, folder: str, top: int) -> Report:
    """Return the report of the vault, which is read whole."""
    links = link_vault(read_vault(root, dialect=Dialect.OBSIDIAN))
    rules = [rule.name for rule in chosen_rules(links.vault.settings) if can_check(list_vault(root), [rule])]
    found = lint(links, select=rules, within=folder, today=TODAY)
    return summarise(links, found, today=TODAY, within=folder, name="v", by=KINDS, top=top)


def gathered(root: Path, folder: str, top: int, jobs: int | None = None) -> Report:
    """Return the report of the vault, which is gathered."""
    vault = list_vault(root, dialect=Dialect.OBSIDIAN)
    rules = [rule for rule in chosen_rules(vault.settings) if can_check(vault, [rule])]
    found = report_on(vault, rules, today=TODAY, within=folder, name="v", by=KINDS, top=top, jobs=jobs)
    return found.report


@pytest.mark.parametrize("root", VAULTS, ids=lambda root: root.name)
def test_what_is_gathered_is_the_report(root: Path) -> None:
    folders = {path.rpartition("/")[0].partition("/")[0] for path in list_vault(root).files}
    for folder in sorted({"", *folders}):
        assert gathered(root, folder, 3) == whole(root, folder, 3)
        assert gathered(root, folder, 1000) == whole(root, folder, 1000)


@given(vaults(), st.dictionaries(st.sampled_from(["x.md", "sub/y.md", "sub/z.md"]), notes))
@settings(deadline=None)
def test_of_any_vault(texts: Mapping[str, bytes], more: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**texts, **{path: text.encode() for path, text in more.items()}}.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
        assert gathered(Path(folder), "", 2) == whole(Path(folder), "", 2)


def test_more_processes_gather_the_same(tmp_path: Path) -> None:
    for number in range(1300):
        other = (number * 7 + 1) % 1400
        properties = "---\ntype: hub\n---\n" if number % 100 == 0 else ""
        links = f"[[N{other}]] [[N{other}#H]] [t](N{other}.md) [[N{number // 2}]]"
        tasks = f"- [x] a 📅 2026-11-{number % 20 + 1:02}\n- [ ] b 📅 2026-12-{number % 20 + 1:02}\n- [/] c #goal\n"
        (tmp_path / f"N{number}.md").write_text(f"{properties}# G\n{links}\n{tasks}", "utf-8")
    one = gathered(tmp_path, "", 7, jobs=1)
    assert one == whole(tmp_path, "", 7)
    command = (sys.executable, "-m", "vault_tool", "report", str(tmp_path), "--no-cache", "--today", "2026-11-24")
    by_hub = ("--by", "hub", "--by", "section", "--by", "note")
    for more in ((), by_hub, ("--format", "markdown")):
        two, three = (
            subprocess.run([*command, *more, "--jobs", jobs], capture_output=True, check=True) for jobs in "13"
        )
        assert (two.stdout, two.stderr) == (three.stdout, b"")
        assert two.stdout.count(b"no such note") > 0
