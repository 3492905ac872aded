"""What dates a task's line carries, and that the Tasks plugin would say the same."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.dates import NO_DATES, TaskDates, task_dates

PAGE = (Path(__file__).parent / "cases" / "progress" / "dates.md").read_text(encoding="utf-8")


def cases(page: str) -> Iterator[tuple[str, TaskDates]]:
    """Yield each task's text with the dates that the page lists under it."""
    for task in re.finditer(r"^- \[.\] (?P<text>.*)\n(?P<dates>(?: +- .*\n)*)", page, re.MULTILINE):
        written = (line.split() for line in task["dates"].splitlines())
        yield task["text"], TaskDates(**{kind: date.fromisoformat(day) for _, kind, day in written})


@pytest.mark.parametrize(("text", "dates"), list(cases(PAGE)))
def test_page(text: str, dates: TaskDates) -> None:
    assert task_dates(text) == dates


def test_the_page_is_read_whole() -> None:
    assert len(list(cases(PAGE))) == PAGE.count("\n- [")
    assert sum(len(dates) - dates.count(None) for _, dates in cases(PAGE)) == PAGE.count("\n    - ")
    assert PAGE.count("\ufe0f") == 3, "an editor has removed the variation selectors, which do not show"


def test_a_plain_task_shares_one_answer() -> None:
    assert task_dates("buy milk") is NO_DATES
    assert task_dates("牛乳を買う") is NO_DATES


@given(st.text())
def test_never_raises(text: str) -> None:
    assert len(task_dates(text)) == len(task_dates(f"{text} 📅 2026-11-30")) == 6


@given(st.dates(), st.text())
def test_a_date_at_the_end_is_read_whatever_stands_before(day: date, before: str) -> None:
    assert task_dates(f"{before} end. 📅 {day}").due == day
    assert task_dates(f"{before} end. [due:: {day}]").due == day


@pytest.mark.parametrize(
    "piece",
    [
        "[repeat:: ",
        "[dependsOn:: a  , ",
        "📅 2026-11-30 ",
        "#[",
        " #🔁 a",
        "(due::   ",
        "⛔a , ",
        "[due:: 2026-11-30] ",
    ],
)
def test_hostile_lines_cost_linear_time(piece: str) -> None:
    """Were a pattern to try its spaces in all ways, this would not come back."""
    assert task_dates(piece * 20_000 + "x") == NO_DATES
    assert task_dates(piece.rstrip() + " " * 200_000 + ":: x") == NO_DATES


# The second opinion: the loop that the plugin's documents describe. In turn it looks for each signifier at the very
# end of the line and cuts it off, until a whole round finds none. It reads one of the two formats at a time.

DAY = r"(\d{4}-\d{2}-\d{2})"
TAG = r'(?:^|(?<=\s))#[^ !@#$%^&*(),.?":{}|<>]+'
EMOJI_FORMAT = {
    "priority": "[🔺⏫🔼🔽⏬]\ufe0f?",
    "done": f"✅\ufe0f? *{DAY}",
    "cancelled": f"❌\ufe0f? *{DAY}",
    "due": f"[📅📆🗓]\ufe0f? *{DAY}",
    "scheduled": f"[⏳⌛]\ufe0f? *{DAY}",
    "start": f"🛫\ufe0f? *{DAY}",
    "created": f"➕\ufe0f? *{DAY}",
    "recurrence": "🔁\ufe0f? *[a-zA-Z0-9, !]+",
    "on completion": "🏁\ufe0f? *[a-zA-Z]+",
    "tag": TAG,
    "id": "🆔\ufe0f? *[a-zA-Z0-9-_]+",
    "depends on": "⛔\ufe0f? *[a-zA-Z0-9-_]+(?: *, *[a-zA-Z0-9-_]+)*",
}


def field(inner: str) -> str:
    return rf"(?:\[ *{inner} *\]|\( *{inner} *\))(?: *,)?"


DATAVIEW_FORMAT = {
    "priority": field("priority:: *(?:highest|high|medium|low|lowest)"),
    "done": field(f"completion:: *{DAY}"),
    "cancelled": field(f"cancelled:: *{DAY}"),
    "due": field(f"due:: *{DAY}"),
    "scheduled": field(f"scheduled:: *{DAY}"),
    "start": field(f"start:: *{DAY}"),
    "created": field(f"created:: *{DAY}"),
    "recurrence": field("repeat:: *[a-zA-Z0-9, !]+"),
    "on completion": field("onCompletion:: *[a-zA-Z]+"),
    "tag": TAG,
    "id": field("id:: *[a-zA-Z0-9-_]+"),
    "depends on": field("dependsOn:: *[a-zA-Z0-9-_]+(?: *, *[a-zA-Z0-9-_]+)*"),
}


def second_opinion(line: str, signifiers: dict[str, str]) -> TaskDates:
    line = re.sub(r" \^[a-zA-Z0-9-]+$", "", line.strip()).strip()
    found: dict[str, date] = {}
    cut = True
    while cut:
        cut = False
        for kind, signifier in signifiers.items():
            if match := re.search(f"(?:{signifier})$", line):
                if kind in TaskDates._fields:
                    found[kind] = date.fromisoformat(next(group for group in match.groups() if group))
                line = line[: match.start()].strip()
                cut = True
    return TaskDates(**found)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(str)
EMOJI_PIECES = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from("📅📆🗓⏳⌛🛫✅➕❌"),
        st.sampled_from(["", "\ufe0f"]),
        st.sampled_from(["", " "]),
        DAYS,
    ),
    st.sampled_from(
        ["🔼", "⏬\ufe0f", "🔁 every day, when done", "🔁", "🏁 delete", "🆔 a-b_", "🆔 a*", "⛔ a , b", "⛔ ,", "#✅"]
    ),
)
DATAVIEW_PIECES = st.builds(
    "{0[0]}{1}{2}{0[1]}{3}".format,
    st.sampled_from(["[]", "()", "[)", "(]"]),
    st.sampled_from(["", " "]),
    st.one_of(
        st.builds(
            "{}:: {}".format, st.sampled_from(["due", "scheduled", "start", "completion", "created", "cancelled"]), DAYS
        ),
        st.sampled_from(
            ["priority:: high", "repeat::every day", "id:: a-b", "dependsOn:: a,b", "onCompletion:: keep", "goal:: 3"]
        ),
    ),
    st.sampled_from(["", ",", " ,"]),
)
OTHER_PIECES = st.sampled_from(["#a", "#b/c", "#[x]", "word", "word,", "2026-01-01", "[[Link]]", "^id", "^i_d"])


def lines(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(pieces, pieces, OTHER_PIECES), max_size=8).map(" ".join)


@given(lines(EMOJI_PIECES))
def test_reads_the_emoji_format_as_the_plugin_does(line: str) -> None:
    assert task_dates(line) == second_opinion(line, EMOJI_FORMAT)


@given(lines(DATAVIEW_PIECES))
def test_reads_the_dataview_format_as_the_plugin_does(line: str) -> None:
    assert task_dates(line) == second_opinion(line, DATAVIEW_FORMAT)
