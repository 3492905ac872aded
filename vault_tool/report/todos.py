"""The tasks that are not done and the goals, each with the line and the section it stands in."""

import heapq
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from typing import NamedTuple

from vault_tool.due import Due, DueTask, due_table, due_together
from vault_tool.goals import goals_in_words
from vault_tool.model import Task, Vault
from vault_tool.pace import pace_of
from vault_tool.progress import NoteGoal, Progress, counted_notes, vault_goals
from vault_tool.report.records import GoalCount, Listing, Todo, Track
from vault_tool.settings import Status
from vault_tool.text import Locator


class Todos(NamedTuple):
    """What is left to do."""

    track: Track | None
    overdue: Listing[Todo]
    due_next: Listing[Todo]
    by_week: Mapping[date, Progress]
    open_tasks: Listing[Todo]
    goals: Listing[GoalCount]


def todos(vault: Vault, left: "Left", *, today: date, top: int | None) -> Todos:
    """List what is left to do; only the notes of what is listed are read again, for their line numbers."""
    lines = _Lines(vault)
    due, goals = left.due, left.goals
    pace = pace_of(due, today)
    return Todos(
        track=Track(pace=pace, this_week=_dated(pace.this_week, lines, top)) if pace else None,
        overdue=_dated(due.overdue, lines, top),
        due_next=_dated(due.due_next, lines, top),
        by_week=due.by_week,
        open_tasks=Listing(
            tuple(lines.todo(entry.path, entry.task, entry.due) for entry in left.open_tasks.items),
            left.open_tasks.total,
        ),
        goals=Listing(
            tuple(
                GoalCount(path, lines.line(path, goal.start), goal.text, goal.have, goal.goal)
                for path, goal in goals[:top]
            ),
            len(goals),
        ),
    )


class OpenTask(NamedTuple):
    """A task that is not done; sorts as the report lists it."""

    waiting: bool
    """Whether it is yet to be begun."""
    dated: bool
    """Whether the lists of what is due show it already."""
    path: str
    start: int
    task: Task
    due: date | None


class Left(NamedTuple):
    """What is left to do in a vault, or in a part of it."""

    due: Due
    open_tasks: Listing[OpenTask]
    goals: Sequence[NoteGoal]
    """In the order of paths and places."""


def left_in(vault: Vault, *, today: date, within: str, top: int | None) -> Left:
    """Return what is left to do in the notes that count, of the open tasks the first `top`."""
    due = due_table(vault, today, within)
    dates = {(dated.path, dated.task.start): dated.due for dated in (*due.overdue, *due.due_next)}
    goals = sorted((*vault_goals(vault, within), *goals_in_words(vault, within)), key=_place)
    return Left(due, _open(vault, within, dates, top), goals)


def left_together(parts: Sequence[Left], top: int | None) -> Left:
    """Return what is left to do in several parts of a vault as what is left in the whole."""
    open_tasks = list(merge(*(part.open_tasks.items for part in parts)))[:top]
    return Left(
        due_together([part.due for part in parts]),
        Listing(tuple(open_tasks), sum(part.open_tasks.total for part in parts)),
        list(merge(*(part.goals for part in parts), key=_place)),
    )


def _place(entry: NoteGoal) -> tuple[str, int]:
    return entry.path, entry.goal.start


def _dated(tasks: Sequence[DueTask], lines: "_Lines", top: int | None) -> Listing[Todo]:
    return Listing(tuple(lines.todo(*dated) for dated in tasks[:top]), len(tasks))


def _open(vault: Vault, within: str, dates: Mapping[tuple[str, int], date], top: int | None) -> Listing[OpenTask]:
    statuses = vault.settings.statuses
    total = 0

    def tasks() -> Iterator[OpenTask]:
        nonlocal total
        for note in counted_notes(vault, within):
            for task in note.tasks:
                status = statuses.get(task.mark, Status.OPEN)
                if status in (Status.OPEN, Status.IN_PROGRESS):
                    total += 1
                    due = dates.get((note.path, task.start))
                    yield OpenTask(status is Status.OPEN, due is not None, note.path, task.start, task, due)

    # No two tasks share a path and a start, so the tasks and dates behind them are never compared.
    first = sorted(tasks()) if top is None else heapq.nsmallest(top, tasks())
    return Listing(tuple(first), total)


class _Lines:
    """Knows on which line of its note a place is; reads a note when first asked about it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._locators: dict[str, Locator] = {}

    def line(self, path: str, start: int) -> int:
        if path not in self._locators:
            self._locators[path] = Locator(self._vault.source(path))
        return self._locators[path].position(start).line

    def todo(self, path: str, task: Task, due: date | None) -> Todo:
        note = self._vault.notes[path]
        above = bisect_right(note.headings, task.start, key=lambda heading: heading.start)
        return Todo(
            path=path,
            line=self.line(path, task.start),
            section=note.headings[above - 1].text if above else "",
            text=task.text,
            mark=task.mark,
            started=self._vault.settings.statuses.get(task.mark, Status.OPEN) is Status.IN_PROGRESS,
            due=due,
        )
