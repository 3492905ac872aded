"""The findings as the report shows them: broken links by cause, the others by number."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic, by_cause
from vault_tool.report.records import Listing, Place, Problem

_LINK_RULES = frozenset(
    {"broken-link", "broken-heading", "broken-block", "alias-link", "escaping-link", "broken-property-link"}
)
"""The rules whose every finding is one link that leads nowhere."""


class Problems(NamedTuple):
    """What lint found."""

    broken: Listing[Problem]
    broken_links: int
    """How many links the problems are about."""
    others: dict[str, int]
    """Findings about no link, by rule; the most frequent first."""


def problems(diagnostics: Sequence[Diagnostic], hint: Callable[[Diagnostic], str], top: int | None) -> Problems:
    """Sort the findings; of each problem the first `top` places are kept, and the hint of its first finding."""
    about_links = [diagnostic for diagnostic in diagnostics if diagnostic.rule in _LINK_RULES]
    others = Counter(diagnostic.rule for diagnostic in diagnostics if diagnostic.rule not in _LINK_RULES)
    causes = sorted(by_cause(about_links), key=len, reverse=True)
    return Problems(
        broken=Listing(tuple(_problem(cause, hint, top) for cause in causes[:top]), len(causes)),
        broken_links=len(about_links),
        others=dict(sorted(others.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def _problem(cause: Sequence[Diagnostic], hint: Callable[[Diagnostic], str], top: int | None) -> Problem:
    first = cause[0]
    return Problem(
        rule=first.rule,
        severity=first.severity,
        message=first.message,
        alike=len({found.message for found in cause}) - 1,
        hint=hint(first),
        places=Listing(_places(cause[:top]), len(cause)),
    )


def _places(diagnostics: Iterable[Diagnostic]) -> tuple[Place, ...]:
    return tuple(
        Place(
            found.path,
            found.line,
            found.column,
            found.end_column if found.end_line == found.line else len(found.excerpt) + 1,
            found.excerpt,
        )
        for found in diagnostics
    )
