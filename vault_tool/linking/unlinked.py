"""Where a note names another without linking to it.

The first mention of each note counts, and only where the note that says it has no link there at all. A name is a title
or an alias of two words or more, or one word that nobody writes by chance, as `GitHub` or `py3`; with `words`, any of
four letters or more, in its own letter case. A name that several notes have is nobody's, and one that could not be
linked to by that name is none.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tool.links import LinkTable
from vault_tool.linting import checked_files
from vault_tool.mentions import UNFIT, Names, folded, is_phrase, read_prose
from vault_tool.names import within as lies_within

_SHORTEST_WORD = 4


class Unlinked(NamedTuple):
    """A mention: the words in their file, as byte offsets, and the note that they name."""

    path: str
    start: int
    stop: int
    words: str
    names: str
    in_table: bool


class _Named(NamedTuple):
    """A name as its note writes it, and how it may be written."""

    path: str
    name: str
    in_any_case: bool


def unlinked_mentions(links: LinkTable, within: str = "", *, words: bool = False) -> Iterator[Unlinked]:
    """Yield the unlinked mentions in the notes of the folder `within` (empty: all), in the order of paths and places.

    Templates and excluded notes neither mention nor are mentioned.
    """
    notes = checked_files(links.vault) & links.vault.notes.keys()
    named = _names(links, notes, words=words)
    names = Names({key: key for key in named})
    for path in sorted(notes):
        if not within or lies_within(path, (within,)):
            yield from _mentions(links, path, names, named)


def _names(links: LinkTable, notes: frozenset[str], *, words: bool) -> Mapping[str, _Named]:
    """Return what each name stands for, by the folded name."""
    claims: dict[str, list[_Named]] = {}
    for path in sorted(notes):
        note = links.vault.notes[path]
        if "#" in note.name or UNFIT.search(note.name):
            continue
        for name in dict.fromkeys((note.name, *note.aliases)):
            kind = _kind(name, words=words)
            if kind is not None and not UNFIT.search(name):
                claims.setdefault(folded(name), []).append(_Named(path, name, kind))
    return {key: several[0] for key, several in claims.items() if len({named.path for named in several}) == 1}


def _kind(name: str, *, words: bool) -> bool | None:
    """Return whether the name is one in any letter case, and `None` where it is too common a word."""
    if not any(letter.isalpha() for letter in name):
        return None
    if is_phrase(name):
        return True
    is_odd = any(letter.isupper() for letter in name[1:]) or any(letter.isdigit() for letter in name)
    if is_odd and len(name) > 1 and not name.isupper():
        return False
    return False if words and len(name) >= _SHORTEST_WORD else None


def _mentions(links: LinkTable, path: str, names: Names, named: Mapping[str, _Named]) -> Iterator[Unlinked]:
    source = links.vault.source(path)
    base = links.vault.notes[path].body
    body = source[base:]
    text = body.decode(errors="replace")
    linked = {path} | {reference.edge for reference in links.references[path] if reference.edge is not None}
    found = [match for match in names.find(text) if named[match.owner].path not in linked]
    if not found:
        return
    prose = read_prose(body)
    at = offset = 0
    for match in found:
        offset += len(text[at : match.start].encode())
        at = match.start
        name = named[match.owner]
        words = text[match.start : match.stop]
        if name.path in linked or offset in prose.taken or not (name.in_any_case or words == name.name):
            continue
        linked.add(name.path)
        start = base + offset
        yield Unlinked(path, start, start + len(words.encode()), words, name.path, offset in prose.tables)
