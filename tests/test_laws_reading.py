"""Laws of reading: what holds for every text, however it was put together."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from vault_tool.model import Frontmatter, LinkKind, Note
from vault_tool.parse import parse_note
from vault_tool.text import BOM, Locator, readable
from vault_tool.written import split_display

# An alphabet of what Markdown, Obsidian and their readers stumble over.
TOKENS = [
    *("[[a]]", "[[b#c|d]]", "![[e]]", "[f](g.md)", "![h](i.png)", "`j`", "$k$", "%% l %%", "- [ ] m #n ^o\n", "# p\n"),
    *("[[", "]]", "[", "]", "![[", "![", "](", "](b.md)", "|", r"\|", "#", "^", "^id", "#tag", "(", ")", "<", ">"),
    *("%%", "$$", "$", "`", "``", "```\n", "~~~", "<!--", "-->", "<div>", "</div>", "*", "**", "_", "~~", "==", "!"),
    *("- ", "- [ ] ", "- [x] ", "* ", "1. ", "> ", "> [!note] ", "# ", "## ", "    ", "\t", " ", "\n", "\n\n", "---\n"),
    *("| a | b |\n|---|---|\n", "[^1]", "[^1]: ", "[r]: u ", "[r]", "{{title}}", "<% %>", "[goal:: 3]", "[have:: 1]"),
    *("---\na: b\n---\n", '---\nup: "[[a]]"\n---\n', "a", "b c", "1", "x]y", "=", "===\n", "- []", "[ ] ", "-[ ] "),
    *("\r\n", "\r", "\0", "é", "日本", "😀", "e\u0301", "\ufeff", "\u00a0", "\u2028", "\u200b", "â€™", "%20", "\\"),
]
texts = st.lists(st.sampled_from(TOKENS) | st.text(max_size=2), max_size=25).map("".join)
sources = texts.map(lambda text: text.encode(errors="replace"))
tidy_texts = texts.map(lambda text: text.replace("\r", ""))


def read(raw: bytes) -> Note:
    return parse_note("Note.md", raw)


def records(note: Note) -> tuple[Sequence[tuple[object, ...]], ...]:
    return note.links, note.headings, note.blocks, note.tags, note.tasks, note.goals, note.defects


def moved(note: Note, move: Callable[[int], int]) -> tuple[object, ...]:
    """Return everything that was read, with its places moved."""
    lists = [
        [record._replace(start=move(record.start), stop=move(record.stop)) for record in found]  # type: ignore[attr-defined]
        for found in records(note)
    ]
    rest = note.frontmatter, note.properties, note.aliases, note.property_tags, note.empty, note.template
    return (*rest, *lists, move(note.body), move(note.size))


@given(st.binary(max_size=60) | sources)
@example(b"\xff[[a]]\xc3")
@example(b"\xed\xa0\x80 #a")
def test_any_bytes_give_a_note_and_always_the_same(raw: bytes) -> None:
    assert read(raw) == read(raw)


@given(st.binary(max_size=60) | sources)
@example(b"[a](b.md) [[c]] ![d](e.png)")
def test_places_lie_in_the_text_at_characters_and_in_order(raw: bytes) -> None:
    note, source = read(raw), readable(raw)
    assert note.size == len(source)
    for found in records(note):
        for record in found:
            start, stop = record.start, record.stop  # type: ignore[attr-defined]
            assert 0 <= start <= stop <= len(source)
            source[start:stop].decode()
    for found in records(note)[:-1]:
        starts = [record.start for record in found]  # type: ignore[attr-defined]
        assert starts == sorted(starts)
    assert all(link.start < note.body for link in note.links if link.key)
    assert all(link.start >= note.body for link in note.links if not link.key)


@given(sources)
def test_at_its_place_stands_what_was_read(raw: bytes) -> None:
    note = read(raw)
    # A carriage return by itself is a space to the reader.
    source = re.sub(rb"\r(?!\n)", b" ", readable(raw))
    for link in note.links:
        written = source[link.start : link.stop].decode()
        match link.kind:
            case LinkKind.WIKILINK | LinkKind.EMBED:
                assert written.startswith("![[" if link.kind is LinkKind.EMBED else "[[")
                assert written.endswith("]]")
                linktext, display = split_display(written.removeprefix("!")[2:-2])
                assert (link.linktext, link.display) == (linktext, display)
            case LinkKind.MARKDOWN | LinkKind.MARKDOWN_EMBED:
                assert written.startswith("![" if link.kind is LinkKind.MARKDOWN_EMBED else "[")
                assert written.endswith(")")
                assert f"[{link.display}](" in written
            case LinkKind.PROPERTY:
                assert written == "" or written.startswith("[")
    for heading in note.headings:
        written = source[heading.start : heading.stop].decode()
        assert all(line.strip() in written for line in heading.text.split("\n"))
        assert written == written.strip("\n")
    for tag in note.tags:
        assert source[tag.start : tag.stop].decode() == tag.name
        assert not re.fullmatch("#[0-9]+", tag.name)
    for block in note.blocks:
        assert source[block.start : block.stop].decode() == f"^{block.id}"
    for task in note.tasks:
        written = source[task.start : task.stop].decode()
        assert written.startswith(f"[{task.mark}]")
        assert written[2 + len(task.mark) :].strip(" \t\n\r\v\f") == task.text
        assert len(task.mark) == 1
    for goal in note.goals:
        assert b"goal::" in source[goal.start : goal.stop]


@given(sources)
def test_links_do_not_overlap_unless_one_holds_the_other(raw: bytes) -> None:
    links = [link for link in read(raw).links if not link.key]
    for before, after in pairwise(links):
        assert after.start >= before.stop or after.stop <= before.stop


@given(sources)
def test_a_task_lies_under_one_before_it(raw: bytes) -> None:
    for number, task in enumerate(read(raw).tasks):
        assert -1 <= task.parent < number


@given(tidy_texts)
def test_crlf_changes_nothing_but_places(text: str) -> None:
    with_lf = text.encode(errors="replace")
    with_crlf = with_lf.replace(b"\n", b"\r\n")
    unix, windows = read(with_lf), read(with_crlf)

    def back(offset: int) -> int:
        return offset - with_crlf.count(b"\r\n", 0, offset)

    def told(note: Note, move: Callable[[int], int]) -> str:
        return repr(moved(note, move)).replace(r"\r\n", r"\n")

    assert told(windows, back) == told(unix, lambda offset: offset)


@given(texts)
def test_a_bom_moves_places_and_no_more(text: str) -> None:
    raw = text.encode(errors="replace")
    if raw.startswith(BOM):
        raw = b"a" + raw
    with_bom = read(BOM + raw)
    assert moved(with_bom, lambda offset: offset - len(BOM)) == moved(read(raw), lambda offset: offset)


@given(sources)
def test_a_final_line_end_changes_nothing(raw: bytes) -> None:
    if read(raw).frontmatter is Frontmatter.NONE and not raw.endswith((b"\\", b"\r")):
        before, after = read(raw), read(raw + b"\n")
        assert (before.links, before.headings, before.tags, before.tasks, before.blocks) == (
            after.links,
            after.headings,
            after.tags,
            after.tasks,
            after.blocks,
        )


@given(texts)
def test_what_is_not_utf8_is_read_as_its_replacement(text: str) -> None:
    raw = b"\xff" + text.encode(errors="replace") + b"\xc3"
    assert readable(raw).decode() == raw.decode(errors="replace")
    note = read(raw)
    assert [defect.kind for defect in note.defects if defect.kind == "undecodable-note"] == ["undecodable-note"]
    assert moved(note, lambda offset: offset)[:-3] == moved(read(readable(raw)), lambda offset: offset)[:-3]


@given(texts, st.lists(st.integers(0, 60), max_size=6))
@example("a\r\nb\r\n", [0, 4, 2])
def test_a_position_is_what_counting_gives(text: str, characters: list[int]) -> None:
    source = text.encode(errors="replace")
    locator = Locator(source)
    text = source.decode().removeprefix("\ufeff")
    for count in characters:
        before = text[:count].split("\n")
        offset = len(source) - len(text[count:].encode())
        assert locator.position(offset) == (len(before), len(before[-1]) + 1)
        lines = text.split("\n")
        line = lines[len(before) - 1]
        assert locator.line(offset) == (line if len(before) == len(lines) else line.removesuffix("\r"))
