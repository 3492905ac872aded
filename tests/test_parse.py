"""Every case of `cases/parse`: what Obsidian reads in a note, rule by rule, and what it does not."""

import pytest
from parse_tables import Case, cases, facts_of


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_every_fact_and_no_other(case: Case) -> None:
    assert facts_of(case.text.encode()) == list(case.facts)
