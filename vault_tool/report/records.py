"""What a report holds: values that the renderings lay out, and count nothing in.

Lists are `Listing`s, the first few items and how many there are in all, so that the report of a large vault is no
larger than it will be shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from vault_tool.diagnostic import Severity
from vault_tool.pace import Pace
from vault_tool.progress import Progress

MADE_BY = ("made_by", "vault-tool report")
"""The property by which a report that lies in the vault is known."""

Item = TypeVar("Item")


class Listing(NamedTuple, Generic[Item]):
    """The first items of a list, and how many it has."""

    items: tuple[Item, ...] = ()
    total: int = 0

    @classmethod
    def of(cls, items: Sequence[Item], top: int | None = None) -> "Listing[Item]":
        """List the first `top` of the items; all of them where it is `None`."""
        return cls(tuple(items[:top]), len(items))

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.items)


class By(StrEnum):
    """What the tasks are sorted into."""

    HUB = "hub"
    FOLDER = "folder"
    NOTE = "note"
    SECTION = "section"
    TAG = "tag"


class Share(NamedTuple):
    """One row of a breakdown: the progress of a hub, folder, note, section or tag."""

    name: str
    """The tag with its `#`, the heading as written, the folder's path (empty at the root) or the note's name."""
    path: str
    """The note's path where it is a hub, a note or a section; else empty."""
    progress: Progress


class GoalCount(NamedTuple):
    """A list item that counts towards a number, or the tasks of a section that are goals without one."""

    path: str
    line: int
    text: str
    """The item's, or the heading of the section."""
    have: float
    goal: float

    @property
    def percent(self) -> int | None:
        """The share that is there in per cent, rounded down; `None` where nothing is wanted."""
        if self.goal <= 0:
            return None
        share = self.have / self.goal * 100
        return int(share) if self.have >= self.goal else min(max(int(share), 0), 99)


class Todo(NamedTuple):
    """A task that is not done."""

    path: str
    line: int
    """From 1."""
    section: str
    """The heading it stands under, as written; empty before the first one."""
    text: str
    """The rest of the line after the box, as written."""
    mark: str
    started: bool
    """Whether its mark says that it is in progress."""
    due: date | None


class Track(NamedTuple):
    """Whether the tasks with a due date are on track."""

    pace: Pace
    this_week: Listing[Todo]
    """What is to be done till the Sunday of this week, the oldest first."""


class Place(NamedTuple):
    """Where a problem shows."""

    path: str
    line: int
    """From 1."""
    column: int
    """From 1, in code points."""
    end_column: int
    """One past the last code point; no more than the line is long."""
    excerpt: str
    """The line as written."""


class Problem(NamedTuple):
    """Links that are broken for one cause, such as one missing note."""

    rule: str
    severity: Severity
    message: str
    """What lint says of the first one."""
    alike: int
    """How many other messages there are: the cause is one, the links may be written in several ways."""
    hint: str
    """What was probably meant; empty where nothing comes near."""
    places: Listing[Place]


class Linked(NamedTuple):
    """A note and how many other notes link to it."""

    path: str
    backlinks: int


class LinkCount(NamedTuple):
    """The written links of the reported files; `total` is the sum of the next four."""

    total: int
    resolved: int
    """Those that lead to a note, a heading, a block or a file."""
    broken: int
    """Those that a finding is about."""
    pending: int
    """Those that lead nowhere and are nobody's mistake: placeholders, allowed ones, notes still to be written."""
    external: int
    """URLs."""
    by_kind: Mapping[str, int]
    """How many there are of each `LinkKind`; kinds that are not used are absent."""


class Report(NamedTuple):
    """All that a report shows."""

    name: str
    """What the vault is called; may be empty."""
    within: str
    """The folder that is reported; empty where it is the whole vault."""
    today: date

    notes: int
    """How many notes there are, without the excluded ones and without reports."""
    left_out: int
    """How many notes are excluded."""
    canvases: int
    attachments: int
    links: LinkCount

    progress: Progress
    breakdowns: Mapping[By, Listing[Share]]
    """What was asked for, in the order in which it is shown; a row without a task is left out."""
    unknown_marks: Listing[tuple[str, int]]
    """The marks that stand in no map, with how many tasks have them; the most frequent first."""
    goals: Listing[GoalCount]
    track: Track | None
    """`None` where no task has a due date."""
    overdue: Listing[Todo]
    due_next: Listing[Todo]
    by_week: Mapping[date, Progress]
    """The tasks due in each week, by its Monday; weeks without any are left out."""
    open_tasks: Listing[Todo]
    """Those in progress first, then those of the notes that were begun."""

    broken: Listing[Problem]
    """The broken links by cause, the most frequent first; `total` counts causes, `links.broken` counts links."""
    findings: Mapping[str, int]
    """Findings that are about no link, by rule."""

    orphans: Listing[str]
    """Notes to which nothing links."""
    dead_ends: Listing[str]
    """Notes that link to nothing."""
    islands: Listing[Listing[str]]
    """Groups of two notes and more that no link connects with the largest group, the largest first."""
    unreachable: Listing[str]
    """Notes to which no way leads from any hub; empty where the vault has no hub."""
    most_linked: Listing[Linked]
