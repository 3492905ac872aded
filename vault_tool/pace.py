"""Whether one is on track: what is done against what was due, how fast it goes, and when it ends like that.

Only tasks with a due date are counted: they are the plan. How fast it goes is seen from the days on which they were
done, which the Tasks plugin writes behind a task when it is ticked.
"""

from datetime import date, timedelta
from typing import NamedTuple

from vault_tool.due import Due, DueTask

_WINDOW = 28
_SHORTEST_WINDOW = 7
_SUNDAY = 6


class Pace(NamedTuple):
    """The tasks with a due date as seen from one day."""

    due: int
    """How many were due before the day, done or not."""
    done: int
    """How many are done, whenever they are due."""
    left: int
    """How many are still to be done."""
    undated: int
    """How many of those that are done do not say on which day."""
    recent: int
    """How many were done in the last `days` days, the day itself included."""
    days: int
    """Four weeks, or as long as the first one is ago if that is less, but a week at least."""
    last_due: date
    """The last due date of all."""
    ends: date | None
    """The day on which what is left is done at the present pace; `None` where nothing is left or nothing was done."""
    week_ends: date
    """The Sunday of the day's week."""
    this_week: tuple[DueTask, ...]
    """What is still to be done by then; the oldest first."""

    @property
    def on_track(self) -> bool:
        """Whether as much is done as was due."""
        return self.done >= self.due

    @property
    def per_week(self) -> float:
        """How many are done in a week."""
        return self.recent * 7 / self.days


def pace_of(due: Due, today: date) -> Pace | None:
    """Return the pace of a vault's dated tasks; `None` where there is none that is done or to be done."""
    to_do = (*due.overdue, *due.due_next)
    if not (to_do or due.finished):
        return None
    done_on = [task.done for task in due.finished if task.done and task.done <= today]
    days = min(_WINDOW, max(_SHORTEST_WINDOW, (today - min(done_on)).days + 1)) if done_on else _WINDOW
    recent = sum(today - day < timedelta(days=days) for day in done_on)
    week_ends = _later(today, _SUNDAY - today.weekday()) or today
    return Pace(
        due=len(due.overdue) + sum(task.due < today for task in due.finished),
        done=len(due.finished),
        left=len(to_do),
        undated=sum(task.done is None for task in due.finished),
        recent=recent,
        days=days,
        last_due=max([*(task.due for task in to_do), *(task.due for task in due.finished)]),
        ends=_later(today, -(-len(to_do) * days // recent)) if to_do and recent else None,
        week_ends=week_ends,
        this_week=tuple(task for task in to_do if task.due <= week_ends),
    )


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
