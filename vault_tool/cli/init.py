"""`vault-tool init`."""

from pathlib import Path

import click

from vault_tool.errors import WriteError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write a small source into DIR to begin with: two documents and a commented `vault.toml`.

    Nothing is written over: where one of the files is there already, none is written.
    """
    from vault_tool.build.starter import starter_files
    from vault_tool.store import read_if_there, write_tree

    files = starter_files()
    there = [path for path in files if read_if_there(folder / path) is not None]
    if there:
        raise WriteError(f"{folder / there[0]} is there already; name another folder")
    write_tree(folder, {path: text.encode() for path, text in files.items()})
    click.echo(f"wrote {', '.join(files)} in {folder}; next: vault-tool build {folder} VAULT")
