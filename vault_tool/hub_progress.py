"""How far along a hub is: what it and the notes that it leads to add up to."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from vault_tool.errors import UsageError
from vault_tool.hubs import is_hub
from vault_tool.links import LinkTable
from vault_tool.model import LinkKind
from vault_tool.names import within as is_within
from vault_tool.progress import NoteGoal, Progress, counted_notes, is_counted, progress_of
from vault_tool.settings import Settings


class HubProgress(NamedTuple):
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


def progress_by_hub(links: LinkTable, within: str = "") -> dict[str, Progress]:
    """Return the progress of each hub in the folder `within` and below it, by path and sorted.

    It is what `hub_progress` says of each; what the hubs count may lie anywhere. Hubs that lead to each other count
    the same notes, so a tangle of them is added up once.
    """
    marks = {note.path: [task.mark for task in note.tasks] for note in counted_notes(links.vault)}
    return progress_of_hubs(
        {hub: list(_leads_to(links, hub)) for hub in links.hubs}, marks, links.vault.settings, within
    )


def progress_of_hubs(
    leads: Mapping[str, Collection[str]], marks: Mapping[str, Iterable[str]], settings: Settings, within: str
) -> dict[str, Progress]:
    """Return the same, given what each hub's body leads to, and the marks of the tasks in the notes that count."""
    down = {hub: {path for path in paths if path in leads} for hub, paths in leads.items()}
    up: dict[str, set[str]] = {hub: set() for hub in leads}
    for hub, below in down.items():
        for path in below:
            up[path].add(hub)
    found: dict[str, Progress] = {}
    for hub in leads:
        if hub in found or (within and not is_within(hub, (within,))):
            continue
        below = _reach(down, hub)
        notes = below.union(*(leads[path] for path in below))
        progress = progress_of(Counter(chain.from_iterable(marks.get(path, ()) for path in notes)), settings)
        found.update(dict.fromkeys(below & _reach(up, hub), progress))
    return {hub: found[hub] for hub in sorted(found) if not within or is_within(hub, (within,))}


def _reach(ways: Mapping[str, Iterable[str]], start: str) -> set[str]:
    reached = {start}
    ahead = [start]
    while ahead:
        for path in ways[ahead.pop()]:
            if path not in reached:
                reached.add(path)
                ahead.append(path)
    return reached


def _leads_to(links: LinkTable, hub: str) -> Iterator[str]:
    for reference in links.references.get(hub, ()):
        if reference.link.kind is not LinkKind.PROPERTY and reference.edge is not None:
            yield reference.edge
