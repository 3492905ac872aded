"""The progress of a vault sorted into hubs, folders, notes, sections and tags."""

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, assert_never

from vault_tool.hub_progress import progress_by_hub
from vault_tool.links import LinkTable
from vault_tool.model import Note, Vault
from vault_tool.progress import counted_notes, folder_progress, note_progress, section_progress, tag_progress
from vault_tool.report.records import By, Listing, Share
from vault_tool.settings import Settings, Status

_FEWEST = {By.HUB: 1, By.FOLDER: 2, By.SECTION: 2}
"""The breakdowns that are shown unasked, and from how many rows on: a single section says what the whole says."""


def breakdowns(
    links: LinkTable, by: Sequence[By], sections: "Listing[Section]", *, within: str, top: int | None
) -> dict[By, Listing[Share]]:
    """Return the breakdowns asked for; where `by` is empty, those that say something of this vault.

    These are the hubs if there are any, and the folders and the sections if there are several with tasks. Each begins
    with what has most left to do; what has no task at all is left out.
    """
    found = {kind: _breakdown(kind, links, sections, within, top) for kind in by or _FEWEST}
    return {kind: shares for kind, shares in found.items() if by or shares.total >= _FEWEST[kind]}


def _breakdown(
    kind: By, links: LinkTable, sections: "Listing[Section]", within: str, top: int | None
) -> Listing[Share]:
    match kind:
        case By.HUB:
            return Listing.of(_most_left_first(_by_hub(links, within)), top)
        case By.FOLDER:
            return Listing.of(_most_left_first(_by_folder(links, within)), top)
        case By.NOTE:
            return Listing.of(_most_left_first(_by_note(links, within)), top)
        case By.TAG:
            return Listing.of(_most_left_first(_by_tag(links, within)), top)
        case By.SECTION:
            return _by_section(links, sections)
        case _:
            assert_never(kind)


def _most_left_first(shares: Iterable[Share]) -> list[Share]:
    return sorted(
        (share for share in shares if share.progress.total),
        key=lambda share: (share.progress.done - share.progress.total, -share.progress.total, share.path, share.name),
    )


def _by_hub(links: LinkTable, within: str) -> Iterator[Share]:
    for path, progress in progress_by_hub(links, within).items():
        yield Share(links.vault.notes[path].name, path, progress)


def _by_folder(links: LinkTable, within: str) -> Iterator[Share]:
    """Yield the folders below the one that is reported, without those that hold no more than all of their parent."""
    progress = folder_progress(links.vault, within)
    for folder, own in progress.items():
        if folder != within and own != progress[folder.rpartition("/")[0]]:
            yield Share(folder, "", own)


def _by_note(links: LinkTable, within: str) -> Iterator[Share]:
    for note in counted_notes(links.vault, within):
        if note.tasks:
            yield Share(note.name, note.path, note_progress(note, links.vault.settings))


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


def _by_section(links: LinkTable, sections: Listing[Section]) -> Listing[Share]:
    vault = links.vault
    shares = []
    for section in sections.items:
        heading, own, _ = section_progress(vault.notes[section.path], vault.settings)[section.number]
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
