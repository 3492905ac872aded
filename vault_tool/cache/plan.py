"""What a run was about, as far as it has to be known when it is brought up to date."""

from typing import TYPE_CHECKING, Any, NamedTuple

from vault_tool.diagnostic import Severity
from vault_tool.model import DefectKind, Note
from vault_tool.rules import rule_called
from vault_tool.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vault_tool.model import Canvas
    from vault_tool.rules._rule import Rule

_SETTINGS = ("template_folders", "user_ignore_filters", "exclude", "include", "allow_missing")


class Plan(NamedTuple):
    """What a run was about, in plain values."""

    rules: tuple[tuple[str, str], ...]
    """The names of those that ran, each with its severity."""
    settings: tuple[tuple[str, ...], ...]
    """What decides over findings besides the rules, in the order of `_SETTINGS`."""
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    within: str
    gravest: int
    """It fails where a finding is at least as grave, by its rank; -1 where it never fails."""


def plan_of(rules: "Iterable[Rule]", settings: Settings, within: str, gravest: int) -> Plan:
    """Return the plan of a run in Obsidian's dialect."""
    return Plan(
        tuple((rule.name, str(rule.severity)) for rule in rules),
        tuple(getattr(settings, name) for name in _SETTINGS),
        tuple(settings.per_path_ignores.items()),
        within,
        gravest,
    )


def rules_for(plan: Plan, files: "Iterable[Note | Canvas]") -> "list[Rule]":
    """Return those rules of the plan that can have something to say of what is in these files; no others are loaded."""
    seen: set[str] = set()
    has_links = has_orders = False
    for file in files:
        seen.update(defect.kind for defect in file.defects)
        has_links = has_links or bool(file.links)
        has_orders = has_orders or (isinstance(file, Note) and bool(file.allows))
    return [
        rule_called(name).as_grave_as(Severity(severity))
        for name, severity in plan.rules
        if has_orders or name in seen or (has_links and name not in _DEFECTS)
    ]


_DEFECTS = frozenset(DefectKind)


def load_link_rules(plan: Plan) -> None:
    """Load those rules of the plan that judge links."""
    for name, _ in plan.rules:
        if name not in _DEFECTS:
            rule_called(name)


def settings_of(plan: Plan) -> Settings:
    """Return the settings of the plan, as far as rules about links and texts ask for them."""
    said: dict[str, Any] = dict(zip(_SETTINGS, plan.settings, strict=True))
    return Settings(**said, per_path_ignores=dict(plan.per_path_ignores))
