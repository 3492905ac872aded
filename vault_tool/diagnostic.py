"""What a rule says of a vault, and what a person is shown of it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def rank(self) -> int:
        """Zero for the gravest."""
        return 0 if self is Severity.ERROR else 1


class Finding(NamedTuple):
    """What a rule yields: a place and what is wrong there, in lower case, without a full stop."""

    path: str
    start: int
    stop: int
    message: str
    cause: str = ""
    """Findings of one rule with the same cause are one problem to the reader: the same thing is missing."""
    related: tuple[str, ...] = ()
    """Other files that have to do with it, such as the rivals of an ambiguous name."""
    wanted: str = ""
    """The name that was looked for in vain, for the nearest names."""
    wanted_in: str | None = None
    """The note in whose headings or blocks it was looked for; `None` where it names a file."""
    hint: str = ""
    """What to write instead, where the rule itself knows; otherwise the nearest names are looked for."""


class Diagnostic(NamedTuple):
    """A finding with its rule, severity and place as people and editors count them; sorts by place."""

    path: str
    line: int
    """From 1."""
    column: int
    """From 1, in code points; a BOM does not count."""
    end_line: int
    end_column: int
    """One past the last code point."""
    rule: str
    severity: Severity
    message: str
    hint: str = ""
    """What was probably meant, as a clause: `did you mean [[Plan]]?`."""
    cause: str = ""
    related: tuple[str, ...] = ()
    excerpt: str = ""
    """The line of the source in which it begins, without its line end."""


def by_cause(diagnostics: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Put together what is one problem to a reader: the findings of one rule that have one cause.

    Problems come in the order of their first finding; a finding without a cause is a problem of its own.
    """
    problems: list[list[Diagnostic]] = []
    known: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        key = (diagnostic.rule, diagnostic.cause)
        if diagnostic.cause and key in known:
            known[key].append(diagnostic)
            continue
        problems.append([diagnostic])
        if diagnostic.cause:
            known[key] = problems[-1]
    return problems
