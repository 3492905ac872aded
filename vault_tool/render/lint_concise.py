"""Findings one a line, for `grep` and for editors that read the output of compilers."""

from collections.abc import Sequence

from vault_tool.diagnostic import Diagnostic
from vault_tool.render.printable import printable


def lint_concise(diagnostics: Sequence[Diagnostic]) -> str:
    """Write `path:line:column: severity: message [rule]` for each finding."""
    return "".join(
        f"{printable(found.path)}:{found.line}:{found.column}: "
        f"{found.severity}: {printable(found.message)} [{found.rule}]\n"
        for found in diagnostics
    )
