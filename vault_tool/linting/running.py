"""Which rules run, on which files; the findings are placed and explained elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.diagnostic import Diagnostic, Finding
from vault_tool.links import LinkTable
from vault_tool.linting.stamping import Raised, stamp
from vault_tool.linting.suppressing import without_allowed, without_ignored, without_suppressed
from vault_tool.model import Canvas, DefectKind, Note, Vault
from vault_tool.names import within as lies_within
from vault_tool.rules._rule import DefectRule, LinkRule, NoteRule, Rule, VaultRule
from vault_tool.target import External, Missing, Reference

if TYPE_CHECKING:
    from datetime import date


def lint(
    links: LinkTable,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    within: str = "",
    today: "date | None" = None,
) -> tuple[Diagnostic, ...]:
    """Return the findings in the files of the folder `within` (empty: all), sorted by place.

    `select` names the rules to run, `ALL` and `DEFAULT` among the names; where it is empty, the vault's own settings
    choose. `ignore` takes rules away. Due dates are held against `today`, by default the clock's. Raises UsageError
    for a name that is no rule's, ConfigurationError where the settings of a file name it.
    """
    return stamp(links, findings(links, select=select, ignore=ignore, within=within, today=today))


def findings(
    links: LinkTable,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    within: str = "",
    today: "date | None" = None,
) -> list[Raised]:
    """Return the same as `lint`, in no order and with byte offsets for places: each finding with its rule."""
    from datetime import datetime  # noqa: PLC0415 - where rules and day are known, neither is to be loaded

    from vault_tool.linting.choosing import chosen_rules  # noqa: PLC0415

    chosen = chosen_rules(links.vault.settings, select, ignore)
    files = checked_files(links.vault, within)
    return findings_in(links, chosen, files, today or datetime.now().astimezone().date())


def findings_in(links: LinkTable, chosen: Sequence[Rule], files: frozenset[str], today: "date | None") -> list[Raised]:
    """Return what the chosen rules find in these files, in no order; without a day, where none of them judges notes."""
    vault = links.vault
    rules = _Rules.of(chosen)
    raised = [*_file_findings(links, rules, files, today), *_vault_findings(links, rules, files)]
    wanted = without_ignored(without_allowed(raised, vault.settings), vault.settings)
    notes = (note for note in map(vault.notes.get, files) if note and note.allows)
    return without_suppressed(wanted, notes, chosen)


def checked_files(vault: Vault, within: str = "", among: Iterable[str] | None = None) -> frozenset[str]:
    """Return the paths that findings can be about: no excluded files, and no templates; `among` these, or of all."""
    templates = vault.settings.template_folders
    if among is None:
        among = vault.files.keys() | vault.notes.keys() | vault.canvases.keys()
    return frozenset(
        path
        for path in among
        if path not in vault.excluded
        and (not within or lies_within(path, (within,)))
        and not (templates and lies_within(path, templates))
        and not (path in vault.notes and vault.notes[path].template)
    )


class Coverage(NamedTuple):
    """How many notes findings can be about, and how many none can: templates and excluded ones."""

    notes: int
    left_out: int


def coverage(vault: Vault, within: str = "") -> Coverage:
    """Return how many notes of the folder are checked, and how many are not."""
    checked = len(checked_files(vault, within) & vault.notes.keys())
    there = sum(1 for path in vault.notes if lies_within(path, (within,))) if within else len(vault.notes)
    return Coverage(checked, there - checked)


class _Rules(NamedTuple):
    """The rules that run, by kind."""

    defects: dict[DefectKind, DefectRule]
    links: list[LinkRule]
    notes: list[NoteRule]
    vault: list[VaultRule]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "_Rules":
        chosen = cls({}, [], [], [])
        for rule in rules:
            match rule:
                case DefectRule(kind=kind):
                    chosen.defects[kind] = rule
                case LinkRule():
                    chosen.links.append(rule)
                case NoteRule():
                    chosen.notes.append(rule)
                case VaultRule():
                    chosen.vault.append(rule)
        return chosen


def _file_findings(links: LinkTable, rules: _Rules, files: frozenset[str], today: "date | None") -> Iterator[Raised]:
    vault = links.vault
    for path in files:
        file: Note | Canvas | None = vault.notes.get(path) or vault.canvases.get(path)
        if file is not None:
            yield from _findings_in(file, links.references.get(path, ()), rules, vault, today)


def _findings_in(
    file: Note | Canvas, references: Sequence[Reference], rules: _Rules, vault: Vault, today: "date | None"
) -> Iterator[Raised]:
    """Run the rules that look at one file; most files have neither a defect nor a doubtful link."""
    for kind, message, start, stop in file.defects:
        if kind in rules.defects:
            yield rules.defects[kind], Finding(file.path, start, stop, message)
    doubtful = [reference for reference in references if _is_doubtful(reference)]
    if doubtful:
        for link_rule in rules.links:
            for finding in link_rule.check(doubtful):
                yield link_rule, finding
    if rules.notes and today and isinstance(file, Note):
        from vault_tool.rules._page import Page  # noqa: PLC0415 - few rules judge notes

        page = Page(file, vault.settings, today, partial(vault.source, file.path))
        for note_rule in rules.notes:
            for finding in note_rule.check(page):
                yield note_rule, finding


def _is_doubtful(reference: Reference) -> bool:
    """Whether the link is not plainly right: it leads nowhere, or not only to one file, or in other letter case."""
    target = reference.target
    if isinstance(target, Missing):
        return True
    return not isinstance(target, External) and bool(target.rivals or target.case_differs)


def _vault_findings(links: LinkTable, rules: _Rules, files: frozenset[str]) -> Iterator[Raised]:
    for rule in rules.vault:
        for finding in rule.check(links):
            if finding.path in files:
                yield rule, finding
