"""How far along a hub is: what it and the notes that it leads to add up to."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from vault_tool.errors import UsageError
from vault_tool.hubs import is_hub
from vault_tool.links import LinkTable
from vault_tool.model import LinkKind
from vault_tool.progress import NoteGoal, Progress, is_counted, progress_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HubProgress:
    """What a hub adds up to."""

    hub: str
    """The hub's path."""
    notes: tuple[str, ...]
    """The notes that were counted, each once: the hub itself, then in the order in which its links lead to them."""
    progress: Progress
    goals: tuple[NoteGoal, ...] = ()
    """The numeric goals of these notes, in their order."""


def hub_progress(links: LinkTable, hub: str) -> HubProgress:
    """Return the progress of the hub at the path `hub`: its own tasks, and those of the notes that it leads to.

    It leads to the notes that its body links to or embeds, whole notes also where the link names a heading; its
    properties lead up and sideways and do not count. Of the notes that it leads to only hubs lead on. Excluded
    notes and templates are neither counted nor followed; a hub that is one itself is followed, as it was asked for.
    Raises `UsageError` where there is no such note.
    """
    vault = links.vault
    if hub not in vault.notes:
        raise UsageError(f"no such note: {hub}")
    reached = {hub}
    counted = [vault.notes[hub]] if is_counted(vault.notes[hub], vault) else []
    to_follow = deque([hub])
    while to_follow:
        for path in _leads_to(links, to_follow.popleft()):
            note = vault.notes.get(path)
            if path in reached or note is None:
                continue
            reached.add(path)
            if is_counted(note, vault):
                counted.append(note)
                if is_hub(note, vault.settings):
                    to_follow.append(path)
    marks = Counter(task.mark for note in counted for task in note.tasks)
    return HubProgress(
        hub=hub,
        notes=tuple(note.path for note in counted),
        progress=progress_of(marks, vault.settings),
        goals=tuple(NoteGoal(note.path, goal) for note in counted for goal in note.goals),
    )


def _leads_to(links: LinkTable, hub: str) -> Iterator[str]:
    for reference in links.references.get(hub, ()):
        if reference.link.kind is not LinkKind.PROPERTY and reference.edge is not None:
            yield reference.edge
