"""The rule `done-with-open-subtasks`."""

from collections import Counter
from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule
from vault_tool.settings import Status


@note_rule(Severity.WARNING, opt_in=True)
def done_with_open_subtasks(page: Page) -> Iterator[Finding]:
    """A task that is ticked although a task right below it is not.

    Cancelled sub-tasks do not count, nor do marks that have no meaning in the settings.

    Why: either the parent is not done, or a box was forgotten, and the progress counts it as open.
    Fix: tick or cancel the sub-tasks, or open the parent again.
    """
    note = page.note
    statuses = [page.settings.statuses.get(task.mark) for task in note.tasks]
    unfinished = Counter(
        task.parent
        for task, status in zip(note.tasks, statuses, strict=True)
        if status in (Status.OPEN, Status.IN_PROGRESS)
    )
    for number, (task, status) in enumerate(zip(note.tasks, statuses, strict=True)):
        if status is Status.DONE and (count := unfinished[number]):
            left = "a sub-task is" if count == 1 else f"{count} sub-tasks are"
            yield Finding(note.path, task.start, task.stop, f"done, but {left} not: {task.text}")
