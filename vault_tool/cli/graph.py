"""`vault-tool graph`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._options import deliver, output_option, vault_argument
from vault_tool.errors import UsageError
from vault_tool.export import FULL, WRITERS
from vault_tool.settings import Dialect

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph
    from vault_tool.links import LinkTable


@click.command()
@vault_argument
@click.option("--format", "style", type=click.Choice(list(WRITERS)), default="json", show_default=True)
@click.option("--metrics", is_flag=True, help="Add to each node its PageRank, backlinks, island and so on.")
@click.option("--around", "note", metavar="NOTE", help="Show only what lies around this note, given by path or name.")
@click.option("--depth", type=click.IntRange(min=0), help="How many links away from it.  [default: 1]")
@click.option("--attachments", is_flag=True, help="Make nodes of images and other files too.")
@click.option("--hub", "hub_notes", multiple=True, metavar="NOTE", help="A note to start from, besides the hubs.")
@click.option("--dialect", type=click.Choice(list(Dialect)), help="Read Markdown links by the rules of this program.")
@output_option
def graph(
    vault: Path,
    style: str,
    metrics: bool,
    note: str | None,
    depth: int | None,
    attachments: bool,
    hub_notes: tuple[str, ...],
    dialect: Dialect | None,
    output: Path | None,
) -> None:
    """Export the link graph of VAULT: its notes, and the links that lead from one to another.

    json, graphml, gexf and dot hold everything; csv is a table of the links; canvas and mermaid are drawings, with one
    arrow for all the links from one note to another. A canvas begins at the first hub that is given.

    VAULT may be a folder inside a vault: links are followed in the whole vault, and only that folder is shown.
    """
    from vault_tool.graph import around, digraph, restricted
    from vault_tool.links import link_vault
    from vault_tool.store import find_vault, read_vault

    if metrics and style not in FULL:
        raise UsageError(f"--metrics has no place in {style}; it has in {', '.join(sorted(FULL))}")
    if depth is not None and note is None:
        raise UsageError("--depth goes with --around NOTE")
    location = find_vault(vault)
    links = link_vault(read_vault(location.root, dialect=dialect, hubs=hub_notes))
    whole = digraph(links, attachments=attachments)
    for hub in [_path(links, whole, wanted) for wanted in hub_notes][:1]:
        whole.graph["centre"] = hub
    if metrics:
        whole = _measured(links, whole)
    if note is not None:
        shown = around(whole, _path(links, whole, note), 1 if depth is None else depth)
    elif location.scope:
        shown = restricted(whole, [path for path in whole if path.startswith(f"{location.scope}/")])
    else:
        shown = whole
    deliver(WRITERS[style](shown), output)
    _remark(shown, style)


def _path(links: "LinkTable", graph: "LinkGraph", wanted: str) -> str:
    """Return the node that a link to `wanted` in a note at the root would lead to."""
    from vault_tool.linkpath import find_file
    from vault_tool.nearest import nearest_notes

    hit = find_file(links.index.files, "", wanted)
    if hit is None:
        near = " or ".join(nearest_notes(links.index, wanted))
        raise UsageError(f"no such note: {wanted}{f' (did you mean {near}?)' if near else ''}")
    if hit.path not in graph:
        raise UsageError(f"not in the graph: {hit.path} (--attachments shows files that are no notes)")
    return hit.path


def _measured(links: "LinkTable", graph: "LinkGraph") -> "LinkGraph":
    from vault_tool.graph import annotated, measures
    from vault_tool.hubs import hubs

    marks = {"orphan": links.orphans(), "dead_end": links.dead_ends()}
    starts = hubs(links.vault)
    if starts:
        marks["unreachable"] = links.unreachable(starts)
    return annotated(graph, measures(graph), **marks)


def _remark(graph: "LinkGraph", style: str) -> None:
    """Say on standard error what the result does not say of itself."""
    from vault_tool.export.mermaid import MAX_EDGES
    from vault_tool.graph import arrows

    if not graph:
        click.echo("no notes here: is this a vault?", err=True)
    if style == "mermaid" and (drawn := len(arrows(graph))) > MAX_EDGES:
        click.echo(
            f"{drawn} arrows: Mermaid draws {MAX_EDGES} unless told otherwise; --around NOTE shows a part", err=True
        )
