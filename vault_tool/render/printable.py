"""Text of others made fit for one line of a terminal: what a note is called must not move the cursor."""

import re

_LINE_ENDS_AND_TABS = r"[\t\n\v\f\r\x85\u2028\u2029]+"
_UNPRINTABLE = (
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: escape sequences begin with one of them
    "\ud800-\udfff"  # lone surrogates, which stand for bytes of a file name that are not UTF-8
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # they turn the reading direction of what follows
    "]"
)


def printable(text: str) -> str:
    """Return the text on one line: line ends and tabs as a space, every other control character as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNPRINTABLE, "\ufffd", re.sub(_LINE_ENDS_AND_TABS, " ", text))
