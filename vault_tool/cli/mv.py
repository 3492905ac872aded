"""`vault-tool mv`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._opening import opened
from vault_tool.cli._waiting import waiting
from vault_tool.errors import UsageError, WriteError

if TYPE_CHECKING:
    from vault_tool.links import LinkTable
    from vault_tool.moving import Change

_SHOWN = 5
"""How many links without a spelling are named."""


@click.command()
@click.argument("vault", type=click.Path(path_type=Path))
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--heading", is_flag=True, help="OLD is `NOTE#Heading`: give that heading the text NEW.")
@click.option("-n", "--dry-run", is_flag=True, help="Print every link that would be rewritten, and do nothing.")
@click.option("--diff", "as_diff", is_flag=True, help="Print what would change as a unified diff, and do nothing.")
@click.option("--undo", is_flag=True, help="Take the last move back; OLD and NEW are left out.")
@click.option("-q", "--quiet", is_flag=True, help="Do not print what was done.")
def mv(
    vault: Path,
    old: str | None,
    new: str | None,
    heading: bool,
    dry_run: bool,
    as_diff: bool,
    undo: bool,
    quiet: bool,
) -> None:
    """Rename or move OLD to NEW in VAULT, and rewrite every link so that it still leads there.

    OLD is a note, an attachment or a folder, as a path from VAULT or as a name that only one file has. NEW is a path
    from VAULT, or a mere name where OLD is one; where it is a folder, or ends with a slash, OLD goes into it. Links
    keep the form in which they were written, and become longer only where they would lead elsewhere. Nothing else in
    any file changes.
    """
    from vault_tool.store import find_vault

    if undo:
        _take_back(find_vault(vault).root, named=old is not None, quiet=quiet)
        return
    if old is None or new is None:
        raise UsageError("name what to move and whereto: vault-tool mv VAULT OLD NEW")
    with waiting(quiet=quiet) as shown:
        location, links = opened(vault, shown)
        change, what = (_of_heading if heading else _of_file)(links, old, new, location.scope)
    if change.lost:
        raise WriteError(_refusal(change))
    if as_diff:
        click.echo(_diff(change), nl=False)
        return
    if dry_run:
        for line in _listed(change):
            click.echo(line)
    else:
        from vault_tool.carrying import carry_out

        carry_out(location.root, change, what)
    if not quiet:
        click.echo(f"{'would have ' if dry_run else ''}{what}{_counted(change)}")


def _of_file(links: "LinkTable", old: str, new: str, scope: str) -> "tuple[Change, str]":
    from vault_tool.moving import keep_links, plan_moves

    moves = plan_moves(links.index, old, new, scope)
    return keep_links(links, moves), f"moved {moves.old} to {moves.new}"


def _of_heading(links: "LinkTable", old: str, new: str, scope: str) -> "tuple[Change, str]":
    from vault_tool.cli._named import path_named
    from vault_tool.moving import NOWHERE, heading_edit, keep_links

    name, hash_, subpath = old.partition("#")
    if not hash_ or not subpath:
        raise UsageError(f"name the note and its heading, as in 'Plan#Goals', not {old}")
    in_scope = f"{scope}/{name}".lstrip("/")
    path = links.index.exact(in_scope) or links.index.exact(f"{in_scope}.md") or path_named(links, name)
    if path not in links.vault.notes:
        raise UsageError(f"{path} is no note and has no headings")
    edit = heading_edit(links, path, subpath, new)
    return keep_links(links, NOWHERE, {path: (edit,)}), f"renamed the heading {subpath} of {path} to {new.strip()}"


def _refusal(change: "Change") -> str:
    shown = [f"{lost.path}: {lost.link} would not lead to {lost.leads_to}" for lost in change.lost[:_SHOWN]]
    more = len(change.lost) - len(shown)
    number = "a link" if len(change.lost) == 1 else f"{len(change.lost)} links"
    return "\n  ".join(
        (
            f"nothing was done, for {number} could not be written so as to lead where it leads now",
            *shown,
            *((f"and {more} more",) if more else ()),
        )
    )


def _listed(change: "Change") -> list[str]:
    from vault_tool.render.printable import printable
    from vault_tool.text import Locator

    lines = []
    locators: dict[str, Locator] = {}
    for path, was, becomes in change.rewritten:
        if path not in locators:
            locators = {path: Locator(change.texts[path])}
        line, column = locators[path].position(was.start)
        lines.append(printable(f"{path}:{line}:{column}: {was} becomes {becomes}"))
    return lines


def _diff(change: "Change") -> str:
    from vault_tool.edits import edited
    from vault_tool.render.diff import diff

    changed = {path: (text, edited(text, change.edits[path])) for path, text in change.texts.items()}
    return diff(changed, change.moves.files)


def _counted(change: "Change") -> str:
    number, files = len(change.rewritten), len(change.edits)
    if not number:
        return ""
    return f", {number} {'link' if number == 1 else 'links'} rewritten in {files} {'file' if files == 1 else 'files'}"


def _take_back(root: Path, *, named: bool, quiet: bool) -> None:
    from vault_tool.carrying import take_back

    if named:
        raise UsageError("--undo takes the last move back, whatever it was: leave OLD and NEW out")
    record = take_back(root)
    if not quiet:
        click.echo(f"taken back: {record.what}")
