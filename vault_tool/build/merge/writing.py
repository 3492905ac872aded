"""A tree of nodes as text: indentation, numbers and blank lines, each as a version has it where one has it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vault_tool.build.merge.nodes import Node, Versions
from vault_tool.build.merge.tasks import column
from vault_tool.build.merge.units import Unit


@dataclass(slots=True)
class _Piece:
    """A unit as it is written."""

    kind: str
    text: str
    node: Node | None
    """`None` for what a build put there."""
    nested: bool
    """Whether it lies in an item."""


def write(versions: Versions, top: Sequence[Node], tail: str, *, roomy: bool = False) -> str:
    """Return the text of the nodes, without blank lines at its top.

    `tail` stands behind the last of them. `roomy` puts blank lines wherever two blocks might run into each other, and
    closes what was left open to the end of a note.
    """
    pieces = list(_pieces(versions, top))
    if not pieces:
        return ""
    parts = []
    gaps = _Gaps(versions, roomy=roomy)
    for before, after in pairwise(pieces):
        parts += [_closed(before.text) if roomy else before.text, gaps.between(before, after)]
    return "".join([*parts, pieces[-1].text, tail])


_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")


def _closed(text: str) -> str:
    """Close the code or the comment that the text leaves open, for more text is to come."""
    lines = text.split("\n")
    fence = _FENCE.match(lines[0])
    if fence and (len(lines) == 1 or not lines[-1].strip().startswith(fence[1])):
        return f"{text}\n{fence[0]}"
    if text.lstrip().startswith("<!--") and "-->" not in text:
        return f"{text}\n-->"
    if text.lstrip(" \t>").startswith("%%") and text.count("%%") % 2:
        return f"{text}\n%%"
    return text


def _pieces(versions: Versions, top: Sequence[Node]) -> Iterator[_Piece]:
    """Yield what is written, in order, with the indentation that its place asks for."""
    _renumber(top)
    # For each open level: its nodes still to come, where their text begins, and the indentation of the latest item.
    levels: list[tuple[Iterator[Node], int, list[str]]] = [(iter(top), 0, [])]
    while levels:
        nodes, left, latest = levels[-1]
        node = next(nodes, None)
        if node is None:
            levels.pop()
            continue
        nested = len(levels) > 1
        indent = _indent(versions, node, left, latest)
        inner = left
        if node.kind == "item":
            inner = column(indent) + max(len(node.marker.expandtabs(4)), len(node.marker.rstrip()) + 1)
            latest[:] = [indent, " " * inner]
        if not node.extras or node.theirs >= 0:
            yield _Piece(node.kind, _indented(node, indent), node, nested)
        beside = " " * inner if node.kind == "item" else indent
        for kind, text in node.extras:
            yield _Piece(
                kind, "\n".join(beside + line for line in text.split("\n")), None, nested or node.kind == "item"
            )
        if node.children:
            _renumber(node.children)
            levels.append((iter(node.children), inner, []))


def _indent(versions: Versions, node: Node, left: int, latest: list[str]) -> str:
    """Return the node's own indentation, if it keeps it where it belongs, or one that does."""
    units, index = (versions.theirs, node.theirs) if node.theirs >= 0 else (versions.ours, node.ours)
    unit = units[index]
    parent = units[unit.parent].item if unit.parent >= 0 else None
    beyond = column(unit.indent) - (parent.width if parent else 0)
    if node.kind != "code" or node.text.startswith(("```", "~~~")):
        beyond = min(max(beyond, 0), 3)
    width = left + beyond
    if latest:
        # As deep as the text of the item before it, it would lie in that.
        own, text = latest
        if node.kind == "item" and width >= column(text):
            return own
        width = min(width, max(left, column(text) - 1))
    return unit.indent if column(unit.indent) == width else " " * width


def _indented(node: Node, indent: str) -> str:
    """Return the node's text with list mark and indentation; as a version has it, if it can be."""
    unit = node.unit
    if unit is not None and unit.indent == indent:
        if unit.item is None or node.marker == unit.item.marker + unit.item.space:
            return unit.text
        first, newline, rest = unit.text.partition("\n")
        if len(node.marker) == len(unit.item.marker + unit.item.space):
            return indent + node.marker + first[len(indent) + len(node.marker) :] + newline + rest
    lines = node.text.split("\n")
    inner = " " * (column(indent) + len(node.marker)) if node.marker else indent
    text = [indent + (node.marker or "") + lines[0], *(inner + line if line else "" for line in lines[1:])]
    return "\n".join(text)


_NUMBERED = re.compile(r"[ \t]*[0-9]+[.)]")
_STARTS_LATE = re.compile(r"[ \t]*(?!0*1[.)])[0-9]+[.)]")
_NUMBER = re.compile(r"([0-9]+)([.)])")


def _renumber(nodes: Sequence[Node]) -> None:
    """Put the numbers in order in those lists whose items come from the user and from the source."""
    at = 0
    while at < len(nodes):
        first = at
        match = _NUMBER.match(nodes[at].marker)
        at += 1
        if match is None:
            continue
        while at < len(nodes) and (other := _NUMBER.match(nodes[at].marker)) and other[2] == match[2]:
            at += 1
        run = nodes[first:at]
        numbers = [int(node.marker.rstrip()[:-1]) for node in run]
        if len(set(numbers)) == 1 or numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            continue
        if all(node.ours < 0 for node in run) or all(node.theirs < 0 for node in run):
            continue
        for number, node in enumerate(run, min(numbers)):
            written = _NUMBER.sub(rf"{number % 10**9}\2", node.marker, count=1)
            node.marker = written


class _Gaps:
    """Says what stands between two units."""

    def __init__(self, versions: Versions, *, roomy: bool) -> None:
        self._versions = versions
        self._roomy = roomy

    def between(self, before: _Piece, after: _Piece) -> str:
        """Return the line end and the blank lines between the two."""
        gap = self._as_written(before, after)
        if gap is None:
            gap = "\n" if (before.nested or before.kind == "item") and after.kind == "item" else "\n\n"
            if before.kind == "item" and after.nested and after.node is None:
                gap = "\n"
        if after.nested and gap.count("\n") < 2 and _STARTS_LATE.match(after.text) and not _NUMBERED.match(before.text):  # noqa: PLR2004
            # A list that does not begin with 1 does not interrupt a paragraph.
            gap = "\n\n"
        if self._roomy and not before.kind == after.kind == "item" and gap.count("\n") < 2:  # noqa: PLR2004
            gap = "\n\n"
        return gap

    def _as_written(self, before: _Piece, after: _Piece) -> str | None:
        """Return the gap of a version that has the two side by side, or one between two of their kinds."""
        one, two, versions = before.node, after.node, self._versions
        if one is None or two is None:
            return None
        base = _beside(versions.base, one.base, two.base)
        theirs = _beside(versions.theirs, one.theirs, two.theirs)
        ours = _beside(versions.ours, one.ours, two.ours)
        if theirs is not None and (ours is None or theirs != base):
            return theirs
        if ours is not None:
            return ours
        for units, index in ((versions.theirs, two.theirs), (versions.ours, two.ours)):
            if index > 0 and units[index - 1].kind == before.kind and _is_safe(units[index - 1], units[index]):
                return units[index - 1].gap
        for units, index in ((versions.theirs, one.theirs), (versions.ours, one.ours)):
            if (
                0 <= index < len(units) - 1
                and units[index + 1].kind == after.kind
                and _is_safe(units[index], units[index + 1])
            ):
                return units[index].gap
        return None


def _beside(units: Sequence[Unit], one: int, two: int) -> str | None:
    return units[one].gap if one >= 0 and one + 1 == two else None


def _is_safe(before: Unit, after: Unit) -> bool:
    """Whether the gap between the two would part any two of their kinds."""
    if before.gap.count("\n") > 1:
        return True
    return after.kind == "item" and before.kind == "item"
