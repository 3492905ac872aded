"""The rules' manual for people at a terminal."""

from collections.abc import Iterable

from vault_tool.rules._rule import Rule


def explain_rule(rule: Rule) -> str:
    """Write the rule's name, its severity, whether it is on, and its docstring."""
    return f"{rule.name} ({rule.severity}, {_switch(rule)})\n\n{rule.doc}\n"


def list_rules(rules: Iterable[Rule]) -> str:
    """Write a line for each rule."""
    listed = list(rules)
    width = max(len(rule.name) for rule in listed)
    return "".join(f"{rule.name:{width}}  {rule.severity:7}  {_switch(rule):6}  {rule.what}\n" for rule in listed)


def _switch(rule: Rule) -> str:
    return "on" if rule.default else "opt-in"
