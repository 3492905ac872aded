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
    jobs_option,
    output_option,
    terminal_width,
    today_option,
    vault_argument,
    wants_colour,
)
from vault_tool.cli._replaying import recording
from vault_tool.cli._waiting import Waiting, waiting
from vault_tool.settings import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vault_tool.model import Vault
    from vault_tool.render.markup import NoteLink
    from vault_tool.report import By, Report
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
@jobs_option
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
    jobs: int | None,
    output: Path | None,
    quiet: bool,
    color: str,
) -> None:
    """Show the progress, the shape and the broken links of VAULT.

    VAULT may be a folder inside a vault: links are followed in the whole vault, and only that folder is reported. A
    report written with `--format markdown -o` into the vault is not counted in the next one.
    """
    with waiting(quiet=quiet) as shown:
        from vault_tool.render.wording import NO_NOTES
        from vault_tool.report import By
        from vault_tool.store import find_vault

        location = find_vault(vault)
        recorded = recording(click.get_current_context().obj, vault, location) if output is None else None
        kinds = tuple(map(By, by)) or (tuple(By) if style == "json" else ())
        most = None if everything else top or _TOP.get(style)
        reported = None
        if not hubs and most is not None and By.TAG not in kinds:
            reported = _surveyed(location, shown, kinds, most, dialect=dialect, today=today, jobs=jobs)
        summary, read = reported or _summarised(location, shown, kinds, most, dialect=dialect, hubs=hubs, today=today)
        colour = style == "text" and wants_colour(color, output)
        text = _rendered(summary, style, colour, partial(_note_link, read.settings.dialect, location, output))
    deliver(text, output, colour=colour)
    tell_unreadable(read)
    is_empty = not (summary.notes or summary.left_out)
    notice = f"{NO_NOTES}\n" if style == "json" and is_empty and not quiet else ""
    click.echo(notice, nl=False, err=True)
    if recorded and not read.unreadable:
        recorded.keep(text, notice, 0)


def _surveyed(
    location: "Location",
    shown: Waiting,
    by: "Sequence[By]",
    top: int,
    *,
    dialect: Dialect | None,
    today: date,
    jobs: int | None,
) -> "tuple[Report, Vault] | None":
    """Return the report, and the vault as far as it was read; `None` where it must be read whole."""
    from vault_tool.linting import chosen_rules
    from vault_tool.skimming import can_check
    from vault_tool.store import list_vault
    from vault_tool.surveying import report_on

    vault = list_vault(location.root, dialect=dialect)
    rules = chosen_rules(vault.settings)
    if not can_check(vault, rules):
        return None
    scope, name = location.scope, location.root.name
    return report_on(
        vault, rules, today=today, within=scope, name=name, by=by, top=top, jobs=jobs, progress=shown.reading
    )


def _summarised(
    location: "Location",
    shown: Waiting,
    by: "Sequence[By]",
    top: int | None,
    *,
    dialect: Dialect | None,
    hubs: "Sequence[str]",
    today: date,
) -> "tuple[Report, Vault]":
    """Return the report and the vault, which is read whole."""
    from vault_tool.linting import lint
    from vault_tool.report import summarise

    links = opened_at(location, shown, dialect=dialect, hubs=hubs)
    shown.phase("looking for what is broken")
    found = lint(links, within=location.scope, today=today)
    shown.phase("adding up")
    name = location.root.name
    return summarise(links, found, today=today, within=location.scope, name=name, by=by, top=top), links.vault


def _note_link(dialect: Dialect, location: "Location", output: Path | None) -> "NoteLink":
    """Return how the note links to others: where the dialect is GitHub's, from where it is written to."""
    from vault_tool.render.markup import relative_link, wikilink

    if dialect is not Dialect.GITHUB:
        return wikilink
    folder = output.parent.absolute() if output else location.root
    inside = folder.is_relative_to(location.root)
    return partial(relative_link, start=folder.relative_to(location.root).as_posix() if inside else ".")


def _rendered(summary: "Report", style: str, colour: bool, link: "Callable[[], NoteLink]") -> str:
    match style:
        case "json":
            from vault_tool.render.report_json import report_json

            return report_json(summary)
        case "markdown":
            from vault_tool.render.report_markdown import report_markdown

            return report_markdown(summary, link())
        case "html":
            from vault_tool.render.report_html import report_html

            return report_html(summary)
        case _:
            from vault_tool.render.report_terminal import report_terminal

            encoding = (sys.stdout and sys.stdout.encoding) or "utf-8"
            return report_terminal(summary, width=terminal_width(), colour=colour, encoding=encoding)
