"""What is broken in a vault, without ever holding the vault: for the rules that judge links and texts one by one."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from vault_tool.diagnostic import Diagnostic
from vault_tool.linkpath import index_files
from vault_tool.linting import Coverage, coverage
from vault_tool.linting.stamping import Placed, explain
from vault_tool.model import FileKind, Note, Vault
from vault_tool.on_demand import NotesOnDemand
from vault_tool.resolve import Index
from vault_tool.rules._rule import DefectRule, LinkRule, Rule, RunnerRule
from vault_tool.settings import Dialect, Settings
from vault_tool.skimming.exchange import Ground, Observer, numbered
from vault_tool.skimming.glances import Glances, note_with_places
from vault_tool.skimming.hearing import Heard
from vault_tool.skimming.plain import plain_names
from vault_tool.skimming.workers import Work, run
from vault_tool.store import Unread


class Checked(NamedTuple):
    """What was found in a vault."""

    found: tuple[Diagnostic, ...]
    """Sorted by place."""
    coverage: Coverage
    settings: Settings
    files: Mapping[str, FileKind]
    """Every visible file of the vault."""
    unreadable: Mapping[str, str]
    """Files and folders that the system would not let us read, each with its reason."""
    is_skimmed: bool = False
    """Whether it was found by the rules that judge links and texts one by one, in Obsidian's dialect."""
    heard: Sequence[Any] = ()
    """What links ask for, where that was listened to; files count from 0, notes and canvases only."""
    observed: Sequence[object] = ()
    """What each observer made of what it saw."""


def can_check(vault: Unread, rules: Sequence[Rule]) -> bool:
    """Whether this is enough for these rules: none of them looks at the vault as a whole, or at what is whole."""
    return vault.settings.dialect is Dialect.OBSIDIAN and all(
        isinstance(rule, DefectRule | LinkRule | RunnerRule) for rule in rules
    )


def check_vault(
    vault: Unread,
    rules: Sequence[Rule],
    *,
    within: str = "",
    today: date,
    jobs: int | None = None,
    hints: bool = True,
    listens: Callable[[Heard, int], object] | None = None,
    observe: Callable[[Ground], Observer] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Return what the rules find in the files of the folder `within`, as `lint` would; `can_check` must allow it.

    `jobs` is how many processes share in it, by default as many as there are processors for this one. Without
    `hints`, findings have those only that the rules themselves give. `listens` has it noted what links ask
    for, and makes of that what is kept; it is given how many files there are. `observe` makes observers; who has these
    takes no hints.
    """
    met = look_through(
        vault,
        rules,
        within=within,
        today=today,
        jobs=jobs,
        hints=hints,
        listens=listens,
        observe=observe,
        progress=progress,
    )
    return Checked(
        _explained(met) if hints else tuple(met.told),
        _coverage(vault, met.templates, within),
        vault.settings,
        vault.files,
        met.unreadable,
        is_skimmed=True,
        heard=met.heard,
        observed=met.observed,
    )


class Met(NamedTuple):
    """What was met with in a vault."""

    found: list[Placed]
    """Sorted by place, and not explained yet; nothing without hints, or where observers were told instead."""
    told: list[Diagnostic]
    """Sorted by place; what wants no explaining."""
    unreadable: Mapping[str, str]
    templates: frozenset[str]
    heard: Sequence[object]
    observed: Sequence[object]
    """What each observer made of what it saw."""
    numbers: Mapping[str, int]
    """The numbers of the notes and canvases by their paths."""
    lookup: Index
    """The index of the vault's files; its vault has the notes, each read when it is asked for."""


def look_through(
    vault: Unread,
    rules: Sequence[Rule],
    *,
    within: str,
    today: date,
    jobs: int | None = None,
    hints: bool = True,
    listens: Callable[[Heard, int], object] | None = None,
    observe: Callable[[Ground], Observer] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Met:
    """Return the same as `check_vault`, which says the rest, before it is explained; `observe` makes observers."""
    numbers = numbered(vault.files)
    texts = list(numbers)
    ground = Ground(vault, files := index_files(vault.files), plain_names(files, numbers), numbers, texts)
    work = Work(ground, rules, within, today, hints, listens, observe)
    outcomes = run(work, texts, jobs or _processors(), progress)
    found = sorted(chain.from_iterable(outcome.found for outcome in outcomes), key=lambda found: found.finding.path)
    told = sorted(chain.from_iterable(outcome.told for outcome in outcomes), key=itemgetter(0))
    unreadable = dict(chain(vault.unreadable.items(), *(outcome.unreadable.items() for outcome in outcomes)))
    templates = frozenset().union(*(outcome.templates for outcome in outcomes))
    heard = [outcome.heard for outcome in outcomes if outcome.heard is not None]
    observed = [outcome.observed for outcome in outcomes]
    notes = NotesOnDemand(lambda path: vault.files.get(path) is FileKind.NOTE, vault.source, lambda: _notes(vault))
    lookup = Index(Vault(notes=notes, files=vault.files, settings=vault.settings, source=vault.source), files)
    return Met(
        found=found,
        told=told,
        unreadable=unreadable,
        templates=templates,
        heard=heard,
        observed=observed,
        numbers=numbers,
        lookup=lookup,
    )


def _explained(met: Met) -> tuple[Diagnostic, ...]:
    from vault_tool.linting.hints import Hints  # noqa: PLC0415 -- some formats have none

    vault = met.lookup.vault
    listed = Glances(vault.notes, vault.source, note_with_places)
    return explain(_drained(met.found), Hints(vault, met.lookup, listed=listed))


def _drained(found: list[Placed]) -> Iterator[Placed]:
    """Yield the findings in order, and let go of each: it makes way for what it becomes."""
    found.reverse()
    while found:
        yield found.pop()


def _coverage(vault: Unread, templates: frozenset[str], within: str) -> Coverage:
    if not within and not vault.settings.template_folders:
        left_out = sum(1 for path in vault.excluded | templates if vault.files.get(path) is FileKind.NOTE)
        return Coverage(sum(1 for _ in _notes(vault)) - left_out, left_out)
    notes = {path: _TEMPLATE if path in templates else _NOTE for path in _notes(vault)}
    return coverage(Vault(notes=notes, excluded=vault.excluded, settings=vault.settings), within)


_NOTE, _TEMPLATE = Note(path=""), Note(path="", template=True)


def _notes(vault: Unread) -> Iterator[str]:
    return (path for path, kind in vault.files.items() if kind is FileKind.NOTE)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
