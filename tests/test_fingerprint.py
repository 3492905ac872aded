"""A finding keeps its identity while text moves around it, and no two findings share one."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_lint import TODAY, linked

from vault_tool.linting import lint
from vault_tool.linting.fingerprint import fingerprints


def prints(texts: Mapping[str, str], *select: str, today: date = TODAY) -> tuple[str, ...]:
    return fingerprints(lint(linked(texts), select=select or ("ALL",), today=today))


BEFORE = "# Plan\n\n[[Nobody]] and [[Nobody]]\n\n- []  pay\n"


@pytest.mark.parametrize(
    "after",
    [
        "A line more.\n\n# Plan\n\n[[Nobody]] and [[Nobody]]\n\n- []  pay\n",
        "# Plan\r\n\r\n[[Nobody]] and [[Nobody]]\r\n\r\n- []  pay\r\n",
        "# Plan\n\n[[Nobody]]\n\nand now\n\n[[Nobody]] besides\n\n1. [] pay today\n",
        "---\ntags: [a]\n---\n# Plan\n\n[[Nobody]] and [[Nobody]]\n\n- []  pay\n",
    ],
)
def test_text_may_move(after: str) -> None:
    before = prints({"a.md": BEFORE})
    assert len(before) == 4  # no link leads to the note
    assert set(prints({"a.md": after})) == set(before)


@pytest.mark.parametrize(
    ("after", "gone", "new"),
    [
        ({"a.md": "[[Nobody]] [[Nobody]] [[No one]]"}, 0, 1),
        ({"a.md": "[[Nobody]] [[Nobody]] [[Nobody]]"}, 0, 1),
        ({"a.md": "[[Nobody]]"}, 1, 0),
        ({"a.md": "[[No one]] [[Nobody]]"}, 1, 1),
        ({"a.md": "![[Nobody]] [[Nobody]]"}, 1, 1),
        ({"b.md": "[[Nobody]] [[Nobody]]"}, 2, 2),
        ({"a.md": "[[Nobody]] [[Nobody]]", "Nobodies.md": ""}, 0, 0),
    ],
)
def test_what_is_fixed_goes_and_what_is_broken_comes(after: Mapping[str, str], gone: int, new: int) -> None:
    before = set(prints({"a.md": "[[Nobody]] [[Nobody]]"}, "broken-link"))
    now = set(prints(after, "broken-link"))
    assert (len(before - now), len(now - before)) == (gone, new)


def test_a_task_that_is_overdue_is_the_same_a_day_later() -> None:
    vault = {"a.md": "- [ ] pay 📅 2026-11-01\n"}
    first, second = (prints(vault, "overdue-task", today=day) for day in (TODAY, TODAY + timedelta(1)))
    assert len(first) == 1
    assert first == second


def test_a_file_as_a_whole_is_known_by_what_is_the_matter_with_it() -> None:
    one = prints({"a.md": "---\naliases: [x, y]\n---\n", "b.md": "---\naliases: [x, y]\n---\n"}, "duplicate-alias")
    assert len(set(one)) == 4


def test_they_stay_the_same_from_version_to_version() -> None:
    """Baselines are written with them: whoever changes these values raises `VERSION`."""
    assert prints({"a.md": "[[Nobody]]\n\n- [ ] pay 📅 2026-11-01\n"}, "ALL") == PINNED


PINNED = ("6e0b2275499ac542", "dd21ab5be1423382", "0aa37f276592959c")

TEXTS = st.lists(st.sampled_from(["[[x]]", "[[y]]", "- []  x", "", "# A", "![[x]]", "\udc80", "\0"]), max_size=12)


@given(TEXTS)
def test_no_two_are_alike(lines: list[str]) -> None:
    text = "\n".join(lines).encode(errors="surrogateescape").decode(errors="replace")
    made = prints({"a.md": text, "b.md": text})
    assert len(set(made)) == len(made)
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in made)
