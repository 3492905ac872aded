"""The graph as GEXF 1.2, Gephi's own format."""

from typing import TYPE_CHECKING

from vault_tool.export.xml import document, prepared

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph

_RENAMED = {"start": "start_byte", "stop": "stop_byte"}
"""In GEXF an edge's `start` is the time at which it comes into being, and would make a film of the graph."""


def to_gexf(graph: "LinkGraph") -> str:
    """Return a GEXF document; a link's `start` and `stop` are named `start_byte` and `stop_byte` there.

    It does not say when it was made, nor by which version of what: the same vault gives the same bytes.
    """
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415

    root = GEXFWriter(prepared(graph, _RENAMED), prettyprint=False).xml
    for meta in root.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
        for creator in meta.iter("creator"):
            creator.text = "vault-tool"
    return document(root)
