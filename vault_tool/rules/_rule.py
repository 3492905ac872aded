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

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.model import DefectKind
from vault_tool.target import Reference

if TYPE_CHECKING:
    from vault_tool.rules._page import Page


LinkCheck: TypeAlias = Callable[[Sequence[Reference]], Iterator[Finding]]
NoteCheck: TypeAlias = "Callable[[Page], Iterator[Finding]]"
VaultCheck: TypeAlias = Callable[[LinkTable], Iterator[Finding]]

_WHY = r"^Why: (.*?)(?=^Fix: |\Z)"
_FIX = r"^Fix: (.*)"


class Rule:
    """A rule as the runner and the manual see it."""

    def __init__(
        self,
        function: Callable[..., object],
        severity: Severity,
        *,
        opt_in: bool = False,
        configured_by: str = "",
    ) -> None:
        """Make it of the function that has its name and its manual."""
        self.name = function.__name__.replace("_", "-")
        """The defect, in kebab case: `allow broken-link` reads well."""
        self.severity = severity
        self.default = not (opt_in or configured_by)
        """Whether it runs without being asked for."""
        self.configured_by = configured_by
        """The key of the configuration without which it has nothing to say, and with which it is on by default; empty
        where there is none."""
        self._function = function

    def as_grave_as(self, severity: Severity) -> Self:
        """Return the same rule with this severity."""
        if severity is self.severity:
            return self
        from copy import copy  # noqa: PLC0415 - few severities are changed

        other = copy(self)
        other.severity = severity
        return other

    @property
    def doc(self) -> str:
        """The manual: what it finds, then `Why:` and `Fix:`."""
        from inspect import cleandoc  # noqa: PLC0415 - it takes 4 ms to load, and a run needs no manual

        return cleandoc(self._function.__doc__ or "")

    @property
    def what(self) -> str:
        """The sentence that says what the rule finds."""
        return _one_line(self.doc.partition("\n\n")[0])

    @property
    def why(self) -> str:
        """Why that matters; empty where the manual does not say."""
        return _one_line("".join(re.findall(_WHY, self.doc, re.DOTALL | re.MULTILINE)))

    @property
    def fix(self) -> str:
        """How to mend it; empty where the manual does not say."""
        return _one_line("".join(re.findall(_FIX, self.doc, re.DOTALL | re.MULTILINE)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


class LinkRule(Rule):
    """Judges the links of one note or canvas; it is shown only those that are not plainly right."""

    def __init__(self, check: LinkCheck, severity: Severity, **more: Any) -> None:  # noqa: ANN401 - as a rule takes it
        super().__init__(check, severity, **more)
        self.check = check


class NoteRule(Rule):
    """Judges one note."""

    def __init__(self, check: NoteCheck, severity: Severity, **more: Any) -> None:  # noqa: ANN401 - as a rule takes it
        super().__init__(check, severity, **more)
        self.check = check


class DefectRule(Rule):
    """Gives a severity and a manual to what was seen while the text was read."""

    @property
    def kind(self) -> DefectKind:
        """What was seen: it has the rule's name."""
        return DefectKind(self.name)


class VaultRule(Rule):
    """Judges the vault as a whole."""

    def __init__(self, check: VaultCheck, severity: Severity, **more: Any) -> None:  # noqa: ANN401 - as a rule takes it
        super().__init__(check, severity, **more)
        self.check = check


class RunnerRule(Rule):
    """Gives a severity and a manual to what is seen while the rules are run."""


def link_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[LinkCheck], LinkRule]:
    """Make a rule of a function from the doubtful references of one file to its findings."""
    return lambda check: LinkRule(check, severity, opt_in=opt_in)


def note_rule(severity: Severity, *, opt_in: bool = False, configured_by: str = "") -> Callable[[NoteCheck], NoteRule]:
    """Make a rule of a function from a `Page` to its findings."""
    return lambda check: NoteRule(check, severity, opt_in=opt_in, configured_by=configured_by)


def defect_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[Callable[[], None]], DefectRule]:
    """Make a rule of a docstring; the function's name is that of the `DefectKind`, its body is nothing else."""
    return lambda manual: DefectRule(manual, severity, opt_in=opt_in)


def vault_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[VaultCheck], VaultRule]:
    """Make a rule of a function from the vault's `LinkTable` to its findings."""
    return lambda check: VaultRule(check, severity, opt_in=opt_in)


def runner_rule(severity: Severity, *, opt_in: bool = False) -> Callable[[Callable[[], None]], RunnerRule]:
    """Make a rule of a docstring; what it is about, the runner knows."""
    return lambda manual: RunnerRule(manual, severity, opt_in=opt_in)
