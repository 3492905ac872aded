"""Findings as a table for a pull request, a job summary or a note: each problem once, the gravest first."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Diagnostic, by_cause
from vault_tool.linting import Coverage
from vault_tool.render.lint_text import summary_line
from vault_tool.render.markup import cell, code
from vault_tool.render.wording import counted

_PLACES = 3
"""How many places of one problem are named."""

_LONGEST = 200
"""How many characters of a message are shown: a task or a heading may be a page long."""


def lint_markdown(diagnostics: Sequence[Diagnostic], coverage: Coverage, *, limit: int | None = None) -> str:
    """Write a heading that counts, and a table with a row for each of the first `limit` problems (`None`: all).

    What others wrote stands in code: it names nobody, links nowhere and is no markup.
    """
    return "\n".join((f"## vault-tool: {summary_line(diagnostics, coverage)}", "", *_table(diagnostics, limit)))


def _table(diagnostics: Sequence[Diagnostic], limit: int | None) -> Iterator[str]:
    problems = sorted(by_cause(diagnostics), key=lambda problem: problem[0].severity.rank)
    if not problems:
        return
    yield "| Severity | Rule | Problem | Times | Places |"
    yield "| --- | --- | --- | ---: | --- |"
    for problem in problems[:limit]:
        first = problem[0]
        hint = f"<br>{code(_cut(first.hint))}" if first.hint else ""
        parts = (
            first.severity.value,
            code(first.rule),
            code(_cut(first.message)) + hint,
            f"{len(problem):,}",
            _places(problem),
        )
        yield f"| {' | '.join(map(cell, parts))} |"
    yield ""
    if limit is not None and len(problems) > limit:
        yield f"{counted(len(problems) - limit, 'more problem')}: `vault-tool lint` shows them."
        yield ""


def _places(problem: Sequence[Diagnostic]) -> str:
    named = ", ".join(code(f"{found.path}:{found.line}:{found.column}") for found in problem[:_PLACES])
    rest = len(problem) - _PLACES
    return f"{named} and {rest:,} more" if rest > 0 else named


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
