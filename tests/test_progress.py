"""What boxes add up to: by note, section, folder and tag."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.due import due_table
from vault_tool.model import Goal, Heading, Note, Tag, Task, Vault
from vault_tool.progress import (
    NoteGoal,
    Progress,
    counted_notes,
    folder_progress,
    note_progress,
    progress_of,
    section_progress,
    tag_progress,
    vault_goals,
    vault_progress,
)
from vault_tool.settings import DEFAULT_STATUSES, Settings, Status

SETTINGS = Settings()


def tasks(marks: str) -> tuple[Task, ...]:
    """Return a task for each mark, each on ten bytes of its own."""
    return tuple(Task(mark, "do it", -1, 10 * at, 10 * at + 9) for at, mark in enumerate(marks))


def vault_of(*notes: Note, settings: Settings = SETTINGS, excluded: Iterable[str] = ()) -> Vault:
    return Vault(notes={note.path: note for note in notes}, settings=settings, excluded=frozenset(excluded))


# What a mark means


@pytest.mark.parametrize(
    ("marks", "progress"),
    [
        ("", Progress()),
        ("x", Progress(done=1)),
        ("X", Progress(done=1)),
        (" ", Progress(open=1)),
        ("/", Progress(in_progress=1)),
        ("-", Progress(cancelled=1)),
        ("?", Progress(open=1, unknown={"?": 1})),
        ("xx /-", Progress(done=2, open=1, in_progress=1, cancelled=1)),
        ("?!?é", Progress(open=4, unknown={"!": 1, "?": 2, "é": 1})),
    ],
)
def test_marks(marks: str, progress: Progress) -> None:
    assert note_progress(Note(path="a.md", tasks=tasks(marks)), SETTINGS) == progress


def test_the_vaults_own_map_comes_first() -> None:
    statuses = {**DEFAULT_STATUSES, "x": Status.OPEN, "!": Status.DONE, "i": Status.NON_TASK, ">": Status.CANCELLED}
    progress = note_progress(Note(path="a.md", tasks=tasks("xX!i>?")), Settings(statuses=statuses))
    assert progress == Progress(done=2, open=2, cancelled=1, unknown={"?": 1})


def test_total_and_ratio() -> None:
    progress = Progress(done=3, in_progress=1, open=4, cancelled=90)
    assert progress.total == 8
    assert progress.ratio == 3 / 8


@pytest.mark.parametrize("nothing", [Progress(), Progress(cancelled=5)])
def test_nothing_to_do_is_neither_begun_nor_finished(nothing: Progress) -> None:
    assert nothing.ratio is None


def test_unknown_marks_are_listed_in_order() -> None:
    assert list((progress_of({"?": 1}, SETTINGS) + progress_of({"!": 2}, SETTINGS)).unknown) == ["!", "?"]


def test_a_progress_can_be_a_key() -> None:
    assert len({progress_of({"?": 1}, SETTINGS), progress_of({"?": 1}, SETTINGS)}) == 1


# Sections


def test_sections_hold_their_subsections() -> None:
    note = Note(
        path="a.md",
        headings=(
            Heading(1, "A", 15, 18),
            Heading(3, "Deep", 25, 29),
            Heading(2, "Less", 35, 39),
            Heading(1, "B", 45, 48),
        ),
        tasks=tasks("  x /x"),
    )
    sections = section_progress(note, SETTINGS)
    assert [section.heading and section.heading.text for section in sections] == [None, "A", "Deep", "Less", "B"]
    assert [section.own for section in sections] == [
        Progress(open=2),
        Progress(done=1),
        Progress(open=1),
        Progress(in_progress=1),
        Progress(done=1),
    ]
    assert [section.whole for section in sections] == [
        Progress(open=2),
        Progress(done=1, open=1, in_progress=1),
        Progress(open=1),
        Progress(in_progress=1),
        Progress(done=1),
    ]


def test_a_note_without_headings_is_one_section() -> None:
    (section,) = section_progress(Note(path="a.md", tasks=tasks("x ")), SETTINGS)
    assert section == (None, Progress(done=1, open=1), Progress(done=1, open=1))


# Vault and folders


def test_folders_hold_their_subfolders() -> None:
    vault = vault_of(
        Note(path="Home.md", tasks=tasks("x")),
        Note(path="Work/Plan.md", tasks=tasks(" ")),
        Note(path="Work/2026/May/Day.md", tasks=tasks("x ")),
        Note(path="Workshop/Bench.md"),
    )
    assert folder_progress(vault) == {
        "": Progress(done=2, open=2),
        "Work": Progress(done=1, open=2),
        "Work/2026": Progress(done=1, open=1),
        "Work/2026/May": Progress(done=1, open=1),
        "Workshop": Progress(),
    }
    assert list(folder_progress(vault, within="Work/2026")) == ["Work/2026", "Work/2026/May"]
    assert vault_progress(vault, within="Work") == Progress(done=1, open=2)
    assert vault_progress(vault, within="work/2026/") == Progress(done=1, open=1)


def test_excluded_notes_and_template_folders_have_no_part() -> None:
    settings = Settings(template_folders=("Templates/",))
    vault = vault_of(
        Note(path="Archive/Old.md", tasks=tasks(" "), goals=(Goal("g", 1, 2, 0, 9),), property_tags=("#t",)),
        Note(path="Templates/Day.md", tasks=tasks(" ")),
        Note(path="Home.md", tasks=tasks("x"), template=True),
        settings=settings,
        excluded=["Archive/Old.md"],
    )
    assert [note.path for note in counted_notes(vault)] == ["Home.md"]
    assert vault_progress(vault) == Progress(done=1)
    assert folder_progress(vault) == {"": Progress(done=1)}
    assert tag_progress(vault) == {}
    assert vault_goals(vault) == ()
    assert due_table(vault, date.max).overdue == ()


def test_goals_come_with_their_notes() -> None:
    posts, talks, none = Goal("Posts", 3, 10, 0, 20), Goal("Talks", 3, 2, 21, 30), Goal("None", 0, 0, 31, 40)
    vault = vault_of(Note(path="B/b.md", goals=(none,)), Note(path="a.md", goals=(posts, talks)))
    assert vault_goals(vault) == (NoteGoal("B/b.md", none), NoteGoal("a.md", posts), NoteGoal("a.md", talks))
    assert [goal.ratio for goal in vault_goals(vault)] == [None, 0.3, 1.5]
    assert vault_goals(vault, within="B") == (NoteGoal("B/b.md", none),)


# Tags


def test_a_task_counts_for_the_tags_of_its_line_and_of_its_notes_properties() -> None:
    note = Note(
        path="a.md",
        property_tags=("#Project",),
        tags=(Tag("#urgent", 15, 22), Tag("#project", 16, 17), Tag("#prose", 100, 106)),
        tasks=tasks("x /"),
    )
    assert tag_progress(vault_of(note)) == {
        "#Project": Progress(done=1, open=1, in_progress=1),
        "#urgent": Progress(open=1),
    }


def test_a_nested_tag_counts_for_its_parents_once() -> None:
    note = Note(path="a.md", tags=(Tag("#a/b/c", 1, 7), Tag("#a/b", 8, 9)), tasks=tasks("x"))
    assert tag_progress(vault_of(note)) == dict.fromkeys(("#a", "#a/b", "#a/b/c"), Progress(done=1))


@pytest.mark.parametrize("tag", ["#/a/b", "#a/b/", "#a//b"])
def test_needless_slashes_say_nothing(tag: str) -> None:
    assert list(tag_progress(vault_of(Note(path="a.md", property_tags=(tag,), tasks=tasks("x"))))) == ["#a", "#a/b"]


def test_the_first_spelling_of_a_tag_is_shown() -> None:
    first = Note(path="a.md", property_tags=("#Work/Now",), tasks=tasks("x"))
    second = Note(path="b.md", property_tags=("#work/now", "#Éa"), tasks=tasks(" "))
    assert list(tag_progress(vault_of(second, first))) == ["#Work", "#Work/Now", "#Éa"]


# Due dates

TODAY = date(2026, 5, 14)


def dated(path: str, *lines: str) -> Note:
    """Return a note with a task for each line, whose first character is its mark."""
    return Note(path=path, tasks=tuple(Task(line[0], line[2:], -1, at, at + 1) for at, line in enumerate(lines)))


def test_overdue_and_due_next_by_date() -> None:
    vault = vault_of(
        dated(
            "a.md",
            "  today 📅 2026-05-14",
            "  yesterday 📅 2026-05-13",
            "/ begun long ago 📅 2025-01-01",
            "x done 📅 2025-01-01",
            "- given up 📅 2025-01-01",
            "  no date",
            "  scheduled only ⏳ 2025-01-01",
        ),
        dated("B/b.md", "? unknown is open [due:: 2026-05-13]", "  later 📅 2027-01-01"),
    )
    due = due_table(vault, TODAY)
    assert [(entry.path, entry.task.text.split()[0], str(entry.due)) for entry in due.overdue] == [
        ("a.md", "begun", "2025-01-01"),
        ("B/b.md", "unknown", "2026-05-13"),
        ("a.md", "yesterday", "2026-05-13"),
    ]
    assert [entry.task.text.split()[0] for entry in due.due_next] == ["today", "later"]
    assert [entry.path for entry in due_table(vault, TODAY, within="B").overdue] == ["B/b.md"]


def test_weeks_begin_on_monday() -> None:
    vault = vault_of(
        dated("a.md", "x 📅 2026-05-11", "  📅 2026-05-17", "- 📅 2026-05-17", "  📅 2026-05-18", "x 📅 2025-12-31")
    )
    assert list(due_table(vault, TODAY).by_week.items()) == [
        (date(2025, 12, 29), Progress(done=1)),
        (date(2026, 5, 11), Progress(done=1, open=1, cancelled=1)),
        (date(2026, 5, 18), Progress(open=1)),
    ]


def test_a_box_that_is_no_task_is_never_due() -> None:
    settings = Settings(statuses={**DEFAULT_STATUSES, "i": Status.NON_TASK})
    due = due_table(vault_of(dated("a.md", "i 📅 2025-01-01"), settings=settings), TODAY)
    assert (due.overdue, due.by_week) == ((), {})


# Laws

MARKS = st.text(st.sampled_from(" xX-/?!~"), max_size=12)
FOLDERS = st.lists(st.sampled_from(["a", "b", "B c"]), max_size=3).map("/".join)
TAGS = st.lists(st.sampled_from(["#t", "#T/u", "#v/w/x", "#v"]), max_size=3).map(tuple)


@st.composite
def notes(draw: st.DrawFn) -> list[Note]:
    found = []
    for number, (folder, marks, tags) in enumerate(draw(st.lists(st.tuples(FOLDERS, MARKS, TAGS), max_size=6))):
        path = f"{folder}/{number}.md".removeprefix("/")
        starts = draw(st.lists(st.integers(0, 130), unique=True, max_size=6).map(sorted))
        headings = tuple(Heading(draw(st.integers(1, 6)), "h", start, start + 1) for start in starts)
        found.append(Note(path=path, tasks=tasks(marks), headings=headings, property_tags=tags))
    return found


@given(notes())
def test_the_vault_is_the_sum_of_its_notes_and_of_its_top_folders(found: list[Note]) -> None:
    vault = vault_of(*found)
    assert sum((note_progress(note, SETTINGS) for note in found), Progress()) == vault_progress(vault)
    top = [progress for folder, progress in folder_progress(vault).items() if folder and "/" not in folder]
    at_the_root = [note_progress(note, SETTINGS) for note in found if not note.folder]
    assert sum(top + at_the_root, Progress()) == vault_progress(vault)


@given(notes())
def test_a_folder_is_the_vault_seen_from_there(found: list[Note]) -> None:
    vault = vault_of(*found)
    for folder, progress in folder_progress(vault).items():
        assert progress == vault_progress(vault, within=folder)


@given(notes())
def test_sections_add_up_to_their_note(found: list[Note]) -> None:
    for note in found:
        sections = section_progress(note, SETTINGS)
        assert sum((section.own for section in sections), Progress()) == note_progress(note, SETTINGS)
        for at, section in enumerate(sections[1:], start=1):
            level = note.headings[at - 1].level
            inside = [section.own]
            for later, heading in zip(sections[at + 1 :], note.headings[at:], strict=True):
                if heading.level <= level:
                    break
                inside.append(later.own)
            assert section.whole == sum(inside, Progress())


@given(notes(), st.randoms(use_true_random=False))
def test_the_order_of_notes_does_not_matter(found: list[Note], chance: random.Random) -> None:
    vault = vault_of(*found)
    shuffled = vault_of(*chance.sample(found, len(found)))
    assert vault_progress(vault) == vault_progress(shuffled)
    assert list(folder_progress(vault).items()) == list(folder_progress(shuffled).items())
    assert list(tag_progress(vault).items()) == list(tag_progress(shuffled).items())
    assert due_table(vault, TODAY) == due_table(shuffled, TODAY)


@given(MARKS, st.integers(1, 5))
def test_giving_tasks_up_changes_no_ratio(marks: str, given_up: int) -> None:
    before = progress_of({mark: marks.count(mark) for mark in marks}, SETTINGS)
    after = before + Progress(cancelled=given_up)
    assert (after.ratio, after.total) == (before.ratio, before.total)
    assert after.cancelled == before.cancelled + given_up


@given(MARKS, MARKS, MARKS)
def test_adding_is_adding(a: str, b: str, c: str) -> None:
    one, two, three = (note_progress(Note(path="n.md", tasks=tasks(marks)), SETTINGS) for marks in (a, b, c))
    assert one + two == two + one == note_progress(Note(path="n.md", tasks=tasks(a + b)), SETTINGS)
    assert (one + two) + three == one + (two + three)
    assert one + Progress() == one
    assert (one + two).total == one.total + two.total


@given(st.lists(st.tuples(st.sampled_from(" x/-?"), st.dates())), st.dates())
def test_every_date_is_overdue_or_to_come_or_settled(entries: list[tuple[str, date]], today: date) -> None:
    due = due_table(vault_of(dated("a.md", *(f"{mark} 📅 {day}" for mark, day in entries))), today)
    still = [day for mark, day in entries if mark in " /?"]
    assert [entry.due for entry in due.overdue] == sorted(day for day in still if day < today)
    assert [entry.due for entry in due.due_next] == sorted(day for day in still if day >= today)
    weeks = sum(due.by_week.values(), Progress())
    assert weeks.total + weeks.cancelled == len(entries)
    assert list(due.by_week) == sorted({day - timedelta(days=day.weekday()) for _, day in entries})
