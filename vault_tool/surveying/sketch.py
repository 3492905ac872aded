"""What one note has for a report, from its bytes and its layout: its links, its tasks, and where its headings begin.

As with `skim`, where the lines alone do not say it for sure, the note is read in full: a sketch is right or there is
none. `tests/test_surveying.py` holds it against the reader.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Heading, Link, Note, Task
from vault_tool.skimming.layout import Layout, lies_in
from vault_tool.skimming.skim import Skimmed, heading_starts, markdown_links
from vault_tool.written import WIKILINK, is_escaped


class Sketch(NamedTuple):
    """What a note has for a report."""

    note: Note
    """With its tasks, the places of its headings where it has tasks, and what makes a hub or a report of it."""
    wikilinks: Sequence[bytes]
    """What stands between the brackets of each wikilink in the body, in no order."""
    embeds: Sequence[bytes]
    destinations: Sequence[bytes]
    """Those of Markdown links in the body, as written."""
    images: Sequence[bytes]
    """Those of images."""
    links: Sequence[Link]
    """All other links."""


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
    # Behind what defines a footnote, an item may begin.
    if b"]:" in text or b"goal::" in text or _SAID_IN_BODY.search(text):
        return None
    wikilinks = _wikilinks(text, layout) if b"[[" in text else ([], [])
    if wikilinks is None:
        return None
    markdown = _markdown_links(text, layout) if b"](" in text else ([], [])
    if markdown is None:
        return None
    tasks = _tasks(text, base - 1, layout) if b"] " in text or b"]\n" in text or text.endswith(b"]") else []
    if tasks is None:
        return None
    properties: Mapping[str, object] = {}
    property_tags: tuple[str, ...] = ()
    links: Sequence[Link] = ()
    if base and _says_more(raw[:base].lower()):
        _, properties, _, property_tags, links, *_ = read_frontmatter(raw)
    headings = [Heading(1, "", start, start) for start in heading_starts(layout, base - 1)] if tasks else ()
    note = Note(
        path=path, properties=properties, property_tags=property_tags, tasks=tuple(tasks), headings=tuple(headings)
    )
    return Sketch(note, *wikilinks, *markdown, links)


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
    return Sketch(kept, (), (), (), (), note.links)


def _wikilinks(text: bytes, layout: Layout) -> tuple[list[bytes], list[bytes]] | None:
    """Return what stands between the brackets of wikilinks and of embeds."""
    wikilinks: list[bytes] = []
    embeds: list[bytes] = []
    for match in WIKILINK.finditer(text):
        start = match.start()
        code = layout.is_code(start)
        if code is None or b"`" in match[1]:
            return None
        if code or (text[start - 1] == _BACKSLASH and is_escaped(text, start)):
            continue
        is_embed = text[start - 1] == _BANG and not is_escaped(text, start - 1)
        (embeds if is_embed else wikilinks).append(match[1])
    return wikilinks, embeds


def _markdown_links(text: bytes, layout: Layout) -> tuple[list[bytes], list[bytes]] | None:
    """Return the destinations of Markdown's links and of its images."""
    if b"\\" in text:
        return None
    destinations: list[bytes] = []
    images: list[bytes] = []
    for start, destination in markdown_links(text):
        code = layout.is_code(start)
        if code is None or b"&" in destination:
            return None
        # Within a wikilink it is none.
        opened = text.rfind(b"[[", text.rfind(b"\n", 0, start), start + 1)
        if opened >= 0 and text.find(b"]]", opened, start) < 0:
            return None
        if not code:
            (images if text[start - 1] == _BANG else destinations).append(destination)
    return destinations, images


_BANG = ord("!")
_BACKSLASH = ord("\\")


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
