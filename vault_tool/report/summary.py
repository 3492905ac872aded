"""From a linked vault and its findings to a `Report`."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic
from vault_tool.links import LinkTable
from vault_tool.model import Note, Vault
from vault_tool.names import within as lies_within
from vault_tool.progress import vault_progress
from vault_tool.report.breakdowns import breakdowns
from vault_tool.report.problems import Problems, problems
from vault_tool.report.records import MADE_BY, By, LinkCount, Linked, Listing, Report
from vault_tool.report.tally import LinkTally, TaskTally, count_links, count_tasks
from vault_tool.report.todos import todos


def summarise(
    links: LinkTable,
    diagnostics: Sequence[Diagnostic],
    *,
    today: date,
    within: str = "",
    name: str = "",
    by: Sequence[By] = (),
    top: int | None = None,
) -> Report:
    """Sum the vault up, or the folder `within` and all below it; links are followed in the whole vault.

    `diagnostics` are what lint found in the same folder. `name` is what the vault is called. `by` chooses the
    breakdowns (see `breakdowns`); `top` is how many items each list keeps. A report that lies in the vault is left
    out, with its links: else every orphan that it names would be none the next time.
    """
    reports = frozenset(path for path, note in links.vault.notes.items() if is_report(note))
    links = _without(links, reports)
    shown = _Shown.of(links.vault, within)
    return summed(
        links,
        problems([finding for finding in diagnostics if finding.path not in reports], top),
        count_links(chain.from_iterable(links.references.get(path, ()) for path in shown.notes | shown.canvases)),
        count_tasks(links.vault, today=today, within=within, top=top),
        today=today,
        within=within,
        name=name,
        by=by,
        top=top,
    )


def summed(
    links: LinkTable,
    found: Problems,
    counted: LinkTally,
    tasks: TaskTally,
    *,
    today: date,
    within: str,
    name: str,
    by: Sequence[By],
    top: int | None,
) -> Report:
    """Put together what has been counted; neither `links` nor `found` is about any report.

    Of `links` this asks for the marks of its tasks, its neighbours, its hubs and
    what these lead to; and for the notes, in full, of what is listed.
    """
    vault = links.vault
    shown = _Shown.of(vault, within)
    progress = vault_progress(vault, within)
    left = todos(vault, tasks.left, today=today, top=top)
    return Report(
        name=name,
        within=within,
        today=today,
        notes=len(shown.notes),
        left_out=shown.left_out,
        canvases=len(shown.canvases),
        attachments=shown.attachments,
        links=_count(counted, found.broken_links),
        progress=progress,
        breakdowns=breakdowns(links, by, tasks.sections, within=within, top=top),
        unknown_marks=Listing.of(sorted(progress.unknown.items(), key=lambda entry: (-entry[1], entry[0])), top),
        goals=left.goals,
        track=left.track,
        overdue=left.overdue,
        due_next=left.due_next,
        by_week=left.by_week,
        open_tasks=left.open_tasks,
        broken=found.broken,
        findings=found.others,
        orphans=Listing.of(_part(links.orphans(), within), top),
        dead_ends=Listing.of(_part(links.dead_ends(), within), top),
        islands=_islands(links, within, top),
        unreachable=Listing.of(_part(links.unreachable(links.hubs), within), top),
        most_linked=_most_linked(links, shown.notes, top),
    )


class _Shown(NamedTuple):
    """The files that are reported: those of the folder, without the excluded ones."""

    notes: frozenset[str]
    canvases: frozenset[str]
    attachments: int
    left_out: int
    """How many notes are excluded."""

    @classmethod
    def of(cls, vault: Vault, within: str) -> "_Shown":
        files = frozenset(_part(vault.files.keys() | vault.notes.keys() | vault.canvases.keys(), within))
        shown = files - vault.excluded
        notes, canvases = shown & vault.notes.keys(), shown & vault.canvases.keys()
        left_out = len(files & vault.notes.keys()) - len(notes)
        return cls(notes, canvases, len(shown) - len(notes) - len(canvases), left_out)


def _without(links: LinkTable, reports: Collection[str]) -> LinkTable:
    if not reports:
        return links
    vault = links.vault
    rest = vault._replace(
        notes={path: note for path, note in vault.notes.items() if path not in reports},
        files={path: kind for path, kind in vault.files.items() if path not in reports},
    )
    references = {path: references for path, references in links.references.items() if path not in reports}
    return LinkTable(rest, links.index, references)


def is_report(note: Note) -> bool:
    """Whether the note is a report that was written into the vault."""
    key, value = MADE_BY
    return note.properties.get(key) == value


def _part(paths: Iterable[str], within: str) -> list[str]:
    return [path for path in paths if lies_within(path, (within,))] if within else list(paths)


def _count(counted: LinkTally, broken: int) -> LinkCount:
    total = counted.by_kind.total()
    return LinkCount(
        total=total,
        resolved=total - counted.external - counted.missing,
        broken=broken,
        pending=counted.missing - broken,
        external=counted.external,
        by_kind=dict(sorted((kind.value, count) for kind, count in counted.by_kind.items())),
    )


def _islands(links: LinkTable, within: str, top: int | None) -> Listing[Listing[str]]:
    cut_off = (_part(island, within) for island in links.islands()[1:] if len(island) > 1)
    return Listing.of([Listing.of(island, top) for island in cut_off if island], top)


def _most_linked(links: LinkTable, notes: Collection[str], top: int | None) -> Listing[Linked]:
    backlinks = Counter(path for paths in links.neighbours.values() for path in paths if path in notes)
    ranked = sorted(backlinks.items(), key=lambda entry: (-entry[1], entry[0]))
    return Listing.of([Linked(path, count) for path, count in ranked], top)
