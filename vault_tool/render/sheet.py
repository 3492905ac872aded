"""A sheet of text for the terminal: headings and tables of cells, as values; `draw` makes lines of them.

Sheets are laid out without rich, which is imported where they are drawn in colours. Text reaches the terminal as
`printable` text only, and never as rich's markup: `[bold]` in a name is a name. Tables are as wide as their contents;
where that is too wide, the columns of names give way, the longest first, and what does not fit is cut with `…`.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from io import StringIO
from typing import NamedTuple, TypeAlias

from vault_tool.render.printable import printable

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


class Table(NamedTuple):
    """Rows of cells, set in; a column without any text takes no room."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]


Block: TypeAlias = Line | Table

_IN_ASCII = str.maketrans("━╍─·›×…", "#+--\x3ex~")
"""What is drawn where the terminal knows no Unicode; each as wide as what it stands for."""


def draw(blocks: Iterable[Block], *, width: int, colour: bool, encoding: str) -> str:
    """Return the sheet in `width` columns, with ANSI colours where `colour`, in characters that `encoding` has."""
    lines = [
        _cut(_trimmed(line), width)
        for block in blocks
        for line in (_rows(block, width) if isinstance(block, Table) else [_printable(block)])
    ]
    text = _coloured(lines, width) if colour else "".join(f"{_text(line)}\n" for line in lines)
    if encoding.lower().startswith("utf"):
        return text
    return text.translate(_IN_ASCII).encode(encoding, "replace").decode(encoding)


def _coloured(lines: Iterable[Line], width: int) -> str:
    # Without colours it would take longer to load than a small vault to read.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    page = StringIO()
    console = Console(
        file=page,
        width=width,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        highlight=False,
        _environ={},
    )
    texts = [Text.assemble(*((span.text, span.style.value) for span in line)) for line in lines]
    console.print(*texts, sep="\n", soft_wrap=True)
    return page.getvalue()


def _rows(table: Table, width: int) -> Iterator[Line]:
    """Yield the rows of the table, set in, each cell padded or cut to the width of its column."""
    rows = [[_printable(cell) for cell in row] for row in table.rows]
    natural = [max((_width(row[index]) for row in rows), default=0) for index in range(len(table.columns))]
    columns = [(index, column) for index, column in enumerate(table.columns) if natural[index]]
    room = width - INDENT - len(_GAP) * (len(columns) - 1)
    fixed = sum(natural[index] for index, column in columns if column is not Column.NAME)
    names = [natural[index] for index, column in columns if column is Column.NAME]
    widest = _widest(names, room - fixed)
    for row in rows:
        cells: list[Span] = []
        for index, column in columns:
            room = min(natural[index], widest) if column is Column.NAME else natural[index]
            cell = _cut(row[index], room)
            space = Span(" " * (room - _width(cell)))
            cells += (
                Span(_GAP if cells else " " * INDENT),
                *((space, *cell) if column is Column.RIGHT else (*cell, space)),
            )
        yield tuple(cells)


def _printable(line: Line) -> Line:
    return tuple([Span(printable(text), style) for text, style in line])


def _text(line: Line) -> str:
    return "".join([text for text, _ in line])


def _width(line: Line) -> int:
    """Return how many cells the line takes."""
    text = _text(line)
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415

    return cell_len(text)


def _trimmed(line: Line) -> Line:
    """Return the line without space at its end."""
    kept = list(line)
    while kept and not (text := kept[-1].text.rstrip()):
        kept.pop()
    return (*kept[:-1], kept[-1]._replace(text=text)) if kept else ()


def _cut(line: Line, width: int) -> Line:
    """Return the line in no more than `width` cells, with `…` in place of what does not fit."""
    if _width(line) <= width:
        return line
    from rich.cells import set_cell_size  # noqa: PLC0415

    room = width - 1
    kept: list[Span] = []
    for span in line:
        cells = _width((span,))
        if cells > room:
            kept.append(span._replace(text=f"{set_cell_size(span.text, room)}…"))
            break
        kept.append(span)
        room -= cells
    return tuple(kept)


def _widest(widths: Sequence[int], room: int) -> int:
    """Return how wide a column of names may be so that all of them go into the room, the longest giving way first."""
    widest = min(max(widths, default=0), max(room, 1))
    while widest > 1 and sum(min(width, widest) for width in widths) > room:
        widest -= 1
    return widest
