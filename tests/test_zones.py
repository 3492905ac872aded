"""Ranges of bytes: what lies in them and what sticks out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vault_tool.zones import Ranges

places = st.integers(0, 30)
ranges = st.lists(st.tuples(places, places).filter(lambda pair: pair[0] < pair[1]), max_size=6)


@given(ranges, places)
def test_an_offset_lies_in_the_ranges_if_it_lies_in_one(given_ranges: list[tuple[int, int]], offset: int) -> None:
    merged = Ranges(given_ranges)
    inside = any(start <= offset < stop for start, stop in given_ranges)
    around = merged.around(offset)
    assert (offset in merged) is inside
    assert (around is not None) is inside
    if around is not None:
        assert around[0] <= offset < around[1]
        assert all(around[0] <= start and stop <= around[1] for start, stop in given_ranges if start <= offset < stop)


@given(ranges)
def test_they_are_disjoint_and_in_order(given_ranges: list[tuple[int, int]]) -> None:
    merged = Ranges(given_ranges).ranges
    assert all(before[1] <= after[0] for before, after in pairwise(merged))


@given(ranges, places, places)
def test_a_range_straddles_where_it_begins_inside_and_ends_outside(
    given_ranges: list[tuple[int, int]], start: int, stop: int
) -> None:
    merged = Ranges(given_ranges)
    begins = [first for first, last in merged.ranges if start < first < stop < last]
    assert merged.straddling(start, stop) == (begins[0] if begins else None)
