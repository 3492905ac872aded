"""The timeline: phases in the calendar, due dates of tasks, hours, and what is chosen of a source."""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.build.dating import Stretch, due_dates, without_due_dates
from vault_tool.build.documents import read_document
from vault_tool.build.marks import Known
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


# -- Marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "section",
    [
        '## A\n<!-- id = "x", goals = true -->\n',
        '<!-- id = "x", goals = true, -->\n## A\n',
        "## A {#x}\n<!-- goals = true -->\n",
        "<!-- id: x -->\n<!-- goals = true -->\n\n## A\n",
        "<!-- goals = true -->\n## A\n<!-- id: x -->\n",
        "## A\n<!-- id: x -->\n  <!-- goals = true -->  \n",
        '## A\n<!--\nid = "x"  # what it is\ngoals = true\n-->\n',
        '<!--\ngoals = true\nid = "x"\n-->\n## A\n',
        '## A\n\n<!-- id = "x", goals = true -->\n',
        "A\n---\n<!-- id: x -->\n<!-- goals = true -->\n",
    ],
)
def test_marks_stand_next_to_their_heading_and_leave_no_trace(section: str) -> None:
    text = f"# T\n\nBefore.\n\n{section}\nText.\n\n## B\n"
    document = read_document("d.md", text.encode(), known=Known())
    first, second = document.sections
    assert (first.title, first.explicit, first.marks.goals) == ("A", "x", True)
    assert (second.explicit, second.marks.goals) == (None, False)
    assert len(document.source) == len(text.encode())
    assert b"<!--" not in document.source


@pytest.mark.parametrize(
    "comment",
    ["<!-- see also = x -->", "<!-- TODO: goals = true -->", "<!-- prettier-ignore -->", "text <!-- goals = true -->"],
)
def test_an_ordinary_comment_stays_one(comment: str) -> None:
    document = read_document("d.md", f"# T\n\n## A\n{comment}\n".encode(), known=Known())
    assert not document.marks
    assert comment.encode() in document.source


@given(lists(), st.integers(0, 9))
def test_taking_due_dates_away_takes_nothing_else(text: str, number: int) -> None:
    text += f"\n> - [ ] quoted {number} 📅 2027-01-10 ^id\n\n    - [ ] code 📅 2027-01-10\n\nProse 📅 2027-01-10\n"
    undated = without_due_dates(text)
    assert not [task for task in parse_note("note.md", undated.encode()).tasks if "📅" in task.text]
    assert undated.replace(" 📅 2027-01-10", "") == re.sub(" 📅 2027-(01-10|12-31)", "", text)


def test_a_comment_between_two_headings_is_of_the_one_that_it_touches() -> None:
    document = read_document(
        "d.md", b"# T\n\n## A\n\n<!-- goals = true -->\n## B\n\n<!-- id: c -->\n\n## C\n", known=Known()
    )
    assert [(section.explicit, section.marks.goals) for section in document.sections] == [
        (None, False), (None, True), ("c", False),
    ]  # fmt: skip
