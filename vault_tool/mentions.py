"""Mentions: words in prose that are the name of something, found all at once however many names there are.

A name is found where it stands as whole words, whatever its letter case. Of names that overlap the one that begins
first counts, of those the longest.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.prose import hidden_parts
from vault_tool.syntax import read_links
from vault_tool.zones import Ranges, Structure

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

UNFIT = re.compile(r"[\[\]|`*<>$\\\n@]|%%")
"""What would end, split or hide the link that is made of a name."""

_BRACKETED = re.compile(rb"\[[^\[\]\n]*\]|\{\{[^\n]*?\}\}|\w+://\S+")
_SPELLED_ON = re.compile(r"[\w@/\\=-]|[.:](?=\w)")
_SPELLED_BEFORE = re.compile(r"(?:[\w@/\\=#^&-]|\w[.:])\Z")


class Match(NamedTuple):
    """A name that was found, and whose it is; its place counts in characters."""

    start: int
    stop: int
    owner: str


class Names:
    """The owner of each name, by the name as `folded` has it, and an automaton that finds all of them in one pass.

    Nothing is made of them before a text is searched.
    """

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._owners = owners

    @cached_property
    def _search(self) -> "tuple[Sequence[str], AhoCorasick | None]":
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415

        keys = sorted(self._owners)
        return keys, AhoCorasick(keys) if keys else None

    def find(self, text: str) -> Iterator[Match]:
        """Yield the names that stand in the text as whole words, in order, none overlapping another."""
        keys, automaton = self._search
        if automaton is None:
            return
        found = automaton.find_matches_as_indexes(folded(text), overlapping=True)
        at = 0
        for number, start, stop in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= at and _is_whole(text, start, stop):
                yield Match(start, stop, self._owners[keys[number]])
                at = stop


class Prose(NamedTuple):
    """Where in a text a mention may stand, in bytes."""

    taken: Ranges
    """Code, math, HTML and comments; headings, links, brackets of all kinds, and addresses."""
    tables: Ranges
    """Where a bar would end a cell."""


def read_prose(body: bytes) -> Prose:
    """Return where in the body of a note, which is valid UTF-8, no mention may be made a link."""
    structure, hidden = hidden_parts(body)
    return Prose(Ranges([*hidden.ranges, *_kept_apart(body, structure, hidden)]), Ranges(structure.tables))


def _kept_apart(source: bytes, structure: Structure, hidden: Ranges) -> Iterator[tuple[int, int]]:
    """Yield what is prose but for a link of its own."""
    yield from ((heading.start, heading.stop) for heading in structure.headings)
    links, wikilinks = read_links(source, structure, hidden, 0)
    yield from ((link.start, link.stop) for link in links)
    yield from wikilinks.ranges
    yield from (match.span() for match in _BRACKETED.finditer(source))


def is_phrase(name: str) -> bool:
    """Whether the name has two words or more, and is thus hardly written by chance."""
    return sum(any(letter.isalnum() for letter in word) for word in name.split()) > 1


def folded(text: str) -> str:
    """Fold letter case without changing how many characters there are."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)
    return low.replace("\u00a0", " ")


def _is_whole(text: str, start: int, stop: int) -> bool:
    before = text[max(0, start - 2) : start]
    return not _SPELLED_ON.match(text, stop) and not _SPELLED_BEFORE.search(before)
