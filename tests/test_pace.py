"""On track or not: laws of the pace; `cases/report/track.md` shows how it reads."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vault_tool.due import due_table
from vault_tool.model import Vault
from vault_tool.pace import Pace, pace_of
from vault_tool.parse import parse_note

TODAY = date(2027, 3, 3)
DAYS = st.dates(date(2027, 1, 1), date(2027, 5, 1))
TASKS = st.lists(st.tuples(st.sampled_from("   x/-"), DAYS, st.none() | DAYS), max_size=30)


def pace(tasks: list[tuple[str, date, date | None]]) -> Pace | None:
    lines = (f"- [{mark}] t 📅 {due}{f' ✅ {done}' if done else ''}\n" for mark, due, done in tasks)
    note = parse_note("a.md", "".join(lines).encode())
    return pace_of(due_table(Vault(notes={"a.md": note}), TODAY), TODAY)


@given(TASKS)
def test_one_is_on_track_who_has_done_as_much_as_was_due(tasks: list[tuple[str, date, date | None]]) -> None:
    found = pace(tasks)
    planned = [task for task in tasks if task[0] != "-"]
    if found is None:
        assert not planned
        return
    assert found.done + found.left == len(planned)
    was_due = sum(due < TODAY for _, due, _ in planned)
    assert found.on_track == (sum(mark == "x" for mark, *_ in planned) >= was_due)
    assert {task.due <= found.week_ends for task in found.this_week} <= {True}
    assert found.week_ends.isoweekday() == 7
    assert 0 <= (found.week_ends - TODAY).days < 7


@given(TASKS)
def test_at_the_present_pace_it_ends_on_the_first_day_that_is_enough(
    tasks: list[tuple[str, date, date | None]],
) -> None:
    found = pace(tasks)
    done_on = [done for mark, _, done in tasks if mark == "x" and done and done <= TODAY]
    if found is None or not found.left or not done_on:
        assert found is None or found.ends is None
        return
    assert found.recent == sum(done > TODAY - timedelta(days=found.days) for done in done_on)
    assert 7 <= found.days <= 28
    assert found.days in (7, 28) or min(done_on) == TODAY - timedelta(days=found.days - 1)
    if found.ends is None:
        assert not found.recent
    else:
        took = (found.ends - TODAY).days
        assert took * found.recent >= found.left * found.days > (took - 1) * found.recent
