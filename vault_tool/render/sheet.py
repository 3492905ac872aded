"""A sheet of text for the terminal: headings and tables of cells, as values; `draw` makes lines of them.

What a sheet says is decided without rich, which is imported when it is drawn. Text reaches the terminal as
`printable` text only, and never as rich's markup: `[bold]` in a name is a name. Tables are as wide as their contents;
where that is too wide, the columns of names give way, the longest first, and what does not fit is cut with `…`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tool.render.printable import printable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

INDENT = 2
"""By how many columns a table is set in."""


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
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    for block in blocks:
        console.print(_grid(block) if isinstance(block, Table) else _text(block), no_wrap=True, overflow="ellipsis")
    text = page.getvalue()
    if not colour:
        text = "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])
    if encoding.lower().startswith("utf"):
        return text
    return text.translate(_IN_ASCII).encode(encoding, "replace").decode(encoding)


def _text(line: Line) -> "Text":
    from rich.text import Text  # noqa: PLC0415

    return Text.assemble(
        *((printable(span.text), span.style.value) for span in line), no_wrap=True, overflow="ellipsis", end="\n"
    )


def _grid(table: Table) -> "RenderableType":
    from rich.padding import Padding  # noqa: PLC0415
    from rich.table import Table as Grid  # noqa: PLC0415

    used = [index for index in range(len(table.columns)) if any(span.text for row in table.rows for span in row[index])]
    grid = Grid.grid(padding=(0, 2))
    for index in used:
        column = table.columns[index]
        grid.add_column(justify="right" if column is Column.RIGHT else "left", no_wrap=column is not Column.NAME)
    for row in table.rows:
        grid.add_row(*(_text(row[index]) for index in used))
    return Padding(grid, (0, 0, 0, INDENT), expand=False)
