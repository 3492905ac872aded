"""Which parts of a note are code, as far as its lines alone say so for sure: fences at the left edge, simple spans."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

# Several bytes are looked for by a pattern in half of what `in` takes.
_THREE_TICKS = re.compile(rb"```")
_FENCE = re.compile(rb"\n```(`*)[^`\n]*(?=\n|\Z)")
_SIMPLE_SPAN = re.compile(rb"`[^`\n]+`")
_TICKS = re.compile(rb"`+")
_TICK = ord("`")

Range = tuple[int, int]

UNKNOWN: Final[list[Range]] = [(-1, -1)]
"""The ranges of code where only the block structure can tell."""


def lies_in(ranges: Sequence[Range], offset: int) -> bool:
    """Whether the offset lies in one of the ranges, which are sorted."""
    if len(ranges) > _FEW:
        at = bisect_right(ranges, (offset, _FAR)) - 1
        return at >= 0 and offset < ranges[at][1]
    for start, stop in ranges:
        if offset < stop:
            return start <= offset
    return False


_FEW = 12
_FAR = 1 << 62


def read_fences(text: bytes) -> list[Range] | None:
    """Return the blocks of fenced code; `None` where one begins elsewhere than at the left edge."""
    fences: list[Range] = []
    at = 0
    while (ticks := _THREE_TICKS.search(text, at)) is not None:
        fence = ticks.start()
        opening = _FENCE.match(text, fence - 1)
        if opening is None:
            return None
        closed = _closing(len(opening[1])).search(text, opening.end())
        at = closed.end() if closed else len(text)
        fences.append((fence, at))
    return fences


@cache
def _closing(more: int) -> re.Pattern[bytes]:
    """Return what closes a fence that has so many backticks more than three."""
    return re.compile(rb"\n {0,3}`{%d,}[ \t]*(?=\n|\Z)" % (3 + more))


def code_ranges(text: bytes, fences: list[Range]) -> list[Range]:
    """Return the fences and the code spans, if each begins and ends on one line, and no backtick is left over."""
    if _TICK not in text:
        return fences
    if not fences:
        simple = [span.span() for span in _SIMPLE_SPAN.finditer(text)]
        if text.count(b"`") == 2 * len(simple):
            return simple
    code = list(fences)
    opened = -1
    length = 0
    ahead = iter(fences)
    fence = next(ahead, None)
    for ticks in _TICKS.finditer(text):
        start, stop = ticks.span()
        while fence is not None and fence[1] <= start:
            fence = next(ahead, None)
        if fence is not None and fence[0] <= start:
            continue
        if opened < 0:
            opened, length = start, stop - start
        elif stop - start == length:
            if text.find(b"\n", opened, start) >= 0:
                return UNKNOWN
            code.append((opened, stop))
            opened = -1
    return sorted(code) if opened < 0 else UNKNOWN


def blanked(text: bytes) -> bytes | None:
    """Return the text with backticks for code spans; `None` unless each has one at either end and ends on its line."""
    parts = text.split(b"`")
    if len(parts) == 1:
        return text
    spans = parts[1::2]
    if len(parts) % 2 == 0 or b"" in spans or b"" in parts[2:-1:2] or b"\n" in b"".join(spans):
        return None
    parts[1::2] = [b"`" * len(span) for span in spans]
    return b"`".join(parts)
