"""What the links of skimmed notes ask for, heard while it is asked which of them are plainly right.

That is asked of every wikilink and destination before anything else is, and of some that are none, such as those in
code. So too much may be heard, but never too little.
"""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from vault_tool.asking import Asks
from vault_tool.model import Link
from vault_tool.skimming.skim import Plain
from vault_tool.syntax import split_destination, split_display


class Heard(NamedTuple):
    """Who asks for which names (`asking`), and who has which aliases."""

    names: Mapping[str, list[int]]
    """The numbers of the files whose links ask for a name, rising."""
    places: Mapping[str, list[int]]
    """Those of them that ask for a heading or block."""
    aliases: Mapping[str, str]
    """The folded aliases of the note at a path, where it has some, one a line."""


class Hearing:
    """Listens to one file after another."""

    def __init__(self) -> None:
        self._contents: set[bytes] = set()
        self._destinations: set[bytes] = set()
        self._links: list[Link] = []
        self._names: dict[str, list[int]] = {}
        self._places: dict[str, list[int]] = {}
        self._asks = Asks()
        self._known_names: dict[bytes, tuple[str, ...]] = {}
        self._known_tails: dict[bytes, tuple[str, ...]] = {}

    def listening(self, plain: Plain) -> Plain:
        """Return what says the same as `plain`, and hears what is asked."""
        hear = self._destinations.add

        def destination(written: bytes) -> bool:
            hear(written)
            return plain.destination(written)

        def link(read: Link) -> bool:
            self._links.append(read)
            return plain.link(read)

        return Plain(_Names(plain.names, self._contents), plain.wikilink, destination, link)

    def hear(self, links: Iterable[Link]) -> None:
        """Hear links that nobody asks about."""
        self._links += links

    def end(self, number: int) -> None:
        """Say that what was heard was the file with this number."""
        for content in self._contents:
            is_odd = b"\\" in content or content[:1] == b"|"
            path, hash_, _ = (content if is_odd else content.partition(b"|")[0]).partition(b"#")
            self._add(number, self._of_name(path), with_place=bool(hash_))
        for destination in self._destinations:
            if not destination.startswith((b"http://", b"https://")):
                names_a_place = b"#" in destination or b"%23" in destination
                self._add(number, self._of_destination(destination), with_place=names_a_place)
        names, with_places = self._asks.of(self._links)
        self._add(number, names, with_place=False)
        self._add(number, with_places, with_place=True)
        self._contents.clear()
        self._destinations.clear()
        self._links.clear()

    def heard(self, aliases: Mapping[str, str]) -> Heard:
        """Return all that was heard, with the aliases that were read."""
        return Heard(self._names, self._places, aliases)

    def _of_name(self, written: bytes) -> tuple[str, ...]:
        names = self._known_names.get(written)
        if names is None:
            names = self._known_names[written] = self._asks.of_path(split_display(written.decode())[0])
        return names

    def _of_destination(self, written: bytes) -> tuple[str, ...]:
        # What the last component of a path asks for is all that the path asks for.
        if b"%23" not in written and b"%2f" not in written.lower():
            written = written.partition(b"#")[0].rpartition(b"/")[2]
        names = self._known_tails.get(written)
        if names is None:
            names = self._known_tails[written] = self._asks.of_path(split_destination(written.decode())[0])
        return names

    def _add(self, number: int, names: Iterable[str], *, with_place: bool) -> None:
        for name in names:
            for known in (self._names, self._places) if with_place else (self._names,):
                numbers = known.get(name)
                if numbers is None:
                    known[name] = [number]
                elif numbers[-1] != number:
                    numbers.append(number)


class _Names(Container[bytes]):
    __slots__ = ("_hear", "_names")

    def __init__(self, names: Container[bytes], heard: set[bytes]) -> None:
        self._names = names
        self._hear = heard.add

    def __contains__(self, content: object) -> bool:
        self._hear(content)  # type: ignore[arg-type] # bytes are all that is asked about
        return content in self._names
