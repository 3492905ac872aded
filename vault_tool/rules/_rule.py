"""What a rule is, and the decorators that make one of a function.

A rule is one file: a function whose docstring says what it finds, why that matters and how to mend it. Its kind says
what it may look at::

    Rule
    ├── LinkRule       the doubtful links of one note or canvas     ┐ one file at a time: such findings
    ├── NoteRule       one note                                     │ can be made in a worker and kept
    ├── DefectRule     nothing: the reader saw it, the rule says so ┘ for as long as the file is the same
    ├── VaultRule      every reference of the vault at once
    └── RunnerRule     nothing: the runner saw it, when all others had spoken

A rule knows neither lines nor columns, and not whether it is switched on: `lint` sees to that.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.model import DefectKind, Note
from vault_tool.settings import Settings
from vault_tool.target import Reference


class Page(NamedTuple):
    """A note, the settings of its vault, and the day on which it is judged."""

    note: Note
    settings: Settings
    today: date
    source: Callable[[], bytes] = bytes
    """Reads the note's text again, for the few in which a place is to be found that the note does not keep."""


LinkCheck: TypeAlias = Callable[[Sequence[Reference]], Iterator[Finding]]
NoteCheck: TypeAlias = Callable[[Page], Iterator[Finding]]
VaultCheck: TypeAlias = Callable[[LinkTable], Iterator[Finding]]

_WHY = re.compile(r"^Why: (.*?)(?=^Fix: |\Z)", re.DOTALL | re.MULTILINE)
_FIX = re.compile(r"^Fix: (.*)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the runner and the manual see it."""

    name: str
    """The defect, in kebab case: `allow broken-link` reads well."""
    severity: Severity
    default: bool
    """Whether it runs without being asked for."""
    configured_by: str
    """The key of the configuration without which it has nothing to say, and with which it is on by default; empty
    where there is none."""
    doc: str
    """The manual: what it finds, then `Why:` and `Fix:`."""

    @property
    def what(self) -> str:
        """The sentence that says what the rule finds."""
        return _one_line(self.doc.partition("\n\n")[0])

    @property
    def why(self) -> str:
        """Why that matters; empty where the manual does not say."""
        return _one_line("".join(_WHY.findall(self.doc)))

    @property
    def fix(self) -> str:
        """How to mend it; empty where the manual does not say."""
        return _one_line("".join(_FIX.findall(self.doc)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class LinkRule(Rule):
    """Judges the links of one note or canvas; it is shown only those that are not plainly right."""

    check: LinkCheck


@dataclass(frozen=True, slots=True)
class NoteRule(Rule):
    """Judges one note."""

    check: NoteCheck


@dataclass(frozen=True, slots=True)
class DefectRule(Rule):
    """Gives a severity and a manual to what was seen while the text was read."""

    kind: DefectKind


@dataclass(frozen=True, slots=True)
class VaultRule(Rule):
    """Judges the vault as a whole."""

    check: VaultCheck


@dataclass(frozen=True, slots=True)
class RunnerRule(Rule):
    """Gives a severity and a manual to what is seen while the rules are run."""


def link_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[LinkCheck], LinkRule]:
    """Make a rule of a function from the doubtful references of one file to its findings."""
    return lambda check: LinkRule(_name(check), severity, not opt_in, "", _doc(check), check)


def note_rule(severity: Severity, *, opt_in: bool = False, configured_by: str = "") -> Callable[[NoteCheck], NoteRule]:
    """Make a rule of a function from a `Page` to its findings."""
    default = not (opt_in or configured_by)
    return lambda check: NoteRule(_name(check), severity, default, configured_by, _doc(check), check)


def defect_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[Callable[[], None]], DefectRule]:
    """Make a rule of a docstring; the function's name is that of the `DefectKind`, its body is nothing else."""
    return lambda manual: DefectRule(_name(manual), severity, not opt_in, "", _doc(manual), DefectKind(_name(manual)))


def vault_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[VaultCheck], VaultRule]:
    """Make a rule of a function from the vault's `LinkTable` to its findings."""
    return lambda check: VaultRule(_name(check), severity, not opt_in, "", _doc(check), check)


def runner_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[Callable[[], None]], RunnerRule]:
    """Make a rule of a docstring; what it is about, the runner knows."""
    return lambda manual: RunnerRule(_name(manual), severity, not opt_in, "", _doc(manual))


def _name(function: Callable[..., object]) -> str:
    return function.__name__.replace("_", "-")


def _doc(function: Callable[..., object]) -> str:
    return inspect.cleandoc(function.__doc__ or "")
