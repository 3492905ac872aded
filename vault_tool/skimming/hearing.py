"""What the links of skimmed notes ask for.

A skim lists all wikilinks and destinations, and some that are none, such as those in code. So too much may be heard,
but never too little.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from vault_tool.asking import Asks
from vault_tool.model import Link
from vault_tool.skimming.skim import Plain, Skimmed
from vault_tool.written import split_destination, split_display


class Heard(NamedTuple):
    """Who asks for which names (`asking`), and who has which aliases."""

    names: dict[str, list[int]]
    """The numbers of the files whose links ask for a name, rising."""
    places: dict[str, list[int]]
    """Those of them that ask for a heading or block; of no other names."""
    aliases: dict[str, str]
    """The folded aliases of the note at a path, where it has some, parted by `BETWEEN_KEYS`."""


class Hearing:
    """Listens to one file after another."""

    def __init__(self, names: Mapping[bytes, int] | None = None, paths: Sequence[str] = ()) -> None:
        """Begin with nothing heard.

        `names` are the notes by their plain names, as far as that is known, and `paths` their paths by their numbers.
        """
        self._plain_names = names or {}
        self._paths = paths
        self._heard_last: Plain | None = None
        self._listening: Plain
        self._links: list[Link] = []
        self._contents: Sequence[bytes] = ()
        self._destinations: Sequence[bytes] = ()
        # Most links name a note plainly; what they ask for is known by its path. The rest is kept by the names.
        self._notes: dict[int, list[int]] = {}
        self._places_in: dict[int, list[int]] = {}
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
        self._contents, self._destinations = skimmed.contents, skimmed.destinations

    def end(self, number: int) -> None:
        """Say that what was heard was the file with this number, which is higher than those before."""
        plain = self._plain_names.get
        notes, places_in = self._notes, self._places_in
        for content in self._contents:
            note = plain(content)
            hash_ = b""
            if note is None:
                name, hash_, _ = content.partition(b"|")[0].partition(b"#")
                note = plain(name)
            if note is None:
                self._end_content(content, number)
                continue
            numbers = notes.get(note)
            if numbers is None:
                notes[note] = [number]
            elif numbers[-1] != number:
                numbers.append(number)
            if hash_:
                _note(places_in, note, number)
        for destination in self._destinations:
            if not destination.startswith((b"http://", b"https://")):
                self._end_destination(destination, number)
        if self._links:
            for known, names in zip((self._names, self._places), self._asks.of(self._links), strict=True):
                for asked in names:
                    _note(known, asked, number)
            self._links.clear()
        self._contents = self._destinations = ()

    def _end_content(self, content: bytes, number: int) -> None:
        linkpath, hash_, _ = split_display(content.decode())[0].partition("#")
        self._end_path(linkpath, number, names_place=bool(hash_))

    def _end_destination(self, destination: bytes, number: int) -> None:
        if destination.endswith(b".md") and b"#" not in destination:
            # What the last component of a path asks for is all that the path asks for.
            name = destination.rpartition(b"/")[2][:-3].replace(b"%20", b" ")
            note = self._plain_names.get(name) if b"%" not in name else None
            if note is not None:
                _note(self._notes, note, number)
                return
        linkpath, subpath = split_destination(destination.decode())
        self._end_path(linkpath, number, names_place=subpath is not None)

    def _end_path(self, linkpath: str, number: int, *, names_place: bool) -> None:
        for name in self._asks.of_path(linkpath):
            _note(self._names, name, number)
            if names_place:
                _note(self._places, name, number)

    def heard(self, aliases: dict[str, str]) -> Heard:
        """Return all that was heard, with the aliases that were read; nothing more can be heard then."""
        names = self._by_name(self._notes, self._names)
        return Heard(names, self._by_name(self._places_in, self._places), aliases)

    def _by_name(self, notes: dict[int, list[int]], named: dict[str, list[int]]) -> dict[str, list[int]]:
        """Return who asks for which names, given who names which notes, and who asks for which other names."""
        while notes:
            note, numbers = notes.popitem()
            for name in self._asks.of_path(self._paths[note].rpartition("/")[2].removesuffix(".md")):
                others = named.get(name)
                named[name] = numbers if others is None else sorted({*numbers, *others})
        return named


Named = TypeVar("Named", str, int)


def _note(known: dict[Named, list[int]], name: Named, number: int) -> None:
    numbers = known.get(name)
    if numbers is None:
        known[name] = [number]
    elif numbers[-1] != number:
        numbers.append(number)
