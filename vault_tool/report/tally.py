"""What a report counts file by file, so that a vault can be counted in parts: the parts' tallies add up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from vault_tool.model import LinkKind, Vault
from vault_tool.report.breakdowns import Section, sections_in, sections_together
from vault_tool.report.records import Listing
from vault_tool.report.todos import Left, left_in, left_together
from vault_tool.target import External, Missing, Reference


class LinkTally(NamedTuple):
    """How many links there are."""

    by_kind: Counter[LinkKind]
    external: int = 0
    missing: int = 0

    def __add__(self, other: object) -> "LinkTally":
        if not isinstance(other, LinkTally):
            return NotImplemented
        return LinkTally(self.by_kind + other.by_kind, self.external + other.external, self.missing + other.missing)


class TaskTally(NamedTuple):
    """What the tasks of notes come to; lists of what is shown hold no more than the first ones."""

    left: Left
    sections: Listing[Section]


def count_links(references: Iterable[Reference]) -> LinkTally:
    """Count the links."""
    listed = list(references)
    targets = Counter(type(reference.target) for reference in listed)
    return LinkTally(Counter(reference.link.kind for reference in listed), targets[External], targets[Missing])


def count_tasks(vault: Vault, *, today: date, within: str, top: int | None) -> TaskTally:
    """Count what the notes of a vault, or of a part of it, have to do in the folder `within` and below it."""
    return TaskTally(
        left_in(vault, today=today, within=within, top=top),
        sections_in(vault, within=within, top=top),
    )


def tasks_together(tallies: Sequence[TaskTally], top: int | None) -> TaskTally:
    """Add up the tallies of a vault's parts."""
    return TaskTally(
        left_together([tally.left for tally in tallies], top),
        sections_together([tally.sections for tally in tallies], top),
    )
