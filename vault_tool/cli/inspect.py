"""`vault-tool inspect`."""

from pathlib import Path

import click


@click.command()
@click.argument("vault", type=click.Path(path_type=Path), default=".")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of standard output.")
def inspect(vault: Path, output: Path | None) -> None:
    """Print everything that was read of VAULT, as one JSON document.

    It has the keys `schema files notes canvases totals`; external links are left out.
    """
    import json

    from vault_tool.inspection import inspect_vault
    from vault_tool.links import link_vault
    from vault_tool.store import find_vault, read_vault, write_atomic

    document = inspect_vault(link_vault(read_vault(find_vault(vault).root)))
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_atomic(output, text.encode())
