"""The rule `undecodable-note`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.WARNING)
def undecodable_note() -> None:
    """A note that is not UTF-8.

    Why: Obsidian shows a replacement character for each byte that it cannot read, and the next save makes that lasting.
    Fix: save the file as UTF-8 in an editor that can open it in its own encoding.
    """
