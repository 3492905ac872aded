"""The two block forms of Obsidian that pyromark does not know: `%% comments %%` and `$$ math $$`."""

import re
from typing import NamedTuple

from vault_tool.zones.containers import Containers, end_of_container, first_line_outside
from vault_tool.zones.walk import Walk


class Block(NamedTuple):
    """A block that pyromark does not know."""

    start: int
    stop: int
    comment: bool
    """Whether it is a `%%` comment; else it is `$$` math."""


# What could change the meaning of what follows, were it not blanked out.
_MEDDLES = re.compile(rb"```|~~~|<")
_BLANK_LINE = re.compile(rb"\n[ \t>]*\r?\n")


def own_blocks(
    body: bytes, walk: Walk, containers: Containers, at: int, *, to_the_end: bool
) -> tuple[list[Block], int]:
    """Find the blocks that open with `%%` or `$$` from `at` on, up to one that meddles with what follows it.

    Also returns where to go on. An opener inside code opens nothing, nor does `%%%%` (Obsidian release notes 1.13.2) or
    an escaped one. A block ends with the quote or the item that it stands in; a comment that is not closed runs to that
    end, math that is not closed is none. A comment that opens within a line ends within its paragraph, or is none.
    """
    blocks: list[Block] = []
    code = walk.structure.zones
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
        if start in code:
            continue  # or pyromark sees the math itself
        end = end_of_container(body, start, containers)
        close = body.find(token, at, end)
        if end is not None:
            outside = first_line_outside(body, start, close + 1 if close >= 0 else end)
            if outside is not None:
                end, close = outside, -1
        stop = close + 2 if close >= 0 else end or len(body)
        if token == b"$$":
            if end is None or close < 0:
                continue
            at = stop
            blocks.append(Block(start, stop, comment=False))
        elif end is not None and (close < 0 or body.find(b"\n", start, stop) >= 0):
            at = stop
            blocks.append(Block(start, stop, comment=True))
        else:
            if close >= 0 and _BLANK_LINE.search(body, start, stop) is None:
                at = stop
            continue
        if not to_the_end and _MEDDLES.search(body, start, stop):
            return blocks, at
