"""From what rules say to what is shown: the line and column, the line itself, a hint; in order.

Placing needs the file in which something was found and nothing else; explaining needs the names of the whole vault.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tool.diagnostic import Diagnostic, Finding
from vault_tool.links import LinkTable
from vault_tool.rules._rule import Rule
from vault_tool.text import Locator, Position

if TYPE_CHECKING:
    from vault_tool.linting.hints import Hints

Raised: TypeAlias = tuple[Rule, Finding]
"""A finding, and the rule that it comes from."""


class Place(NamedTuple):
    """Where something was found, as people and editors count it."""

    start: Position
    stop: Position
    excerpt: str
    """The line in which it begins."""


class Placed(NamedTuple):
    """A finding with its rule and its place, which only wants explaining."""

    rule: Rule
    finding: Finding
    place: Place


_TOP = Position(1, 1)
_WHOLE_FILE = Place(_TOP, _TOP, "")


def stamp(links: LinkTable, raised: Iterable[Raised]) -> tuple[Diagnostic, ...]:
    """Return the findings as diagnostics, sorted by place and then by rule.

    A file is read once, and only where something in it was found.
    """
    from vault_tool.linting.hints import Hints  # noqa: PLC0415 - some formats have none

    return explain(placed(links.vault.source, raised), Hints(links.vault, links.index))


def placed(source: Callable[[str], bytes], raised: Iterable[Raised], *, brief: bool = False) -> Iterator[Placed]:
    """Yield the findings with their places, sorted by place and then by rule; `source` reads a file's text again.

    `brief` ones say where they are and what is wrong: they have no line and cannot be explained.
    """
    by_path: dict[str, list[Raised]] = defaultdict(list)
    for rule, finding in raised:
        by_path[finding.path].append((rule, finding))
    for path in sorted(by_path):
        found = by_path[path]
        found.sort(key=lambda pair: (pair[1].start, pair[1].stop, pair[0].name, pair[1].message))
        places = _places(source, path, {(finding.start, finding.stop) for _, finding in found}, brief=brief)
        for rule, finding in found:
            kept = Finding(path, finding.start, finding.stop, finding.message) if brief else finding
            yield Placed(rule, kept, places[finding.start, finding.stop])


def explain(findings: Iterable[Placed], hints: "Hints | None") -> tuple[Diagnostic, ...]:
    """Return placed findings as diagnostics, in their order; without `hints`, with those that the rules gave only."""
    if hints is None:
        return tuple(_diagnostic(*found, found.finding.hint, found.finding.cause) for found in findings)
    return tuple(
        _diagnostic(*found, hints.text(found.rule.name, found.finding), hints.cause(found.rule.name, found.finding))
        for found in findings
    )


def _places(
    source: Callable[[str], bytes], path: str, spans: set[tuple[int, int]], *, brief: bool
) -> Mapping[tuple[int, int], Place]:
    """Locate the spans in one pass over the file; none at all where they are about the file as a whole."""
    places = {(0, 0): _WHOLE_FILE}
    spans -= places.keys()
    if not spans:
        return places
    locator = Locator(source(path))
    starts = {start for start, _ in spans}
    positions: dict[int, Position] = {}
    lines: dict[int, str] = {}
    for offset in sorted({offset for span in spans for offset in span}):
        positions[offset] = locator.position(offset)
        if offset in starts:
            lines[offset] = "" if brief else locator.line(offset)
    places.update(((start, stop), Place(positions[start], positions[stop], lines[start])) for start, stop in spans)
    return places


def _diagnostic(rule: Rule, finding: Finding, place: Place, hint: str, cause: str) -> Diagnostic:
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
