"""Mentions of other notes: words in a note's prose that are the title or alias of another.

A name of two words or more is one wherever it stands as whole words, whatever its letter case; a name of one word only
if the options list it. Of names that overlap the one that begins first counts, of those the longest. A name that
several notes have is nobody's.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.build.draft import Kind, Mention, Outline, reference
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
    """The names by which notes may be mentioned, and an automaton that finds all of them in one pass.

    They are those of all notes of the build but the hub's; `listed` ones count even if they are of one word. Nothing is
    made of them before a text is searched.
    """

    def __init__(self, outline: Outline, listed: Collection[str] = ()) -> None:
        self._outline = outline
        self._listed = {_folded(name) for name in listed}

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        """The one note that each name belongs to, by the folded name."""
        claims: dict[str, set[str]] = {}
        for entry in self._outline.entries.values():
            if entry.kind is not Kind.HUB:
                for name in {entry.title, entry.name, *entry.aliases}:
                    key = _folded(name)
                    if (_is_phrase(name) or key in self._listed) and not _UNFIT.search(name):
                        claims.setdefault(key, set()).add(entry.id)
        return {key: owners.pop() for key, owners in claims.items() if len(owners) == 1}

    @cached_property
    def _search(self) -> "tuple[Sequence[str], AhoCorasick | None]":
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415

        keys = sorted(self._owners)
        return keys, AhoCorasick(keys) if keys else None

    def find(self, text: str) -> Iterator[_Found]:
        """Yield the names that stand in the text as whole words, in order, none overlapping another."""
        keys, automaton = self._search
        if automaton is None:
            return
        found = automaton.find_matches_as_indexes(_folded(text), overlapping=True)
        at = 0
        for number, start, stop in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= at and _is_whole(text, start, stop):
                yield _Found(start, stop, self._owners[keys[number]])
                at = stop


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
