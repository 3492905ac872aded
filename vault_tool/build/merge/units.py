"""A body as a tree of units: blocks and list items, with the white space between them. Cutting loses nothing."""

import re
from dataclasses import dataclass
from functools import cached_property

from vault_tool.blocks import line_blocks
from vault_tool.build.merge.tasks import ItemLine, read_item


@dataclass(frozen=True, eq=False)
class Unit:
    """A block, or a list item without what is nested in it."""

    kind: str
    """As `blocks` names it."""
    text: str
    """Its lines, without the line end of the last."""
    gap: str
    """The line end and the blank lines behind it; empty at the end of a body without a final line end."""
    parent: int
    """The index of the item it lies in; -1 at the top."""
    item: ItemLine | None
    """How the first line reads, if it is a list item's."""

    @property
    def is_task(self) -> bool:
        """Whether it is a list item with a box."""
        return self.item is not None and self.item.mark is not None

    @property
    def is_keyed(self) -> bool:
        """Whether it is known by its key and not by its place: a task, or an item with a goal."""
        return self.item is not None and (self.item.mark is not None or self.item.has_goal)

    @cached_property
    def indent(self) -> str:
        """The white space before its first line."""
        return self.text[: len(self.text) - len(self.text.lstrip(" \t"))]

    @cached_property
    def content(self) -> str:
        """The text from its first mark on, without indentation; an item's without its list mark."""
        if self.item is None:
            return dedented(self.text, self.indent)
        first, newline, rest = self.text.partition("\n")
        first = first[len(self.item.indent + self.item.marker + self.item.space) :]
        width = self.item.width - column(self.item.indent)
        return first + newline + dedented(dedented(rest, self.indent), " " * width)

    @cached_property
    def rest(self) -> str:
        """An item's lines after its first."""
        return self.content.partition("\n")[2]

    @cached_property
    def same(self) -> str:
        """What makes two texts the same: white space counts in no paragraph, and at the end of no line."""
        if self.kind in ("paragraph", "item", "heading"):
            return " ".join(self.content.split())
        return "\n".join(line.rstrip() for line in self.content.split("\n")).strip("\n")

    @cached_property
    def words(self) -> dict[str, int]:
        """How often each word occurs."""
        counts: dict[str, int] = {}
        for word in re.findall(r"\w+", self.content.lower()):
            counts[word] = counts.get(word, 0) + 1
        return counts

    @cached_property
    def level(self) -> int:
        """A heading's level; 7 for all else."""
        if self.kind != "heading":
            return 7
        marks = len(self.content) - len(self.content.lstrip("#"))
        return marks or (1 if self.content.rstrip().endswith("=") else 2)

    @cached_property
    def title(self) -> str:
        """A heading's text, as Obsidian reads it."""
        text = self.content.strip()
        if text.startswith("#"):
            return re.sub(r"(?:^|[ \t]+)#+[ \t]*\Z", "", text.lstrip("#").strip())
        return " ".join(text.split("\n")[:-1]).strip()


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is cut: `lead` and every unit's text and gap, in order, are its text."""

    lead: str
    """The blank lines at its top."""
    units: list[Unit]

    @property
    def text(self) -> str:
        """The body as it was cut."""
        return self.lead + "".join(unit.text + unit.gap for unit in self.units)


def cut(text: str) -> Body:
    """Cut a body with `\\n` line ends into its units; never raises, linear in its length."""
    blocks = line_blocks(text)
    if not blocks:
        return Body(text, [])
    lines = text.split("\n")
    units: list[Unit] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1].start if index + 1 < len(blocks) else len(lines)
        own = "\n".join(lines[block.start : block.stop])
        gap = "\n".join(["", *lines[block.stop : following]])
        if index + 1 < len(blocks):
            gap += "\n"
        item = read_item(lines[block.start]) if block.kind == "item" else None
        units.append(Unit(block.kind, own, gap if block.stop < len(lines) else "", block.parent, item))
    return Body("".join(f"{line}\n" for line in lines[: blocks[0].start]), units)


def dedented(text: str, indent: str) -> str:
    """Take the indentation from the lines that have it; from the others what they have of white space up to it."""
    if not indent:
        return text
    width = column(indent)
    return "\n".join(
        line.removeprefix(indent) if line.startswith(indent) else _less(line, width) for line in text.split("\n")
    )


def _less(line: str, width: int) -> str:
    at = 0
    while at < len(line) and line[at] in " \t" and column(line[: at + 1]) <= width:
        at += 1
    return line[at:]


def column(indent: str) -> int:
    """Return how many columns the white space is wide, with tab stops of four."""
    width = 0
    for character in indent:
        width += 4 - width % 4 if character == "\t" else 1
    return width
