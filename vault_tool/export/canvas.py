"""The graph as a JSON Canvas (version 1.0), to open and go on arranging in Obsidian."""

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.export.layout import Cell, grid
from vault_tool.export.rows import rows
from vault_tool.graph import arrows

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph

WIDTH, HEIGHT = 400, 200
_COLUMN, _ROW = WIDTH + 200, HEIGHT + 40


class _Sides(NamedTuple):
    leaving: str
    arriving: str


def to_canvas(graph: "LinkGraph") -> str:
    """Return a canvas with a card for every node and one arrow for all the links from one to another.

    The cards stand on a grid (`layout.grid`), none on another, at whole pixels. Links of a note to itself are not
    drawn. The ids are made from the paths: whoever exports again gets the same ones.
    """
    cells = grid(graph)
    cards = [
        {
            "id": _id(path),
            "type": "file",
            "file": path,
            "x": cell.column * _COLUMN,
            "y": cell.row * _ROW,
            "width": WIDTH,
            "height": HEIGHT,
        }
        for path, cell in sorted(cells.items())
    ]
    lines = []
    for source, target in arrows(graph):
        sides = _sides(cells[source], cells[target])
        lines.append(
            {
                "id": _id(source, target),
                "fromNode": _id(source),
                "fromSide": sides.leaving,
                "toNode": _id(target),
                "toSide": sides.arriving,
            }
        )
    return f'{{\n "nodes":[{rows(cards, "  ")}],\n "edges":[{rows(lines, "  ")}]\n}}\n'


def _id(*paths: str) -> str:
    """Return sixteen hexadecimal digits, as Obsidian's own ids have."""
    return blake2b("\0".join(paths).encode(), digest_size=8).hexdigest()


def _sides(source: Cell, target: Cell) -> _Sides:
    if source.column != target.column:
        return _Sides("right", "left") if source.column < target.column else _Sides("left", "right")
    return _Sides("bottom", "top") if source.row < target.row else _Sides("top", "bottom")
