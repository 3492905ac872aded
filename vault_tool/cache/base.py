"""What is known of a vault besides its findings: its names, who asks for them, and the aliases of its notes.

It lies in a file of many pieces of which a change needs only some, each found by a table at the file's end::

    base     = magic identity *piece table counts checksum
    piece    = checksum payload                     ; the checksum is of the piece's number too
    table    = where each piece ends, counted from the end of the identity
    counts   = how many pieces there are of each kind, and in how many parts the vault was heard

Pieces of names are chosen by the checksum of a name; what else is known of a name, apart from these, for a look at a
note asks about many names and little more than whether they are there. Paths stand elsewhere by their numbers. Nothing
in the file changes; what has changed in the vault since stands in an *overlay* beside the run (`cache.known`).
"""

import marshal
import os
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from vault_tool.model import FileKind
from vault_tool.names import BETWEEN_KEYS, note_key

if TYPE_CHECKING:
    from vault_tool.cache.printing import Printed
    from vault_tool.skimming.hearing import Heard

_MAGIC = b"vault-tool base 1\n"
_IDENTITY = 8
_COUNT = _END = 8
_CHECKSUM = 4
"""How many bytes each takes."""

_FEW_KEYS = 4
_NAMES_A_PIECE = 8
_ASKED_A_PIECE = 16
_PATHS_A_PIECE = 64
_PRINTED_A_PIECE = 64

_NAMES, _ASKED, _PATHS, _PRINTED, _FIRSTS = range(5)
"""The kinds of pieces, in the order in which they stand."""
_KINDS = 5

Reader = Callable[[int, int], bytes]
"""Reads a part of the file, by its offset and length."""


class Asked(NamedTuple):
    """What is known of some names besides the files that have them."""

    asking: dict[str, list[int]]
    """The numbers of the notes and canvases with links that ask for a name: see `asking`."""
    asking_places: dict[str, list[int]]
    """Those of them with a link that also names a heading or block."""
    bearers: dict[str, list[str]]
    """The notes that have an alias, by its folded form."""
    aliases: dict[str, list[str]]
    """The folded aliases of the note at a path, where it has some."""


class Part(NamedTuple):
    """What was heard of a part of a vault, as pieces one behind the other."""

    payloads: bytearray
    ends: bytes
    """Where each ends, as an array of 64-bit numbers."""


def part_of(heard: "Heard", files: int) -> Part:
    """Return what was heard of a part of a vault of so many files."""
    payloads = bytearray()
    ends = array("Q")
    for piece in _asked(heard, files // _ASKED_A_PIECE + 1):
        payloads += marshal.dumps(piece, 2)
        ends.append(len(payloads))
    return Part(payloads, ends.tobytes())


def base_of(
    files: Mapping[str, FileKind], parts: Sequence[Part], printed: "Printed | None" = None
) -> tuple[str, Iterator[bytes]]:
    """Return the name of a base, by which a run knows it again, and its bytes in parts, each made when it is asked for.

    It is that of a vault with these files, whose links ask for what the parts say.
    """
    identity = os.urandom(_IDENTITY)
    texts = [path for path, kind in files.items() if kind in (FileKind.NOTE, FileKind.CANVAS)]
    chunks = (texts[at : at + _PATHS_A_PIECE] for at in range(0, len(texts), _PATHS_A_PIECE))
    lines, firsts = _printed(printed) if printed else ((), [])
    asked = chain.from_iterable(map(_payloads, parts))
    names, *others = (map(_dumped, pieces) for pieces in (_names(files), chunks, lines, [firsts]))
    return identity.hex(), _written(identity, len(parts), names, asked, *others)


def _payloads(part: Part) -> Iterator[bytes]:
    start = 0
    for end in array("Q", part.ends):
        yield bytes(part.payloads[start:end])
        start = end


def _dumped(piece: Any) -> bytes:  # noqa: ANN401 - what a piece is, its kind says
    return marshal.dumps(piece, 2)


def _names(files: Collection[str]) -> Iterator[dict[str, list[str]]]:
    """Yield for each piece of names the paths of the files that have them."""
    for piece in _dealt(files, lambda path: (note_key(path).rpartition("/")[2],), len(files) // _NAMES_A_PIECE + 1):
        yield _by_name(piece)


def _asked(heard: "Heard", count: int) -> Iterator[tuple[dict[str, Any], ...]]:
    """Yield for each of so many pieces what is known of some names besides the files that have them."""
    aliases = heard.aliases
    names = _dealt(heard.asked_for(), heard.names_of, count)
    bearers = _dealt(aliases, lambda path: aliases[path].split(BETWEEN_KEYS), count)
    bearing = _dealt(aliases, lambda path: (path,), count)
    for asked_for, borne, having in zip(names, bearers, bearing, strict=True):
        asking: dict[str, list[list[int]]] = {}
        asking_places: dict[str, list[list[int]]] = {}
        for name, named in asked_for:
            for known, numbers in zip((asking, asking_places), heard.asking(named), strict=True):
                if numbers:
                    known.setdefault(name, []).append(numbers)
        called = {path: aliases[path].split(BETWEEN_KEYS) for path, _ in having}
        yield _at_once(asking), _at_once(asking_places), _by_name(borne), called


def _at_once(listed: Mapping[str, list[list[int]]]) -> dict[str, list[int]]:
    """Return the numbers in all lists of each name, rising."""
    return {
        name: numbers[0] if len(numbers) == 1 else sorted(set(chain.from_iterable(numbers)))
        for name, numbers in listed.items()
    }


def _by_name(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the paths that come with each name."""
    paths: dict[str, list[str]] = {}
    for name, path in named:
        paths.setdefault(name, []).append(path)
    return paths


Keyed = TypeVar("Keyed")


def _dealt(
    things: Iterable[Keyed], keys: Callable[[Keyed], Collection[str]], count: int
) -> Iterator[list[tuple[str, Keyed]]]:
    """Yield in as many pieces each thing with each of its keys, in that of the key.

    Where a thing has few keys they are made again for each piece, and not kept: of a large vault they would take more
    room than all else that is known.
    """
    pieces: list[list[Keyed]] = [[] for _ in range(count)]
    of_many: dict[int, list[tuple[str, Keyed]]] = {}
    for thing in things:
        found = keys(thing)
        if len(found) > _FEW_KEYS:
            for key in found:
                of_many.setdefault(_number(key, count), []).append((key, thing))
        else:
            for number in {_number(key, count) for key in found}:
                pieces[number].append(thing)
    for number in range(count):
        piece, pieces[number] = pieces[number], []
        of_few = [(key, thing) for thing in piece for key in keys(thing) if _number(key, count) == number]
        yield of_few + of_many.pop(number, [])


def _printed(printed: "Printed") -> tuple[Iterator[Any], list[str]]:
    """Return what was printed in pieces, and the first path of each."""
    paths, ends, fails = printed
    starts = range(0, len(paths), _PRINTED_A_PIECE)
    pieces = (
        (ends[at - 1] if at else 0, paths[at : at + size], ends[at : at + size], fails[at : at + size])
        for at, size in zip(starts, repeat(_PRINTED_A_PIECE))
    )
    return pieces, [paths[at] for at in starts]


def _written(identity: bytes, parts: int, *kinds: Iterable[bytes]) -> Iterator[bytes]:
    yield _MAGIC + identity
    table = bytearray()
    counts = []
    number = end = 0
    for pieces in kinds:
        first = number
        for payload in pieces:
            yield zlib.adler32(payload, number).to_bytes(_CHECKSUM, "little") + payload
            end += _CHECKSUM + len(payload)
            table += end.to_bytes(_END, "little")
            number += 1
        counts.append(number - first)
    yield bytes(table)
    said = b"".join(count.to_bytes(_COUNT, "little") for count in (*counts, parts))
    yield said + zlib.adler32(said).to_bytes(_CHECKSUM, "little")


def _number(key: str, pieces: int) -> int:
    return zlib.crc32(key.encode(errors="surrogatepass")) % pieces


class DamagedError(Exception):
    """The base is not what was written."""


class Base:
    """A base, read piece by piece; what is damaged raises `DamagedError`."""

    def __init__(self, read: Reader, size: int, identity: str) -> None:
        """Read the table; `size` is that of the file, `identity` the name by which a run knows the base."""
        self._read = read
        begins = _MAGIC + bytes.fromhex(identity)
        if read(0, len(begins)) != begins:
            raise DamagedError(identity)
        at = size - (_KINDS + 1) * _COUNT - _CHECKSUM
        trailer = read(max(0, at), size - at)
        said, checksum = trailer[:-_CHECKSUM], trailer[-_CHECKSUM:]
        if at < 0 or zlib.adler32(said).to_bytes(_CHECKSUM, "little") != checksum:
            raise DamagedError(identity)
        *counts, self._parts = (int.from_bytes(said[at : at + _COUNT], "little") for at in range(0, len(said), _COUNT))
        self._counts = counts
        self._firsts = list(accumulate(counts, initial=0))
        """The number of the first piece of each kind."""
        length = sum(counts) * _END
        self._table = read(max(0, at - length), length)
        self._start = len(begins)
        self._loaded: dict[int, Any] = {}

    def named(self, name: str) -> list[str]:
        """Return the paths of the files with a folded name, `.md` included."""
        paths: list[str] = self._piece(_NAMES, _number(name, self._counts[_NAMES])).get(name, [])
        return paths

    def asked(self, key: str) -> list[Asked]:
        """Return what else is known of some names, among them the key; that of each part of the vault for itself."""
        in_each = self._counts[_ASKED] // self._parts if self._parts else 1
        at = _number(key, in_each)
        return [Asked(*self._piece(_ASKED, part * in_each + at)) for part in range(self._parts)]

    def path(self, number: int) -> str:
        """Return the path of the note or canvas with the number."""
        piece, at = divmod(number, _PATHS_A_PIECE)
        path = self._piece(_PATHS, piece)[at]
        assert isinstance(path, str)
        return path

    def printed(self, path: str) -> tuple[int, int, int]:
        """Return where in the output the lines about the file begin and end, and whether they failed: 1 or 0.

        Of a file about which there are none, they would begin and end at the same place.
        """
        at = bisect_right(self._piece(_FIRSTS, 0), path) - 1
        if at < 0:
            return 0, 0, 0
        start, paths, ends, fails = self._piece(_PRINTED, at)
        place = bisect_left(paths, path)
        start = ends[place - 1] if place else start
        is_there = place < len(paths) and paths[place] == path
        return (start, ends[place], fails[place]) if is_there else (start, start, 0)

    def _piece(self, kind: int, at: int) -> Any:  # noqa: ANN401 - what a piece is, its kind says
        number = self._firsts[kind] + at
        if number not in self._loaded:
            start, end = self._end(number - 1), self._end(number)
            blob = self._read(self._start + start, max(0, end - start))
            payload = blob[_CHECKSUM:]
            if int.from_bytes(blob[:_CHECKSUM], "little") != zlib.adler32(payload, number) or not payload:
                raise DamagedError(number)
            self._loaded[number] = marshal.loads(payload)  # noqa: S302 - see `cache.runs`
        return self._loaded[number]

    def _end(self, number: int) -> int:
        return int.from_bytes(self._table[number * _END : (number + 1) * _END], "little") if number >= 0 else 0
