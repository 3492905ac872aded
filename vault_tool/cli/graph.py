"""`vault-tool graph`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._named import path_named
from vault_tool.cli._opening import opened
from vault_tool.cli._options import deliver, dialect_option, output_option, vault_argument
from vault_tool.cli._waiting import waiting
from vault_tool.errors import UsageError
from vault_tool.export import FULL, WRITERS

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph
    from vault_tool.links import LinkTable
    from vault_tool.settings import Dialect


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(list(WRITERS)),
    default="json",
    show_default=True,
    help="The program that is to read it.",
)
@click.option("--metrics", is_flag=True, help="Add to each node its PageRank, backlinks, island and so on.")
@click.option("--around", "note", metavar="NOTE", help="Show only what lies around this note, given by path or name.")
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="How many links away from it.  [default: 1]")
@click.option("--attachments", is_flag=True, help="Make nodes of images and other files too.")
@click.option("--hub", "hubs", multiple=True, metavar="NOTE", help="A note to start from, besides those that say so.")
@dialect_option
@output_option
@click.option("-q", "--quiet", is_flag=True, help="Print the graph only, and nothing while it is made.")
def graph(
    vault: Path,
    style: str,
    metrics: bool,
    note: str | None,
    depth: int | None,
    attachments: bool,
    hubs: tuple[str, ...],
    dialect: "Dialect | None",
    output: Path | None,
    quiet: bool,
) -> None:
    """Export the link graph of VAULT: its notes, and the links that lead from one to another.

    json, graphml, gexf and dot hold everything; csv is a table of the links; canvas and mermaid are drawings, with one
    arrow for all the links from one note to another. A canvas begins at the first hub that is given.

    VAULT may be a folder inside a vault: links are followed in the whole vault, and only that folder is shown.
    """
    if metrics and style not in FULL:
        raise UsageError(f"--metrics has no place in {style}; it has in {', '.join(sorted(FULL))}")
    if depth is not None and note is None:
        raise UsageError("--depth goes with --around NOTE")
    with waiting(quiet=quiet) as shown:
        from vault_tool.graph import around, link_graph, restricted

        location, links = opened(vault, shown, dialect=dialect, hubs=hubs)
        part = link_graph(links, attachments=attachments)
        if output is not None:
            part = _without(part, output, location.root)
        starts = [_node(links, part, hub) for hub in hubs]
        if starts:
            part.graph["centre"] = starts[0]
        if metrics:
            shown.phase("measuring")
            part = _measured(links, part)
        if note is not None:
            part = around(part, _node(links, part, note), 1 if depth is None else depth)
        elif location.scope:
            part = restricted(part, [path for path in part if path.startswith(f"{location.scope}/")])
        shown.phase("writing")
        text = WRITERS[style](part)
    deliver(text, output)
    for path, trouble in links.vault.unreadable.items():
        click.echo(f"warning: {path}: cannot be read: {trouble}", err=True)
    if not quiet:
        for remark in _remarks(part, style):
            click.echo(remark, err=True)


def _without(graph: "LinkGraph", output: Path, root: Path) -> "LinkGraph":
    """Leave out the canvas that is written over: it links to all that it shows, and would show itself from now on."""
    from vault_tool.graph import restricted
    from vault_tool.names import cleaned

    file = output.resolve()
    if not file.is_relative_to(root.resolve()):
        return graph
    own = cleaned(file.relative_to(root.resolve()).as_posix())
    return restricted(graph, [path for path in graph if path != own]) if own in graph else graph


def _node(links: "LinkTable", graph: "LinkGraph", name: str) -> str:
    path = path_named(links, name)
    if path not in graph:
        raise UsageError(f"not in the graph: {path} (--attachments shows files that are no notes)")
    return path


def _measured(links: "LinkTable", graph: "LinkGraph") -> "LinkGraph":
    from vault_tool.graph import annotated, measures
    from vault_tool.hubs import hubs

    marks = {"orphan": links.orphans(), "dead_end": links.dead_ends()}
    starts = hubs(links.vault)
    if starts:
        marks["unreachable"] = links.unreachable(starts)
    return annotated(graph, measures(graph), **marks)


def _remarks(graph: "LinkGraph", style: str) -> list[str]:
    """Return what the result does not say of itself."""
    from vault_tool.export.mermaid import MAX_EDGES
    from vault_tool.graph import arrows

    if not graph:
        return ["no notes here: is this a vault?"]
    drawn = len(arrows(graph)) if style == "mermaid" else 0
    if drawn > MAX_EDGES:
        return [f"{drawn} arrows: Mermaid draws {MAX_EDGES} unless told otherwise; --around NOTE shows a part"]
    return []
