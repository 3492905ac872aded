r"""A body as a tree of units: blocks and list items, with the white space between them. Cutting loses nothing.

Lines end with `\n` here.
"""

import re
from collections import Counter
from typing import NamedTuple

from vault_tool.blocks import line_blocks
from vault_tool.build.merge.tasks import ItemLine, column, read_item

NO_LEVEL = 7
"""The level of all that is no heading."""


class Unit(NamedTuple):
    """A block, or a list item without what is nested in it."""

    gap: str
    """The line end and the blank lines behind it; empty at the end of a body without a final line end."""
    parent: int
    """The index of the item it lies in; -1 at the top."""
    kind: str
    """As `blocks` names it."""
    text: str
    """Its lines, without the line end of the last."""
    indent: str
    """The white space before its first line."""
    item: ItemLine | None
    """How the first line reads, if it is a list item's."""
    content: str
    """The text without indentation; an item's without its list mark."""
    same: str
    """What makes two texts the same: white space counts in no paragraph, and at the end of no line."""
    packed: str
    """The content without white space."""
    level: int
    """A heading's level."""
    is_task: bool
    """Whether it is a list item with a box."""
    is_keyed: bool
    """Whether it is known by its key and not by its place: a task, or an item with a goal."""

    @property
    def rest(self) -> str:
        """An item's lines after its first."""
        return self.content.partition("\n")[2]

    @property
    def title(self) -> str:
        """A heading's text, as Obsidian reads it."""
        text = self.content.strip()
        if text.startswith("#"):
            return _CLOSING.sub("", text.lstrip("#").strip())
        return " ".join(text.split("\n")[:-1]).strip()

    @property
    def alone(self) -> str:
        """The text as it would stand at the top of a note; an item's with its list mark."""
        if self.item is None:
            return self.content
        mark = f"{self.item.marker} "
        first, *rest = self.content.split("\n")
        return "\n".join([mark + first, *(" " * len(mark) + line if line else "" for line in rest)])


_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*\Z")
_WORD = re.compile(r"\w+")


class Body(NamedTuple):
    """A body that is cut: `lead` and every unit's text and gap, in order, are its text."""

    lead: str
    """The blank lines at its top."""
    units: list[Unit]

    @property
    def text(self) -> str:
        """The body as it was cut."""
        return self.lead + "".join(unit.text + unit.gap for unit in self.units)


class Cutter:
    """Cuts the versions of a note; what several of them have is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[object, ...]] = {}

    def cut(self, text: str) -> Body:
        """Cut a body into its units; never raises, linear in its length."""
        blocks = line_blocks(text)
        if not blocks:
            return Body(text, [])
        lines = text.split("\n")
        last = len(lines)
        units: list[Unit] = []
        for block, following in zip(blocks, [*(block.start for block in blocks[1:]), last], strict=True):
            own = lines[block.start] if block.stop == block.start + 1 else "\n".join(lines[block.start : block.stop])
            gap = "\n"
            if following == last:
                gap = "\n".join(["", *lines[block.stop :]]) if block.stop < last else ""
            elif following > block.stop:
                gap = "\n".join(["", *lines[block.stop : following], ""])
            key = block.kind, own
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = _described(block.kind, own)
            units.append(Unit(gap, block.parent, *known))  # type: ignore[arg-type]
        return Body("".join(f"{line}\n" for line in lines[: blocks[0].start]), units)


def cut(text: str) -> Body:
    """Cut one body into its units."""
    return Cutter().cut(text)


def _described(kind: str, text: str) -> tuple[object, ...]:
    """Return what a unit is by its own text alone, in the order of `Unit`."""
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    item = read_item(text.partition("\n")[0]) if kind == "item" else None
    if item is None:
        content = _dedented(text, indent)
    else:
        first, newline, rest = text.partition("\n")
        content = first[len(item.indent + item.marker + item.space) :]
        if newline:
            content += newline + _dedented(_dedented(rest, indent), " " * (item.width - column(indent)))
    words = content.split()
    if kind in ("paragraph", "item", "heading"):
        same = " ".join(words)
    else:
        same = "\n".join(line.rstrip() for line in content.split("\n")).strip("\n")
    level = NO_LEVEL
    if kind == "heading":
        level = len(content) - len(content.lstrip("#")) or (1 if content.rstrip().endswith("=") else 2)
    is_task = item is not None and item.mark is not None
    is_keyed = is_task or (item is not None and item.has_goal)
    return kind, text, indent, item, content, same, "".join(words), level, is_task, is_keyed


def _dedented(text: str, indent: str) -> str:
    """Take the indentation from the lines that have it; from the others what they have of white space up to it."""
    if not indent:
        return text
    width = column(indent)
    lines = text.split("\n")
    return "\n".join(line[len(indent) :] if line.startswith(indent) else _less(line, width) for line in lines)


def _less(line: str, width: int) -> str:
    at = 0
    while at < len(line) and line[at] in " \t" and column(line[: at + 1]) <= width:
        at += 1
    return line[at:]


def likeness(one: Counter[str], two: Counter[str]) -> float:
    """Return how much of the words of both is the same, from 0 to 1."""
    total = sum(one.values()) + sum(two.values())
    if len(two) < len(one):
        one, two = two, one
    return 2 * sum(min(count, two[word]) for word, count in one.items() if word in two) / total if total else 0.0


def words(unit: Unit) -> Counter[str]:
    """Return how often each word occurs in a unit."""
    return Counter(_WORD.findall(unit.content.lower()))
