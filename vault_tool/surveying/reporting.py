"""From a vault of which only the names are known to its report."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from datetime import date
from functools import partial
from typing import NamedTuple

from vault_tool.collector import collector_paused
from vault_tool.links import LinkTable
from vault_tool.linting.hints import Hints
from vault_tool.model import Canvas, FileKind, Link, LinkKind, Note, Task, Vault
from vault_tool.names import within as lies_within
from vault_tool.report import By, Report
from vault_tool.report.summary import summed
from vault_tool.resolve import Index
from vault_tool.rules._rule import Rule
from vault_tool.skimming.checking import Met, look_through
from vault_tool.store import Unread
from vault_tool.surveying.faults import problems_of
from vault_tool.surveying.survey import Survey, Surveyor, Wanted, together
from vault_tool.target import Found, Reference


class Reported(NamedTuple):
    """A report, and what it is of."""

    report: Report
    vault: Vault
    """Of its notes it says what is to be done in them, and all of one that is asked for by its path."""


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
    observe = partial(Surveyor, Wanted(within, today, top))
    met = look_through(vault, rules, within=within, today=today, jobs=jobs, observe=observe, progress=progress)
    with collector_paused():
        survey = together([part for part in met.observed if isinstance(part, Survey)], top)
        links = _links(vault, met, survey)
        hints = Hints(met.index.vault, met.index, survey.faults.looks)
        named = {rule.name: rule for rule in rules}
        report = summed(
            links,
            problems_of(survey.faults, hints, named, survey.reports, vault.source, top),
            survey.links,
            survey.tasks,
            today=today,
            within=within,
            name=name,
            by=by,
            top=top,
        )
    return Reported(report, links.vault)


class _Surveyed(LinkTable):
    """A table that knows what follows from links, and not the links."""

    def __init__(
        self,
        vault: Vault,
        index: Index,
        references: Mapping[str, tuple[Reference, ...]],
        neighbours: Mapping[str, Sequence[str]],
        hubs: Sequence[str],
    ) -> None:
        super().__init__(vault, index, references)
        self.neighbours = neighbours
        self.hubs = hubs


def _links(vault: Unread, met: Met, survey: Survey) -> LinkTable:
    files = {path: kind for path, kind in vault.files.items() if path not in survey.reports}
    seen = Vault(
        notes=_Notes(met.index.vault.notes, _marked(files, survey.marks)),
        canvases={path: Canvas(path=path) for path, kind in files.items() if kind is FileKind.CANVAS},
        files=files,
        excluded=vault.excluded,
        unreadable=met.unreadable,
        settings=vault.settings,
        source=vault.source,
    )
    templates = vault.settings.template_folders
    hubs = sorted(path for path in survey.hubs if path not in vault.excluded and not lies_within(path, templates))
    leads = {
        hub: tuple(Reference(hub, _SOME_LINK, Found(path)) for path in paths) for hub, paths in survey.hubs.items()
    }
    return _Surveyed(seen, Index(seen, met.index.files), leads, survey.neighbours, tuple(hubs))


_SOME_LINK = Link(LinkKind.WIKILINK, "", None, None, 0, 0)


def _marked(files: Mapping[str, FileKind], marks: Mapping[str, str]) -> dict[str, Note]:
    """Return the notes with tasks that have marks and nothing else."""
    tasks = {mark: Task(mark, "", -1, 0, 0) for mark in frozenset().union(*marks.values())}
    return {
        path: Note(path=path, tasks=tuple([tasks[mark] for mark in marks.get(path, "")]))
        for path, kind in files.items()
        if kind is FileKind.NOTE
    }


class _Notes(Mapping[str, Note]):
    """Notes of which all that pass by have only their marks, and one that is asked for by its path has everything."""

    def __init__(self, whole: Mapping[str, Note], passing: dict[str, Note]) -> None:
        self._whole = whole
        self._passing = passing

    def __getitem__(self, path: str) -> Note:
        if path not in self._passing:
            raise KeyError(path)
        return self._whole[path]

    def __contains__(self, path: object) -> bool:
        return path in self._passing

    def __iter__(self) -> Iterator[str]:
        return iter(self._passing)

    def __len__(self) -> int:
        return len(self._passing)

    def keys(self) -> KeysView[str]:
        """Return the paths."""
        return self._passing.keys()

    def values(self) -> ValuesView[Note]:
        """Return the notes in passing."""
        return self._passing.values()

    def items(self) -> ItemsView[str, Note]:
        """Return the notes in passing, by their paths."""
        return self._passing.items()
