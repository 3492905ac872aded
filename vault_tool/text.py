"""Text as bytes: what of a file's bytes is text, and where in it a byte offset lies for a person."""

from typing import NamedTuple

BOM = b"\xef\xbb\xbf"


def readable(raw: bytes) -> bytes:
    """Return the file's bytes as valid UTF-8: unchanged, or with U+FFFD for what is not (semantics 1.8).

    All places in a note are offsets into this. A BOM stays.
    """
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw.decode(errors="replace").encode()
    return raw


class Position(NamedTuple):
    """A place as people and editors count it: both from 1, the column in code points."""

    line: int
    column: int


class Locator:
    """Turns byte offsets of one source into positions.

    It walks forward from the last offset asked for, so that offsets in rising order cost one pass over the
    source; an earlier offset starts again from the top. A line is made once for all that is found in it: it may be the
    whole file.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._top = len(BOM) if source.startswith(BOM) else 0
        self._shown = (-1, "")
        self._restart()

    def _restart(self) -> None:
        self._line = 1
        self._line_start = self._top
        self._at = self._top
        self._column = 1

    def position(self, offset: int) -> Position:
        """Return the line and column of the byte at `offset`; beyond the end, of the end."""
        source = self._source
        offset = max(self._top, min(offset, len(source)))
        if offset < self._at:
            self._restart()
        line_ends = source.count(b"\n", self._at, offset)
        if line_ends:
            self._line += line_ends
            self._line_start = self._at = source.rfind(b"\n", self._at, offset) + 1
            self._column = 1
        between = source[self._at : offset]
        self._column += len(between) if between.isascii() else len(between.decode(errors="replace"))
        self._at = offset
        return Position(self._line, self._column)

    def line(self, offset: int) -> str:
        """Return the text of the line that holds the byte at `offset`, without its line end."""
        self.position(offset)
        if self._shown[0] != self._line_start:
            self._shown = (self._line_start, self._line_at(self._line_start))
        return self._shown[1]

    def _line_at(self, start: int) -> str:
        end = self._source.find(b"\n", start)
        line = self._source[start:] if end < 0 else self._source[start:end].removesuffix(b"\r")
        return line.decode(errors="replace")
