"""What one note has for a report, from its bytes and its layout: its links, its boxes, and where its headings begin.

As with `skim`, where the lines alone do not say it for sure, the note is read in full: a sketch is right or there is
none. `tests/test_surveying.py` holds it against the reader.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vault_tool.dates import HINT_OF_A_DATE
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Heading, Link, Note, Task
from vault_tool.skimming.code_ranges import lies_in
from vault_tool.skimming.layout import Layout
from vault_tool.skimming.marks import NO_MARKS
from vault_tool.skimming.skim import Skimmed, heading_starts, markdown_links
from vault_tool.surveying.outline import NO_OUTLINE, Outline, boxes_of, outline_of
from vault_tool.written import WIKILINK, is_escaped


class Written(NamedTuple):
    """The links that stand in a body, in no order."""

    wikilinks: Sequence[bytes] = ()
    """What stands between the brackets of each wikilink."""
    embeds: int = 0
    """How many of them are embeds."""
    destinations: Sequence[bytes] = ()
    """Those of Markdown's links and of its images, as written."""
    images: int = 0
    """How many of them are images'."""


class Sketch(NamedTuple):
    """What a note has for a report."""

    note: Note | None
    """What makes a hub or a report of it, and its tasks and the places of its headings where the outline does not say;
    `None` where there is nothing of that."""
    written: Written
    links: Sequence[Link] = ()
    """All other links."""
    outline: Outline = NO_OUTLINE


_BANG, _BACKSLASH, _COLON, _DOLLAR, _HASH, _OPEN, _TAB, _TICK = b"!\\:$#[\t`"

_SAID_IN_PROPERTIES = (b"hub", b"moc", b"made_by", b"\\", b"[[", b"](")
"""What a block of properties has, in small letters, that a report must know; and what may spell it."""
# Without a flag for letter case a search is twenty times as fast.
_SAID_IN_BODY = re.compile(rb"#(?:[hH][uU][bB]|[mM][oO][cC]|[gG][oO][aA][lL])")


def sketch(path: str, raw: bytes, skimmed: Skimmed) -> Sketch | None:
    """Return what the note of these bytes has for a report; `None` where only the reader can say.

    `skimmed` is what was skimmed from it. Linear in the length of the note.
    """
    layout, base = skimmed.layout, skimmed.body
    text = layout.text
    # One byte is looked for many times as fast as several.
    has_fields = _COLON in text and b"::" in text
    if (has_fields and b"goal::" in text) or (_HASH in text and _SAID_IN_BODY.search(text)):
        return None
    tasks: Sequence[Task] | None = ()
    plainest = _plainest(skimmed)
    if plainest is not None:
        written, outline = plainest
        if outline and (has_fields or not (text.isascii() or HINT_OF_A_DATE.search(text) is None)):
            tasks, outline = _tasks(text, base - 1, layout), NO_OUTLINE
    else:
        looked_at = _written(text, layout)
        if looked_at is None:
            return None
        written, outline = looked_at, NO_OUTLINE
        if b"] " in text or b"]\n" in text or b"]\t" in text or text.endswith(b"]"):
            tasks = _tasks(text, base - 1, layout)
    if tasks is None:
        return None
    properties: Mapping[str, object] = {}
    property_tags: tuple[str, ...] = ()
    links: Sequence[Link] = ()
    if base and _says_more(raw[:base].lower()):
        _, properties, _, property_tags, links, *_ = read_frontmatter(raw)
    if not (tasks or properties or property_tags):
        return Sketch(None, written, links, outline)
    headings = tuple(Heading(1, "", start, start) for start in heading_starts(layout, base - 1)) if tasks else ()
    note = Note(path=path, properties=properties, property_tags=property_tags, tasks=tuple(tasks), headings=headings)
    return Sketch(note, written, links, outline)


def _says_more(properties: bytes) -> bool:
    for word in _SAID_IN_PROPERTIES:  # noqa: SIM110 -- `any` would take twice the time
        if word in properties:
            return True
    return False


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
    return Sketch(kept, Written(), note.links)


# -- Where all is written in the plainest way --------------------------------------------------------------------------

_LINK = re.compile(rb"\[[^\[\]`\n]*\]\(([^()\[\]\s<&`]+)\)")
_BANG_BEFORE = re.compile(rb"!\[(\[?)")


def _plainest(skimmed: Skimmed) -> tuple[Written, Outline] | None:
    """Return the links and the outline, if each bracket of the text opens a link or a box that is plainly written.

    Then no bracket is left for a link that is written otherwise, a footnote or a definition, and none for a box in a
    nested or a numbered item.
    """
    layout = skimmed.layout
    text = layout.text
    bare = layout.without_code()
    if (
        layout.marks is not NO_MARKS
        or (bare is text and _TICK in text)
        or _BACKSLASH in text
        or _DOLLAR in text
        or _TAB in text
    ):
        return None
    left = bare.count(b"[")
    if not left:
        return Written(), NO_OUTLINE
    outline = outline_of(bare)
    if outline is None:
        return None
    wikilinks = skimmed.contents
    destinations = _LINK.findall(bare) if skimmed.destinations else ()
    inside = b"".join(wikilinks)
    if left != 2 * len(wikilinks) + len(destinations) + boxes_of(outline) or _OPEN in inside or _TICK in inside:
        return None
    if _BANG not in bare:
        return Written(wikilinks, 0, destinations, 0), outline
    banged = _BANG_BEFORE.findall(bare)
    embeds = banged.count(b"[")
    return Written(wikilinks, embeds, destinations, len(banged) - embeds), outline


# -- Where each link must be looked at ---------------------------------------------------------------------------------


def _written(text: bytes, layout: Layout) -> Written | None:
    # Behind what defines a footnote, an item may begin.
    if b"]:" in text:
        return None
    wikilinks = _wikilinks(text, layout) if b"[[" in text else ((), 0)
    if wikilinks is None:
        return None
    markdown = _markdown_links(text, layout) if b"](" in text else ((), 0)
    return None if markdown is None else Written(*wikilinks, *markdown)


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
