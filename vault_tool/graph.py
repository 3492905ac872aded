"""The link graph as a networkx object: for measures, for the exports, for whoever wants to calculate.

The link report needs none of this (`links` answers it from its own table), and nothing here opens a file. A node is
the path of a note; an edge is a link with something at its other end. What does not exist is no node.

========  ==========================================================================================
node
========  ==========================================================================================
label     the note's name; of any other file the name with its extension
kind      `note`, `canvas`, and with attachments `image`, `pdf` and so on (the values of `FileKind`)
folder    the folder's path; empty at the root
tags      the note's tags with their `#`, those of the frontmatter first, between spaces
excluded  whether the vault's settings keep it out of sight; it stays a target of links
========  ==========================================================================================

=======  ===========================================================================================
edge
=======  ===========================================================================================
kind     how the link is written (the values of `LinkKind`)
subpath  the heading or block that it names, as written; empty where it names the whole file
field    the property (`up`, `related.0`) or the canvas node that holds it; empty in a note's body
start    the byte offset in its source at which the link begins
stop     one past its last byte
=======  ===========================================================================================

The graph itself has a `centre` where one note was asked for. Every attribute is a string, a whole number, a float or
a boolean, for the XML formats know no `None`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from vault_tool.collector import collector_paused
from vault_tool.errors import UsageError
from vault_tool.linklist import Attributes, LinkList, Value
from vault_tool.measures import PAGERANK_ERROR, GraphMeasures, sparse_measures
from vault_tool.model import FileKind, Link, Note, Vault

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from vault_tool.links import LinkTable

    NetworkGraph: TypeAlias = MultiDiGraph[str]
    LinkGraph: TypeAlias = NetworkGraph | LinkList

MANY = 1_000_000
"""So many links, and networkx is not what measures them."""
_PAGERANK_ROUNDS = 250


def digraph(links: "LinkTable", *, attachments: bool = False) -> "NetworkGraph":
    """Return the graph of the vault's links, self-links and parallel links included (semantics 2.6).

    Every note is a node, linked or not. A canvas is one where it links to something or is linked, since Obsidian
    counts its links from 1.12 on (semantics 2.12). With `attachments`, so are all files of the kinds that Obsidian
    shows, and whatever other file is linked. A link to a note whose heading or block is missing is an edge all the
    same; one to a folder, which the GitHub dialect knows, is none.
    """
    return link_list(links, attachments=attachments).networked()


def link_graph(links: "LinkTable", *, attachments: bool = False) -> "LinkGraph":
    """Return the same; where it has more than a million links, as a list: networkx would take many times as long."""
    listed = link_list(links, attachments=attachments)
    return listed if listed.number_of_edges() > MANY else listed.networked()


def link_list(links: "LinkTable", *, attachments: bool = False) -> LinkList:
    """Return the nodes and edges of `digraph`, nodes in the order of their paths and edges in that of their sources."""
    vault = links.vault
    files = vault.files.keys() | vault.notes.keys() | vault.canvases.keys()
    linked = [
        (source, path, reference.link)
        for source in sorted(links.references)
        for reference in links.references[source]
        if (path := reference.edge) in files and path is not None
    ]
    ends = {path for source, target, _ in linked for path in (source, target)}
    paths = vault.notes.keys() | (ends if attachments else ends & vault.canvases.keys())
    if attachments:
        paths |= {path for path, kind in vault.files.items() if kind is not FileKind.OTHER}
    with collector_paused():
        return LinkList(
            {path: _described(vault, path) for path in sorted(paths)},
            [(source, target, _written(link)) for source, target, link in linked if target in paths],
        )


def _described(vault: Vault, path: str) -> dict[str, Value]:
    note = vault.notes.get(path)
    folder, _, file_name = path.rpartition("/")
    kind = FileKind.NOTE if note else FileKind.CANVAS if path in vault.canvases else vault.files.get(path)
    return {
        "label": note.name if note else file_name,
        "kind": (kind or FileKind.OTHER).value,
        "folder": folder,
        "tags": _tags(note) if note else "",
        "excluded": path in vault.excluded,
    }


def _tags(note: Note) -> str:
    """Join the tags, each once: they are compared without case and shown as first spelled (semantics 7.5)."""
    written = (*note.property_tags, *(tag.name for tag in note.tags))
    spellings: dict[str, str] = {}
    for tag in written:
        spellings.setdefault(tag.lower(), tag)
    return " ".join(spellings.values())


def _written(link: Link) -> dict[str, Value]:
    return {
        "kind": link.kind.value,
        "subpath": _encodable(link.subpath or ""),
        "field": _encodable(link.key),
        "start": link.start,
        "stop": link.stop,
    }


def _encodable(text: str) -> str:
    """Replace half surrogate pairs, which the JSON of a canvas can spell out and no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def measures(graph: "LinkGraph") -> GraphMeasures:
    """Measure the graph; links between the same two notes count as one, save in the degrees.

    More than a million links are measured without networkx, with the same result.
    """
    if graph.number_of_edges() > MANY:
        return sparse_measures(list(graph), _ends(graph))
    import networkx as nx  # noqa: PLC0415

    directed: nx.DiGraph[str] = nx.DiGraph()
    directed.add_nodes_from(graph)
    directed.add_edges_from(arrows(graph))
    undirected = directed.to_undirected()
    links = [(source, target) for source, target in _ends(graph) if source != target]
    arriving, leaving = Counter(target for _, target in links), Counter(source for source, _ in links)
    # networkx lets the error grow with the number of nodes: by its default tolerance 0.4 % of the whole is misplaced
    # among 6,571 notes, and a million would be given the first guess.
    tolerance = PAGERANK_ERROR / max(1, len(graph))
    return GraphMeasures(
        pagerank={
            path: float(share)
            for path, share in nx.pagerank(directed, tol=tolerance, max_iter=_PAGERANK_ROUNDS).items()
        },
        backlinks={path: directed.in_degree(path) for path in directed},
        in_degree={path: arriving[path] for path in directed},
        out_degree={path: leaving[path] for path in directed},
        islands=islands(graph),
        articulations=frozenset(nx.articulation_points(undirected)),
        bridges=frozenset((min(pair), max(pair)) for pair in nx.bridges(undirected)),
    )


def annotated(graph: "LinkGraph", found: GraphMeasures, **marks: Collection[str]) -> "LinkGraph":
    """Return a copy of the graph that carries its measures as attributes.

    Its nodes get `pagerank` (to six significant digits, for the last ones depend on the machine), `backlinks`,
    `in_degree`, `out_degree`, `island` (its number, from 1) and `articulation`; its edges get `bridge`. Every one of
    `marks`, such as `orphan=links.orphans()`, is true of the nodes that it holds and false of the others.
    """
    numbers = {path: number for number, island in enumerate(found.islands, start=1) for path in island}
    sets = {name: frozenset(paths) for name, paths in marks.items()}
    with collector_paused():
        copy = graph.copy()
    for path, attributes in copy.nodes(data=True):
        attributes.update(
            pagerank=float(f"{found.pagerank[path]:.6g}"),
            backlinks=found.backlinks[path],
            in_degree=found.in_degree[path],
            out_degree=found.out_degree[path],
            island=numbers[path],
            articulation=path in found.articulations,
            **{name: path in paths for name, paths in sets.items()},
        )
    for source, target, attributes in copy.edges(data=True):
        attributes["bridge"] = (min(source, target), max(source, target)) in found.bridges
    return copy


def around(graph: "LinkGraph", note: str, depth: int = 1) -> "LinkGraph":
    """Return the part of the graph within `depth` links of the note, followed in either direction.

    Links between the notes that are left stay, as in Obsidian's local graph with neighbour links. The note is the
    `centre` of the graph returned. Raises `UsageError` where it is no node.
    """
    if note not in graph:
        raise UsageError(f"no such note in the graph: {note}")
    near = restricted(graph, steps_from(graph, note, depth))
    near.graph["centre"] = note
    return near


def islands(graph: "LinkGraph") -> tuple[frozenset[str], ...]:
    """Return what hangs together by links in either direction: the largest first, then by the first path."""
    import networkx as nx  # noqa: PLC0415

    found = (frozenset(island) for island in nx.weakly_connected_components(networked(graph)))
    return tuple(sorted(found, key=lambda island: (-len(island), min(island))))


def restricted(graph: "LinkGraph", paths: Collection[str]) -> "LinkGraph":
    """Return a copy of the graph with no other nodes than `paths`."""
    part = graph.subgraph(paths).copy()
    if part.graph.get("centre") not in part:
        part.graph.pop("centre", None)
    return part


def steps_from(graph: "LinkGraph", path: str, depth: int | None = None) -> dict[str, int]:
    """Return how many links away each node of the same island is, by links in either direction."""
    import networkx as nx  # noqa: PLC0415

    return dict(nx.single_source_shortest_path_length(networked(graph).to_undirected(as_view=True), path, cutoff=depth))


def nodes(graph: "LinkGraph") -> list[tuple[str, Attributes]]:
    """Return the nodes with their attributes, in the order of their paths."""
    return sorted(((path, attributes) for path, attributes in graph.nodes(data=True)), key=lambda node: node[0])


def edges(graph: "LinkGraph") -> list[tuple[str, str, Attributes]]:
    """Return the edges with their attributes, in the order of their sources, places and targets."""
    return sorted(graph.edges(data=True), key=_place)


def _place(edge: tuple[str, str, Mapping[str, Any]]) -> tuple[str | int, ...]:
    source, target, link = edge
    return source, link["start"], link["stop"], target, link["field"], link["kind"], link["subpath"]


def arrows(graph: "LinkGraph") -> list[tuple[str, str]]:
    """Return which node links to which other one: each pair once, in order. It is what a drawing shows."""
    return sorted({(source, target) for source, target in _ends(graph) if source != target})


def networked(graph: "LinkGraph") -> "NetworkGraph":
    """Return the graph as a networkx object, which it is already where it is not large."""
    return graph.networked() if isinstance(graph, LinkList) else graph


def _ends(graph: "LinkGraph") -> Iterator[tuple[str, str]]:
    return ((source, target) for source, target, _ in graph.edges(data=True))
