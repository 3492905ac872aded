"""The rules' manual for people at a terminal."""

from collections.abc import Iterable
from itertools import groupby

import click

from vault_tool.rules._rule import Rule


def explain_rule(rule: Rule) -> str:
    """Write the rule's name, its severity, whether it is on, and its docstring."""
    return f"{rule.name} ({_kind(rule)})\n\n{rule.doc}\n"


def list_rules(rules: Iterable[Rule], width: int) -> str:
    """Write what each rule finds, in rows of `width` cells: the errors first, what is off by default last."""
    formatter = click.HelpFormatter(width=width)
    for kind, group in groupby(sorted(rules, key=_rank), _kind):
        with formatter.section(kind):
            formatter.write_dl([(rule.name, rule.what) for rule in group])
    return formatter.getvalue().lstrip("\n")


def _rank(rule: Rule) -> tuple[bool, int, str, str]:
    return not rule.default, rule.severity.rank, rule.configured_by, rule.name


def _kind(rule: Rule) -> str:
    if rule.configured_by:
        return f"{rule.severity}, on where `{rule.configured_by}` is configured"
    return f"{rule.severity}, {'on' if rule.default else 'off'} by default"
