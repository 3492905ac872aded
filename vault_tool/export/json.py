"""The graph as JSON, in the node-link form that networkx, D3 and sigma.js read."""

import json
from typing import TYPE_CHECKING

from vault_tool.export.rows import rows
from vault_tool.graph import edges, nodes

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph

SCHEMA = 1


def to_json(graph: "LinkGraph") -> str:
    """Return one JSON object, with one node and one edge a line.

    Its shape, and what `networkx.node_link_graph(document, edges="edges")` reads::

        {"schema": 1, "directed": true, "multigraph": true, "graph": {"centre": PATH},
         "nodes": [{"id": PATH, "label": …, "kind": …, …}, …],
         "edges": [{"source": PATH, "target": PATH, "kind": …, "subpath": …, …}, …]}

    The other keys of a node and an edge are the attributes that `vault_tool.graph` lists. Nodes are in the order of
    their paths, edges in that of their sources and places. `graph` is empty where no note was asked for.
    """
    head = {"schema": SCHEMA, "directed": True, "multigraph": True, "graph": graph.graph}
    listed = rows(({"id": path, **attributes} for path, attributes in nodes(graph)), "  ")
    linked = rows(
        ({"source": source, "target": target, **attributes} for source, target, attributes in edges(graph)), "  "
    )
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},\n "nodes": [{listed}],\n "edges": [{linked}]}}\n'
