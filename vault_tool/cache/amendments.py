"""What has changed about a run since it was kept, so that it need not be written again for a note or two.

An *amendment* lies beside its run and is replaced as a whole. It holds for that run only, and where it is lost or
damaged the run still stands, as of the time when it was kept. Nothing is imported that takes time.
"""

from vault_tool.cache.runs import packed, unpacked

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterator

    Piece = tuple[int, int, int, int, bytes]
    """Where in the run's output a file's lines begin and end, whether they failed and do now (1 or 0), and the lines
    that it has now."""

SUFFIX = "-amendment"
"""What its name has behind that of its run."""


class Amendment:
    """What has changed about a run."""

    __slots__ = ("failing", "overlay", "pieces", "rows", "run")

    def __init__(
        self,
        run: bytes,
        rows: "dict[str, bytes | None]",
        pieces: "dict[str, Piece]",
        overlay: "tuple[dict[str, tuple[object, ...]], list[str], list[str]]",
        failing: int,
    ) -> None:
        """Take everything as it is kept."""
        self.run = run
        """The name by which it knows the run."""
        self.rows = rows
        """The rows of folders that have others now; `None` of those that are gone."""
        self.pieces = pieces
        """The files about which something else is printed now, by path."""
        self.overlay = overlay
        """What has changed of what is known of the vault: see `cache.known`."""
        self.failing = failing
        """In how many files something grave enough is found."""


def packed_amendment(amendment: Amendment) -> bytes:
    """Return the amendment as bytes."""
    return packed(tuple(getattr(amendment, name) for name in Amendment.__slots__))


def unpacked_amendment(data: bytes, run: bytes) -> Amendment | None:
    """Return the amendment of the run that has this name; `None` where the bytes are none, or of another's."""
    value = unpacked(data)
    if not isinstance(value, tuple) or len(value) != len(Amendment.__slots__):
        return None
    values = dict(zip(Amendment.__slots__, value, strict=True))
    return Amendment(**values) if values["run"] == run else None


def rows_since(rows: dict[str, bytes], now: dict[str, bytes]) -> "dict[str, bytes | None]":
    """Return those rows of folders that are not a run's any more; `None` of those that are gone."""
    return {folder: now.get(folder) for folder in {**rows, **now} if now.get(folder) != rows.get(folder)}


def amended_rows(rows: dict[str, bytes], amendment: Amendment) -> dict[str, bytes]:
    """Return the rows of a run as they are now."""
    now = {**rows, **amendment.rows}
    return {folder: row for folder, row in now.items() if row is not None}


def amended_output(out: bytes, pieces: "dict[str, Piece]") -> "Iterator[bytes | memoryview]":
    """Yield what a run printed as it is now, in order."""
    view = memoryview(out)
    at = 0
    for path in sorted(pieces):
        start, stop, _, _, lines = pieces[path]
        yield view[at:start]
        yield lines
        at = stop
    yield view[at:]
