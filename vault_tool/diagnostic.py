"""What a rule says of a vault, and what a person is shown of it."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Diagnostic:
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
