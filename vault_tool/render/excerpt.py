"""A line of a source for a person to look at: one row of the terminal, with marks under the part that is meant."""

import unicodedata
from typing import NamedTuple

from vault_tool.render.printable import printable

_CUT = "…"


class Excerpt(NamedTuple):
    """A row of the terminal, in three parts."""

    ahead: str
    marked: str
    behind: str


def excerpt(line: str, column: int, end_column: int, width: int) -> tuple[str, str]:
    """Return the row that shows the line, and the row of marks to print below it; see `excerpt_parts`."""
    ahead, marked, behind = excerpt_parts(line, column, end_column, width)
    return ahead + marked + behind, " " * cells(ahead) + "^" * max(1, cells(marked))


def excerpt_parts(line: str, column: int, end_column: int, width: int) -> Excerpt:
    """Return the row that shows the line: what is marked, and what stands before and after it.

    `column` and `end_column` count code points from 1, the end not included. What does not fit into `width` cells is
    cut at the ends of the line first, and at the end of the marked part only where that alone is too long. What could
    move the cursor is replaced.
    """
    # A line may be a megabyte long, and have a finding every ten characters: no more of it is looked at than may fit.
    most = 4 * width
    start, stop = column - 1, max(column, end_column) - 1
    before = printable(line[max(0, start - most) : start])
    before = before.lstrip() if start <= most else before
    marked = printable(line[start : min(end_column - 1, start + most)])
    after = printable(line[stop : stop + most]).rstrip()
    if cells(marked) > width - 2 * cells(_CUT):
        marked, after = beginning(marked, width - cells(_CUT)), ""
    room = width - cells(marked)
    behind = beginning(after, max(room // 2, room - cells(before)))
    return Excerpt(_tail(before, room - cells(behind)), marked, behind)


def shortened(path: str, width: int) -> str:
    """Return the path in no more than `width` cells, its middle left out: file name and line stand at the end."""
    path = printable(path)
    if cells(path) <= width:
        return path
    head = beginning(path, width // 3)
    return head + _tail(path, width - cells(head)).removeprefix(_CUT)


def cells(text: str) -> int:
    """Return how many cells of a terminal the text takes: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def beginning(text: str, width: int) -> str:
    """Return as much of the beginning of the text as fits."""
    if cells(text) <= width:
        return text
    used = cells(_CUT)
    for end, character in enumerate(text):
        used += _cells_of(character)
        if used > width:
            return text[:end] + _CUT if width > 0 else ""
    return text


def _tail(text: str, width: int) -> str:
    """Return as much of the end of the text as fits; a combining character goes with the one it stands on."""
    if cells(text) <= width:
        return text
    used = cells(_CUT)
    for start in range(len(text) - 1, -1, -1):
        used += _cells_of(text[start])
        if used > width:
            kept = text[start + 1 :]
            while kept and not _cells_of(kept[0]):
                kept = kept[1:]
            return _CUT + kept if width > 0 else ""
    return text
