"""Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request.

The form and its escapes are those of GitHub's "Workflow commands" and of `command.ts` in its toolkit.
"""

from collections.abc import Sequence

from vault_tool.diagnostic import Diagnostic
from vault_tool.render.printable import printable
from vault_tool.render.wording import told

_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def lint_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Write `::error file=…,line=…,…::message` for each finding; paths are those of the repository.

    The message begins with the place, since the log of the run shows nothing else.
    """
    return "".join(map(_command, diagnostics))


def _command(found: Diagnostic) -> str:
    properties: dict[str, object] = {
        "title": found.rule,
        "file": found.path,
        "line": found.line,
        "endLine": found.end_line,
    }
    if found.end_line == found.line:
        # GitHub takes columns only within one line.
        properties |= {"col": found.column, "endColumn": found.end_column}
    listed = ",".join(f"{name}={str(value).translate(_IN_PROPERTIES)}" for name, value in properties.items())
    message = f"{found.path}:{found.line}:{found.column}: {told(found)} [{found.rule}]"
    return f"::{found.severity} {listed}::{printable(message).translate(_IN_DATA)}\n"
