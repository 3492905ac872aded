"""What stands in a note that may change what its lines mean: comments, tables, HTML; as far as its lines alone say so.

Comments that end on their line, HTML with nothing in it that could be anything else: that much shows without the rules
of CommonMark.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from vault_tool.skimming.code_ranges import UNKNOWN, Range, code_ranges

# One byte is looked for by its number in a fraction of the time that several take.
_DOLLAR, _TILDE, _BRACE, _LESS = b"$~{<"
_VERTICAL_TAB, _FORM_FEED, _NUL = b"\v\f\0"
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
        code = code_ranges(text, fences)
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
    if code is UNKNOWN or b"%%%" in text or text.count(b"%%") != 2 * len(_COMMENT.findall(text)):
        return False
    for start, stop in code:  # noqa: SIM110 -- `any` would take twice the time
        if text.find(b"%%", start, stop) >= 0:
            return False
    return True


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
