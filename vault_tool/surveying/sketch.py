"""What one note has for a report, from its bytes and its layout: its links, its boxes, and where its headings begin.

As with `skim`, where the lines alone do not say it for sure, the note is read in full: a sketch is right or there is
none. `tests/test_surveying.py` holds it against the reader.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, repeat
from typing import NamedTuple

from vault_tool.dates import HINT_OF_A_DATE
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Heading, Link, Note, Task
from vault_tool.skimming.code_ranges import lies_in
from vault_tool.skimming.layout import Layout
from vault_tool.skimming.marks import NO_MARKS
from vault_tool.skimming.skim import Skimmed, heading_starts, markdown_links
from vault_tool.surveying.outline import NO_OUTLINE, Outline, boxes_of, outline_of
from vault_tool.surveying.signs import DOUBT, EMBED, FIELD, HASH, IMAGE, MIDDLE, TAG, UNKNOWN, Signs, signs_in
from vault_tool.written import WIKILINK, is_escaped


class Sketch(NamedTuple):
    """What a note has for a report."""

    note: Note | None
    """What makes a hub or a report of it, and its tasks and the places of its headings where the outline does not say;
    `None` where there is nothing of that."""
    wikilinks: Sequence[bytes]
    """What stands between the brackets of each wikilink of the body, in no order."""
    named: Sequence[int | None]
    """The notes that they name plainly, by their numbers."""
    embeds: int
    """How many of them are embeds."""
    destinations: Sequence[bytes]
    """Those of the body's Markdown links and images, as written, in no order."""
    destined: Sequence[int | None]
    """The files to which these plainly lead; see `Skimmed`."""
    images: int
    """How many of them are images'."""
    links: Sequence[Link] = ()
    """All other links."""
    outline: Outline = NO_OUTLINE
    hides_nothing: bool = False
    """Whether it is plain that no line would be a heading, were it not inside something."""


_BANG, _BACKSLASH, _DOLLAR, _OPEN, _TAB, _TICK = b"!\\$[\t`"
_NO_PART = bytes((DOUBT, EMBED, FIELD, HASH, IMAGE, MIDDLE, TAG))
"""The signs that are no part of an outline."""

_SAID_IN_PROPERTIES = (b"hub", b"moc", b"made_by", b"\\", b"[[", b"](")
"""What a block of properties has, in small letters, that a report must know; and what may spell it."""
# Without a flag for letter case a search is twenty times as fast.
_SAID_IN_BODY = re.compile(rb"#(?:[hH][uU][bB]|[mM][oO][cC]|[gG][oO][aA][lL])")


class Subject(NamedTuple):
    """A note that is to be sketched."""

    path: str
    raw: bytes
    skimmed: Skimmed
    """What was skimmed from these bytes."""


def sketch(path: str, raw: bytes, skimmed: Skimmed) -> Sketch | None:
    """Return what `sketches` says of one note."""
    return next(sketches([Subject(path, raw, skimmed)]))


def sketches(subjects: Sequence[Subject]) -> Iterator[Sketch | None]:
    """Yield for each note what it has for a report; `None` where only the reader can say.

    Linear in the length of the notes. Many at a time take half as long as each by itself.
    """
    bares = [skimmed.layout.without_code() for _, _, skimmed in subjects]
    signs = signs_in(bares)
    joined = signs.joined
    is_odd = any(kind in kinds for kinds in signs.kinds for kind in (FIELD, TAG, UNKNOWN))
    contents = b"".join(chain.from_iterable(skimmed.contents for _, _, skimmed in subjects))
    is_tangled = _may_be_more(contents) or _BACKSLASH in joined or _DOLLAR in joined or _TAB in joined
    may_say_more = _says_more(b"\n".join([raw[: skimmed.body] for _, raw, skimmed in subjects]))
    # What is so of all of them is not asked of each.
    for (path, raw, skimmed), bare, kinds, has_plain_links in zip(
        subjects, bares, signs.kinds, _have_plain_links(signs), strict=True
    ):
        if is_odd and _says_what_counts(bare, kinds):
            yield None
            continue
        is_plain = has_plain_links and not (is_tangled and _is_tangled(bare, skimmed))
        outline = _outline(bare, kinds, skimmed) if is_plain else None
        drawn = _closely(path, skimmed) if outline is None else _plainly(path, kinds, outline, skimmed)
        if drawn and may_say_more and _says_more(raw[: skimmed.body]):
            drawn = _with_properties(drawn, path, raw)
        yield drawn


def _says_what_counts(bare: bytes, kinds: bytes) -> bool:
    """Whether the body may say that the note is a hub, or have a goal."""
    return (FIELD in kinds and b"goal::" in bare) or (TAG in kinds and _SAID_IN_BODY.search(bare) is not None)


def _says_more(properties: bytes) -> bool:
    return bool(_search()(properties.lower()))


@cache
def _search() -> Callable[[bytes], object]:
    from ahocorasick_rs import BytesAhoCorasick  # noqa: PLC0415

    return BytesAhoCorasick(_SAID_IN_PROPERTIES).find_matches_as_indexes


def _with_properties(drawn: Sketch, path: str, raw: bytes) -> Sketch:
    _, properties, _, property_tags, links, *_ = read_frontmatter(raw)
    note = drawn.note
    if properties or property_tags:
        note = (note or Note(path=path))._replace(properties=properties, property_tags=property_tags)
    return drawn._replace(note=note, links=links)


def _note(path: str, tasks: Sequence[Task], skimmed: Skimmed) -> Note | None:
    if not tasks:
        return None
    starts = heading_starts(skimmed.layout, skimmed.body - 1)
    return Note(path=path, tasks=tuple(tasks), headings=tuple(Heading(1, "", start, start) for start in starts))


def sketch_of(note: Note) -> Sketch:
    """Return the sketch of a note that was read."""
    kept = Note(
        path=note.path,
        properties=note.properties,
        property_tags=note.property_tags,
        tags=note.tags,
        tasks=note.tasks,
        headings=note.headings,
        goals=note.goals,
    )
    return Sketch(kept, (), (), 0, (), (), 0, note.links)


# -- Where all is written in the plainest way --------------------------------------------------------------------------

_LONGEST_TEXT = 500
"""How far back the beginning of a link is looked for, so that many that have none cost no more than a few."""
_PLAIN_LINK = re.compile(rb"\[([^\[\]`\n]*)\]\([^()\[\]\s<&`]+(?: \"[^\"()\[\]<`\n]*\")?\)")


def _have_plain_links(signs: Signs) -> Iterable[bool]:
    """Say of each text whether a link that is plainly written has its middle in each place that may be one."""
    joined, all_kinds, middles = signs
    if all_kinds and UNKNOWN in all_kinds[0]:
        return repeat(False, len(all_kinds))
    starts = [joined.rfind(b"[", max(0, middle - _LONGEST_TEXT), middle) for middle in middles]
    # The last bracket before a link within a link is that of the inner one, for both.
    links = map(_PLAIN_LINK.match, repeat(joined), starts)
    crooked = {middle for middle, link in zip(middles, links, strict=True) if link is None or link.end(1) != middle}
    if not crooked:
        return repeat(True, len(all_kinds))
    of_texts = iter(middles)
    return [crooked.isdisjoint(list(islice(of_texts, kinds.count(MIDDLE)))) for kinds in all_kinds]


def _is_tangled(bare: bytes, skimmed: Skimmed) -> bool:
    """Whether links may contain others, or marks belong to something else, such as what escapes them."""
    return _may_be_more(b"".join(skimmed.contents)) or _BACKSLASH in bare or _DOLLAR in bare or _TAB in bare


def _may_be_more(contents: bytes) -> bool:
    """Whether in what stands between the brackets of wikilinks a link may begin or end, or code."""
    return _OPEN in contents or _TICK in contents or b"](" in contents


def _outline(bare: bytes, kinds: bytes, skimmed: Skimmed) -> Outline | None:
    """Return the outline of a text, if each of its brackets opens a link or a box that is plainly written.

    Then no bracket is left for a link that is written otherwise, a footnote or a definition, and none for a box in a
    nested or a numbered item: its links are those that were skimmed. `None` where there may be more.
    """
    layout = skimmed.layout
    links = len(skimmed.destinations)
    if layout.marks is not NO_MARKS or (bare is layout.text and _TICK in bare) or kinds.count(MIDDLE) != links:
        return None
    left = bare.count(b"[") - 2 * len(skimmed.contents) - links
    if DOUBT not in kinds:
        outline = kinds.translate(None, _NO_PART)
        if boxes_of(outline) == left:
            return outline if left else NO_OUTLINE
    seen = outline_of(bare)
    return seen if seen is not None and boxes_of(seen) == left else None


def _plainly(path: str, kinds: bytes, outline: Outline, skimmed: Skimmed) -> Sketch | None:
    """Return the sketch of a note that has an outline."""
    text = skimmed.layout.text
    tasks: Sequence[Task] | None = ()
    if outline and (FIELD in kinds or not (text.isascii() or HINT_OF_A_DATE.search(text) is None)):
        tasks, outline = _tasks(text, skimmed.body - 1, skimmed.layout), NO_OUTLINE
        if tasks is None:
            return None
    note = _note(path, tasks, skimmed) if tasks else None
    embeds, images = kinds.count(EMBED), kinds.count(IMAGE)
    hides_nothing = not (DOUBT in kinds or HASH in kinds or skimmed.layout.fences)
    contents, destinations = skimmed.contents, skimmed.destinations
    named, destined = skimmed.named, skimmed.destined
    return Sketch(note, contents, named, embeds, destinations, destined, images, (), outline, hides_nothing)


# -- Where each link must be looked at ---------------------------------------------------------------------------------


def _closely(path: str, skimmed: Skimmed) -> Sketch | None:
    layout = skimmed.layout
    text = layout.text
    # Behind what defines a footnote, an item may begin.
    if b"]:" in text:
        return None
    wikilinks = _wikilinks(text, layout) if b"[[" in text else ((), 0)
    written = _markdown_links(text, layout) if wikilinks and b"](" in text else ((), 0)
    if wikilinks is None or written is None:
        return None
    contents, embeds = wikilinks
    destinations, images = written
    tasks: Sequence[Task] | None = ()
    if b"] " in text or b"]\n" in text or b"]\t" in text or text.endswith(b"]"):
        tasks = _tasks(text, skimmed.body - 1, layout)
    if tasks is None:
        return None
    # Which of those that were skimmed are these is not known.
    named, destined = [None] * len(contents), [None] * len(destinations)
    return Sketch(_note(path, tasks, skimmed), contents, named, embeds, destinations, destined, images)


def _wikilinks(text: bytes, layout: Layout) -> tuple[list[bytes], int] | None:
    """Return what stands between the brackets of wikilinks, and how many of them are embeds."""
    contents: list[bytes] = []
    embeds = 0
    for match in WIKILINK.finditer(text):
        start = match.start()
        code = layout.is_code(start)
        if code is None or b"`" in match[1]:
            return None
        if code or (text[start - 1] == _BACKSLASH and is_escaped(text, start)):
            continue
        contents.append(match[1])
        embeds += text[start - 1] == _BANG and not is_escaped(text, start - 1)
    return contents, embeds


def _markdown_links(text: bytes, layout: Layout) -> tuple[list[bytes], int] | None:
    """Return the destinations of Markdown's links and images, and how many of them are images'."""
    links = list(markdown_links(text))
    if b"\\" in text or len(links) != text.count(b"]("):
        return None
    destinations: list[bytes] = []
    images = 0
    for start, destination in links:
        code = layout.is_code(start)
        if code is None or b"&" in destination:
            return None
        # Within a wikilink it is none.
        opened = text.rfind(b"[[", text.rfind(b"\n", 0, start), start + 1)
        if opened >= 0 and text.find(b"]]", opened, start) < 0:
            return None
        if not code:
            destinations.append(destination)
            images += text[start - 1] == _BANG
    return destinations, images


_BOX = re.compile(
    rb"\[(?:([\x01-\x09\x0e-\x5a\x5c\x5e-\x7f]|[\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]...)\](?=[ \t\n]|\Z)"
    rb"|[\[\]]\])",
    re.DOTALL,
)
_PLAINLY = frozenset({b"\n- ", b"\n* ", b"\n+ "})
_MARKERS = re.compile(rb"(?:[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]++)+")


def _tasks(text: bytes, shift: int, layout: Layout) -> list[Task] | None:
    """Return the tasks, if each box stands at the left edge but for a list mark and one space."""
    tasks: list[Task] = []
    for box in _BOX.finditer(text):
        start, stop = box.span()
        if text[start - 3 : start] not in _PLAINLY:
            if _MARKERS.fullmatch(text, text.rfind(b"\n", 0, start) + 1, start):
                return None
            continue
        if layout.fences and lies_in(layout.fences, start):
            continue
        mark = box[1]
        if mark is None or (layout.marks.html and lies_in(layout.marks.html, start)):
            return None
        end = text.find(b"\n", stop)
        line = text[stop : end if end >= 0 else len(text)].rstrip()
        tasks.append(Task(mark.decode(), line.strip().decode(), -1, start + shift, stop + len(line) + shift))
    return tasks
