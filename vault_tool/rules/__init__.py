"""The rules, one file each; what a rule is stands in `_rule`.

To add a rule, write its file here and its page in `tests/cases/rules/`: nothing else lists the rules.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import import_module

from vault_tool.errors import UsageError
from vault_tool.rules._rule import Rule


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its name, in order of names: for each module, the object of the module's own name."""
    from pkgutil import iter_modules  # noqa: PLC0415 - most runs know which rules they want

    modules = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    found = [getattr(import_module(f"{__name__}.{module}"), module) for module in modules]
    return {rule.name: rule for rule in found}


def rule_called(name: str) -> Rule:
    """Return the rule that has exactly this name, without loading another."""
    module = name.replace("-", "_")
    rule: Rule = getattr(import_module(f"{__name__}.{module}"), module)
    return rule


def rule_named(name: str) -> Rule:
    """Return the rule of that name, written with hyphens or underscores.

    Raises UsageError where there is none, naming the nearest.
    """
    rules = all_rules()
    rule = rules.get(name.strip().lower().replace("_", "-"))
    if rule is None:
        from vault_tool.nearest import nearest  # noqa: PLC0415 - for a name that is wrong

        near = nearest(name, tuple(rules), limit=1)
        advice = f"did you mean {near[0]}?" if near else "`vault-tool explain` lists them"
        raise UsageError(f"no such rule: {name} ({advice})")
    return rule


def choose_rules(select: Iterable[str], ignore: Iterable[str], configured: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that `select` names, less those that `ignore` names, in order of names.

    `ALL` and `DEFAULT` stand for what they say; nothing selected is `DEFAULT`, to which belong the rules that one of
    the keys `configured` switches on. Raises UsageError for other names that are no rule's.
    """
    rules = all_rules()
    keys = frozenset(configured)
    chosen = _expanded(tuple(select) or ("DEFAULT",), keys) - _expanded(ignore, keys)
    return tuple(rule for name, rule in rules.items() if name in chosen)


def _expanded(names: Iterable[str], configured: frozenset[str]) -> set[str]:
    chosen: set[str] = set()
    for name in names:
        match name.strip().upper():
            case "ALL":
                chosen.update(all_rules())
            case "DEFAULT":
                chosen.update(rule.name for rule in all_rules().values() if is_on(rule, configured))
            case _:
                chosen.add(rule_named(name).name)
    return chosen


def is_on(rule: Rule, configured: Collection[str]) -> bool:
    """Whether the rule runs without being asked for, where the configuration has these keys."""
    return rule.default or rule.configured_by in configured


def rules_table() -> str:
    """Return the Markdown table of all rules for the manual, made from their docstrings."""
    rows = [
        f"| `{rule.name}` | {rule.severity} | {_default(rule)} | {_cell(rule.what)} |" for rule in all_rules().values()
    ]
    return "\n".join(("| Rule | Severity | By default | Finds |", "| --- | --- | --- | --- |", *rows, ""))


def _default(rule: Rule) -> str:
    if rule.configured_by:
        return f"where `{rule.configured_by}` is configured"
    return "on" if rule.default else "opt-in"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
