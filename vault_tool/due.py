"""What is overdue, what is due next, and how the weeks look, held against a given day."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from vault_tool.dates import task_dates
from vault_tool.model import Task, Vault
from vault_tool.progress import Progress, counted_notes, progress_of
from vault_tool.settings import Status

_LEFT_TO_DO = frozenset({Status.OPEN, Status.IN_PROGRESS})


class DueTask(NamedTuple):
    """A task that is still to be done, and by when."""

    path: str
    task: Task
    due: date


class FinishedTask(NamedTuple):
    """A task with a due date that is done."""

    due: date
    done: date | None
    """The day on which it was done, where it says so."""


_NO_WEEKS: Mapping[date, Progress] = {}


class Due(NamedTuple):
    """The due dates of a vault as seen from one day."""

    overdue: tuple[DueTask, ...] = ()
    """Due before the day; the oldest first, then by note and place."""
    due_next: tuple[DueTask, ...] = ()
    """Due on the day or later; the soonest first, then by note and place."""
    finished: tuple[FinishedTask, ...] = ()
    """Those that are done; by due date, then by the day on which they were done."""
    by_week: Mapping[date, Progress] = _NO_WEEKS
    """The progress of the tasks due in a week, by its Monday (ISO 8601), in order; weeks without any are left out."""


def due_table(vault: Vault, today: date, within: str = "") -> Due:
    """Return the due dates of the tasks that count, in the folder `within` and below it.

    A task in progress is to be done as much as an open one. One that is done or cancelled is never overdue; it
    counts only in the week in which it was due.
    """
    statuses = vault.settings.statuses
    left: list[DueTask] = []
    finished: list[FinishedTask] = []
    weeks: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for note in counted_notes(vault, within):
        for task in note.tasks:
            dates = task_dates(task.text)
            due = dates.due
            status = statuses.get(task.mark, Status.OPEN)
            if due is None or status is Status.NON_TASK:
                continue
            weeks[_monday(due)][task.mark] += 1
            if status in _LEFT_TO_DO:
                left.append(DueTask(note.path, task, due))
            elif status is Status.DONE:
                finished.append(FinishedTask(due, dates.done))
    left.sort(key=_by_due)
    finished.sort(key=_by_days)
    first_to_come = bisect_left(left, today, key=attrgetter("due"))
    return Due(
        overdue=tuple(left[:first_to_come]),
        due_next=tuple(left[first_to_come:]),
        finished=tuple(finished),
        by_week={week: progress_of(marks, vault.settings) for week, marks in sorted(weeks.items())},
    )


def due_together(parts: Sequence[Due]) -> Due:
    """Return the due dates of several parts of a vault, all seen from the same day, as those of the whole."""
    weeks: dict[date, Progress] = {}
    for part in parts:
        for week, progress in part.by_week.items():
            weeks[week] = weeks[week] + progress if week in weeks else progress
    return Due(
        overdue=tuple(merge(*(part.overdue for part in parts), key=_by_due)),
        due_next=tuple(merge(*(part.due_next for part in parts), key=_by_due)),
        finished=tuple(merge(*(part.finished for part in parts), key=_by_days)),
        by_week=dict(sorted(weeks.items())),
    )


def _by_due(entry: DueTask) -> tuple[date, str, int]:
    return entry.due, entry.path, entry.task.start


def _by_days(task: FinishedTask) -> tuple[date, date]:
    return task.due, task.done or date.min


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
