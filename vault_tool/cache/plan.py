"""What a run was about, as far as it has to be known when it is brought up to date."""

from typing import NamedTuple


class Plan(NamedTuple):
    """What a run was about."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    within: str
    today: int
    """The day, as its number from the beginning of our calendar."""
    gravest: int
    """It fails where a finding is at least as grave, by its rank; -1 where it never fails."""
