"""The findings as the report shows them: broken links by cause, the others by number."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic, by_cause
from vault_tool.report.records import Listing, Place, Problem

LINK_RULES = frozenset(
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


def problems(diagnostics: Sequence[Diagnostic], top: int | None) -> Problems:
    """Sort the findings; of each problem the first `top` places are kept, and the hint of its first finding."""
    about_links = [diagnostic for diagnostic in diagnostics if diagnostic.rule in LINK_RULES]
    others = Counter(diagnostic.rule for diagnostic in diagnostics if diagnostic.rule not in LINK_RULES)
    causes = sorted(by_cause(about_links), key=len, reverse=True)
    return Problems(
        broken=Listing(
            tuple(problem(cause[:top], len(cause), {found.message for found in cause}) for cause in causes[:top]),
            len(causes),
        ),
        broken_links=len(about_links),
        others=most_frequent_first(others),
    )


def most_frequent_first(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts with the largest first, equals by the alphabet."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def problem(shown: Sequence[Diagnostic], total: int, messages: Collection[str]) -> Problem:
    """Return the problem of which these are the first findings; `messages` are the different ones of all `total`."""
    first = shown[0]
    return Problem(
        rule=first.rule,
        severity=first.severity,
        message=first.message,
        alike=len(messages) - 1,
        hint=first.hint,
        places=Listing(_places(shown), total),
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
