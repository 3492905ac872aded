"""The timeline: phases in the calendar, due dates of tasks, hours, and what is chosen of a source."""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.build.dating import Stretch, due_dates
from vault_tool.build.scaling import begins, shares, spread
from vault_tool.errors import UsageError
from vault_tool.parse import parse_note

BUILDING = (Path(__file__).parent.parent / "docs" / "Building.md").read_text("utf-8")
STARTS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
LENGTHS = st.lists(st.integers(1, 100).map(lambda weeks: Fraction(weeks, 4)), min_size=1, max_size=28)


def rows() -> list[tuple[int, date, list[date]]]:
    """Return the rows of the manual's table: months, start, and the days on which phases begin and the last ends."""
    table = re.findall(r"^\| (\d+) months? \| ([\d-]+) \| ([\d, -]+) \| ([\d-]+) \|$", BUILDING, re.MULTILINE)
    return [
        (int(months), date.fromisoformat(start), [date.fromisoformat(day) for day in (*days.split(", "), end)])
        for months, start, days, end in table
    ]


@pytest.mark.parametrize(("months", "start", "days"), rows())
def test_the_table_of_the_manual_is_what_comes_out(months: int, start: date, days: list[date]) -> None:
    lengths = [Fraction(1, 4), Fraction(3, 4), Fraction(1), Fraction(3), Fraction(7)]
    assert begins(start, shares(lengths, months)) == days


def test_the_table_of_the_manual_is_found() -> None:
    assert len(rows()) == 4


@given(STARTS, LENGTHS, st.integers(1, 36))
def test_phases_have_a_day_at_least_and_no_gap_and_end_with_the_track(
    start: date, lengths: list[Fraction], months: int
) -> None:
    days = begins(start, shares(lengths, months))
    assert days[0] == start
    assert all(one < two for one, two in pairwise(days))
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    assert (days[-1].year, days[-1].month) == (year, month + 1)
    assert days[-1].day == start.day or (days[-1] + timedelta(days=1)).day == 1


@given(STARTS, st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_whole_months_are_those_of_the_calendar(start: date, months: list[int]) -> None:
    start = start.replace(day=1)
    assert all(day.day == 1 for day in begins(start, shares(list(map(Fraction, months)), None)))


def test_the_calendar_has_an_end() -> None:
    with pytest.raises(UsageError, match="start earlier"):
        begins(date(9999, 6, 1), [Fraction(12)])


@given(STARTS, st.integers(0, 400), st.integers(1, 60))
def test_tasks_are_spread_evenly_and_end_on_the_last_day(first: date, length: int, count: int) -> None:
    last = first + timedelta(days=length)
    days = spread(first, last, count)
    assert len(days) == count
    assert first <= days[0]
    assert days[-1] == last
    steps = [(two - one).days for one, two in pairwise(days)]
    assert not steps or max(steps) - min(steps) <= 1


@st.composite
def lists(draw: st.DrawFn) -> str:
    """Draw a list of tasks, nested, some of them with dates of their own."""
    lines: list[str] = []
    depth = 0
    for number in range(draw(st.integers(1, 12))):
        depth = draw(st.integers(0, min(depth + 1, 4))) if lines else 0
        mark = draw(st.sampled_from("   x/-"))
        due = draw(st.sampled_from(["", "", " 📅 2027-01-10", " 📅 2027-12-31"]))
        lines.append(f"{'  ' * depth}- [{mark}] task {number}{due}\n")
    return "".join(lines)


@given(lists(), st.integers(0, 90))
def test_no_task_is_due_before_one_that_lies_in_it(text: str, length: int) -> None:
    first = date(2027, 1, 4)
    last = first + timedelta(days=length)
    tasks = parse_note("note.md", text.encode()).tasks
    dues = due_dates(tasks, [Stretch(0, len(text.encode()), first, last)])
    own = {
        number: date.fromisoformat(found[1])
        for number, task in enumerate(tasks)
        if (found := re.search(r"📅 (\S+)", task.text))
    }
    assert dues.keys() == {number for number, task in enumerate(tasks) if task.mark in " /"} - own.keys()
    for number, due in dues.items():
        parent = tasks[number].parent
        if above := dues.get(parent) or own.get(parent):
            assert due <= above
    alone = [number for number in dues if not own]
    assert all(first <= dues[number] <= last for number in alone)
    top = [dues[number] for number in alone if tasks[number].parent < 0]
    assert top == sorted(top)
