"""What the boxes of notes come to that have an outline, added up note by note."""

import heapq
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from vault_tool.due import Due
from vault_tool.model import Task
from vault_tool.report.breakdowns import Section
from vault_tool.report.records import Listing
from vault_tool.report.tally import TaskTally
from vault_tool.report.todos import Left, OpenTask
from vault_tool.settings import Settings, Status
from vault_tool.surveying.outline import Outline

Item = TypeVar("Item", bound=tuple[Any, ...])


class Boxes:
    """Adds up the boxes of notes that count, none of which has a date; so that few of them are ever made a task."""

    def __init__(self, settings: Settings, top: int) -> None:
        """Begin with no note; the lists keep `top` items."""
        self._top = top
        statuses = settings.statuses
        marks = {bytes((code,)): statuses.get(chr(code), Status.OPEN) for code in range(128) if chr(code) != "\n"}
        self._uncounted = _all(marks, Status.NON_TASK, Status.CANCELLED)
        self._finished = _all(marks, Status.NON_TASK, Status.CANCELLED, Status.DONE)
        self._waiting = _all(marks, Status.OPEN)
        self._statuses = statuses
        self._open = 0
        self._sections = 0
        self._first_open = _First[OpenTask](top)
        self._first_sections = _First[Section](top)

    def see(self, path: str, outline: Outline, tasks: Callable[[], Iterable[Task]]) -> None:
        """Take in a note; `tasks` makes those of the outline."""
        left = outline.translate(None, self._finished)
        sections = outline.translate(None, self._uncounted).split(b"\n")
        counted = [section for section in sections if section]
        self._sections += len(counted)
        if counted and self._may_rank(path, max(map(len, counted))):
            self._rank(path, sections)
        headings = left.count(b"\n")
        if len(left) == headings:
            return
        self._open += len(left) - headings
        begun = len(left.translate(None, self._waiting)) > headings
        if self._first_open.wants((not begun, False, path)):
            for task in tasks():
                status = self._statuses.get(task.mark, Status.OPEN)
                if status is Status.OPEN or status is Status.IN_PROGRESS:
                    self._first_open.add(OpenTask(status is Status.OPEN, False, path, task.start, task, None))

    def _may_rank(self, path: str, most: int) -> bool:
        """Whether a section may be among the first, if none has more boxes than `most`."""
        return self._first_sections.wants((-most, -most, path))

    def _rank(self, path: str, sections: Iterable[Outline]) -> None:
        for number, section in enumerate(sections):
            if section:
                left = len(section.translate(None, self._finished))
                self._first_sections.add(Section(-left, -len(section), path, number))

    def tally(self) -> TaskTally:
        """Return what the boxes of all these notes come to."""
        open_tasks = Listing(self._first_open.items(), self._open)
        return TaskTally(Left(Due(), open_tasks, ()), Listing(self._first_sections.items(), self._sections))


class _First(Generic[Item]):
    """Keeps the first items of many in their order."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._kept: list[Item] = []
        self._last: Item | None = None
        """What goes behind it is none of the first."""

    def wants(self, least: tuple[object, ...]) -> bool:
        """Whether an item may be one of the first that begins so, or with more."""
        return self._last is None or least < self._last

    def add(self, item: Item) -> None:
        if self.wants(item):
            self._kept.append(item)
            if len(self._kept) % self._number == 0:
                self._kept = heapq.nsmallest(self._number, self._kept)
                self._last = self._kept[-1]

    def items(self) -> tuple[Item, ...]:
        return tuple(heapq.nsmallest(self._number, self._kept))


def _all(marks: dict[bytes, Status], *statuses: Status) -> bytes:
    return b"".join(mark for mark, status in marks.items() if status in statuses)
