"""What stands in texts of which a report must know, all found in one pass over the bytes of many.

To look for each of these by itself would take several times as long, and so would one text after another.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from operator import itemgetter
from typing import NamedTuple

DOUBT, EMBED, FIELD, HASH, IMAGE, MIDDLE, TAG, UNKNOWN = b"\x80\x81\x82\x83\x84\x85\x86\x87"
"""A heading or code that is not plainly written, or a line that underlines one; `![[`; `::`; a heading's mark where
none is; `![`; `](`; what may be a tag that counts; anything.
"""

_USUAL_BOXES = [*product(b"-", b' xX/-<>!?*"'), *product(b"*+", b" xX")]
"""Boxes with other list marks and marks are not found: to look for many more would take longer for all."""
_LEVELS = range(1, 7)
_JOINT = b"\x00\x00"
_FROM_TEXT_TO_TEXT = b"\n" + _JOINT  # A line end after each text makes plain that a heading is empty.


class Signs(NamedTuple):
    """What was found in some texts."""

    joined: bytes
    """The texts, one behind the other, with something between them."""
    kinds: Sequence[bytes]
    """In each text, in its order, a byte each: a line end for a heading, the mark of a box, or one of those above."""
    middles: Sequence[int]
    """Where each `](` stands in all that is joined."""


def _patterns() -> Iterator[tuple[bytes, int]]:
    """Yield what is looked for with its sign; of what begins alike the first counts."""
    yield b"](", MIDDLE
    yield from ((b"\n%b " % (b"#" * level), ord("\n")) for level in _LEVELS)
    yield from ((b"\n%c [%c] " % (bullet, mark), mark) for bullet, mark in _USUAL_BOXES)
    yield from ((b"![[", EMBED), (b"![", IMAGE), (b"::", FIELD))
    yield from ((b"#%c" % letter, TAG) for letter in b"hHmMgG")
    yield from ((b"# ", HASH), (b"#\t", HASH))
    # Behind four spaces there may be code.
    yield from ((b"    ", DOUBT), *((b"\n%b\n" % (b"#" * level), DOUBT) for level in _LEVELS))
    yield from ((b"%c%b\n" % (mark, space), DOUBT) for mark, space in product(b"-=", (b"", b" ")))
    yield from ((b"  \n", DOUBT), (b"\t\n", DOUBT))
    yield _JOINT, UNKNOWN


@cache
def _search() -> tuple[Callable[[bytes], list[tuple[int, int, int]]], bytes]:
    from ahocorasick_rs import BytesAhoCorasick, MatchKind  # noqa: PLC0415

    patterns, signs = zip(*_patterns(), strict=True)
    search = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostFirst)
    return search.find_matches_as_indexes, bytes(signs).ljust(256)


def signs_in(texts: Sequence[bytes]) -> Signs:
    """Return the signs in texts each of which begins with a line end.

    Boxes are missing that are not written in the most usual way, and headings and code only where there is a `DOUBT`.
    """
    search, signs = _search()
    joined = _FROM_TEXT_TO_TEXT.join((*texts, b""))
    found = search(joined)
    kinds = bytes(map(_pattern, found)).translate(signs).split(bytes((UNKNOWN,)))[:-1]
    if len(kinds) != len(texts):
        # One of them has in it what is put between them.
        return Signs(joined, [bytes((FIELD, TAG, UNKNOWN))] * len(texts), [])
    return Signs(joined, kinds, [start for pattern, start, _ in found if not pattern])


_pattern = itemgetter(0)
