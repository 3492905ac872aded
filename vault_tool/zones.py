"""The block structure of a note and the zones where nothing counts, from pyromark's events.

pyromark (pulldown-cmark) decides what is a code block, a list item, a table; this module keeps of its events the byte
ranges that the inline rules of `syntax` need. Two block forms of Obsidian are unknown to it, `%% comments %%` and
`$$ math $$`: where one hides block structure, it is blanked out (same length) and the note is parsed again.
"""

import re
from bisect import bisect_left, bisect_right
from typing import Any, Final, NamedTuple

import pyromark

MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_FOOTNOTES
)

Range = tuple[int, int]


class Ranges:
    """Disjoint byte ranges in rising order; says in logarithmic time whether an offset lies in one."""

    __slots__ = ("ranges", "starts")

    def __init__(self, ranges: list[Range]) -> None:
        """Merge those that overlap."""
        if len(ranges) > 1:
            ranges = sorted(ranges)
            merged = [ranges[0]]
            for start, stop in ranges:
                if start < merged[-1][1]:
                    if stop > merged[-1][1]:
                        merged[-1] = (merged[-1][0], stop)
                else:
                    merged.append((start, stop))
            ranges = merged
        self.ranges = ranges
        self.starts = [start for start, _ in ranges]

    def around(self, offset: int) -> Range | None:
        """Return the range that holds the byte at `offset`."""
        at = bisect_right(self.starts, offset) - 1
        if at >= 0 and offset < self.ranges[at][1]:
            return self.ranges[at]
        return None

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ranges[at][1]

    def straddling(self, start: int, stop: int) -> int | None:
        """Return where a range begins that begins inside `start:stop` and ends beyond it."""
        at = bisect_left(self.starts, stop) - 1
        return self.starts[at] if at >= 0 and start < self.starts[at] and stop < self.ranges[at][1] else None


NOWHERE = Ranges([])


class RawLink(NamedTuple):
    """An inline Markdown link or image, as CommonMark sees it."""

    start: int
    stop: int
    text_stop: int
    """Where its text ends."""
    destination: str
    image: bool


class RawHeading(NamedTuple):
    """A heading at the top level of the note."""

    start: int
    stop: int
    level: int


class RawItem(NamedTuple):
    """A list item."""

    start: int
    """At its mark, or up to three bytes before it under tabs."""
    parent: int
    """The index of the item it lies in; -1 at the top."""


class Structure:
    """What the inline rules need to know of a note's blocks, in byte offsets."""

    __slots__ = (
        "breaks",
        "cells",
        "code",
        "emphasis_ends",
        "headings",
        "hidden",
        "items",
        "links",
        "tables",
    )

    def __init__(self) -> None:
        self.code: list[Range] = []
        """Code, HTML, math and link destinations: no links and no tags there."""
        self.links: list[RawLink] = []
        self.headings: list[RawHeading] = []
        self.items: list[RawItem] = []
        self.cells: list[Range] = []
        self.tables: list[Range] = []
        self.breaks: list[int] = []
        """Where soft and hard line breaks begin; kept only for a note with a `^`."""
        self.emphasis_ends: list[int] = []
        """Where closing emphasis marks begin; kept only for a note with a `_` and a `#`."""
        self.hidden: list[Range] = []
        """`%%` and `$$` blocks: no headings, tasks and block ids there."""


class _Walk(NamedTuple):
    """What one pass over pyromark's events gives."""

    structure: Structure
    math_blocks: set[Range]
    """The display math that pyromark saw."""
    money: list[int]
    """The dollars of what it took for inline math and Obsidian does not."""


_MOST_WALKS: Final = 4
_BLANK_LINE = re.compile(rb"\n[ \t>]*\r?\n")
_NOT_LINE_END = re.compile(rb"[^\r\n]")
_REST_OF_LINE = re.compile(rb"[ \t]*[^ \t\r\n]")


def read_structure(body: bytes, text: str) -> Structure:
    """Return the structure of a note's body, given both as bytes and decoded; linear in its length.

    What is blanked out can change what stands behind it (a fence opened in a comment is none), so it is looked for
    again until nothing changes; four passes are more than any note needs that was not made to need them.
    """
    walk = _walk(body, text)
    if not walk.money and b"%%" not in body and b"$$" not in body:
        return walk.structure
    blanks: list[Range] = []
    money: set[int] = set()
    for _ in range(_MOST_WALKS):
        comments, math = _own_blocks(body, Ranges(walk.structure.code))
        math = [block for block in math if block not in walk.math_blocks]
        if comments + math == blanks and money.issuperset(walk.money):
            break
        blanks = comments + math
        money.update(walk.money)
        blanked = _blank_out(body, blanks, money)
        walk = _walk(blanked, blanked.decode())
    structure = walk.structure
    structure.code += math
    structure.hidden = blanks
    if comments:
        for start, stop in comments:
            _add_comment(structure, body, start, stop)
        for places in (structure.cells, structure.tables, structure.emphasis_ends):
            places.sort()
    return structure


def _blank_out(body: bytes, blocks: list[Range], money: set[int]) -> bytes:
    """Put spaces for the blocks, so that no paragraph is left of them, and letters for the dollars."""
    blanked = bytearray(body)
    for start, stop in blocks:
        blanked[start:stop] = _NOT_LINE_END.sub(b" ", body[start:stop])
        if _REST_OF_LINE.match(body, stop):
            # What follows on the line of the closing mark begins no block.
            blanked[stop - 1] = _LETTER
    for dollar in money:
        blanked[dollar] = _LETTER
    return bytes(blanked)


_LETTER: Final = ord("x")


def _walk(body: bytes, text: str) -> _Walk:
    """Sort pyromark's events into a structure."""
    structure = Structure()
    code = structure.code
    math_blocks: set[Range] = set()
    money: list[int] = []
    wants_breaks = b"^" in body
    wants_emphasis = b"_" in body and b"#" in body
    open_items: list[int] = []
    open_links: list[str | None] = []
    containers = 0
    images = 0
    last_stop = 0  # where the latest inline event ended: the end of a link's text
    # pyromark types its events as a union of shapes that `in` does not narrow.
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    for event, span in events:
        # Text comes first because half of all events are text; `in` also serves the events that are plain strings.
        if "Text" in event:
            last_stop = span["end"]
        elif "Start" in event:
            what = event["Start"]
            if what.__class__ is str:
                if what == "Item":
                    structure.items.append(RawItem(span["start"], open_items[-1] if open_items else -1))
                    open_items.append(len(structure.items) - 1)
                    containers += 1
                elif what == "TableCell":
                    structure.cells.append((span["start"], span["end"]))
                elif wants_emphasis:
                    if what == "Emphasis":
                        structure.emphasis_ends.append(span["end"] - 1)
                    elif what == "Strong":
                        structure.emphasis_ends.append(span["end"] - 2)
            elif "Link" in what or "Image" in what:
                image = "Image" in what
                link = what["Image"] if image else what["Link"]
                open_links.append(link["dest_url"] if link["link_type"] == "Inline" and not images else None)
                last_stop = span["start"] + (2 if image else 1)
                images += image
            elif "Heading" in what:
                if not containers:
                    level = int(what["Heading"]["level"][1])
                    structure.headings.append(RawHeading(span["start"], span["end"], level))
            elif "CodeBlock" in what:
                code.append((span["start"], span["end"]))
            elif "BlockQuote" in what or "FootnoteDefinition" in what:
                containers += 1
            elif "Table" in what:
                structure.tables.append((span["start"], span["end"]))
        elif "End" in event:
            what = event["End"]
            if what.__class__ is str:
                if what == "Item":
                    open_items.pop()
                    containers -= 1
                elif what in ("Link", "Image"):
                    destination = open_links.pop()
                    start, stop = span["start"], span["end"]
                    if what == "Image":
                        images -= 1
                    if destination:
                        structure.links.append(RawLink(start, stop, last_stop, destination, what == "Image"))
                    code.append((last_stop, stop))
                    last_stop = stop
                else:
                    last_stop = span["end"]
                    if what == "FootnoteDefinition":
                        containers -= 1
            elif "BlockQuote" in what:
                containers -= 1
        elif event == "SoftBreak" or event == "HardBreak":  # noqa: PLR1714 -- twice as fast as a look into a tuple
            if wants_breaks:
                structure.breaks.append(span["start"])
            last_stop = span["end"]
        elif "InlineMath" in event:
            last_stop = span["end"]
            # `$5-[[x]]/$6` is money: Obsidian wants no digit after the closing dollar.
            if body[last_stop : last_stop + 1].isdigit():
                money += span["start"], last_stop - 1
            else:
                code.append((span["start"], last_stop))
        elif "DisplayMath" in event:
            last_stop = span["end"]
            code.append((span["start"], last_stop))
            math_blocks.add((span["start"], last_stop))
        elif "Code" in event or "InlineHtml" in event or "Html" in event:
            last_stop = span["end"]
            code.append((span["start"], last_stop))
    structure.emphasis_ends.sort()
    return _Walk(structure, math_blocks, money)


def _own_blocks(body: bytes, code: Ranges) -> tuple[list[Range], list[Range]]:
    """Find the blocks that open with `%%` or `$$`: comments and math.

    An opener inside code opens nothing, nor does `%%%%` (Obsidian release notes 1.13.2) or an escaped one; a comment
    block that is not closed runs to the end of the file, a math block that is not closed is none. A comment that opens
    within a line ends within its paragraph, or is none.
    """
    comments: list[Range] = []
    math: list[Range] = []
    at = 0
    next_percent, next_dollar = body.find(b"%%"), body.find(b"$$")
    while True:
        # Two searches for a literal are many times as fast as a pattern for both.
        if 0 <= next_percent < at:
            next_percent = body.find(b"%%", at)
        if 0 <= next_dollar < at:
            next_dollar = body.find(b"$$", at)
        if next_percent < 0 and next_dollar < 0:
            break
        start = next_percent if next_dollar < 0 or 0 <= next_percent < next_dollar else next_dollar
        token = body[start : start + 2]
        at = start + 2
        if body.startswith(token[:1], at) or body[start - 1 : start] == b"\\":
            while body.startswith(token[:1], at):
                at += 1
            continue
        zone = code.around(start)
        if token == b"$$":
            if not _leads_its_line(body, start, _MOST_SPACES) or (zone is not None and zone[0] < start):
                continue
            close = body.find(token, at)
            if close >= 0:
                at = close + 2
                math.append((start, at))
            continue
        if zone is not None:
            continue
        leads = _leads_its_line(body, start, len(body))
        close = body.find(token, at)
        stop = close + 2 if close >= 0 else len(body)
        if leads and (close < 0 or body.find(b"\n", start, stop) >= 0):
            comments.append((start, stop))
            at = stop
        elif close >= 0 and _BLANK_LINE.search(body, start, stop) is None:
            at = stop
    return comments, math


_MOST_SPACES: Final = 3
"""Four spaces make it indented code."""


def _leads_its_line(body: bytes, offset: int, most_spaces: int) -> bool:
    """Whether nothing but quote marks and at most so many spaces at a time stands before it on its line."""
    at = offset
    spaces = 0
    while at and body[at - 1] in b" \t>":
        at -= 1
        spaces = 0 if body[at] == ord(">") else spaces + (4 if body[at] == ord("\t") else 1)
        if spaces > most_spaces:
            return False
    return at == 0 or body[at - 1] == ord("\n")


def _add_comment(structure: Structure, body: bytes, start: int, stop: int) -> None:
    """Read the text of a comment block by itself: its links and tags count, its code does not."""
    first = start + 2
    inner = body[first:stop]
    found = _walk(inner, inner.decode()).structure
    structure.code += [(a + first, b + first) for a, b in found.code]
    structure.cells += [(a + first, b + first) for a, b in found.cells]
    structure.tables += [(a + first, b + first) for a, b in found.tables]
    structure.links += [
        RawLink(link.start + first, link.stop + first, link.text_stop + first, link.destination, link.image)
        for link in found.links
    ]
    structure.emphasis_ends += [end + first for end in found.emphasis_ends]


def definition_ranges(text: str) -> list[Range]:
    """Return the byte ranges of link reference definitions, which give no events."""
    definitions = MARKDOWN.reference_definitions(text).values()
    return [(definition["span"]["start"], definition["span"]["end"]) for definition in definitions]


def html_ranges(text: str) -> Ranges:
    """Return the byte ranges of HTML, comments included; a fence that a `%%` comment opens counts here as one."""
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    return Ranges([(span["start"], span["end"]) for event, span in events if "Html" in event or "InlineHtml" in event])
