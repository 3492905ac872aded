"""`vault-tool config`."""

from pathlib import Path

import click

from vault_tool.cli._options import deliver, output_option, vault_argument


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="As a configuration with comments, or as a document for programs.",
)
@output_option
def config(vault: Path, style: str, output: Path | None) -> None:
    """Show the settings that hold in VAULT, and where each of them comes from.

    The text is itself a configuration. Behind each value stands the file that says it, or `default`; at the end stand
    the rules that run.
    """
    from vault_tool.configuration import effective_values
    from vault_tool.linting import chosen_rules
    from vault_tool.store import find_vault, read_settings

    root = find_vault(vault).root
    settings = read_settings(root)
    values, rules = tuple(effective_values(settings)), chosen_rules(settings)
    here = Path.cwd()
    shown = root.relative_to(here).as_posix() if root.is_relative_to(here) else root.as_posix()
    if style == "json":
        from vault_tool.render.config_json import config_json

        result = config_json(shown, values, rules)
    else:
        from vault_tool.render.config_text import config_text

        result = config_text(shown, values, rules)
    deliver(result, output)
