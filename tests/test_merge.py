"""The three-way merge: the table of cases, and the laws that hold for every note."""

import re
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merging import (
    REMOVED,
    Part,
    edited,
    read_tasks,
    render,
    revised,
    source_edits,
    sources,
    user_edits,
    written,
)

from vault_tool.blocks import line_blocks
from vault_tool.build.merge import MergedBody, merge_body, merge_properties
from vault_tool.build.merge.units import cut
from vault_tool.build.properties import frontmatter_block
from vault_tool.frontmatter import read_frontmatter

CASES = Path(__file__).parent / "cases" / "build" / "merge"


def cases(*, properties: bool) -> list[object]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['says']}")
        for path in sorted(CASES.glob("*.toml"))
        if (path.stem == "properties") is properties
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def merged(base: str | None, theirs: str, ours: str) -> MergedBody:
    return merge_body(base, theirs, ours, note_id="guide.md#part")


@pytest.mark.parametrize("case", cases(properties=False))
def test_bodies(case: dict[str, Any]) -> None:
    result = merged(case.get("base"), case["theirs"], case["ours"])
    ids = re.findall(r"\^(vt-[0-9a-f]{8})$", case["expected"], re.MULTILINE)
    shown = re.sub(
        r"vt-[0-9a-f]{8}$", lambda id_: id_[0] if id_[0] in ids else "vt-########", result.text, flags=re.MULTILINE
    )
    assert shown == case["expected"]
    assert [conflict.kind for conflict in result.conflicts] == case.get("conflicts", [])
    assert list(result.removed_tasks) == case.get("removed", [])
    assert [list(names) for names in result.renamed_headings] == case.get("renamed", [])
    assert [list(names) for names in result.own_headings] == case.get("own", [])


@pytest.mark.parametrize("case", cases(properties=True))
def test_properties(case: dict[str, Any]) -> None:
    result = merge_properties(case.get("base"), case["theirs"].lstrip("\n"), case["ours"], owned=["up", "prev"])
    assert result.text == case["expected"].lstrip("\n")
    assert [conflict.key for conflict in result.conflicts] == case.get("conflicts", [])
    assert result.problem == case.get("problem")


# -- Laws of cutting --------------------------------------------------------------------------------------------------

LISTS = ("- ", "- [ ] ", "1. ", "  ", "\t")
LINES = ("\n", "\n\n", "\r\n", "\r", "\u2028")
OPENERS = ("```\n", "%%", "$$", "> ", "<div>\n", "<!-- ", "[^1]: ", "[a]: b\n")
OTHERS = ("word", "# ", "***\n", "===\n", "| a |\n|-|\n", "^id", "[[x|y]]", "é", "😀", "\x00")
markdown = st.lists(st.sampled_from(LISTS + LINES + OPENERS + OTHERS), max_size=30).map("".join)


@given(text=markdown)
def test_cutting_loses_nothing(text: str) -> None:
    assert cut(text).text == text


@given(text=markdown)
def test_every_line_is_in_one_block(text: str) -> None:
    lines = text.split("\n")
    taken = [line for block in line_blocks(text) for line in range(block.start, block.stop)]
    assert taken == sorted(set(taken))
    assert not any(lines[number].strip() for number in set(range(len(lines))) - set(taken))


# -- Laws of the merge ------------------------------------------------------------------------------------------------


@given(base=markdown, theirs=markdown, ours=markdown)
def test_anything_can_be_merged(base: str, theirs: str, ours: str) -> None:
    result = merged(base, theirs, ours).text
    assert merged(ours, result, ours).text == result
    merged(None, theirs, ours)


@given(base=st.one_of(st.none(), markdown), one=markdown)
def test_one_change_wins(base: str | None, one: str) -> None:
    if base is not None:
        assert merged(base, base, one).text == one
        assert merged(base, one, base).text == one
    assert merged(base, one, one).text == one


@given(source=sources, rounds=st.lists(st.tuples(user_edits, source_edits), min_size=1, max_size=4))
def test_nothing_of_the_users_is_lost(source: list[Part], rounds: list[tuple[Any, Any]]) -> None:
    base = theirs = render(source)
    for number, (by_user, by_author) in enumerate(rounds):
        theirs = edited(theirs, by_user, f"u{number}")
        source = revised(source, by_author)
        ours = render(source)
        result = merged(base, theirs, ours)
        assert merged(ours, result.text, ours).text == result.text
        _ticks_stay(base, theirs, ours, result.text)
        _lines_stay(base, theirs, ours, result)
        base, theirs = ours, result.text


def _ticks_stay(base: str, theirs: str, ours: str, result: str) -> None:
    before, user, source, after = (read_tasks(text) for text in (base, theirs, ours, result))
    # The source ticks nothing, so the marks are the user's, each on a task of the name that it was given to.
    assert Counter((task.path[-1], task.mark) for task in after if task.mark != " ") == Counter(
        (task.path[-1], task.mark) for task in user if task.mark != " "
    )
    paths = [Counter(task.path for task in tasks) for tasks in (before, user, source)]
    found = {task.path: task for task in after}
    for task in user:
        names = range(1, len(task.path) + 1)
        unique = all(count[task.path[:length]] == 1 for count in paths for length in names)
        if unique and not task.removed:
            assert found[task.path].mark == task.mark
            assert not found[task.path].removed


def _lines_stay(base: str, theirs: str, ours: str, result: MergedBody) -> None:
    there = written("", result.text)
    assert not {line for line in written(base, theirs) - there if line and "vault-tool" not in line and line in theirs}
    told = "\n".join(conflict.source for conflict in result.conflicts)
    names = {task.path[-1] for task in read_tasks(result.text)}
    new = {line for line in written(base, ours) - there if line and line.removeprefix("[ ] ") not in names}
    assert not {line for line in new if line not in told}


@given(source=sources, by_user=user_edits, by_author=source_edits)
def test_without_a_base_the_vault_keeps_every_line(source: list[Part], by_user: Any, by_author: Any) -> None:
    theirs, ours = edited(render(source), by_user, "u"), render(revised(source, by_author))
    result = merged(None, theirs, ours)
    assert merged(None, result.text, ours).text == result.text
    assert not written(result.text, theirs)
    assert REMOVED not in result.text
    assert not result.conflicts
    assert not result.removed_tasks


# -- Values of placeholders -------------------------------------------------------------------------------------------

BLOCKS = st.sampled_from(
    ["There are {v} notes.", "Plain words.", "## Part {v}", "- [ ] read {v} notes\n    - [ ] and {v} more\n- [ ] write",
     "* [ ] ask **{v}**\n* some item of {v}\n* [ ] read {v} notes",
     "> Ask {v}.\n>\n> - [ ] when {v} is there\n> - [ ] or not",
     "- {v} projects [have:: 0] [goal:: 5]", "| a | {v} |\n| --- | --- |\n| b | c |"]
)  # fmt: skip
VALUES = st.sampled_from(["5", "6", "Alpha", "Beta and Gamma"])


@given(
    blocks=st.lists(BLOCKS, unique=True),
    old=VALUES,
    new=VALUES,
    marks=st.lists(st.sampled_from(" x/")),
    mine=st.booleans(),
)
def test_ticks_are_the_same_under_other_values(
    blocks: list[str], old: str, new: str, marks: list[str], mine: bool
) -> None:
    def filled(value: str) -> str:
        return "\n\n".join(blocks).replace("{v}", value) + "\n"

    def touched(text: str) -> str:
        given = iter(marks)
        text = re.sub(r"\[ \]", lambda _: f"[{next(given, ' ')}]", text).replace("have:: 0", "have:: 2")
        return f"{text}\nA line of mine, {old}.\n" if mine else text

    result = merge_body(filled(old), touched(filled(old)), filled(new), note_id="", only_values=True)
    assert result.text == touched(filled(new))
    assert not result.conflicts
    assert not result.removed_tasks


@given(source=sources, by_user=user_edits, old=VALUES, new=VALUES)
def test_other_values_take_nothing_from_the_user(source: list[Part], by_user: Any, old: str, new: str) -> None:
    base, ours = (re.sub(r"\b(\w+)$", rf"\1 {value}", render(source), flags=re.MULTILINE) for value in (old, new))
    theirs = edited(base, by_user, "u")
    result = merge_body(base, theirs, ours, note_id="", only_values=True)
    assert result.text.count("[x]") == theirs.count("[x]")
    assert not result.conflicts
    assert not result.removed_tasks
    assert merge_body(ours, result.text, ours, note_id="", only_values=True).text == result.text


# -- Laws of properties -----------------------------------------------------------------------------------------------

scalars = st.one_of(st.text(alphabet="abé #:'\"-[]{}@1", max_size=8), st.integers(-99, 99), st.booleans())
values = st.one_of(scalars, st.lists(st.text(alphabet="abc: #", min_size=1, max_size=4), max_size=4, unique=True))
properties = st.dictionaries(st.sampled_from(["title", "aliases", "tags", "up", "prev", "mood"]), values)


def read(block: str) -> dict[str, object]:
    return dict(read_frontmatter(block.encode()).values)


def full(mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if value not in ("", [])}


@given(base=properties, ours=properties)
def test_untouched_properties_become_the_sources(base: dict[str, Any], ours: dict[str, Any]) -> None:
    result = merge_properties(base, frontmatter_block(base), ours, owned=["up"])
    assert result.problem is None
    assert not result.conflicts
    assert read(result.text) == full(ours)


@given(base=properties, theirs=properties, ours=properties)
def test_properties_settle(base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    block = frontmatter_block(theirs)
    result = merge_properties(base, block, ours, owned=["up"])
    assert merge_properties(ours, result.text, ours, owned=["up"]).text == result.text
    assert read(result.text).get("up") == full(ours).get("up")
    same = merge_properties(ours, block, ours, owned=[])
    assert same.text == block


@given(block=st.text(alphabet="-\nabc:# \t\r[]{}&*!|>'\"", max_size=60), ours=properties)
def test_any_block_can_be_merged(block: str, ours: dict[str, Any]) -> None:
    for text in (block, f"---\n{block}\n---\n"):
        result = merge_properties({}, text, ours, owned=["up"])
        assert result.text == text or result.problem is None


# -- Time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "theirs", "ours"),
    [
        ("- [ ] a\n" * 9_000, "- [x] a\n" * 9_000, "- [ ] a\n" * 5_000),
        ("one\n\n" * 9_000, "one\n\n" * 9_000 + "mine\n", "two\n\n" + "one\n\n" * 8_000),
        *[
            (
                "".join(f"a{number} b{number}\n\n" for number in range(6_000)),
                "".join(f"a{number} c{number}\n\n" for number in order),
                "".join(f"{word}{number} b{number}\n\n" for number in range(6_000)),
            )
            for order, word in ((range(6_000), "z"), (range(6_000, 0, -1), "a"))
        ],
        ("- a\n" * 9_000, "- b\n" * 9_000, "- c\n" * 9_000),
    ],
    ids=["equal tasks", "equal paragraphs", "all rewritten", "all reversed", "another list"],
)
def test_time_grows_with_the_length(base: str, theirs: str, ours: str) -> None:
    started = time.process_time()
    merged(base, theirs, ours)
    assert time.process_time() - started < 10
