"""`vault-tool link`."""

from pathlib import Path

import click

from vault_tool.cli._fixing import show_fixes, write_fixes
from vault_tool.cli._lint_formats import rendered
from vault_tool.cli._opening import opened
from vault_tool.cli._options import colour_option, deliver, output_option, vault_argument, wants_colour
from vault_tool.cli._waiting import waiting


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "concise", "json")),
    default="text",
    show_default=True,
    help="How mentions are shown: for people, one a line, or as a document.",
)
@click.option("--words", is_flag=True, help="Names of one word count too, written as their note writes them.")
@click.option("--fix", is_flag=True, help="Make every mention that would be shown a link.")
@click.option(
    "--diff", "as_diff", is_flag=True, help="Print what --fix would change as a unified diff, and do nothing."
)
@output_option
@click.option("-q", "--quiet", is_flag=True, help="Do not print the line that counts them.")
@colour_option
def link(
    vault: Path,
    style: str,
    words: bool,
    fix: bool,
    as_diff: bool,
    output: Path | None,
    quiet: bool,
    color: str,
) -> None:
    """Find where notes of VAULT name other notes without linking to them.

    The first mention of each note in each other one is shown. VAULT may be a folder inside a vault: the names are those
    of the whole vault, and only that folder is searched. Exits with 0, whatever is found.
    """
    with waiting(quiet=quiet) as shown:
        from vault_tool.linking import as_diagnostics, linked_texts, unlinked_mentions
        from vault_tool.links import link_vault
        from vault_tool.linting import coverage
        from vault_tool.rewriting import with_texts

        location, links = opened(vault, shown)
        shown.phase("looking for mentions")
        mentions = tuple(unlinked_mentions(links, location.scope, words=words))
        texts, fixed = linked_texts(links, mentions) if fix or as_diff else ({}, 0)
    if as_diff:
        show_fixes(texts, fixed, output, quiet=quiet)
        return
    if fix:
        write_fixes(location.root, texts)
        links = link_vault(with_texts(links.vault, {path: text for path, (_, text) in texts.items()}))
        mentions = tuple(unlinked_mentions(links, location.scope, words=words))
    colour = wants_colour(color, output)
    found = as_diagnostics(links, mentions)
    deliver(
        rendered(style, found, coverage(links.vault, location.scope), location.root, colour=colour),
        output,
        colour=colour,
    )
    if not quiet:
        if fix:
            click.echo(f"linked {fixed} {_mentions(fixed)}, {len(found)} left", err=style != "text")
        elif style == "text":
            files = len({mention.path for mention in mentions})
            click.echo(
                f"{len(found)} {_mentions(len(found))} without a link in {files} {'note' if files == 1 else 'notes'}"
            )


def _mentions(number: int) -> str:
    return "mention" if number == 1 else "mentions"
