"""The place in a note that a link's subpath names, as Obsidian looks for it (`resolveSubpath`, semantics 5)."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from vault_tool.model import Block, Heading, Note
from vault_tool.names import HeadingKey, block_key, heading_key


class Places(NamedTuple):
    """What one part of a subpath can name in one note, folded once for all links to it."""

    headings: Mapping[HeadingKey, Heading]
    """Of several headings with the same text the first (semantics 5.5)."""
    blocks: Mapping[str, Block]
    """Of several blocks with the same id the last, which is the one that Obsidian keeps (semantics 6.4)."""


def places(note: Note) -> Places:
    """Return the places that a subpath can name in the note."""
    headings: dict[HeadingKey, Heading] = {}
    for heading in note.headings:
        headings.setdefault(heading_key(heading.text), heading)
    return Places(headings, {block_key(block.id): block for block in note.blocks})


def find_place(note: Note, places: Places, subpath: str) -> Heading | Block | Literal["heading", "block"] | None:
    """Return the heading or block that the subpath names in the note, or which of the two is missing.

    `places` are the note's own.
    `None` is the whole note: the subpath is empty (semantics 5.2), or names a footnote, of which we do not know how
    Obsidian looks for it (U6). One part that begins with `^` is a block id (5.3), anything else a path of headings.
    """
    parts = [part for part in subpath.split("#") if part]
    if not parts:
        return None
    if len(parts) == 1:
        part = parts[0].strip()
        if part.startswith("[^"):
            return None
        if part.startswith("^"):
            return places.blocks.get(block_key(part[1:]), "block")
        return places.headings.get(heading_key(part), "heading")
    return _find_by_path(note, [heading_key(part) for part in parts])


def _find_by_path(note: Note, wanted: list[HeadingKey]) -> Heading | Literal["heading"]:
    """Walk down the headings: each part is the next heading of that name that is deeper than the last (5.5).

    It need not lie in the section of the part before it, since it is uncertain whether Obsidian asks for that (U5).
    """
    level = 0
    found = 0
    for heading in note.headings:
        if heading.level > level and heading_key(heading.text) == wanted[found]:
            level = heading.level
            found += 1
            if found == len(wanted):
                return heading
    return "heading"
