"""Which files link to which, in columns."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from vault_tool.skimming.strands import Strands

_FILES = 6
numbers = st.integers(0, _FILES - 1)


@given(st.dictionaries(numbers, st.sets(numbers, min_size=1)))
def test_what_a_file_links_to_is_linked_by_it(links: Mapping[int, set[int]]) -> None:
    strands = Strands.empty()
    strands.add(sorted(links.items()))
    assert {source: set(targets) for source, targets in strands.leads()} == links

    ends = strands.reverse(_FILES)
    for number in range(_FILES):
        assert ends.of(number) == [source for source in sorted(links) if number in links[source]]
    assert list(ends.linked()) == sorted(set().union(*links.values()))
