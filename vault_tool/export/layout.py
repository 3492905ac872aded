"""Where a drawing puts its nodes: islands one under another, each in layers around its centre."""

from collections.abc import Sequence
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.graph import islands, networked, steps_from

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph, NetworkGraph

_FEWEST_ROWS = 8


class Cell(NamedTuple):
    """A place on the grid; columns count to the right and rows downwards, both from 0."""

    column: int
    row: int


def grid(graph: "LinkGraph") -> dict[str, Cell]:
    """Return a cell for every node, no two the same, and the same ones for the same graph.

    The largest island comes first, and what has no link at all comes last in one block. The layers of an island run
    to the right: its centre, what links to it or is linked from it, and so on; within a layer, notes of one folder
    stand together. The centre is the graph's own (`centre`), else the node with the most neighbours.
    """
    graph = networked(graph)
    together = islands(graph)
    blocks = [_layers(graph, island) for island in together if len(island) > 1]
    alone = [path for island in together if len(island) == 1 for path in island]
    cells: dict[str, Cell] = {}
    top = 0
    for layers in [*blocks, [_by_folder(alone)]]:
        columns = _columns(layers)
        height = max(map(len, columns), default=0)
        for number, column in enumerate(columns):
            first_row = top + (height - len(column)) // 2
            cells.update((path, Cell(number, row)) for row, path in enumerate(column, start=first_row))
        top += height + 1
    return cells


def _layers(graph: "NetworkGraph", island: frozenset[str]) -> list[list[str]]:
    centre = graph.graph.get("centre")
    if centre not in island:
        centre = min(island, key=lambda path: (-len(_neighbours(graph, path)), path))
    layers: list[list[str]] = []
    for path, steps in sorted(steps_from(graph, centre).items(), key=lambda reached: reached[1]):
        if steps == len(layers):
            layers.append([])
        layers[steps].append(path)
    return [_by_folder(layer) for layer in layers]


def _neighbours(graph: "NetworkGraph", path: str) -> set[str]:
    return {*graph.predecessors(path), *graph.successors(path)} - {path}


def _by_folder(paths: Sequence[str]) -> list[str]:
    return sorted(paths, key=lambda path: (path.rpartition("/")[0], path))


def _columns(layers: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Break long layers into several columns, so that a block is not much taller than wide."""
    # A column is two and a half rows wide, as cards and gaps are.
    rows = max(_FEWEST_ROWS, isqrt(sum(map(len, layers)) * 5 // 2))
    return [layer[start : start + rows] for layer in layers for start in range(0, len(layer), rows)]
