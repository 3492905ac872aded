"""Fixes made or shown, for the commands that have `--fix` and `--diff`."""

from collections.abc import Mapping
from pathlib import Path

import click

from vault_tool.cli._options import deliver


def write_fixes(root: Path, texts: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Write the changed files, each only if it still is what was read; raises WriteError where one is not."""
    from vault_tool.store.changing import write_changed

    if texts:
        write_changed(root, texts)


def show_fixes(texts: Mapping[str, tuple[bytes, bytes]], fixed: int, output: Path | None, *, quiet: bool) -> None:
    """Print the diff, and say how many findings it mends."""
    from vault_tool.render.diff import diff

    deliver(diff(texts), output)
    if not quiet:
        click.echo(f"would fix {fixed} in {len(texts)} {'file' if len(texts) == 1 else 'files'}", err=True)
