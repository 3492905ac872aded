"""Tags in the text (semantics 7)."""

import re
from bisect import bisect_right

from vault_tool.model import Tag
from vault_tool.zones import NOWHERE, Containers, Ranges, Structure

# One character of a tag, over UTF-8: no ASCII punctuation, no white space (also U+00A0, U+1680, U+3000, U+FEFF), and
# nothing of the blocks U+2000-U+206F and U+2E00-U+2E7F.
_TAG_CHARACTER = (
    rb"(?:[^\x00\x09-\x0d '!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\xc2\xe1\xe2\xe3\xef]|\xc2[^\xa0]|\xe1(?!\x9a\x80)..|"
    rb"\xe2(?!\x80|\x81[\x80-\xaf]|\xb8|\xb9)..|\xe3(?!\x80\x80)..|\xef(?!\xbb\xbf)..)"
)
# What may stand before a tag: nothing, white space, an emphasis mark, the bar of a table, a quote mark, a highlight's
# `==`, an escaped bracket. The literal `#` comes first because it lets the engine skip ahead (twice as fast).
_TAG = re.compile(
    rb"#(?:(?<![^\s_*~|>]#)|(?<===#)|(?<=\xc2\xa0#)|(?<=\xe3\x80\x80#)|(?<=\\\[#)|(?<=\xef\xbb\xbf#))"
    + _TAG_CHARACTER
    + rb"(?:#?"
    + _TAG_CHARACTER
    + rb")*",
    re.DOTALL,
)


def read_tags(body: bytes, structure: Structure, code: Ranges, wikilinks: Ranges, base: int) -> tuple[Tag, ...]:
    """Return the tags in file order (semantics 7)."""
    if b"#" not in body:
        return ()
    tags: list[Tag] = []
    tables = Ranges(structure.tables) if structure.tables else NOWHERE
    cells = Ranges(structure.cells) if structure.tables else NOWHERE
    containers: Containers | None = None
    for match in _TAG.finditer(body):
        start = match.start()
        if start in code or start in wikilinks:
            continue
        before = body[start - 1] if start else 0
        cell = cells.around(start) if start in tables else None
        if cell is None and (before == ord("|") or start in tables):
            continue
        if cell is not None and before == ord("|") and cell[0] != start:
            continue  # behind an escaped bar
        if before == ord(">"):
            if containers is None:
                containers = Containers(body)
            if not _begins_its_block(body, start, containers):
                continue
        stop = match.end()
        if structure.emphasis_ends:
            at = bisect_right(structure.emphasis_ends, start)
            if at < len(structure.emphasis_ends) and structure.emphasis_ends[at] < stop:
                # Only `_` can be both a closing mark and a tag's character.
                stop = structure.emphasis_ends[at]
        for name in body[start + 1 : stop].split(b"#"):
            if name and not name.isdigit():
                tags.append(Tag("#" + name.decode(), start + base, start + base + len(name) + 1))
            start += len(name) + 1
    return tuple(tags)


_BLOCK_START = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_MOST_PREFIX = 500


def _begins_its_block(body: bytes, offset: int, containers: Containers) -> bool:
    """Whether nothing but the marks of its quotes and items stands before it on its line."""
    line = body.rfind(b"\n", max(0, offset - _MOST_PREFIX), offset) + 1
    if offset - line > _MOST_PREFIX or _BLOCK_START.fullmatch(body, line, offset) is None:
        return False
    quotes = sum(not is_item for _, _, is_item in containers.around(offset))
    return body.count(b">", line, offset) <= quotes
