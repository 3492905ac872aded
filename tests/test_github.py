"""GitHub's anchors, and where a path leads from a folder."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.github import anchors, fragment_key, joined, needs_no_anchor, other_anchors, slug
from vault_tool.model import Heading, Note


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Hello, World!", "hello-world"),
        ("What's in a Foam?", "whats-in-a-foam"),
        ("Foo & Bar", "foo--bar"),
        ("dash - dash", "dash---dash"),
        ("1. First: C++ / C#", "1-first-c--c"),
        ("snake_case and _em_ and __strong__", "snake_case-and-em-and-strong"),
        ("**bold** *em* ~~gone~~", "bold-em-gone"),
        (r"\_not em\_", "_not-em_"),
        ("The `--fix` option", "the---fix-option"),
        ("`__init__` and `a_b_`", "__init__-and-a_b_"),
        ("A [link](x_y.md) and [`code`](a(b).md)", "a-link-and-code"),
        ("[ref][1] ![alt](pic.png) end", "ref--end"),
        ("a <b class='x'>bold</b> <https://x.y> word", "a-bold-httpsxy-word"),
        ("Tom &amp; Jerry", "tom--jerry"),
        ("🚀 Launch", "-launch"),
        ("❤️ Love", "-love"),
        (":rocket: Launch", "rocket-launch"),
        ("日本語 の 見出し", "日本語-の-見出し"),
        ("ÜNÏ", "ünï"),
        ("हिन्दी", "हिन्दी"),
        ("x² ½", "x²-½"),
    ],
)
def test_the_anchor_of_a_heading(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


@given(st.text(alphabet="ab `_*[]()<>!\\&;\ue000\ue0010"))
def test_any_heading_has_an_anchor_of_letters_and_hyphens(heading: str) -> None:
    assert set(slug(heading)) <= set("ab0_-")


def test_headings_of_one_name_are_numbered() -> None:
    texts = ["Install", "install!", "Install", "Other"]
    headings = tuple(Heading(1, text, at, at + 1) for at, text in enumerate(texts))
    assert {anchor: heading.start for anchor, heading in anchors(Note(path="a.md", headings=headings)).items()} == {
        "install": 0,
        "install-1": 1,
        "install-2": 2,
        "other": 3,
    }


def test_what_a_link_says_is_folded_too() -> None:
    assert fragment_key("User-Content-Über") == "über"


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("L10", True),
        ("L10-L20", True),
        ("L3C5-L9C1", True),
        ("top", True),
        ("", True),
        (":~:text=a", True),
        ("Lab", False),
    ],
)
def test_some_fragments_name_no_anchor(fragment: str, expected: bool) -> None:
    assert needs_no_anchor(fragment) is expected


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("", "a.md", "a.md"),
        ("x/y", "a.md", "x/y/a.md"),
        ("x/y", "../a.md", "x/a.md"),
        ("x/y", "/a.md", "a.md"),
        ("x", "..", ""),
        ("x", "./y//z/", "x/y/z"),
        ("x", "../../a.md", None),
        ("x", "/../a.md", None),
        ("x", "y/../../z/a.md", "z/a.md"),
    ],
)
def test_paths_are_joined(folder: str, path: str, expected: str | None) -> None:
    assert joined(folder, path) == expected


def test_anchors_that_stand_in_the_text_only() -> None:
    source = b"""
<a id="One"></a> <A class=x NAME='two'> <span id=three>x</span>
<h2 id="four">Big <em>title</em></h2>
> ## Quoted
- # Listed ##
1. > ### Both
<a href="#not">a</a> id="nor this"
"""
    assert other_anchors(source) == {"one", "two", "three", "four", "big-title", "quoted", "listed", "both"}


@pytest.mark.parametrize("piece", [b"<h1>", b"<a id=", b"[", b"`", b"- #", b"> # x `_ [", b"# " + b"#" * 50])
def test_hostile_text_takes_no_long_time(piece: bytes) -> None:
    begin = time.perf_counter()
    other_anchors(piece * (200_000 // len(piece)))
    anchors(Note(path="a.md", headings=(Heading(1, (piece * 300).decode(), 0, 1),)))
    assert time.perf_counter() - begin < 5
