"""`vault-tool inspect`."""

from pathlib import Path

import click

from vault_tool.cli._options import deliver, output_option, vault_argument


@click.command()
@vault_argument
@output_option
def inspect(vault: Path, output: Path | None) -> None:
    """Print everything that was read of VAULT, as one JSON document.

    It has the keys `schema files notes canvases totals`; external links are left out. VAULT may be a folder inside a
    vault: links are followed in the whole vault, and only that folder is shown.
    """
    import json

    from vault_tool.inspection import inspect_vault
    from vault_tool.links import link_vault
    from vault_tool.store import find_vault, read_vault

    location = find_vault(vault)
    document = inspect_vault(link_vault(read_vault(location.root)), within=location.scope)
    deliver(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
