"""Where the notes of the build stand in the vault now, wherever the user has taken them.

A note is known by its property `source`, its origin. It is looked for where the last build left it, and else in
the whole vault; of two that say the same, the one at the remembered path is ours and the other is the user's copy.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from vault_tool.build.draft import HUB_ID
from vault_tool.build.state import Record, digest
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import FileKind
from vault_tool.text import readable


class Located(NamedTuple):
    """Where the remembered notes are."""

    paths: dict[str, str]
    """By id, of those that are in the vault."""
    clean: frozenset[str]
    """The ids of those whose files are as the last build left them."""


def locate(records: Mapping[str, Record], vault: Mapping[str, bytes]) -> Located:
    """Find the remembered notes in a vault, of which `vault` has the visible files by path.

    Only files that are not as the last build left them are read for their `source`.
    """
    found: dict[str, str] = {}
    clean: set[str] = set()
    doubtful: dict[str, str] = {}
    missing: list[str] = []
    for note_id, record in records.items():
        data = None if record.deleted else vault.get(record.path)
        if data is None:
            missing.append(note_id)
        elif digest(data) == record.written:
            found[note_id] = record.path
            clean.add(note_id)
        elif (said := claimed_id(data)) == record.origin:
            found[note_id] = record.path
        else:
            missing.append(note_id)
            if said is None:
                doubtful[note_id] = record.path
    if missing:
        claims = claims_of(vault, except_for=found.values())
        for note_id in missing:
            paths = claims.get(records[note_id].origin)
            if paths:
                found[note_id] = path = _likeliest(paths, records[note_id].path)
                if digest(vault[path]) == records[note_id].written:
                    clean.add(note_id)
            elif note_id in doubtful:
                found[note_id] = doubtful[note_id]
    return Located(found, frozenset(clean))


def claims_of(vault: Mapping[str, bytes], except_for: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the paths of the notes that say they are a note of a build, by the id they name, sorted."""
    known = set(except_for)
    claims: dict[str, list[str]] = {}
    for path in sorted(vault.keys() - known):
        if file_kind(path) is FileKind.NOTE and (said := claimed_id(vault[path])) is not None:
            claims.setdefault(said, []).append(path)
    return claims


def claimed_id(data: bytes) -> str | None:
    """Return the id in a note's property `source`, `None` where there is none."""
    if b"source" not in data[:_LONGEST_BLOCK]:
        return None
    said = read_frontmatter(readable(data)).values.get("source")
    return said if isinstance(said, str) and said else None


def of_build(claims: Mapping[str, list[str]], documents: Collection[str]) -> dict[str, list[str]]:
    """Return the claims that name a note of these documents, or the hub."""
    return {
        note_id: paths
        for note_id, paths in claims.items()
        if note_id == HUB_ID or note_id in documents or note_id.rpartition("#")[0] in documents
    }


def _likeliest(paths: list[str], remembered: str) -> str:
    """Choose among copies: of the remembered folder, else of the remembered name, and then the shortest path."""
    folder, _, name = remembered.rpartition("/")

    def order(path: str) -> tuple[bool, bool, int, str]:
        there, _, called = path.rpartition("/")
        return there != folder, called != name, len(path), path

    return min(paths, key=order)


_LONGEST_BLOCK = 1 << 16
