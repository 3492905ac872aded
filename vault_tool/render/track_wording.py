"""Whether one is on track, in sentences: the same on a terminal, in a note and on a page."""

from collections.abc import Iterator
from datetime import date

from vault_tool.pace import Pace
from vault_tool.render.wording import counted

_WEEK = 7


def verdict(pace: Pace) -> str:
    """Return in two words how one stands."""
    if not pace.left:
        return "All done"
    return "On track" if pace.on_track else "Behind"


def standing(pace: Pace) -> str:
    """Return what is done against what was due."""
    were_due = f"{pace.due:,} {'was' if pace.due == 1 else 'were'} due before today"
    return f"{pace.done:,} of {counted(pace.done + pace.left, 'task')} with a due date done, {were_due}"


def outlook(pace: Pace) -> Iterator[str]:
    """Yield how fast it goes, when it ends like that, and what is to be done this week."""
    if pace.left:
        yield _speed(pace)
    if pace.ends:
        yield f"at this pace done on {pace.ends}, {_against(pace.ends, pace.last_due)}"
    elif pace.left and pace.recent:
        yield "at this pace not done in any year that a calendar has"
    if pace.left:
        to_do = counted(len(pace.this_week), "task") if pace.this_week else "nothing"
        yield f"{to_do} to do by Sunday, {pace.week_ends}"


def _speed(pace: Pace) -> str:
    if not pace.recent:
        if pace.undated == pace.done:
            why = "no done task says on which day" if pace.done else "nothing is done yet"
            return f"no pace to go by: {why}"
        return "none of them was done in the last four weeks: at this pace it does not end"
    span = "four weeks" if pace.days == 4 * _WEEK else f"{pace.days} days"
    speed = f"{pace.recent:,} done in the last {span}, {pace.per_week:,.1f} a week"
    return f"{speed} ({pace.undated:,} more {'says' if pace.undated == 1 else 'say'} no day)" if pace.undated else speed


def _against(ends: date, last_due: date) -> str:
    days = (ends - last_due).days
    if not days:
        return "the last due date"
    far = counted(abs(days), "day") if abs(days) < 2 * _WEEK else counted(abs(days) // _WEEK, "week")
    return f"{far} {'after' if days > 0 else 'before'} the last due date, {last_due}"
