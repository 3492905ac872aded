"""From a linked vault and its findings to a `Report`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic
from vault_tool.links import LinkTable
from vault_tool.model import Note, Vault
from vault_tool.progress import Progress, vault_progress
from vault_tool.report.breakdowns import breakdown, breakdowns
from vault_tool.report.problems import Problems, problems
from vault_tool.report.records import MADE_BY, By, LinkCount, Listing, Report, Share
from vault_tool.report.shape import Shape, part, shape_of
from vault_tool.report.tally import LinkTally, count_links, count_tasks
from vault_tool.report.todos import Todos, todos


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
    tasks = count_tasks(links.vault, today=today, within=within, top=top)
    return summed(
        Shown(len(shown.notes), len(shown.canvases), shown.attachments, shown.left_out),
        count_links(chain.from_iterable(links.references.get(path, ()) for path in shown.notes | shown.canvases)),
        problems([finding for finding in diagnostics if finding.path not in reports], top),
        shape_of(links, shown.notes, within=within, top=top),
        vault_progress(links.vault, within),
        breakdowns(by, partial(breakdown, links, tasks.sections, within=within, top=top)),
        todos(links.vault, tasks.left, today=today, top=top),
        today=today,
        within=within,
        name=name,
        top=top,
    )


class Shown(NamedTuple):
    """How many files are reported, and how many notes are not because they are excluded."""

    notes: int
    canvases: int
    attachments: int
    left_out: int


def summed(
    shown: Shown,
    counted: LinkTally,
    found: Problems,
    shape: Shape,
    progress: Progress,
    shares: Mapping[By, Listing[Share]],
    left: Todos,
    *,
    today: date,
    within: str,
    name: str,
    top: int | None,
) -> Report:
    """Put together what has been counted; none of it is about a report that lies in the vault."""
    return Report(
        name=name,
        within=within,
        today=today,
        notes=shown.notes,
        left_out=shown.left_out,
        canvases=shown.canvases,
        attachments=shown.attachments,
        links=_count(counted, found.broken_links),
        progress=progress,
        breakdowns=shares,
        unknown_marks=Listing.of(sorted(progress.unknown.items(), key=lambda entry: (-entry[1], entry[0])), top),
        goals=left.goals,
        track=left.track,
        overdue=left.overdue,
        due_next=left.due_next,
        by_week=left.by_week,
        open_tasks=left.open_tasks,
        broken=found.broken,
        findings=found.others,
        **shape._asdict(),
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
        files = frozenset(part(vault.files.keys() | vault.notes.keys() | vault.canvases.keys(), within))
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
