"""`vault-tool report`."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._opening import opened_at, tell_unreadable
from vault_tool.cli._options import (
    cache_options,
    colour_option,
    deliver,
    dialect_option,
    hub_option,
    output_option,
    terminal_width,
    today_option,
    vault_argument,
    wants_colour,
)
from vault_tool.cli._replaying import recording
from vault_tool.cli._waiting import waiting
from vault_tool.settings import Dialect

if TYPE_CHECKING:
    from vault_tool.render.markup import NoteLink
    from vault_tool.report import Report
    from vault_tool.store import Location

_TOP = {"text": 5, "markdown": 10, "html": 10}
"""How many items of each list a form of the report shows; a document for programs has them all."""


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "json", "markdown", "html")),
    default="text",
    show_default=True,
    help="For the terminal, for programs, as a note, or that note as a page.",
)
@hub_option
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(("hub", "folder", "note", "section", "tag")),
    help="Sort the progress by this; may be repeated.  [default: hub, folder and section, where they say something]",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show N items of each list.  [default: 5 on a terminal, 10 in a note or page, all in JSON]",
)
@click.option("--all", "everything", is_flag=True, help="Show every item.")
@dialect_option
@today_option
@cache_options
@output_option
@click.option("-q", "--quiet", is_flag=True, help="Print the report only, and nothing while it is made.")
@colour_option
def report(
    vault: Path,
    style: str,
    hubs: tuple[str, ...],
    by: tuple[str, ...],
    top: int | None,
    everything: bool,
    dialect: Dialect | None,
    today: date,
    output: Path | None,
    quiet: bool,
    color: str,
) -> None:
    """Show the progress, the shape and the broken links of VAULT.

    VAULT may be a folder inside a vault: links are followed in the whole vault, and only that folder is reported. A
    report written with `--format markdown -o` into the vault is not counted in the next one.
    """
    with waiting(quiet=quiet) as shown:
        from vault_tool.linting import lint
        from vault_tool.render.wording import NO_NOTES
        from vault_tool.report import By, summarise
        from vault_tool.store import find_vault

        location = find_vault(vault)
        recorded = recording(click.get_current_context().obj, vault, location) if output is None else None
        links = opened_at(location, shown, dialect=dialect, hubs=hubs)
        shown.phase("looking for what is broken")
        found = lint(links, within=location.scope, today=today)
        shown.phase("adding up")
        summary = summarise(
            links,
            found,
            today=today,
            within=location.scope,
            name=location.root.name,
            by=tuple(map(By, by)) or (tuple(By) if style == "json" else ()),
            top=None if everything else top or _TOP.get(style),
        )
        colour = style == "text" and wants_colour(color, output)
        text = _rendered(summary, style, colour, _note_link(links.vault.settings.dialect, location, output))
    deliver(text, output, colour=colour)
    tell_unreadable(links.vault)
    is_empty = not (summary.notes or summary.left_out)
    notice = f"{NO_NOTES}\n" if style == "json" and is_empty and not quiet else ""
    click.echo(notice, nl=False, err=True)
    if recorded and not links.vault.unreadable:
        recorded.keep(text, notice, 0)


def _note_link(dialect: Dialect, location: "Location", output: Path | None) -> "NoteLink":
    """Return how the note links to others: where the dialect is GitHub's, from where it is written to."""
    from vault_tool.render.markup import relative_link, wikilink

    if dialect is not Dialect.GITHUB:
        return wikilink
    folder = output.parent.absolute() if output else location.root
    inside = folder.is_relative_to(location.root)
    return partial(relative_link, start=folder.relative_to(location.root).as_posix() if inside else ".")


def _rendered(summary: "Report", style: str, colour: bool, link: "NoteLink") -> str:
    match style:
        case "json":
            from vault_tool.render.report_json import report_json

            return report_json(summary)
        case "markdown":
            from vault_tool.render.report_markdown import report_markdown

            return report_markdown(summary, link)
        case "html":
            from vault_tool.render.report_html import report_html

            return report_html(summary)
        case _:
            from vault_tool.render.report_terminal import report_terminal

            encoding = (sys.stdout and sys.stdout.encoding) or "utf-8"
            return report_terminal(summary, width=terminal_width(), colour=colour, encoding=encoding)
