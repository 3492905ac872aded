"""The boxes and headings of a note in their order, a byte each: enough to add up its tasks and those of its sections.

There is an outline only where every box stands at the left edge but for a list mark and one space, and has one
character of ASCII in it.
"""

import re
from collections.abc import Iterator

from vault_tool.model import Task

Outline = bytes
"""The mark of each box, and a line end for each heading."""
NO_OUTLINE: Outline = b""
"""That of a note without boxes, whatever headings it has."""

_BOX_OR_HEADING = re.compile(
    rb"\n(?=[-*+#>\d ])(?:#{1,6}(?![^ \t\n])"  # what is looked for ahead spares most lines the rest
    rb"|([-*+] \[[^\[\]\n\x80-\xff]\](?![^ \t\n])"
    rb"|[-*+>\d.) ]*? {4}))"  # behind which there may be code, in the place of a paragraph or of an item's text
)
_MARK = slice(3, 4)
"""Where the mark of a box is, behind a list mark, a space and a bracket."""


def outline_of(bare: bytes) -> Outline | None:
    """Return the outline of a text that begins with a line end and has backticks for all code that is plainly code.

    `None` where there may be more.
    """
    found = _BOX_OR_HEADING.findall(bare)
    boxes = b"".join(found).count(b"]")
    if boxes != len(found) - found.count(b""):
        return None
    return b"".join([box[_MARK] or b"\n" for box in found]) if boxes else NO_OUTLINE


def boxes_of(outline: Outline) -> int:
    """Return how many boxes there are."""
    return len(outline) - outline.count(b"\n")


def tasks_of(text: bytes, bare: bytes, shift: int) -> Iterator[Task]:
    """Yield the tasks of a text that has an outline, `shift` added to where they stand; `bare` is it without code."""
    for match in _BOX_OR_HEADING.finditer(bare):
        if match[1]:
            start, stop = match.start(1) + 2, match.end(1)
            end = text.find(b"\n", stop)
            line = text[stop : end if end >= 0 else len(text)].rstrip()
            yield Task(match[1][_MARK].decode(), line.strip().decode(), -1, start + shift, stop + len(line) + shift)
