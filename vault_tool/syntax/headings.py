"""Headings and block ids: the places in a note that a link can name."""

import re
from bisect import bisect_left

from vault_tool.model import Block, Heading
from vault_tool.written import BLOCK_ID, atx_text
from vault_tool.zones import NOWHERE, Ranges, Structure

_ATX = re.compile(rb"#{1,6}(?:[ \t]|\Z)")


def read_headings(body: bytes, structure: Structure, base: int) -> tuple[Heading, ...]:
    """Return the headings that count for outline and links (semantics 6.1, 6.2), with their raw text."""
    headings: list[Heading] = []
    for start, stop, level in structure.headings:
        source = body[start:stop].rstrip()
        text = atx_text(source) if _ATX.match(source) else b"\n".join(line.strip() for line in source.split(b"\n")[:-1])
        headings.append(Heading(level, text.decode().strip(), start + base, start + base + len(source)))
    return tuple(headings)


def read_blocks(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[Block, ...]:
    """Return the block ids (semantics 6.4): at the end of a paragraph or item, or alone after a block."""
    if b"^" not in body:
        return ()
    blocks: list[Block] = []
    hidden = Ranges(structure.hidden) if structure.hidden else NOWHERE
    breaks = structure.breaks
    for match in BLOCK_ID.finditer(body):
        start = match.start()
        if start in code or start in hidden:
            continue
        # A line break right behind it means that the paragraph goes on: it stands in mid-text.
        at = bisect_left(breaks, match.end(1))
        if at < len(breaks) and breaks[at] <= match.end() + 1:
            continue
        blocks.append(Block(match[1].decode(), start + base, match.end(1) + base))
    return tuple(blocks)
