"""The progress of a vault sorted into hubs, folders, notes, sections and tags."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vault_tool.hub_progress import progress_by_hub
from vault_tool.links import LinkTable
from vault_tool.progress import counted_notes, folder_progress, note_progress, section_progress, tag_progress
from vault_tool.report.records import By, Listing, Share

_FEWEST = {By.HUB: 1, By.FOLDER: 2, By.SECTION: 2}
"""The breakdowns that are shown unasked, and from how many rows on: a single section says what the whole says."""


def breakdowns(links: LinkTable, by: Sequence[By], *, within: str, top: int | None) -> dict[By, Listing[Share]]:
    """Return the breakdowns asked for; where `by` is empty, those that say something of this vault.

    These are the hubs if there are any, and the folders and the sections if there are several with tasks. Each begins
    with what has most left to do; what has no task at all is left out.
    """
    rows: Mapping[By, Callable[[LinkTable, str], Iterable[Share]]] = {
        By.HUB: _by_hub,
        By.FOLDER: _by_folder,
        By.NOTE: _by_note,
        By.SECTION: _by_section,
        By.TAG: _by_tag,
    }
    found = {kind: _most_left_first(rows[kind](links, within)) for kind in by or _FEWEST}
    return {kind: Listing.of(shares, top) for kind, shares in found.items() if by or len(shares) >= _FEWEST[kind]}


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


def _by_section(links: LinkTable, within: str) -> Iterator[Share]:
    """Yield the sections with the tasks up to their next heading, so that none is counted twice."""
    for note in counted_notes(links.vault, within):
        if note.tasks:
            for section in section_progress(note, links.vault.settings):
                yield Share(section.heading.text if section.heading else "", note.path, section.own)


def _by_tag(links: LinkTable, within: str) -> Iterator[Share]:
    for tag, progress in tag_progress(links.vault, within).items():
        yield Share(tag, "", progress)
