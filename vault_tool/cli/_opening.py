"""The vault that a command is about, read and linked."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._named import path_named
from vault_tool.cli._waiting import Waiting

if TYPE_CHECKING:
    from vault_tool.links import LinkTable
    from vault_tool.model import Vault
    from vault_tool.settings import Dialect
    from vault_tool.skimming import Checked
    from vault_tool.skimming.exchange import Ground, Observer
    from vault_tool.skimming.hearing import Heard
    from vault_tool.store import Location


def opened(
    vault: Path, shown: Waiting, *, dialect: "Dialect | None" = None, hubs: Sequence[str] = ()
) -> "tuple[Location, LinkTable]":
    """Return where the vault lies and what it holds, `hubs` being hubs too; raises UsageError where one is no note."""
    from vault_tool.store import find_vault

    location = find_vault(vault)
    return location, opened_at(location, shown, dialect=dialect, hubs=hubs)


def opened_at(
    location: "Location", shown: Waiting, *, dialect: "Dialect | None" = None, hubs: Sequence[str] = ()
) -> "LinkTable":
    """Return what the vault at the location holds, `hubs` being hubs too; raises UsageError where one is no note."""
    from vault_tool.links import link_vault
    from vault_tool.store import read_vault

    read = read_vault(location.root, dialect=dialect, hubs=hubs, progress=shown.reading)
    shown.phase("following links")
    links = link_vault(read)
    for hub in hubs:
        path_named(links, hub)
    return links


def skimmed(
    location: "Location",
    shown: Waiting,
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    today: date,
    dialect: "Dialect | None" = None,
    jobs: int | None = None,
    hints: bool = True,
    listens: "Callable[[Heard, int], object] | None" = None,
    observe: "Callable[[Ground], Observer] | None" = None,
) -> "Checked | None":
    """Return what the chosen rules find in the vault at the location, by skimming; `None` where it must be read.

    `listens` is told what links ask for, and `observe` makes observers; see `check_vault`.
    """
    from vault_tool.linting import chosen_rules
    from vault_tool.skimming import can_check, check_vault
    from vault_tool.store import list_vault

    vault = list_vault(location.root, dialect=dialect)
    rules = chosen_rules(vault.settings, select, ignore)
    if not can_check(vault, rules):
        return None
    return check_vault(
        vault,
        rules,
        within=location.scope,
        today=today,
        jobs=jobs,
        hints=hints,
        listens=listens,
        observe=observe,
        progress=shown.reading,
    )


def tell_unreadable(vault: "Vault | Checked") -> None:
    """Say on standard error what could not be read, but for notes and canvases: those are findings."""
    from vault_tool.render.printable import printable

    for path, trouble in vault.unreadable.items():
        if path not in vault.files:
            click.echo(f"warning: {printable(path)}: cannot be read: {trouble}", err=True)
