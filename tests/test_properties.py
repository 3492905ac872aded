"""Which values are of which type of properties."""

import pytest

from vault_tool.demands import PropertyType
from vault_tool.properties import fits, is_empty, items


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("text", ["Emma", "", 1984, 1.5, True], [["Emma"], {"a": 1}]),
        ("list", [["a", "b"], [], "one", 1, ["a", None, 2]], [{"a": 1}, [["a"]], [{"a": 1}]]),
        ("number", [0, -1, 2.5], ["1", True, [1]]),
        ("checkbox", [True, False], ["true", 1, "yes"]),
        ("date", ["2026-11-30", "2024-02-29"], ["2026-02-29", "2026-11-30T10:00", "30.11.2026", 2026, ["2026-11-30"]]),
        (
            "datetime",
            ["2026-11-30T14:15", "2026-11-30T14:15:30", "2026-11-30 14:15", "2026-11-30T14:15:30Z"],
            ["2026-11-30", "2026-11-30T25:00", "14:15", 1],
        ),
        ("tags", ["book", ["book", "a/b", 2026], []], ["two words", [["a"]], {"a": 1}, [1.5]]),
    ],
)
def test_a_type_knows_its_values(kind: str, right: list[object], wrong: list[object]) -> None:
    assert [value for value in right if not fits(PropertyType(kind), value)] == []
    assert [value for value in wrong if fits(PropertyType(kind), value)] == []


@pytest.mark.parametrize(
    ("value", "empty"), [(None, True), ("", True), (" ", True), ([], True), (0, False), (False, False)]
)
def test_nothing_is_nothing_and_zero_is_something(value: object, empty: bool) -> None:
    assert is_empty(value) is empty


def test_a_single_value_is_a_list_of_one() -> None:
    assert (items("a"), items(["a", 1])) == (["a"], ["a", 1])
