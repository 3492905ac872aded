"""The graph as GraphML, for Gephi, yEd, igraph and networkx."""

from typing import TYPE_CHECKING

from vault_tool.export.xml import document, prepared

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph


def to_graphml(graph: "LinkGraph") -> str:
    """Return a GraphML document whose nodes are paths and whose edges are links, numbered in their order."""
    from networkx.readwrite.graphml import GraphMLWriter  # noqa: PLC0415

    root = GraphMLWriter(prepared(graph, {}), prettyprint=False).xml
    # networkx writes Python's `True`; the truth of XML Schema, which GraphML asks for, is `true`.
    truths = {key.get("id") for key in root.iter("key") if key.get("attr.type") == "boolean"}
    for value in root.iter("data"):
        if value.get("key") in truths:
            value.text = value.text.lower()
    return document(root)
