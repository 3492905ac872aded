"""Where in a note inline text stands, and where code does, as far as the lines alone say so for sure.

Fences at the left edge, code spans that end on their line, comments that do, HTML with nothing in it that could be
anything else: that much shows without the rules of CommonMark. Of all else it is said that it is not known.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

# One byte is looked for by its number in a fraction of the time that several take, and several by a pattern in half of
# what `in` takes.
_TICK, _BACKSLASH, _DOLLAR, _TILDE, _BRACE, _COLON, _LESS = b"`\\$~{:<"
_VERTICAL_TAB, _FORM_FEED, _NUL = b"\v\f\0"
_THREE_TICKS = re.compile(rb"```")
_DEFINES = re.compile(rb"\]:")
_HTML = re.compile(rb"<[A-Za-z/!?]")
# Of those that have nothing in them that means anything elsewhere.
_AUTOLINK = re.compile(rb"<[A-Za-z][A-Za-z0-9+.-]+:[^\s<>\[\]^`]*>")
_WITH_AN_END = re.compile(rb"<(?:script|pre|style|textarea)", re.IGNORECASE)
_WITH_MARKS = (b"<!", b"<?")
_BLANK_LINE = re.compile(rb"\n[ \t]*(?=\n|\Z)")
# What is looked for ahead spares most lines the rest.
_SPOILED = re.compile(
    rb"\n(?![^-=|:> \t+\[])(?:"
    rb"(?P<marks>[-=|:> \t]++)(?=\n|\Z)"  # underlines a heading, makes a table of its lines, or is a rule
    rb"|[ ]{1,3}#{1,6}(?:[ \t\n]|\Z)"  # a heading, or one in an item
    rb"|[ \t>]*+[-+]?\[[ xX]\][ \t]"  # a box outside of a list
    rb")"
)
_BAD_BOX = re.compile(rb"\[(?:\][ \t]|[ xX]\][\w*`\"\x80-\xff]|[ xX][ xX]+\])")
_NO_MARK = rb"[^%\n]*+(?:%(?!%)[^%\n]*+)*+"
_COMMENT = re.compile(rb"%%%%(?<![\\`<]%%%%)%b%%%%%b(?=\n|\Z)" % (_NO_MARK, _NO_MARK))
_FENCE = re.compile(rb"\n```(`*)[^`\n]*(?=\n|\Z)")
_SIMPLE_SPAN = re.compile(rb"`[^`\n]+`")
_TICKS = re.compile(rb"`+")

Range = tuple[int, int]


_NOT_LINE_END = re.compile(rb"[^\n]")


def without_comments(text: bytes) -> bytes:
    """Return the text with spaces for HTML comments that are a block: they say no more than blank lines."""
    # In a fence it would be none.
    fence = text.find(b"```")
    blanked = bytearray(text)
    at = 0
    while (start := text.find(b"\n<!--", at)) >= 0 and not 0 <= fence < start:
        # Of `<!-->` the hyphens are those of both its marks.
        closing = text.find(b"-->", start + len(b"\n<!"))
        if closing < 0:
            break
        at = text.find(b"\n", closing)
        if at < 0:
            at = len(text)
        # In other HTML it would not end that, which a blank line does.
        if not _is_in_html(blanked, start):
            blanked[start:at] = _NOT_LINE_END.sub(b" ", text[start:at])
            if start <= fence < at:
                fence = text.find(b"```", at)
    return bytes(blanked)


def _is_in_html(text: bytearray, line_end: int) -> bool:
    """Whether HTML may have begun in the lines above, up to a blank one."""
    while line_end > 0:
        above = text.rfind(b"\n", 0, line_end)
        line = text[above + 1 : line_end]
        if b"<" in line and b"<" in _AUTOLINK.sub(b"", line):
            return True
        if not line.strip():
            return False
        line_end = above
    return False


class Marks(NamedTuple):
    """What stands in a text of which only some lines are in doubt for it."""

    html: Sequence[Range] = ()
    """The paragraphs that have HTML in them."""
    tables: bool = False
    comments: bool = False
    code: list[Range] | None = None
    """The fences and the code spans, where they had to be found."""


NO_MARKS = Marks()


def read_marks(text: bytes, fences: list[Range]) -> Marks | None:
    """Return what stands in the text; `None` where it can change what other lines mean."""
    if (
        _VERTICAL_TAB in text
        or _FORM_FEED in text
        or _NUL in text
        or (_DOLLAR in text and b"$$" in text)
        or (_TILDE in text and b"~~~" in text)
        or (_BRACE in text and b"{{" in text)
        or (_LESS in text and b"<%" in text)
        or _BAD_BOX.search(text)
    ):
        return None
    tables = False
    for line in _SPOILED.finditer(text):
        makes = _makes(text, line)
        if makes is None:
            return None
        tables = tables or makes
    code = None
    comments = _has_comment(text)
    if comments:
        code = _code(text, fences)
        if not _are_lines(text, code):
            return None
    html = _html(text) if _LESS in text else ()
    if html is None:
        return None
    return Marks(html, tables, comments, code) if html or comments or tables else NO_MARKS


def _makes(text: bytes, line: re.Match[bytes]) -> bool | None:
    """Whether the line makes a table of those around it; `None` where it may make a heading, or is a box."""
    marks = line["marks"]
    if marks is None:
        return None
    written = marks.strip(b" \t>")
    if not written.strip(b"-"):
        # Hyphens are a rule where nothing stands above them.
        return None if written and _follows_text(text, line.start()) else False
    return True if b"=" not in written and (b"|" in written or b":" in written) else None


def _has_comment(text: bytes) -> bool:
    # One byte is looked for many times as fast as two.
    at = text.find(b"%")
    while at >= 0:
        if text.startswith(b"%", at + 1):
            return True
        at = text.find(b"%", at + 1)
    return False


def _are_lines(text: bytes, code: list[Range]) -> bool:
    """Whether every comment is closed on its line, and cannot be anything but a comment."""
    if code is _UNKNOWN or b"%%%" in text or text.count(b"%%") != 2 * len(_COMMENT.findall(text)):
        return False
    for start, stop in code:  # noqa: SIM110 -- `any` would take twice the time
        if text.find(b"%%", start, stop) >= 0:
            return False
    return True


def lies_in(ranges: Sequence[Range], offset: int) -> bool:
    """Whether the offset lies in one of the ranges, which are sorted."""
    if len(ranges) > _FEW:
        at = bisect_right(ranges, (offset, _FAR)) - 1
        return at >= 0 and offset < ranges[at][1]
    for start, stop in ranges:
        if offset < stop:
            return start <= offset
    return False


_FEW = 12
_FAR = 1 << 62


def _html(text: bytes) -> list[Range] | None:
    """Return the paragraphs that have HTML in them; `None` where it can hide a heading, a fence or a comment's mark."""
    found: list[Range] = []
    end = 0
    for opening in _HTML.finditer(text):
        start = opening.start()
        if opening[0] in _WITH_MARKS or _WITH_AN_END.match(text, start):
            return None  # Blank lines do not end it.
        if start < end or _AUTOLINK.match(text, start):
            continue
        line = text.rfind(b"\n", 0, start)
        blank = _BLANK_LINE.search(text, start)
        above = max(text.rfind(b"\n\n", end, start), end)
        end = blank.start() if blank else len(text)
        if text.find(b"\n#", start, end) >= 0 or text.find(b"```", start, end) >= 0 or text.find(b"%%", line, end) >= 0:
            return None
        found.append((above, end))
    return found


def _follows_text(text: bytes, line_end: int) -> bool:
    return bool(text[text.rfind(b"\n", 0, line_end) + 1 : line_end].strip()) if line_end > 0 else False


def read_fences(text: bytes) -> list[Range] | None:
    """Return the blocks of fenced code; `None` where one begins elsewhere than at the left edge."""
    fences: list[Range] = []
    at = 0
    while (ticks := _THREE_TICKS.search(text, at)) is not None:
        fence = ticks.start()
        opening = _FENCE.match(text, fence - 1)
        if opening is None:
            return None
        closed = _closing(len(opening[1])).search(text, opening.end())
        at = closed.end() if closed else len(text)
        fences.append((fence, at))
    return fences


@cache
def _closing(more: int) -> re.Pattern[bytes]:
    """Return what closes a fence that has so many backticks more than three."""
    return re.compile(rb"\n {0,3}`{%d,}[ \t]*(?=\n|\Z)" % (3 + more))


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
            blanked = _blanked(text[at:start])
            if blanked is None:
                return text
            pieces += (blanked, b"`" * (stop - start))
            at = stop
        blanked = _blanked(text[at:] if at else text)
        if blanked is None:
            return text
        self._bare = b"".join((*pieces, blanked)) if pieces else blanked
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
                self._code = _code(text, self.fences)
            if self._code is _UNKNOWN:
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
_UNKNOWN: Final[list[Range]] = [(-1, -1)]
_SPACE = ord(" ")
_MAY_INDENT = b" \t-*+>0123456789"


def _is_unclear(text: bytes) -> bool:
    """Whether math or definitions may stand in the text, or a backtick that is none."""
    return _may_be_no_code(text) or (_COLON in text and _DEFINES.search(text) is not None)


def _may_be_no_code(text: bytes) -> bool:
    """Whether what looks like a code span may be none: for math, or for a backtick that is escaped."""
    return _DOLLAR in text or (_BACKSLASH in text and b"\\`" in text)


def _code(text: bytes, fences: list[Range]) -> list[Range]:
    """Return the fences and the code spans, if each begins and ends on one line, and no backtick is left over."""
    if _TICK not in text:
        return fences
    if not fences:
        simple = [span.span() for span in _SIMPLE_SPAN.finditer(text)]
        if text.count(b"`") == 2 * len(simple):
            return simple
    code = list(fences)
    opened = -1
    length = 0
    ahead = iter(fences)
    fence = next(ahead, None)
    for ticks in _TICKS.finditer(text):
        start, stop = ticks.span()
        while fence is not None and fence[1] <= start:
            fence = next(ahead, None)
        if fence is not None and fence[0] <= start:
            continue
        if opened < 0:
            opened, length = start, stop - start
        elif stop - start == length:
            if text.find(b"\n", opened, start) >= 0:
                return _UNKNOWN
            code.append((opened, stop))
            opened = -1
    return sorted(code) if opened < 0 else _UNKNOWN


def _blanked(text: bytes) -> bytes | None:
    """Return the text with backticks for code spans; `None` unless each has one at either end and ends on its line."""
    parts = text.split(b"`")
    if len(parts) == 1:
        return text
    spans = parts[1::2]
    if len(parts) % 2 == 0 or b"" in spans or b"" in parts[2:-1:2] or b"\n" in b"".join(spans):
        return None
    parts[1::2] = [b"`" * len(span) for span in spans]
    return b"`".join(parts)
