"""The shape of a vault that was surveyed, as its report shows it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from vault_tool.model import FileKind
from vault_tool.names import within as lies_within
from vault_tool.report.records import Linked, Listing
from vault_tool.report.shape import Shape, cut_off, most_linked, part
from vault_tool.skimming.exchange import numbered
from vault_tool.store import Unread
from vault_tool.surveying.survey import Survey
from vault_tool.surveying.web import Web


def shape_seen(vault: Unread, survey: Survey, *, within: str, top: int) -> Shape:
    """Return what `shape_of` says of the same vault."""
    numbers = numbered(vault.files)
    paths = list(numbers)
    reports = frozenset(map(numbers.__getitem__, survey.reports))
    web = Web(
        paths,
        survey.strands,
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
    vault: Unread, paths: Sequence[str], backlinks: Mapping[int, int], within: str, top: int
) -> Listing[Linked]:
    shown = {
        path: count
        for number, count in backlinks.items()
        if vault.files[path := paths[number]] is FileKind.NOTE and path not in vault.excluded
    }
    if within:
        shown = {path: shown[path] for path in part(shown, within)}
    # Few are listed, and to rank all would take longer than to find the least count of these.
    least = sorted(shown.values(), reverse=True)[:top][-1:]
    first = most_linked({path: count for path, count in shown.items() if count >= least[0]}, top).items if least else ()
    return Listing(first, len(shown))
