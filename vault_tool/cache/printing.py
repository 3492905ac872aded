"""What is printed of each file about which something was found, and where in the output of a run that stands."""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic
from vault_tool.render.lint_concise import lint_concise


class Lines(NamedTuple):
    """What is printed of a file."""

    text: bytes
    fails: int
    """Whether something that is grave enough was found: 1 or 0."""


class Printed(NamedTuple):
    """What was printed, in the order of the files' paths."""

    paths: list[str]
    ends: list[int]
    """Where in the output the lines of each file end."""
    fails: list[int]


def lines_by_path(found: Iterable[Diagnostic], gravest: int) -> Mapping[str, Lines]:
    """Return the findings, sorted by path, as they are printed one a line.

    One of a rank of at most `gravest` is grave enough to fail.
    """
    by_path: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        by_path.setdefault(diagnostic.path, []).append(diagnostic)
    return {
        path: Lines(
            lint_concise(diagnostics).encode(errors="replace"),
            int(any(one.severity.rank <= gravest for one in diagnostics)),
        )
        for path, diagnostics in by_path.items()
    }


def printed(found: Iterable[Diagnostic], gravest: int) -> Printed:
    """Return how the findings, sorted by path, are printed."""
    lines = lines_by_path(found, gravest)
    return Printed(
        list(lines), list(accumulate(len(one.text) for one in lines.values())), [one.fails for one in lines.values()]
    )
