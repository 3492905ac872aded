"""The shape of a vault that was surveyed, as its report shows it."""

from collections.abc import Mapping, Sequence
from heapq import nlargest

from vault_tool.model import FileKind
from vault_tool.names import within as lies_within
from vault_tool.report.records import Linked, Listing
from vault_tool.report.shape import Shape, cut_off, most_linked, part
from vault_tool.store import Unread
from vault_tool.surveying.survey import Survey
from vault_tool.surveying.web import Web


def shape_seen(vault: Unread, survey: Survey, numbers: Mapping[str, int], *, within: str, top: int) -> Shape:
    """Return what `shape_of` says of the same vault; the survey knows its files by these `numbers`."""
    paths = list(numbers)
    reports = frozenset(map(numbers.__getitem__, survey.reports))
    canvases = {numbers[path] for path, kind in vault.files.items() if kind is FileKind.CANVAS}
    notes: Sequence[int] = range(len(paths))
    if canvases:
        notes = [number for number in notes if number not in canvases]
    listed = _named(vault, paths, [number for number in notes if number not in reports] if reports else notes)
    web = Web(paths, survey.threads, listed=listed, canvases=canvases, reports=reports)
    hubs = set(_named(vault, paths, list(map(numbers.__getitem__, survey.hubs))))
    return Shape(
        Listing.of(part(web.orphans(hubs), within), top),
        Listing.of(part(web.dead_ends(), within), top),
        cut_off(web.smaller_islands(), within=within, top=top),
        Listing.of(part(web.unreachable(hubs), within), top),
        _most_linked(paths, _shown(vault, paths, notes, within), web.backlinks, top),
    )


def _named(vault: Unread, paths: Sequence[str], notes: Sequence[int]) -> Sequence[int]:
    """Return those of the notes that are neither excluded nor templates by their folder."""
    excluded, templates = vault.excluded, vault.settings.template_folders
    if not (excluded or templates):
        return notes
    return [note for note in notes if paths[note] not in excluded and not lies_within(paths[note], templates)]


def _most_linked(paths: Sequence[str], shown: Sequence[int], backlinks: Sequence[int], top: int) -> Listing[Linked]:
    counts = [backlinks[number] for number in shown]
    # Few are listed, and to rank all would take longer than to find the least count of these.
    least = max([1, *nlargest(top, counts)[-1:]])
    first = {paths[number]: count for number, count in zip(shown, counts, strict=True) if count >= least}
    return Listing(most_linked(first, top).items, len(counts) - counts.count(0))


def _shown(vault: Unread, paths: Sequence[str], notes: Sequence[int], within: str) -> Sequence[int]:
    """Return those of the notes that are reported, and maybe those of reports, to which no link leads."""
    excluded = vault.excluded
    if not (excluded or within):
        return notes
    shown = set(part(paths, within))
    return [number for number in notes if paths[number] in shown and paths[number] not in excluded]
