"""The place in a note that a link's subpath names, as Obsidian looks for it (`resolveSubpath`, semantics 5)."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from vault_tool.model import Block, Heading, Note
from vault_tool.names import HeadingKey, block_key, heading_key


class Places(NamedTuple):
    """What one part of a subpath can name in one note, folded once for all links to it."""

    headings: Mapping[HeadingKey, Heading]
    """Of several headings with the same text the first (semantics 5.5)."""
    blocks: Mapping[str, Block]
    """Of several blocks with the same id the last, which is the one that Obsidian keeps (semantics 6.4)."""
    all_headings: Mapping[HeadingKey, Sequence[Heading]]
    """All headings of a text, in file order."""
    paths: dict[tuple[HeadingKey, ...], Heading | None]
    """Where each path of headings leads that was looked up before."""


def places(note: Note) -> Places:
    """Return the places that a subpath can name in the note."""
    headings: dict[HeadingKey, list[Heading]] = {}
    for heading in note.headings:
        headings.setdefault(heading_key(heading.text), []).append(heading)
    first = {key: same[0] for key, same in headings.items()}
    return Places(first, {block_key(block.id): block for block in note.blocks}, headings, {})


def find_place(places: Places, subpath: str) -> Heading | Block | Literal["heading", "block"] | None:
    """Return the heading or block that the subpath names in the note of these places, or which of the two is missing.

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
    wanted = tuple(map(heading_key, parts))
    if wanted not in places.paths:
        places.paths[wanted] = _find_by_path(places, wanted)
    return places.paths[wanted] or "heading"


def _find_by_path(places: Places, wanted: Sequence[HeadingKey]) -> Heading | None:
    """Walk down the headings: each part is the next heading of that name that is deeper than the last (5.5).

    It need not lie in the section of the part before it, since it is uncertain whether Obsidian asks for that (U5).
    """
    found: Heading | None = None
    for key in wanted:
        level, start = (found.level, found.start) if found else (0, -1)
        same = places.all_headings.get(key, ())
        found = next((heading for heading in same if heading.start > start and heading.level > level), None)
        if found is None:
            return None
    return found
