"""Changes to a text by place, so that every byte that nobody meant to change stays."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Edit(NamedTuple):
    """What is to stand in place of the bytes from `start` to `stop`."""

    start: int
    stop: int
    text: bytes


def in_order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits by place, equal ones once.

    Raises `ValueError` where two of them overlap: nobody can say then what was meant.
    """
    ordered = tuple(sorted(set(edits)))
    for one, other in pairwise(ordered):
        if other.start < one.stop or (other.start, other.stop) == (one.start, one.stop):
            raise ValueError(f"edits overlap: {one} and {other}")
    return ordered


def edited(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the source with the edits made; raises `ValueError` where two of them overlap."""
    pieces: list[bytes] = []
    at = 0
    for edit in in_order(edits):
        pieces += source[at : edit.start], edit.text
        at = edit.stop
    return b"".join((*pieces, source[at:]))


def reversed_edits(source: bytes, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that make the source again of what these make of it."""
    back = []
    moved = 0
    for edit in in_order(edits):
        start = edit.start + moved
        back.append(Edit(start, start + len(edit.text), source[edit.start : edit.stop]))
        moved += len(edit.text) - (edit.stop - edit.start)
    return tuple(back)


class Shift:
    """Where places of a text have moved to when edits were made."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Take the edits; they are `in_order`."""
        self._edits = edits
        self._stops = [edit.stop for edit in edits]
        self._moved = [0]
        for edit in edits:
            self._moved.append(self._moved[-1] + len(edit.text) - (edit.stop - edit.start))

    def of(self, offset: int) -> int | None:
        """Return where the byte at the offset stands now; `None` where an edit replaced it."""
        at = bisect_right(self._stops, offset)
        if at < len(self._edits) and self._edits[at].start < offset:
            return None
        return offset + self._moved[at]
