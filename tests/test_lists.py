"""Lists that become notes: what they are called; `cases/build/timeline.md` shows what becomes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.build.documents import read_document
from vault_tool.build.lists import Listed, listed
from vault_tool.build.marks import Known


def found(text: str) -> tuple[Listed, ...]:
    source = f'# T\n\n## Read\n<!-- list = "book" -->\n\n{text}\n'.encode()
    return listed(read_document("d.md", source, known=Known()))


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("Ann Other, *The First Book* (2022). Good.", "The First Book"),
        ("[x] **Done** already", "Done"),
        ("***Both*** of it", "Both"),
        ("[A *page*](https://example.org) to look at", "A page"),
        ("*[[Some|A note]] of mine*, by me", "A note of mine"),
        ("Plain words, and more", "Plain words"),
        ("Version 3.11: new", "Version 3.11"),
        ("snake_case_name is it", "snake_case_name is it"),
        ("https://example.org/a.b is a page", "https://example.org/a.b is a page"),
        ("[API] docs, and more", "[API] docs"),
        ("(2022) a year", "(2022) a year"),
        ("A\n   second line, and more\n\n   and *another* paragraph", "A second line"),
        ("w" * 200, f"{'w' * 79}…"),
    ],
)
def test_what_an_item_is_called(item: str, title: str) -> None:
    assert [one.title for one in found(f"1. {item}\n2. other")] == [title, "other"]


def test_an_item_without_words_is_no_note() -> None:
    assert [one.title for one in found("-\n- [ ]\n- [ ] \n- one")] == ["one"]


def test_no_two_are_known_by_one_name() -> None:
    assert [one.slug for one in found("- one\n- One\n- one-1\n\n**One**\n\n- two")] == [
        "read.one", "read.one-1", "read.one-1-1", "read.one-2",
    ]  # fmt: skip


@given(st.text(st.sampled_from("-*1. \n[]x a\t>#_`"), max_size=60))
def test_whatever_a_list_holds_its_notes_do_not_overlap(text: str) -> None:
    notes = found(text)
    ends = [0, *(one.stand_in[1] for one in notes)]
    assert all(end <= one.stand_in[0] < one.stand_in[1] for end, one in zip(ends, notes, strict=False))
    assert all(one.title.strip() for one in notes)
