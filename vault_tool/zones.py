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
        "_zones",
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
        self._zones: Ranges | None = None

    @property
    def zones(self) -> Ranges:
        """The `code`, merged; made once, so it is to be asked for when the code is complete."""
        if self._zones is None:
            self._zones = Ranges(self.code)
        return self._zones

    def forget_zones(self) -> None:
        """Have the zones made again, since the code has changed."""
        self._zones = None


class _Walk(NamedTuple):
    """What one pass over pyromark's events gives."""

    structure: Structure
    math_blocks: set[Range]
    """The display math that pyromark saw."""
    misread: list[int]
    """Characters that it took for marks and Obsidian does not: of `$5-x/$6`, the dollars; the third of `[[x]](y)`."""


class _Block(NamedTuple):
    """A block that pyromark does not know."""

    start: int
    stop: int
    comment: bool
    """Whether it is a `%%` comment; else it is `$$` math."""


_MOST_WALKS: Final = 6


def read_structure(body: bytes, text: str) -> Structure:
    """Return the structure of a note's body, given both as bytes and decoded; linear in its length.

    A block that is blanked out can change what stands behind it: a fence opened in a comment is none. So after such a
    block the note is walked through again; after the fifth, all that look like blocks are taken for some.
    """
    blanked = body
    walk = _walk(body, text)
    if not walk.misread and b"%%" not in body and b"$$" not in body:
        return walk.structure
    blocks: list[_Block] = []
    misread: set[int] = set()
    at = 0
    for left in reversed(range(_MOST_WALKS)):
        found, at = _own_blocks(body, walk, Containers(blanked), at, to_the_end=not left)
        if not found and misread.issuperset(walk.misread):
            break
        blocks += found
        misread.update(walk.misread)
        blanked = _blank_out(body, blocks, misread)
        walk = _walk(blanked, blanked.decode())
    structure = walk.structure
    if not blocks:
        return structure
    structure.hidden = [(block.start, block.stop) for block in blocks]
    hidden = Ranges(structure.hidden)
    structure.headings = [heading for heading in structure.headings if heading.stop - 1 not in hidden]
    comments = [block for block in blocks if block.comment]
    structure.code += [(block.start, block.stop) for block in blocks if not block.comment]
    for block in comments:
        _add_comment(structure, body, block.start, block.stop)
    for places in (structure.cells, structure.tables, structure.emphasis_ends):
        places.sort()
    structure.forget_zones()
    return structure


_NOT_LINE_END = re.compile(rb"[^\r\n]")
_REST_OF_LINE = re.compile(rb"[ \t]*[^ \t\r\n]")
_LETTER: Final = b"x"


def _blank_out(body: bytes, blocks: list[_Block], misread: set[int]) -> bytes:
    """Put an empty heading for each block, which ends what such a block ends, and letters for what was misread."""
    blanked = bytearray(body)
    for start, stop, _ in blocks:
        blanked[start:stop] = _NOT_LINE_END.sub(b" ", body[start:stop])
        blanked[start : start + 2] = b"# "
        quotes = body.count(b">", body.rfind(b"\n", 0, start) + 1, start)
        if quotes:
            # The quote goes on.
            for marks in re.finditer(rb"\n((?:[ \t]*>){1,%d})" % quotes, body[start:stop]):
                blanked[start + marks.start(1) : start + marks.end(1)] = marks[1]
        if _REST_OF_LINE.match(body, stop):
            # What follows on the line of the closing mark begins no block.
            last_line = max(start, body.rfind(b"\n", start, stop) + 1)
            blanked[last_line:stop] = _LETTER * (stop - last_line)
    for at in misread:
        blanked[at : at + 1] = _LETTER
    return bytes(blanked)


def _walk(body: bytes, text: str) -> _Walk:
    """Sort pyromark's events into a structure."""
    structure = Structure()
    code = structure.code
    math_blocks: set[Range] = set()
    misread: list[int] = []
    wants_breaks = b"^" in body
    wants_emphasis = b"_" in body and b"#" in body
    open_items: list[int] = []
    open_links: list[str | None] = []
    depth = 0
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
                    depth += 1
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
                if not depth:
                    level = int(what["Heading"]["level"][1])
                    structure.headings.append(RawHeading(span["start"], span["end"], level))
            elif "CodeBlock" in what:
                code.append((span["start"], span["end"]))
            elif "BlockQuote" in what or "FootnoteDefinition" in what:
                depth += 1
            elif "Table" in what:
                structure.tables.append((span["start"], span["end"]))
        elif "End" in event:
            what = event["End"]
            if what.__class__ is str:
                if what == "Item":
                    open_items.pop()
                    depth -= 1
                elif what in ("Link", "Image"):
                    destination = open_links.pop()
                    start, stop = span["start"], span["end"]
                    if what == "Image":
                        images -= 1
                    shown = body[start + (2 if what == "Image" else 1) : last_stop]
                    if shown[:1] == b"[" and _IN_BRACKETS.fullmatch(shown):
                        # `[[x]](y.md)` is a wikilink with text behind it.
                        misread.append(last_stop)
                    elif destination:
                        structure.links.append(RawLink(start, stop, last_stop, destination, what == "Image"))
                    code.append((last_stop, stop))
                    last_stop = stop
                else:
                    last_stop = span["end"]
                    if what == "FootnoteDefinition":
                        depth -= 1
            elif "BlockQuote" in what:
                depth -= 1
        elif event == "SoftBreak" or event == "HardBreak":  # noqa: PLR1714 -- twice as fast as a look into a tuple
            if wants_breaks:
                structure.breaks.append(span["start"])
            last_stop = span["end"]
        elif "InlineMath" in event:
            last_stop = span["end"]
            # `$5-[[x]]/$6` is money: Obsidian wants no digit after the closing dollar.
            if body[last_stop : last_stop + 1].isdigit():
                misread += span["start"], last_stop - 1
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
    if b"]:" in body and _may_define(body):
        # Link definitions give no events.
        definitions = MARKDOWN.reference_definitions(text).values()
        code += [(definition["span"]["start"], definition["span"]["end"]) for definition in definitions]
    return _Walk(structure, math_blocks, misread)


_IN_BRACKETS = re.compile(rb"\[(?!\[|\])(?:[^\[\]\r\n]|\[(?!\[)|\](?!\]))*\]")
_DEFINITION = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*\[(?![\[^])")


def _may_define(body: bytes) -> bool:
    """Whether a line with `]:` begins with a bracket, as `[label]: address` does, or ends a label of two lines."""
    at = 0
    while (end := body.find(b"]:", at)) >= 0:
        if body[end - 1 : end] == b"]":
            at = end + 2  # `[[x]]:`
            continue
        line = body.rfind(b"\n", at, end) + 1 or at
        if _DEFINITION.match(body, line) or b"[" not in body[line:end]:
            return True
        at = body.find(b"\n", end)
        if at < 0:
            break
    return False


class Containers:
    """The quotes, items and footnotes of a note; found only when the first is asked for."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._ahead: list[tuple[int, int, bool]] | None = None
        self._around: list[tuple[int, int, bool]] = []

    def around(self, offset: int) -> list[tuple[int, int, bool]]:
        """Return those around an offset, the outermost first: their start, their end, and whether it is an item.

        Offsets are asked for in rising order.
        """
        if self._ahead is None:
            events: Any = MARKDOWN.events_with_range(self._body.decode(), merge_text=True)
            self._ahead = [
                (span["start"], span["end"], event["Start"] == "Item")
                for event, span in events
                if "Start" in event
                and (
                    event["Start"] == "Item" or "BlockQuote" in event["Start"] or "FootnoteDefinition" in event["Start"]
                )
            ]
            self._ahead.reverse()
        while self._ahead and self._ahead[-1][0] <= offset:
            self._around.append(self._ahead.pop())
        while self._around and self._around[-1][1] <= offset:
            self._around.pop()
        return self._around


def _first_line_outside(body: bytes, start: int, stop: int) -> int | None:
    """Return where a line begins that only a paragraph could take into its quote or item."""
    line = body.rfind(b"\n", 0, start) + 1
    if line == start:
        return None
    prefix = body[line:start]
    if not prefix.strip(b" \t"):
        return None
    while 0 < (line := body.find(b"\n", line, stop) + 1) < stop:
        lead = _LEAD.match(body, line)
        if lead is None or body[lead.end() : lead.end() + 1] in (b"\n", b"\r", b""):
            return None
        if not lead[0] or lead[0].count(b">") < prefix.count(b">"):
            return line
    return None


_LEAD = re.compile(rb"[ \t>]*")

# What could change the meaning of what follows, were it not blanked out.
_MEDDLES = re.compile(rb"```|~~~|<")
_BLANK_LINE = re.compile(rb"\n[ \t>]*\r?\n")


def _own_blocks(
    body: bytes, walk: _Walk, containers: Containers, at: int, *, to_the_end: bool
) -> tuple[list[_Block], int]:
    """Find the blocks that open with `%%` or `$$` from `at` on, up to one that meddles with what follows it.

    Also returns where to go on. An opener inside code opens nothing, nor does `%%%%` (Obsidian release notes 1.13.2) or
    an escaped one. A block ends with the quote or the item that it stands in; a comment that is not closed runs to that
    end, math that is not closed is none. A comment that opens within a line ends within its paragraph, or is none.
    """
    blocks: list[_Block] = []
    code = walk.structure.zones
    seen_math = {start for start, _ in walk.math_blocks}
    next_percent, next_dollar = body.find(b"%%", at), body.find(b"$$", at)
    while True:
        # Two searches for a literal are many times as fast as a pattern for both.
        if 0 <= next_percent < at:
            next_percent = body.find(b"%%", at)
        if 0 <= next_dollar < at:
            next_dollar = body.find(b"$$", at)
        if next_percent < 0 and next_dollar < 0:
            return blocks, len(body)
        start = next_percent if next_dollar < 0 or 0 <= next_percent < next_dollar else next_dollar
        token = body[start : start + 2]
        at = start + 2
        if body.startswith(token[:1], at) or body[start - 1 : start] == b"\\":
            while body.startswith(token[:1], at):
                at += 1
            continue
        if start in code and start not in seen_math:
            continue
        end = _end_of_its_container(body, start, containers)
        close = body.find(token, at, end)
        if end is not None:
            outside = _first_line_outside(body, start, close + 1 if close >= 0 else end)
            if outside is not None:
                end, close = outside, -1
        stop = close + 2 if close >= 0 else end or len(body)
        if token == b"$$":
            if end is None or close < 0:
                continue
            at = stop
            if (start, stop) in walk.math_blocks:
                continue
            blocks.append(_Block(start, stop, comment=False))
        elif end is not None and (close < 0 or body.find(b"\n", start, stop) >= 0):
            at = stop
            blocks.append(_Block(start, stop, comment=True))
        else:
            if close >= 0 and _BLANK_LINE.search(body, start, stop) is None:
                at = stop
            continue
        if not to_the_end and _MEDDLES.search(body, start, stop):
            return blocks, at


_PREFIX = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_CONTAINER_MARK = re.compile(rb"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?")
_MOST_PREFIX: Final = 500
_MOST_SPACES: Final = 3
"""Four spaces make it indented code, or go on with a paragraph."""


def _end_of_its_container(body: bytes, offset: int, containers: Containers) -> int | None:
    """Return where the quote, item or note ends whose line the offset begins; `None` where it stands within a line."""
    line = body.rfind(b"\n", max(0, offset - _MOST_PREFIX), offset) + 1
    if line == offset:
        return len(body)
    if offset - line > _MOST_PREFIX or _PREFIX.fullmatch(body, line, offset) is None:
        return None
    prefix = body[line:offset]
    around = containers.around(offset)
    if prefix.strip(b" \t>"):
        # A list mark stands before it. It leads if it is the first thing in the innermost container.
        if not around or _CONTAINER_MARK.fullmatch(body, around[-1][0], offset) is None:
            return None
    elif not around and (len(prefix) > _MOST_SPACES or not prefix.isspace() or b"\t" in prefix):
        return None
    return around[-1][1] if around else len(body)


_INDENT = re.compile(rb"(^|> ?)( {2,})")


def _as_items(indent: re.Match[bytes]) -> bytes:
    spaces = len(indent[2])
    return indent[1] + b" " * (spaces % 2) + b"- " * (spaces // 2)


def _add_comment(structure: Structure, body: bytes, start: int, stop: int) -> None:
    """Read the text of a comment block by itself: its links and tags count, its code does not."""
    # Spaces before it put it into an item whose mark stands further up; without one, they would make it code.
    prefix = _INDENT.sub(_as_items, body[body.rfind(b"\n", 0, start) + 1 : start])
    inner = prefix + _LETTER * 2 + body[start + 2 : stop]
    base = start - len(prefix)
    found = _walk(inner, inner.decode()).structure
    structure.code += [(a + base, b + base) for a, b in found.code]
    structure.cells += [(a + base, b + base) for a, b in found.cells]
    structure.tables += [(a + base, b + base) for a, b in found.tables]
    structure.links += [
        RawLink(link.start + base, link.stop + base, link.text_stop + base, link.destination, link.image)
        for link in found.links
    ]
    structure.emphasis_ends += [end + base for end in found.emphasis_ends]


def html_ranges(text: str) -> Ranges:
    """Return the byte ranges of HTML, comments included; a fence that a `%%` comment opens counts here as one."""
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    return Ranges([(span["start"], span["end"]) for event, span in events if "Html" in event or "InlineHtml" in event])
