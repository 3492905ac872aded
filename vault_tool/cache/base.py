"""What is known of a vault besides its findings: its names, who asks for them, and the aliases of its notes.

It lies in a file of many pieces of which a change needs only some: a head, *buckets* by the checksum of a name, and
chunks of the paths, which stand in the buckets by their numbers. Nothing in the file changes; what has changed in the
vault since stands in an *overlay* beside the run (`cache.known`).
"""

import marshal
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from vault_tool.cache.runs import HEAD, packed, unpacked
from vault_tool.model import FileKind
from vault_tool.names import note_key

if TYPE_CHECKING:
    from vault_tool.skimming.hearing import Heard

_NAMES_A_BUCKET = 16
_PATHS_A_CHUNK = 64

Reader = Callable[[int, int], bytes]
"""Reads a part of the file, by its offset and length."""


class Bucket(NamedTuple):
    """What is known of some names."""

    files: dict[str, list[str]]
    """The paths of the files with a folded name, `.md` included."""
    asking: dict[str, list[int]]
    """The numbers of the notes and canvases with links that ask for a name: see `asking`."""
    asking_places: dict[str, list[int]]
    """Those of them with a link that also names a heading or block."""
    bearers: dict[str, list[str]]
    """The notes that have an alias, by its folded form."""
    aliases: dict[str, list[str]]
    """The folded aliases of the note at a path, where it has some."""


def base_of(files: Mapping[str, FileKind], heard: "Iterable[Heard]") -> tuple[str, bytes]:
    """Return the base of a vault with these files whose links ask for what was heard, and its own name.

    By this name a run knows it again.
    """
    count = len(files) // _NAMES_A_BUCKET + 1
    buckets = [Bucket({}, {}, {}, {}, {}) for _ in range(count)]
    for path in files:
        name = note_key(path).rpartition("/")[2]
        buckets[_number(name, count)].files.setdefault(name, []).append(path)
    for names, places, aliases in heard:
        for name, numbers in names.items():
            buckets[_number(name, count)].asking.setdefault(name, []).extend(numbers)
        for name, numbers in places.items():
            buckets[_number(name, count)].asking_places.setdefault(name, []).extend(numbers)
        for path, called in aliases.items():
            folded = buckets[_number(path, count)].aliases[path] = called.split("\n")
            for alias in folded:
                buckets[_number(alias, count)].bearers.setdefault(alias, []).append(path)
    texts = [path for path, kind in files.items() if kind in (FileKind.NOTE, FileKind.CANVAS)]
    chunks = [texts[at : at + _PATHS_A_CHUNK] for at in range(0, len(texts), _PATHS_A_CHUNK)]
    return _written([*map(tuple, buckets), *chunks], count)


def _written(pieces: list[Any], buckets: int) -> tuple[str, bytes]:
    blobs = [marshal.dumps(piece, 2) for piece in pieces]
    offsets = list(accumulate(map(len, blobs), initial=0))
    identity = os.urandom(8).hex()
    head = packed((identity, buckets, offsets, list(map(zlib.adler32, blobs))))
    return identity, b"".join((len(head).to_bytes(HEAD, "little"), head, *blobs))


def _number(key: str, buckets: int) -> int:
    return zlib.crc32(key.encode(errors="surrogatepass")) % buckets


class DamagedError(Exception):
    """The base is not what was written."""


class Base:
    """A base, read piece by piece; what is damaged raises `DamagedError`."""

    def __init__(self, read: Reader, identity: str) -> None:
        """Read the head; `identity` is the name by which a run knows it."""
        self._read = read
        length = int.from_bytes(read(0, HEAD), "little")
        head = unpacked(read(HEAD, length))
        if not isinstance(head, tuple) or head[0] != identity:
            raise DamagedError(identity)
        _, self._buckets, self._offsets, self._checksums = head
        self._start = HEAD + length
        self._loaded: dict[int, Any] = {}

    def bucket(self, key: str) -> Bucket:
        """Return the bucket with what is known of the key."""
        return Bucket(*self._piece(_number(key, self._buckets)))

    def path(self, number: int) -> str:
        """Return the path of the note or canvas with the number."""
        chunk, at = divmod(number, _PATHS_A_CHUNK)
        path = self._piece(self._buckets + chunk)[at]
        assert isinstance(path, str)
        return path

    def _piece(self, number: int) -> Any:  # noqa: ANN401 - what a piece is, its number says
        if number not in self._loaded:
            offset, end = self._offsets[number : number + 2]
            blob = self._read(self._start + offset, end - offset)
            if zlib.adler32(blob) != self._checksums[number]:
                raise DamagedError(offset)
            self._loaded[number] = marshal.loads(blob)  # noqa: S302 - see `cache.runs`
        return self._loaded[number]
