"""Which names are in which style, and how a name is written in another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.naming import STYLES, expression, fits, respelt


@pytest.mark.parametrize(
    ("style", "right", "wrong"),
    [
        (
            "kebab-case",
            ["a", "my-note", "2026-11-24", "été-à-paris", "日本"],
            ["My-note", "my_note", "my note", "a--b", ""],
        ),
        ("snake_case", ["a", "my_note", "2026_11"], ["My_note", "my-note", "my note", "a__b", "_a"]),
        ("camelCase", ["a", "myNote", "x1"], ["MyNote", "my-note", "my note"]),
        ("PascalCase", ["A", "MyNote", "Note2"], ["myNote", "My-Note", "My Note"]),
        (
            "title",
            ["Emma", "The Name of the Rose", "2001 a Space Odyssey", "日本 の"],
            ["emma", "The secret of the Rose"],
        ),
        ("sentence", ["Emma", "The name of the rose", "2001"], ["emma"]),
        ("lowercase", ["emma", "my note_1", "日本"], ["Emma", "my Note"]),
        ("date", ["2026-11-24"], ["2026-11", "2026-11-24 Tuesday", "24-11-2026"]),
        (r"/\d{4}-W\d{2}/", ["2026-W48"], ["2026-W4", "x2026-W48"]),
    ],
)
def test_a_style_knows_its_names(style: str, right: list[str], wrong: list[str]) -> None:
    assert [name for name in right if not fits(style, name)] == []
    assert [name for name in wrong if fits(style, name)] == []


@pytest.mark.parametrize(
    ("style", "name", "spelt"),
    [
        ("kebab-case", "My first_note", "my-first-note"),
        ("kebab-case", "HTTPServer notes2", "http-server-notes-2"),
        ("kebab-case", "日本 計画", "日本-計画"),
        ("kebab-case", "?!", ""),
        ("snake_case", "myNote", "my_note"),
        ("sentence", "emma", "Emma"),
        ("lowercase", "Emma", "emma"),
        ("title", "emma", ""),
        ("date", "yesterday", ""),
        ("/x+/", "y", ""),
    ],
)
def test_a_name_is_respelt_where_there_is_one_way(style: str, name: str, spelt: str) -> None:
    assert respelt(style, name) == spelt


@given(st.sampled_from(list(STYLES)), st.text(max_size=12))
def test_what_is_respelt_fits(style: str, name: str) -> None:
    spelt = respelt(style, name)
    assert not spelt or fits(style, spelt)


@pytest.mark.parametrize("written", ["", "/", "//", "kebab-case", "/a", "a/"])
def test_what_stands_between_slashes_is_an_expression_and_nothing_else(written: str) -> None:
    assert expression(written) is None
    assert expression("/a+/") == re.compile("a+")
