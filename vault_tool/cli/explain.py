"""`vault-tool explain`."""

import click

from vault_tool.cli._options import terminal_width


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what RULE finds, why that matters and how to mend it; without RULE, list all of them."""
    from vault_tool.render.explanation import explain_rule, list_rules
    from vault_tool.rules import all_rules, rule_named

    text = explain_rule(rule_named(rule)) if rule else list_rules(all_rules().values(), terminal_width())
    click.echo(text, nl=False)
