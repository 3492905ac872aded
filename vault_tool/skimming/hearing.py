"""What the links of skimmed notes ask for.

A skim lists all wikilinks and destinations, and some that are none, such as those in code. So too much may be heard,
but never too little.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from vault_tool.asking import Asks, asked
from vault_tool.model import Link
from vault_tool.skimming.skim import ELSEWHERE, Plain, Skimmed
from vault_tool.skimming.strands import Ends, Strands
from vault_tool.written import split_destination, split_display


class Heard(NamedTuple):
    """Who asks for which names (`asking`), and who has which aliases.

    Files have numbers, which rise wherever they are listed.
    """

    notes: Ends
    """The files whose links ask for a note by its name. With its suffix they ask for more once the note is gone."""
    places_in: Ends
    """Those of them that ask for a heading or block there."""
    names: dict[str, list[int]]
    """The files whose links ask for any other name."""
    places: dict[str, list[int]]
    """Those of them that ask for a heading or block; of no other names."""
    aliases: dict[str, str]
    """The folded aliases of the note at a path, where it has some, parted by `BETWEEN_KEYS`."""
    paths: Sequence[str]
    """The paths of the vault's notes and canvases by their numbers."""

    def asked_for(self) -> Iterator[int | str]:
        """Yield what is asked for: notes by their numbers, and other names."""
        return chain(self.notes.linked(), self.names)

    def names_of(self, asked_for: int | str) -> Collection[str]:
        """Return under which names this is asked for; see `asking`."""
        if isinstance(asked_for, str):
            return (asked_for,)
        return asked(self.paths[asked_for].rpartition("/")[2].removesuffix(".md"))

    def asking(self, asked_for: int | str) -> tuple[list[int], list[int]]:
        """Return the files whose links ask for this, and those of them that ask for a place."""
        if isinstance(asked_for, str):
            return self.names[asked_for], self.places.get(asked_for, [])
        return self.notes.of(asked_for), self.places_in.of(asked_for)


class Hearing:
    """Listens to one file after another."""

    def __init__(self, paths: Sequence[str] = ()) -> None:
        """Begin with nothing heard.

        `paths` are those of the vault's notes and canvases by their numbers; without them, what a skim says of numbers
        is not heard.
        """
        self._paths = paths
        self._heard_last: Plain | None = None
        self._listening: Plain
        self._links: list[Link] = []
        self._skimmed: Skimmed | None = None
        # Most links name a note plainly; what they ask for is known by its number. The rest is kept by the names.
        self._notes = Strands.empty()
        self._places_in = Strands.empty()
        self._names: dict[str, list[int]] = {}
        self._places: dict[str, list[int]] = {}
        self._asks = Asks()

    def listening(self, plain: Plain) -> Plain:
        """Return what says the same as `plain`, and hears of the links that were read."""
        if plain is not self._heard_last:
            heard = self._links

            def link(read: Link) -> bool:
                heard.append(read)
                return plain.link(read)

            self._heard_last, self._listening = plain, plain._replace(link=link)
        return self._listening

    def hear(self, links: Iterable[Link]) -> None:
        """Hear links that nobody asks about."""
        self._links += links

    def hear_skimmed(self, skimmed: Skimmed) -> None:
        """Hear of what a note has, of which nothing was read but links in its properties."""
        self._skimmed = skimmed

    def end(self, number: int) -> None:
        """Say that what was heard was the file with this number, which is higher than those before."""
        if self._skimmed:
            self._end_skimmed(self._skimmed, number)
            self._skimmed = None
        if self._links:
            for known, names in zip((self._names, self._places), self._asks.of(self._links), strict=True):
                for name in names:
                    _note(known, name, number)
            self._links.clear()

    def _end_skimmed(self, skimmed: Skimmed, number: int) -> None:
        contents, destinations = skimmed.contents, skimmed.destinations
        named, destined = skimmed.named, skimmed.destined
        if not self._paths:
            named, destined = [None] * len(contents), [None] * len(destinations)
        notes = set(named)
        places_in = {
            note
            for content, note in zip(contents, named, strict=True)
            if b"#" in content and b"#" in content.partition(b"|")[0]
        }
        if None in notes:
            for content, note in zip(contents, named, strict=True):
                if note is None:
                    self._end_content(content, number)
        for destination, note in zip(destinations, destined, strict=True):
            # What the last component of a path asks for is all that the path asks for: here it is the note's name.
            if note is not None and note >= 0 and _ends_in_its_name(destination):
                notes.add(note)
            elif note != ELSEWHERE and not destination.startswith((b"http://", b"https://")):
                self._end_destination(destination, number)
        for strands, linked in ((self._notes, notes), (self._places_in, places_in)):
            linked.discard(None)
            if linked:
                strands.add([(number, linked)])  # type: ignore[list-item] # nothing was taken out

    def _end_content(self, content: bytes, number: int) -> None:
        linkpath, hash_, _ = split_display(content.decode())[0].partition("#")
        self._end_path(linkpath, number, names_place=bool(hash_))

    def _end_destination(self, destination: bytes, number: int) -> None:
        linkpath, subpath = split_destination(destination.decode())
        self._end_path(linkpath, number, names_place=subpath is not None)

    def _end_path(self, linkpath: str, number: int, *, names_place: bool) -> None:
        for name in self._asks.of_path(linkpath):
            _note(self._names, name, number)
            if names_place:
                _note(self._places, name, number)

    def heard(self, aliases: dict[str, str]) -> Heard:
        """Return all that was heard, with the aliases that were read; nothing more can be heard then."""
        notes, places_in = (strands.reverse(len(self._paths)) for strands in (self._notes, self._places_in))
        return Heard(notes, places_in, self._names, self._places, aliases, self._paths)


def _ends_in_its_name(destination: bytes) -> bool:
    """Whether a destination that leads to a note ends in the note's name letter for letter, but for inner spaces."""
    name = destination.rpartition(b"/")[2]
    return name.endswith(b".md") and not name.startswith(b"%20") and b"%" not in name.replace(b"%20", b"")


def _note(known: dict[str, list[int]], name: str, number: int) -> None:
    numbers = known.get(name)
    if numbers is None:
        known[name] = [number]
    elif numbers[-1] != number:
        numbers.append(number)
