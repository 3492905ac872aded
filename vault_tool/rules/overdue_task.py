"""The rule `overdue-task`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule
from vault_tool.settings import Status


@note_rule(Severity.WARNING, opt_in=True)
def overdue_task(page: Page) -> Iterator[Finding]:
    """A task that is not done and was due before today (or the day that `--today` names).

    The due date is read as the Tasks plugin reads it: `📅 2026-11-30`, or `[due:: 2026-11-30]`, at the end of the
    line. Tasks whose mark has no meaning in the settings do not count.

    Why: somebody may be waiting for it.
    Fix: do it and tick it, cancel it with `[-]`, or give it another date.
    """
    from vault_tool.dates import task_dates  # noqa: PLC0415 -- who does not ask for this rule need not wait for it

    statuses = page.settings.statuses
    for task in page.note.tasks:
        if statuses.get(task.mark) not in (Status.OPEN, Status.IN_PROGRESS):
            continue
        due = task_dates(task.text).due
        if due and due < page.today:
            days = (page.today - due).days
            late = "a day" if days == 1 else f"{days} days"
            yield Finding(page.note.path, task.start, task.stop, f"overdue by {late}: {task.text}")
