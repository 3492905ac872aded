"""From what rules say to what is shown: the line and column, the line itself, a hint; in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vault_tool.diagnostic import Diagnostic, Finding
from vault_tool.links import LinkTable
from vault_tool.linting.hints import Hints
from vault_tool.model import Vault
from vault_tool.rules._rule import Rule
from vault_tool.text import Locator, Position

Raised: TypeAlias = tuple[Rule, Finding]
"""A finding, and the rule that it comes from."""


class _Place(NamedTuple):
    start: Position
    stop: Position
    excerpt: str


_TOP = Position(1, 1)
_WHOLE_FILE = _Place(_TOP, _TOP, "")


def stamp(links: LinkTable, raised: Iterable[Raised]) -> tuple[Diagnostic, ...]:
    """Return the findings as diagnostics, sorted by place and then by rule.

    A file is read once, and only where something in it was found.
    """
    by_path: dict[str, list[Raised]] = defaultdict(list)
    for rule, finding in raised:
        by_path[finding.path].append((rule, finding))
    hints = Hints(links)
    return tuple(
        _diagnostic(rule, finding, place, hints)
        for path in sorted(by_path)
        for rule, finding, place in _placed(links.vault, path, by_path[path])
    )


def _placed(vault: Vault, path: str, raised: list[Raised]) -> Iterator[tuple[Rule, Finding, _Place]]:
    raised.sort(key=lambda pair: (pair[1].start, pair[1].stop, pair[0].name, pair[1].message))
    places = _places(vault, path, {(finding.start, finding.stop) for _, finding in raised})
    for rule, finding in raised:
        yield rule, finding, places[finding.start, finding.stop]


def _places(vault: Vault, path: str, spans: set[tuple[int, int]]) -> Mapping[tuple[int, int], _Place]:
    """Locate the spans in one pass over the file; none at all where they are about the file as a whole."""
    places = {(0, 0): _WHOLE_FILE}
    spans -= places.keys()
    if not spans:
        return places
    locator = Locator(vault.source(path))
    starts = {start for start, _ in spans}
    positions: dict[int, Position] = {}
    lines: dict[int, str] = {}
    for offset in sorted({offset for span in spans for offset in span}):
        positions[offset] = locator.position(offset)
        if offset in starts:
            lines[offset] = locator.line(offset)
    places.update(((start, stop), _Place(positions[start], positions[stop], lines[start])) for start, stop in spans)
    return places


def _diagnostic(rule: Rule, finding: Finding, place: _Place, hints: Hints) -> Diagnostic:
    hint, cause = hints.of(rule.name, finding)
    return Diagnostic(
        path=finding.path,
        line=place.start.line,
        column=place.start.column,
        end_line=place.stop.line,
        end_column=place.stop.column,
        rule=rule.name,
        severity=rule.severity,
        message=finding.message,
        hint=hint,
        cause=cause,
        related=finding.related,
        excerpt=place.excerpt,
    )
