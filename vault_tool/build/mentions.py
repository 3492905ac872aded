"""Mentions of other notes: words in a note's prose that are the title or alias of another.

A name of two words or more is one wherever it stands as whole words, whatever its letter case; a name of one word only
if the options list it. Of names that overlap the one that begins first counts, of those the longest. A name that
several notes have is nobody's.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.build.draft import Entry, Kind, Mention, Outline, reference
from vault_tool.build.prose import hidden_parts
from vault_tool.build.source_form import referred
from vault_tool.syntax import read_links
from vault_tool.zones import Ranges, Structure

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_UNFIT = re.compile(r"[\[\]|`*<>$\\\n@]|%%")
"""What would end, split or hide the link that is made of a name."""

_BRACKETED = re.compile(rb"\[[^\[\]\n]*\]|\{\{[^\n]*?\}\}|\w+://\S+")
_SPELLED_ON = re.compile(r"[\w@/\\=-]|[.:](?=\w)")
_SPELLED_BEFORE = re.compile(r"(?:[\w@/\\=#^&-]|\w[.:])\Z")


class _Found(NamedTuple):
    start: int
    stop: int
    id: str


class Names:
    """The names by which notes may be mentioned, and an automaton that finds all of them in one pass."""

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._owners = owners
        self._keys = list(owners)

    @cached_property
    def _automaton(self) -> "AhoCorasick":
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415

        return AhoCorasick(self._keys)

    def find(self, text: str) -> Iterator[_Found]:
        """Yield the names that stand in the text as whole words, in order, none overlapping another."""
        if not self._keys:
            return
        found = self._automaton.find_matches_as_indexes(_folded(text), overlapping=True)
        at = 0
        for number, start, stop in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= at and _is_whole(text, start, stop):
                yield _Found(start, stop, self._owners[self._keys[number]])
                at = stop


def mentionable(outline: Outline, listed: Collection[str] = ()) -> Names:
    """Return the names of all notes of the build but the hub's; `listed` ones count even if they are of one word."""
    keys = {_folded(name) for name in listed}
    claims: dict[str, set[str]] = {}
    for entry in outline.entries.values():
        if entry.kind is not Kind.HUB:
            for name in _names(entry):
                key = _folded(name)
                if (_is_phrase(name) or key in keys) and not _UNFIT.search(name):
                    claims.setdefault(key, set()).add(entry.id)
    return Names({key: owners.pop() for key, owners in claims.items() if len(owners) == 1})


def mention(body: str, note_id: str, names: Names) -> tuple[str, tuple[Mention, ...]]:
    """Make the first mention of each other note a link, unless the note links to it already.

    The body is in source form, and so is the result; with it comes what was made a link, in order.
    """
    found = list(names.find(body))
    linked = {note_id, *referred(body)} if found else set()
    if all(match.id in linked for match in found):
        return body, ()
    source = body.encode()
    structure, hidden = hidden_parts(source)
    taken = Ranges([*hidden.ranges, *_kept_apart(source, structure, hidden)])
    tables = Ranges(structure.tables)
    pieces: list[str] = []
    mentions: list[Mention] = []
    at = 0
    for match in found:
        if match.id in linked:
            continue
        offset = len(body[: match.start].encode())
        if offset in taken:
            continue
        shown = body[match.start : match.stop]
        bar = r"\|" if offset in tables else "|"
        pieces += [body[at : match.start], reference(match.id, display=shown, bar=bar)]
        at = match.stop
        linked.add(match.id)
        mentions.append(Mention(match.id, shown))
    return "".join([*pieces, body[at:]]), tuple(mentions)


def _kept_apart(source: bytes, structure: Structure, hidden: Ranges) -> Iterable[tuple[int, int]]:
    """Yield what is prose but for a link of its own: headings, links, brackets of all kinds, and addresses."""
    yield from ((heading.start, heading.stop) for heading in structure.headings)
    links, wikilinks = read_links(source, structure, hidden, 0)
    yield from ((link.start, link.stop) for link in links)
    yield from wikilinks.ranges
    yield from (match.span() for match in _BRACKETED.finditer(source))


def _names(entry: Entry) -> Iterable[str]:
    return (entry.title, entry.name, *entry.aliases)


def _is_phrase(name: str) -> bool:
    """Whether the name has two words or more, and is thus hardly written by chance."""
    return sum(any(letter.isalnum() for letter in word) for word in name.split()) > 1


def _folded(text: str) -> str:
    """Fold letter case without changing how many characters there are."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return folded.replace("\u00a0", " ")


def _is_whole(text: str, start: int, stop: int) -> bool:
    before = text[max(0, start - 2) : start]
    return not _SPELLED_ON.match(text, stop) and not _SPELLED_BEFORE.search(before)
