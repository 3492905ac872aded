"""What is kept of a note's blocks, in byte offsets."""

from typing import NamedTuple

from vault_tool.zones.ranges import Range, Ranges


class RawLink(NamedTuple):
    """An inline Markdown link or image, as CommonMark sees it."""

    start: int
    stop: int
    text_stop: int
    """Where its text ends."""
    destination: str
    image: bool


class RawHeading(NamedTuple):
    """A heading at the top level of the note."""

    start: int
    stop: int
    level: int


class RawItem(NamedTuple):
    """A list item."""

    start: int
    """At its mark, or up to three bytes before it under tabs."""
    parent: int
    """The index of the item it lies in; -1 at the top."""


class Structure:
    """What the inline rules need to know of a note's blocks, in byte offsets."""

    __slots__ = (
        "_zones",
        "breaks",
        "cells",
        "code",
        "emphasis_ends",
        "headings",
        "hidden",
        "items",
        "links",
        "tables",
    )

    def __init__(self) -> None:
        self.code: list[Range] = []
        """Code, HTML, math and link destinations: no links and no tags there."""
        self.links: list[RawLink] = []
        self.headings: list[RawHeading] = []
        self.items: list[RawItem] = []
        self.cells: list[Range] = []
        self.tables: list[Range] = []
        self.breaks: list[int] = []
        """Where soft and hard line breaks begin; kept only for a note with a `^`."""
        self.emphasis_ends: list[int] = []
        """Where closing emphasis marks begin; kept only for a note with a `_` and a `#`."""
        self.hidden: list[Range] = []
        """`%%` and `$$` blocks: no headings, tasks and block ids there."""
        self._zones: Ranges | None = None

    @property
    def zones(self) -> Ranges:
        """The `code`, merged; made once, so it is to be asked for when the code is complete."""
        if self._zones is None:
            self._zones = Ranges(self.code)
        return self._zones

    def forget_zones(self) -> None:
        """Have the zones made again, since the code has changed."""
        self._zones = None
