"""Goals without a number: the tasks that have the tag `#goal`, counted by the section that they stand in."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from vault_tool.model import Goal, Note, Task, Vault
from vault_tool.progress import NoteGoal, counted_notes, progress_of
from vault_tool.written import is_goal


def goals_in_words(vault: Vault, within: str = "") -> Iterator[NoteGoal]:
    """Yield for each section how many of its goals are done and how many there are, in the place of the first.

    Cancelled ones do not count. A goal that stands under no heading is its note's.
    """
    for note in counted_notes(vault, within):
        sections: dict[str, list[Task]] = {}
        for task in note.tasks:
            if is_goal(task.text):
                sections.setdefault(_section(note, task), []).append(task)
        for section, tasks in sections.items():
            progress = progress_of(Counter(task.mark for task in tasks), vault.settings)
            if progress.total:
                first = tasks[0]
                goal = Goal(section, float(progress.done), float(progress.total), first.start, first.stop)
                yield NoteGoal(note.path, goal)


def _section(note: Note, task: Task) -> str:
    above = bisect_right(note.headings, task.start, key=lambda heading: heading.start)
    return note.headings[above - 1].text if above else note.path.rpartition("/")[2].removesuffix(".md")
