"""The progress of a vault sorted into hubs, folders, notes, sections and tags."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, assert_never

from vault_tool.hub_progress import progress_by_hub
from vault_tool.links import LinkTable
from vault_tool.model import Note, Vault
from vault_tool.progress import Progress, counted_notes, folder_progress, note_progress, section_progress, tag_progress
from vault_tool.report.records import By, Listing, Share
from vault_tool.settings import Settings, Status

_FEWEST = {By.HUB: 1, By.FOLDER: 2, By.SECTION: 2}
"""The breakdowns that are shown unasked, and from how many rows on: a single section says what the whole says."""


def breakdowns(by: Sequence[By], shares: Callable[[By], Listing[Share]]) -> dict[By, Listing[Share]]:
    """Return the breakdowns asked for; where `by` is empty, those that say something of this vault.

    These are the hubs if there are any, and the folders and the sections if there are several with tasks. Each begins
    with what has most left to do; what has no task at all is left out. `shares` makes each of them.
    """
    found = {kind: shares(kind) for kind in by or _FEWEST}
    return {kind: shares for kind, shares in found.items() if by or shares.total >= _FEWEST[kind]}


def breakdown(
    links: LinkTable, sections: "Listing[Section]", kind: By, *, within: str, top: int | None
) -> Listing[Share]:
    """Return one breakdown of a vault, whose sections are listed already."""
    match kind:
        case By.HUB:
            return most_left_first(by_hub(progress_by_hub(links, within)), top)
        case By.FOLDER:
            return most_left_first(by_folder(folder_progress(links.vault, within), within), top)
        case By.NOTE:
            return most_left_first(_by_note(links, within), top)
        case By.TAG:
            return most_left_first(_by_tag(links, within), top)
        case By.SECTION:
            return by_section(links.vault.notes, links.vault.settings, sections)
        case _:
            assert_never(kind)


def most_left_first(shares: Iterable[Share], top: int | None) -> Listing[Share]:
    """List the shares that have tasks: what has most left to do first."""
    left = [share for share in shares if share.progress.total]
    first = sorted(left, key=_most_left) if top is None else heapq.nsmallest(top, left, key=_most_left)
    return Listing(tuple(first), len(left))


def _most_left(share: Share) -> tuple[int, int, str, str]:
    return share.progress.done - share.progress.total, -share.progress.total, share.path, share.name


def by_hub(progress: Mapping[str, Progress]) -> Iterator[Share]:
    """Yield the hubs, given by their paths."""
    for path, own in progress.items():
        yield share_of_note(path, own)


def share_of_note(path: str, progress: Progress) -> Share:
    """Return the share of a note or hub."""
    return Share(Note(path=path).name, path, progress)


def by_folder(progress: Mapping[str, Progress], within: str) -> Iterator[Share]:
    """Yield the folders below the one that is reported, without those that hold no more than all of their parent."""
    for folder, own in progress.items():
        if folder != within and own != progress[folder.rpartition("/")[0]]:
            yield Share(folder, "", own)


def _by_note(links: LinkTable, within: str) -> Iterator[Share]:
    for note in counted_notes(links.vault, within):
        if note.tasks:
            yield share_of_note(note.path, note_progress(note, links.vault.settings))


class Section(NamedTuple):
    """A section with tasks; sorts as its share does, which is made only for those that are listed."""

    minus_left: int
    minus_total: int
    path: str
    number: int
    """Its place among the sections of its note."""


def sections_in(vault: Vault, *, within: str, top: int | None) -> Listing[Section]:
    """List the sections with the tasks up to their next heading, so that none is counted twice."""
    ranked = [section for note in counted_notes(vault, within) for section in _sections(note, vault.settings)]
    return Listing(tuple(sorted(ranked) if top is None else heapq.nsmallest(top, ranked)), len(ranked))


def sections_together(parts: Sequence[Listing[Section]], top: int | None) -> Listing[Section]:
    """Return the sections of several parts of a vault as those of the whole."""
    first = list(heapq.merge(*(part.items for part in parts)))[:top]
    return Listing(tuple(first), sum(part.total for part in parts))


def by_section(notes: Mapping[str, Note], settings: Settings, sections: Listing[Section]) -> Listing[Share]:
    """List the sections as shares; of the notes those are asked for in which they lie."""
    shares = []
    for section in sections.items:
        heading, own, _ = section_progress(notes[section.path], settings)[section.number]
        shares.append(Share(heading.text if heading else "", section.path, own))
    return Listing(tuple(shares), sections.total)


def _sections(note: Note, settings: Settings) -> Iterator[Section]:
    if not note.tasks:
        return
    starts = [heading.start for heading in note.headings]
    left, total = [0] * (len(starts) + 1), [0] * (len(starts) + 1)
    for task in note.tasks:
        status = settings.statuses.get(task.mark, Status.OPEN)
        if status is not Status.NON_TASK and status is not Status.CANCELLED:
            section = bisect_right(starts, task.start)
            total[section] += 1
            left[section] += status is not Status.DONE
    for section, tasks in enumerate(total):
        if tasks:
            yield Section(-left[section], -tasks, note.path, section)


def _by_tag(links: LinkTable, within: str) -> Iterator[Share]:
    for tag, progress in tag_progress(links.vault, within).items():
        yield Share(tag, "", progress)
