"""Where in a note inline text stands, and where code does, as far as the lines alone say so for sure.

Of all else it is said that it is not known.
"""

import re

from vault_tool.skimming.code_ranges import UNKNOWN, Range, blanked, code_ranges, lies_in
from vault_tool.skimming.marks import NO_MARKS, Marks

# One byte is looked for by its number in a fraction of the time that several take.
_TICK, _BACKSLASH, _DOLLAR, _COLON = b"`\\$:"
_DEFINES = re.compile(rb"\]:")


class Layout:
    """Where in a note inline text stands, and where code does; found when it is first asked for."""

    __slots__ = ("_bare", "_code", "_is_clear", "fences", "marks", "text")

    def __init__(self, text: bytes, fences: list[Range], marks: Marks) -> None:
        self.text = text
        self.fences = fences
        self.marks = marks
        self._bare = None if _TICK in text else text
        self._is_clear: bool | None = None
        self._code = marks.code

    def without_code(self) -> bytes:
        """Return the text with backticks for all that is code; where it is not clear what is, the text itself."""
        text = self.text
        if self._bare is not None:
            return self._bare
        if self.marks is not NO_MARKS or _may_be_no_code(text):
            return text
        at = 0
        pieces: list[bytes] = []
        for start, stop in self.fences:
            part = blanked(text[at:start])
            if part is None:
                return text
            pieces += (part, b"`" * (stop - start))
            at = stop
        part = blanked(text[at:] if at else text)
        if part is None:
            return text
        self._bare = b"".join((*pieces, part)) if pieces else part
        return self._bare

    def is_code(self, offset: int) -> bool | None:
        """Whether code stands there, or inline text; `None` where only the block structure can tell."""
        text = self.text
        if self._is_clear is None:
            self._is_clear = not _is_unclear(text)
        if not self._is_clear:
            return None
        if self._bare is not None:
            is_inside = self._bare[offset] == _TICK
        else:
            if self._code is None:
                self._code = code_ranges(text, self.fences)
            if self._code is UNKNOWN:
                return None
            is_inside = lies_in(self._code, offset)
        if is_inside and self.marks is NO_MARKS:
            return True  # of a span or of a block
        line = text.rfind(b"\n", offset - _LONGEST_LINE if offset > _LONGEST_LINE else 0, offset) + 1
        if not line:
            return None
        # Behind five spaces or a tab, code may stand within an item or a quote too.
        first = text[line]
        if first in _MAY_INDENT and (
            first == _SPACE or text.find(b"     ", line, offset) >= 0 or text.find(b"\t", line, offset) >= 0
        ):
            return None
        return None if self.marks is not NO_MARKS and self._is_doubtful(offset, line) else is_inside

    def _is_doubtful(self, offset: int, line: int) -> bool:
        """Whether HTML may be around the offset, or its line may be one of a table, or has a comment."""
        if lies_in(self.marks.html, offset):
            return True
        end = self.text.find(b"\n", line)
        written = self.text[line:end] if end >= 0 else self.text[line:]
        return self.marks.tables and b"|" in written


_LONGEST_LINE = 10_000
"""How far back the beginning of a line is looked for, so that many links on one line cost no more than a few."""
_SPACE = ord(" ")
_MAY_INDENT = b" \t-*+>0123456789"


def _is_unclear(text: bytes) -> bool:
    """Whether math or definitions may stand in the text, or a backtick that is none."""
    return _may_be_no_code(text) or (_COLON in text and _DEFINES.search(text) is not None)


def _may_be_no_code(text: bytes) -> bool:
    """Whether what looks like a code span may be none: for math, or for a backtick that is escaped."""
    return _DOLLAR in text or (_BACKSLASH in text and b"\\`" in text)
