"""From a vault of which only the names are known to its report."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple, assert_never

from vault_tool.collector import collector_paused
from vault_tool.hub_progress import progress_of_hubs
from vault_tool.linting.hints import Hints
from vault_tool.model import FileKind, Note, Vault
from vault_tool.names import within as lies_within
from vault_tool.progress import progress_of, progress_of_folders
from vault_tool.report import By, Listing, Report, Share
from vault_tool.report.breakdowns import breakdowns, by_folder, by_hub, by_section, most_left_first, share_of_note
from vault_tool.report.shape import part
from vault_tool.report.summary import Shown, summed
from vault_tool.report.todos import todos
from vault_tool.rules._rule import Rule
from vault_tool.skimming.checking import Met, look_through
from vault_tool.skimming.glances import Glances
from vault_tool.store import Unread
from vault_tool.surveying.faults import problems_of
from vault_tool.surveying.glance import glance
from vault_tool.surveying.shaping import shape_seen
from vault_tool.surveying.survey import Survey, Surveyor, Wanted, marks_by_note, together


class Reported(NamedTuple):
    """A report, and what it is of."""

    report: Report
    vault: Vault
    """Its notes are read when they are asked for."""


def report_on(
    vault: Unread,
    rules: Sequence[Rule],
    *,
    today: date,
    within: str,
    name: str,
    by: Sequence[By],
    top: int,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reported:
    """Return what `summarise` says of the vault and of what these rules find in it; `can_check` must allow them.

    `by` must not have tags in it: whose tasks are whose, only a note says that was read in full.
    """
    wanted = Wanted(within, today, top)
    observe = partial(Surveyor, wanted)
    met = look_through(vault, rules, within=within, today=today, jobs=jobs, observe=observe, progress=progress)
    with collector_paused():
        survey = together([seen for seen in met.observed if isinstance(seen, Survey)], top)
        glances = Glances(met.lookup.vault.notes, vault.source, glance)
        hints = Hints(met.lookup.vault, met.lookup, survey.faults.looks, glances)
        named = {rule.name: rule for rule in rules}
        marks = sum(survey.folders.values(), Counter[str]())
        report = summed(
            _shown(vault, survey, within),
            survey.links,
            problems_of(survey.faults, hints, named, survey.reports, vault.source, top),
            shape_seen(vault, survey, met.numbers, within=within, top=top),
            progress_of(marks, vault.settings),
            breakdowns(by, partial(_breakdown, vault, survey, met.numbers, glances, wanted)),
            todos(met.lookup.vault._replace(notes=glances), survey.tasks.left, today=today, top=top),
            today=today,
            within=within,
            name=name,
            top=top,
        )
    return Reported(report, _seen(met))


def _seen(met: Met) -> Vault:
    seen = met.lookup.vault
    return Vault(
        notes=seen.notes, files=seen.files, unreadable=met.unreadable, settings=seen.settings, source=seen.source
    )


def _shown(vault: Unread, survey: Survey, within: str) -> Shown:
    """Count the files that are reported, without the reports that lie in the vault."""
    reports = survey.reports
    files = part(vault.files.keys() - reports if reports else vault.files, within)
    kinds = Counter(map(vault.files.__getitem__, files))
    away = Counter(vault.files[path] for path in vault.excluded.intersection(files))
    kinds.subtract(away)
    notes, canvases = kinds[FileKind.NOTE], kinds[FileKind.CANVAS]
    return Shown(notes, canvases, kinds.total() - notes - canvases, away[FileKind.NOTE])


def _breakdown(
    vault: Unread, survey: Survey, numbers: Mapping[str, int], notes: Mapping[str, Note], wanted: Wanted, kind: By
) -> Listing[Share]:
    settings, within = vault.settings, wanted.within
    match kind:
        case By.HUB:
            away = settings.template_folders
            leads = {
                hub: led
                for hub, led in sorted(survey.hubs.items())
                if hub not in vault.excluded and not lies_within(hub, away)
            }
            marks = _marks_of({*leads, *chain.from_iterable(leads.values())}, survey, numbers) if leads else {}
            return most_left_first(by_hub(progress_of_hubs(leads, marks, settings, within)), wanted.top)
        case By.FOLDER:
            return most_left_first(by_folder(progress_of_folders(survey.folders, settings, within), within), wanted.top)
        case By.NOTE:
            marks = _marks_of(part(numbers, within), survey, numbers)
            shares = (share_of_note(path, progress_of(Counter(of_note), settings)) for path, of_note in marks.items())
            return most_left_first(shares, wanted.top)
        case By.SECTION:
            return by_section(notes, settings, survey.tasks.sections)
        case By.TAG:
            raise ValueError("only notes that were read in full say whose tasks are whose")
        case _:
            assert_never(kind)


def _marks_of(paths: Iterable[str], survey: Survey, numbers: Mapping[str, int]) -> dict[str, str]:
    """Return the marks of those of the notes that have any and count."""
    by_note = marks_by_note(survey.marked)
    return {path: by_note[number] for path in paths if (number := numbers[path]) in by_note}
