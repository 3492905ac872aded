"""The shape of a vault that was surveyed, as its report shows it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

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
    web = Web(
        paths,
        survey.threads,
        listed=[numbers[path] for path in _listed(vault, paths, survey.reports)],
        canvases=[numbers[path] for path, kind in vault.files.items() if kind is FileKind.CANVAS],
        reports=reports,
    )
    hubs = {numbers[path] for path in _named(vault, survey.hubs)}
    return Shape(
        Listing.of(part(web.orphans(hubs), within), top),
        Listing.of(part(web.dead_ends(), within), top),
        cut_off(web.islands(), within=within, top=top),
        Listing.of(part(web.unreachable(hubs), within), top),
        _most_linked(vault, paths, web.backlinks, within, top),
    )


def _listed(vault: Unread, paths: Iterable[str], reports: Collection[str]) -> Sequence[str]:
    notes = [path for path in paths if vault.files[path] is FileKind.NOTE and path not in reports]
    return _named(vault, notes)


def _named(vault: Unread, notes: Iterable[str]) -> Sequence[str]:
    """Return those of the notes that are neither excluded nor templates by their folder."""
    excluded, templates = vault.excluded, vault.settings.template_folders
    if not (excluded or templates):
        return list(notes)
    return [path for path in notes if path not in excluded and not lies_within(path, templates)]


def _most_linked(
    vault: Unread, paths: Sequence[str], backlinks: Sequence[int], within: str, top: int
) -> Listing[Linked]:
    shown = _shown(vault, paths, within)
    counts = [backlinks[number] for number in shown]
    # Few are listed, and to rank all would take longer than to find the least count of these.
    least = max([1, *sorted(counts, reverse=True)[:top][-1:]])
    first = {paths[number]: count for number, count in zip(shown, counts, strict=True) if count >= least}
    return Listing(most_linked(first, top).items, len(counts) - counts.count(0))


def _shown(vault: Unread, paths: Sequence[str], within: str) -> Sequence[int]:
    """Return the numbers of the notes that are reported, and maybe those of reports, to which no link leads."""
    excluded, files = vault.excluded, vault.files
    shown = set(part(paths, within)) if within else paths
    return [
        number
        for number, path in enumerate(paths)
        if files[path] is FileKind.NOTE and path not in excluded and (not within or path in shown)
    ]
