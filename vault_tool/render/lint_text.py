"""Findings for people at a terminal: each problem once, with the line it stands in and what was probably meant."""

from collections import Counter
from collections.abc import Sequence

import click

from vault_tool.diagnostic import Diagnostic, Severity, by_cause
from vault_tool.linting import Coverage
from vault_tool.render.excerpt import cells, excerpt
from vault_tool.render.printable import printable
from vault_tool.render.wording import counted

_INDENT = "    "
_PLACES = 3
"""How many of the other places of one problem are named."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def lint_text(diagnostics: Sequence[Diagnostic], *, width: int = 80, colour: bool = False) -> str:
    """Lay out the findings in rows of `width` cells; every problem ends with a line end."""
    page = _Page(width, colour)
    return "".join(f"{row}\n" for problem in by_cause(diagnostics) for row in page.problem(problem))


def summary_line(diagnostics: Sequence[Diagnostic], coverage: Coverage, *, new: bool = False) -> str:
    """Say in one line, without a line end, how many findings there are, and in how many files and notes.

    `new` says that others were left out because they are known.
    """
    problem = "new problem" if new else "problem"
    if coverage == (0, 0) and not diagnostics:
        return "no notes here: is this a vault?"
    notes = counted(coverage.notes, "note")
    left_out = f", {coverage.left_out:,} left out" if coverage.left_out else ""
    if not diagnostics:
        return f"no {problem}s in {notes}{left_out}"
    severities = Counter(diagnostic.severity for diagnostic in diagnostics)
    parts = ", ".join(counted(severities[severity], severity) for severity in Severity if severities[severity])
    files = len({diagnostic.path for diagnostic in diagnostics})
    return f"{counted(len(diagnostics), problem)} ({parts}) in {counted(files, 'file')}, {notes} checked{left_out}"


def place(diagnostic: Diagnostic) -> str:
    """Write where it stands as editors and terminals understand it."""
    return f"{printable(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}"


class _Page:
    """Knows how wide and how colourful the output is."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def problem(self, diagnostics: Sequence[Diagnostic]) -> list[str]:
        first, *others = diagnostics
        rows = [self._head(first), *self._source(first)]
        if others:
            rows.append(self._style(self._also_at(first, others), dim=True))
        return rows

    def _head(self, diagnostic: Diagnostic) -> str:
        severity = diagnostic.severity
        return (
            f"{self._style(place(diagnostic), bold=True)}: "
            f"{self._style(f'{severity}:', fg=_COLOURS[severity], bold=True)} {printable(diagnostic.message)} "
            f"{self._style(f'[{diagnostic.rule}]', dim=True)}"
        )

    def _source(self, diagnostic: Diagnostic) -> list[str]:
        """Return the line, the marks under it, and the hint: behind the marks where it fits."""
        hint = printable(diagnostic.hint)
        if not diagnostic.excerpt:
            return [_INDENT + hint] if hint else []
        one_line = diagnostic.end_line == diagnostic.line
        end = diagnostic.end_column if one_line else len(diagnostic.excerpt) + 1
        line, marks = excerpt(diagnostic.excerpt, diagnostic.column, end, self._width - len(_INDENT))
        rows = [_INDENT + line, _INDENT + self._style(marks, fg=_COLOURS[diagnostic.severity])]
        if not hint:
            return rows
        if cells(rows[1]) + 1 + cells(hint) <= self._width:
            return [rows[0], f"{rows[1]} {hint}"]
        return [*rows, _INDENT + hint]

    def _style(self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
        return click.style(text, fg=fg, bold=bold, dim=dim) if self._colour else text

    def _also_at(self, first: Diagnostic, others: Sequence[Diagnostic]) -> str:
        """Name as many of the other places as a row holds, one at least, and count the rest."""
        named = ""
        rest = len(others)
        for other in others[:_PLACES]:
            where = place(other) if other.path != first.path else f"{other.line}:{other.column}"
            longer = f"{named}, {where}" if named else f"{_INDENT}also at {where}"
            if named and cells(longer) + len(_and_more(rest - 1)) > self._width:
                break
            named = longer
            rest -= 1
        return named + _and_more(rest)


def _and_more(places: int) -> str:
    return f" and {counted(places, 'more place')}" if places else ""
