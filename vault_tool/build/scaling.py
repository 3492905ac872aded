"""When each phase of a timeline begins and ends, and how the tasks of a phase are spread over its days.

A timeline is so many months long as its track says, and each phase has its share. A phase ends so many months after
the start as all phases up to it have together: whole months are counted in the calendar, to the same day of the month
or the last that it has, and of what is left over so many days of the month that follows, rounded down. Where that
leaves a phase without a day, those after it begin later, and at the end of the timeline those before it end earlier.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from math import floor

from vault_tool.errors import UsageError

SHORTEST_MONTH = 28
"""In days; a timeline of so many months has room for that many phases in each."""

_DAY = timedelta(days=1)


def shares(lengths: Sequence[Fraction], months: int | None) -> list[Fraction]:
    """Return how many months each phase has of so many in all; its own length where that is not said."""
    total = sum(lengths)
    return [length if months is None else months * length / total for length in lengths]


def begins(start: date, months: Sequence[Fraction]) -> list[date]:
    """Return the first day of each phase, of so many months each, and the first day after the last.

    Each phase has a day or more, if there are days enough. Raises `UsageError` where the calendar ends before the
    last phase does.
    """
    try:
        days = [start, *(_after(start, end) for end in accumulate(months))]
    except (OverflowError, ValueError) as error:
        raise UsageError(f"--start {start}: the calendar ends before the timeline does; start earlier") from error
    last = len(days) - 1
    for number in range(1, last):
        days[number] = max(days[number], days[number - 1] + _DAY)
    for number in range(last - 1, 0, -1):
        days[number] = min(days[number], days[number + 1] - _DAY)
    return days


def _after(start: date, months: Fraction) -> date:
    whole = floor(months)
    day = _months_later(start, whole)
    if whole == months:
        return day
    return day + floor((months - whole) * (_months_later(start, whole + 1) - day).days) * _DAY


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def spread(first: date, last: date, count: int) -> list[date]:
    """Return the days by which so many things are due, one after the other, the last on the last day."""
    days = (last - first).days + 1
    return [first + (-(-number * days // count) - 1) * _DAY for number in range(1, count + 1)]
