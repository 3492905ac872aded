"""Which rules run, and how grave what they find is: the caller's word, then the settings'."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from vault_tool.diagnostic import Severity
from vault_tool.errors import ConfigurationError, UsageError
from vault_tool.rules import choose_rules, rule_named
from vault_tool.rules._rule import Rule
from vault_tool.settings import Settings
from vault_tool.toml_values import entry

_OFF = "off"


def chosen_rules(settings: Settings, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that run, each with the severity that the settings give it, in order of names.

    `select` and `ignore` are the caller's; where `select` is empty, the settings choose. Raises UsageError for a
    name that is no rule's, and ConfigurationError where it is the configuration that says it.
    """
    check_names(settings)
    off = [name for name, severity in settings.severity.items() if severity == _OFF]
    if select:
        chosen = choose_rules(select, ignore, configured_keys(settings))
    else:
        chosen = choose_rules(settings.select, (*settings.ignore, *off, *ignore), configured_keys(settings))
    return tuple(_as_grave_as_said(rule, settings.severity) for rule in chosen)


def configured_keys(settings: Settings) -> frozenset[str]:
    """Return those keys of the configuration that are set and switch rules on."""
    keys = {"properties": settings.properties, "naming": settings.naming}
    return frozenset(key for key, value in keys.items() if value)


def check_names(settings: Settings) -> None:
    """Refuse settings that name a rule which is none."""
    for key, names in _named(settings):
        for name in names:
            if name.strip().upper() in ("ALL", "DEFAULT") and key != "severity":
                continue
            try:
                rule_named(name)
            except UsageError as error:
                at = key if key != "severity" else entry(key, name)
                file = settings.origins.get(at)
                if file is None:
                    raise
                raise ConfigurationError(f"{file}: {at}: {error}") from error


def _named(settings: Settings) -> Iterator[tuple[str, Iterable[str]]]:
    yield "select", settings.select
    yield "ignore", settings.ignore
    yield "severity", settings.severity
    for pattern, names in settings.per_path_ignores.items():
        yield entry("per-path-ignores", pattern), names


def _as_grave_as_said(rule: Rule, severities: Mapping[str, str]) -> Rule:
    said = severities.get(rule.name, _OFF)
    # Asked for by the caller, a rule runs as grave as it is of itself, though the settings switch it off.
    return rule if said in (_OFF, rule.severity) else rule.as_grave_as(Severity(said))
