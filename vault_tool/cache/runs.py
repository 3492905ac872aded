"""Runs as bytes, so that one which was damaged, cut short or written by another version is seen to be none.

    run      = head payload
    head     = magic checksum length
    magic    = "vault-tool run" and the version of Python, whose own format the payload is in

The payload is `marshal`'s, which takes a tenth of the time of its like and is read only from the user's own folder,
after its checksum was found right, as Python does with its own caches.
"""

import marshal
import sys
import zlib

_MAGIC = b"vault-tool run 1 %08x\n" % sys.hexversion
HEAD = 8
"""How many bytes a length takes."""
_HEAD = len(_MAGIC) + 2 * HEAD
_FORMAT = 2
"""The last one in which equal values always have equal bytes."""


class Run:
    """What a call printed, and all that it depended on."""

    __slots__ = ("code", "day", "err", "key", "name", "out", "root", "rows", "signatures", "update", "watched")

    def __init__(
        self,
        *,
        key: tuple[object, ...],
        day: tuple[int, ...] | None,
        watched: tuple[str, ...],
        signatures: tuple[object, ...],
        root: str,
        rows: dict[str, bytes],
        out: bytes,
        err: bytes,
        code: int,
        update: bytes = b"",
        name: bytes = b"",
    ) -> None:
        """Take everything as it is to be compared or printed."""
        self.key = key
        """The call, its surroundings, and the tool."""
        self.day = day
        """The day on which it was made, where that makes a difference."""
        self.watched = watched
        """The files and folders outside of what the vault shows that were looked at, such as its configuration."""
        self.signatures = signatures
        """What they were like, or that they were not there."""
        self.root = root
        self.rows = rows
        """What each folder of the vault held: `store.rows`."""
        self.out = out
        self.err = err
        self.code = code
        self.update = update
        """What it takes to bring this up to date where notes have changed, packed; empty where that is not known."""
        self.name = name
        """The name by which an amendment knows it; no two runs have the same."""


def packed(value: object) -> bytes:
    """Return the bytes of a value made of what Python's own formats hold; `unpacked` reads them."""
    payload = marshal.dumps(value, _FORMAT)  # type: ignore[arg-type] # what it takes has no name
    return b"".join((_MAGIC, _bytes(zlib.adler32(payload)), _bytes(len(payload)), payload))


def unpacked(data: bytes) -> object:
    """Return what was packed; `None` where the bytes are not whole, or not of this version."""
    if not data.startswith(_MAGIC):
        return None
    payload = memoryview(data)[_HEAD:]
    checksum, length = data[len(_MAGIC) : _HEAD - HEAD], data[_HEAD - HEAD : _HEAD]
    if length != _bytes(len(payload)) or checksum != _bytes(zlib.adler32(payload)):
        return None
    try:
        return marshal.loads(payload)  # noqa: S302 - see the head of the module
    except (EOFError, TypeError, ValueError):
        return None


def packed_run(run: Run) -> bytes:
    """Return the run as bytes."""
    return packed(tuple(getattr(run, name) for name in Run.__slots__))


def unpacked_run(data: bytes, key: tuple[object, ...]) -> Run | None:
    """Return the run with this key; `None` where the bytes are those of no run, or of one with another."""
    value = unpacked(data)
    if not isinstance(value, tuple) or len(value) != len(Run.__slots__):
        return None
    values = dict(zip(Run.__slots__, value, strict=True))
    return Run(**values) if values["key"] == key else None


def _bytes(number: int) -> bytes:
    return number.to_bytes(HEAD, "little")
