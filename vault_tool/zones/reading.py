"""A note's structure, with the blocks that pyromark does not know blanked out before it reads the rest."""

import re
from bisect import bisect_left
from typing import Final

from vault_tool.zones.containers import Containers
from vault_tool.zones.own_blocks import Block, own_blocks
from vault_tool.zones.structure import RawHeading, RawLink, Structure
from vault_tool.zones.walk import walk

_MOST_WALKS: Final = 6
_MOST_COMMENTS: Final = 10_000
"""How many comment blocks are searched for code: more are in no note that was not made to hurt."""


def read_structure(body: bytes, text: str) -> Structure:
    """Return the structure of a note's body, given both as bytes and decoded; linear in its length.

    A block that is blanked out can change what stands behind it: a fence opened in a comment is none. So after such a
    block the note is walked through again; after the fifth, all that look like blocks are taken for some.
    """
    blanked = body
    walked = walk(body, text)
    if not walked.misread and b"%%" not in body and b"$$" not in body:
        return walked.structure
    blocks: list[Block] = []
    misread: set[int] = set()
    at = 0
    for left in reversed(range(_MOST_WALKS)):
        found, at = own_blocks(body, walked, Containers(blanked), at, to_the_end=not left)
        if not found and misread.issuperset(walked.misread):
            break
        blocks += found
        misread.update(walked.misread)
        blanked = _blank_out(body, blocks, misread)
        walked = walk(blanked, blanked.decode())
    structure = walked.structure
    if not blocks:
        return structure
    structure.hidden = [(block.start, block.stop) for block in blocks]
    starts = [block.start for block in blocks]
    structure.headings = [heading for heading in structure.headings if not _any_between(starts, heading)]
    structure.code += [(block.start, block.stop) for block in blocks if not block.comment]
    for block in [block for block in blocks if block.comment][:_MOST_COMMENTS]:
        _add_comment(structure, body, block.start, block.stop)
    for places in (structure.cells, structure.tables, structure.emphasis_ends):
        places.sort()
    structure.forget_zones()
    return structure


def _any_between(offsets: list[int], heading: RawHeading) -> bool:
    at = bisect_left(offsets, heading.start)
    return at < len(offsets) and offsets[at] < heading.stop


_NOT_LINE_END = re.compile(rb"[^\r\n]")
_REST_OF_LINE = re.compile(rb"[ \t]*[^ \t\r\n]")
_LETTER: Final = b"x"


def _blank_out(body: bytes, blocks: list[Block], misread: set[int]) -> bytes:
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


_INDENT = re.compile(rb"(^|> ?)(\t[ \t]*| [ \t]+)")


def _as_items(indent: re.Match[bytes]) -> bytes:
    spaces = len(indent[2].expandtabs(4))
    return indent[1] + b" " * (spaces % 2) + b"- " * (spaces // 2)


def _add_comment(structure: Structure, body: bytes, start: int, stop: int) -> None:
    """Read the text of a comment block by itself: its links and tags count, its code does not."""
    # Spaces before it put it into an item whose mark stands further up; without one, they would make it code.
    prefix = _INDENT.sub(_as_items, body[body.rfind(b"\n", 0, start) + 1 : start])
    inner = prefix + body[start:stop]
    base = start - len(prefix)
    found = walk(inner, inner.decode()).structure
    structure.code += [(a + base, b + base) for a, b in found.code]
    structure.cells += [(a + base, b + base) for a, b in found.cells]
    structure.tables += [(a + base, b + base) for a, b in found.tables]
    structure.links += [
        RawLink(link.start + base, link.stop + base, link.text_stop + base, link.destination, link.image)
        for link in found.links
    ]
    structure.emphasis_ends += [end + base for end in found.emphasis_ends]
