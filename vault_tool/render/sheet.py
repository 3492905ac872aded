"""A sheet of text for the terminal: headings and tables of cells, as values; `draw` makes lines of them.

What a sheet says is decided without rich, which is imported when it is drawn. Text reaches the terminal as
`printable` text only, and never as rich's markup: `[bold]` in a name is a name. Tables are as wide as their contents;
where that is too wide, the columns of names give way, the longest first, and what does not fit is cut with `…`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tool.render.printable import printable

if TYPE_CHECKING:
    from rich.text import Text

INDENT = 2
"""By how many columns a table is set in."""
_GAP = "  "
"""What stands between two columns."""


class Style(StrEnum):
    """What a piece of text is; the colours are the terminal's own, so they suit light and dark ones."""

    NORMAL = ""
    TITLE = "bold"
    ACCENT = "cyan"
    QUIET = "dim"
    GOOD = "green"
    LATE = "yellow"
    BAD = "red"


class Span(NamedTuple):
    """A piece of text in one style."""

    text: str
    style: Style = Style.NORMAL


Line: TypeAlias = tuple[Span, ...]
"""The spans of one line, or of one cell."""


class Column(StrEnum):
    """How a column takes its room."""

    NAME = "name"
    """Gives way."""
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, set in; a column without any text takes no room."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]


Block: TypeAlias = Line | Table

_IN_ASCII = str.maketrans("━╍─·›×…", "#+--\x3ex~")
"""What is drawn where the terminal knows no Unicode; each as wide as what it stands for."""


def draw(blocks: Iterable[Block], *, width: int, colour: bool, encoding: str) -> str:
    """Return the sheet in `width` columns, with ANSI colours where `colour`, in characters that `encoding` has."""
    from rich.console import Console  # noqa: PLC0415

    page = StringIO()
    console = Console(
        file=page,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        _environ={},
    )
    lines = [line for block in blocks for line in (_rows(block, width) if isinstance(block, Table) else [_text(block)])]
    for line in lines:
        line.rstrip()
        line.truncate(width, overflow="ellipsis")
    console.print(*lines, sep="\n", soft_wrap=True)
    text = page.getvalue()
    if encoding.lower().startswith("utf"):
        return text
    return text.translate(_IN_ASCII).encode(encoding, "replace").decode(encoding)


def _text(line: Line) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text.assemble(*((printable(span.text), span.style.value) for span in line))


def _rows(table: Table, width: int) -> Iterator["Text"]:
    """Yield the rows of the table, set in, each cell padded or cut to the width of its column."""
    from rich.text import Text  # noqa: PLC0415

    rows = [[_text(cell) for cell in row] for row in table.rows]
    natural = [max((row[index].cell_len for row in rows), default=0) for index in range(len(table.columns))]
    columns = [(index, column) for index, column in enumerate(table.columns) if natural[index]]
    room = width - INDENT - len(_GAP) * (len(columns) - 1)
    fixed = sum(natural[index] for index, column in columns if column is not Column.NAME)
    names = [natural[index] for index, column in columns if column is Column.NAME]
    widest = _widest(names, room - fixed)
    for row in rows:
        cells = []
        for index, column in columns:
            cell = row[index]
            room = min(natural[index], widest) if column is Column.NAME else natural[index]
            if column is Column.RIGHT:
                cell.pad_left(room - cell.cell_len)
            cell.truncate(room, overflow="ellipsis", pad=True)
            cells.append(cell)
        yield Text(" " * INDENT).append_text(Text(_GAP).join(cells))


def _widest(widths: Sequence[int], room: int) -> int:
    """Return how wide a column of names may be so that all of them go into the room, the longest giving way first."""
    widest = min(max(widths, default=0), max(room, 1))
    while widest > 1 and sum(min(width, widest) for width in widths) > room:
        widest -= 1
    return widest
