"""The rule `malformed-task`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.WARNING)
def malformed_task() -> None:
    """A list item that looks like a task and is none.

    Why: `- []`, `-[ ]` and `- [ ]text` show as plain text, so the task is in no query and in no progress.
    Fix: write a list mark, a space, a box with one character in it, and a space: `- [ ] text`.
    """
