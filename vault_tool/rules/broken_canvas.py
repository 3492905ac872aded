"""The rule `broken-canvas`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.ERROR)
def broken_canvas() -> None:
    """A canvas that cannot be read: no valid JSON, or not in the shape of a JSON Canvas.

    Why: Obsidian refuses to open it, and none of its links count.
    Fix: restore the file from a backup or from version control.
    """
