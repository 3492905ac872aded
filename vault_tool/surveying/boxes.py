"""What the boxes of notes come to that have an outline, added up for all of them at once."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vault_tool.due import Due
from vault_tool.model import Task
from vault_tool.report.breakdowns import Section
from vault_tool.report.records import Listing
from vault_tool.report.tally import TaskTally
from vault_tool.report.todos import Left, OpenTask
from vault_tool.settings import Settings, Status
from vault_tool.surveying.outline import Outline

_END = b"\r"
"""Parts the outlines of notes; no box has it for a mark in a note that was skimmed."""
_EACH_THE_SAME = bytes(code if code in b"\r\n" else ord("x") for code in range(256))


def marks_in(outlines: Mapping[str, Outline]) -> dict[str, str]:
    """Return the marks of each note."""
    if not outlines:
        return {}
    marks = _END.join(outlines.values()).translate(None, b"\n").decode().split(_END.decode())
    return dict(zip(outlines, marks, strict=True))


class Boxes:
    """The boxes of notes that count, none of which has a date; few of them are ever made a task."""

    def __init__(self, outlines: Mapping[str, Outline], settings: Settings) -> None:
        """Take the outlines of the notes by their paths."""
        statuses = settings.statuses
        marks = {bytes((code,)): statuses.get(chr(code), Status.OPEN) for code in range(128) if chr(code) != "\n"}
        self._uncounted = _all(marks, Status.NON_TASK, Status.CANCELLED)
        self._finished = _all(marks, Status.NON_TASK, Status.CANCELLED, Status.DONE)
        self._waiting = _all(marks, Status.OPEN)
        self._statuses = statuses
        self._outlines = outlines
        self._joined = _END.join(outlines.values())
        """The outlines of all notes, with the marks of all their boxes."""
        self._left = self._without(self._finished)
        """The same, with the marks of the boxes that are not ticked."""

    def tally(self, top: int, tasks: Callable[[str], Iterable[Task]]) -> TaskTally:
        """Return what they come to; the lists have `top` items. `tasks` reads those of a note."""
        return TaskTally(Left(Due(), self._open(top, tasks), ()), self._sections(top))

    def _without(self, marks: bytes) -> bytes:
        # A mark that parts the outlines is none.
        return self._joined.translate(None, marks.replace(_END, b""))

    def _by_note(self, outlines: bytes) -> Iterator[tuple[str, Outline]]:
        return zip(self._outlines, outlines.split(_END), strict=True) if self._outlines else iter(())

    def _open(self, top: int, tasks: Callable[[str], Iterable[Task]]) -> Listing[OpenTask]:
        left = self._left.replace(b"\n", b"")
        begun = self._without(self._finished + self._waiting + b"\n")
        ends = begun.count(_END)
        # Those that are begun go first, then the order is that of the paths.
        wanted = set(heapq.nsmallest(top, (path for path, marks in self._by_note(begun) if marks)))
        if len(begun) - ends < top:
            wanted.update(heapq.nsmallest(top, (path for path, marks in self._by_note(left) if marks)))
        found = (task for path in wanted for task in self._open_of(path, tasks(path)))
        return Listing(tuple(heapq.nsmallest(top, found)), len(left) - ends)

    def _open_of(self, path: str, tasks: Iterable[Task]) -> Iterator[OpenTask]:
        for task in tasks:
            status = self._statuses.get(task.mark, Status.OPEN)
            if status is Status.OPEN or status is Status.IN_PROGRESS:
                yield OpenTask(status is Status.OPEN, False, path, task.start, task, None)

    def _sections(self, top: int) -> Listing[Section]:
        counted = self._without(self._uncounted)
        sections = (counted + b"\n").translate(_EACH_THE_SAME).replace(_END, b"\n")
        return Listing(tuple(heapq.nsmallest(top, self._ranked(counted, top))), sections.count(b"x\n"))

    def _ranked(self, counted: bytes, top: int) -> Iterator[Section]:
        """Yield those that may be among the first `top` sections."""
        left = b"\n" + self._left.translate(_EACH_THE_SAME).replace(_END, b"\n")
        # So many boxes or more are left in at least as many sections as are wanted; in none, if there are not as many.
        least = bisect_right(range(1, len(left)), -top, key=lambda boxes: -left.count(b"\n" + b"x" * boxes))
        long_enough = b"x" * least
        for (path, notes_left), (_, all_counted) in zip(self._by_note(self._left), self._by_note(counted), strict=True):
            if long_enough in notes_left.translate(_EACH_THE_SAME):
                sections: Sequence[tuple[bytes, bytes]] = list(
                    zip(notes_left.split(b"\n"), all_counted.split(b"\n"), strict=True)
                )
                for number, (waiting, boxes) in enumerate(sections):
                    if boxes:
                        yield Section(-len(waiting), -len(boxes), path, number)


def _all(marks: dict[bytes, Status], *statuses: Status) -> bytes:
    return b"".join(mark for mark, status in marks.items() if status in statuses)
