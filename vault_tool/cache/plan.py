"""What a run was about, as far as it has to be known when it is brought up to date."""

from typing import TYPE_CHECKING, Any, NamedTuple

from vault_tool.diagnostic import Severity
from vault_tool.rules import rule_called
from vault_tool.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def rules_of(plan: Plan) -> "list[Rule]":
    """Return the rules of the plan; no others are loaded."""
    return [rule_called(name).as_grave_as(Severity(severity)) for name, severity in plan.rules]


def settings_of(plan: Plan) -> Settings:
    """Return the settings of the plan, as far as rules about links and texts ask for them."""
    said: dict[str, Any] = dict(zip(_SETTINGS, plan.settings, strict=True))
    return Settings(**said, per_path_ignores=dict(plan.per_path_ignores))
