"""What the links of skimmed notes ask for, heard while it is asked which of them are plainly right.

That is asked of every wikilink and destination before anything else is, and of some that are none, such as those in
code. So too much may be heard, but never too little.
"""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from vault_tool.asking import Asks
from vault_tool.model import Link
from vault_tool.skimming.skim import Plain
from vault_tool.written import split_destination, split_display


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
        self._heard_last: Plain | None = None
        self._listening: Plain
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
        if plain is not self._heard_last:
            self._heard_last, self._listening = plain, self._made(plain)
        return self._listening

    def _made(self, plain: Plain) -> Plain:
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
        """Say that what was heard was the file with this number, which is higher than those before."""
        names, places = self._asks.of(self._links) if self._links else (set[str](), set[str]())
        known = self._known_names
        for content in self._contents:
            written = content.partition(b"|")[0]
            if not written or written.endswith(b"\\"):
                written = split_display(content.decode())[0].encode()
            path, hash_, _ = written.partition(b"#")
            asked = known.get(path)
            if asked is None:
                asked = known[path] = self._asks.of_path(path.decode())
            names.update(asked)
            if hash_:
                places.update(asked)
        known = self._known_tails
        for destination in self._destinations:
            if destination.startswith((b"http://", b"https://")):
                continue
            # What the last component of a path asks for is all that the path asks for.
            is_odd = b"%" in destination and (b"%23" in destination or b"%2f" in destination.lower())
            tail = destination if is_odd else destination.partition(b"#")[0].rpartition(b"/")[2]
            asked = known.get(tail)
            if asked is None:
                asked = known[tail] = self._asks.of_path(split_destination(tail.decode())[0])
            names.update(asked)
            if is_odd or b"#" in destination:
                places.update(asked)
        _note(self._names, names, number)
        _note(self._places, places, number)
        self._contents.clear()
        self._destinations.clear()
        self._links.clear()

    def heard(self, aliases: Mapping[str, str]) -> Heard:
        """Return all that was heard, with the aliases that were read."""
        return Heard(self._names, self._places, aliases)


def _note(known: dict[str, list[int]], names: Iterable[str], number: int) -> None:
    for name in names:
        numbers = known.get(name)
        if numbers is None:
            known[name] = [number]
        else:
            numbers.append(number)


class _Names(Container[bytes]):
    __slots__ = ("_hear", "_names")

    def __init__(self, names: Container[bytes], heard: set[bytes]) -> None:
        self._names = names
        self._hear = heard.add

    def __contains__(self, content: object) -> bool:
        self._hear(content)  # type: ignore[arg-type] # bytes are all that is asked about
        return content in self._names
