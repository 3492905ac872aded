"""The link graph in other programs' formats.

A writer takes a graph and returns the whole document as text that ends with a line feed. The same graph gives the
same text, in whatever order its nodes and edges were added.
"""

from typing import TYPE_CHECKING

from vault_tool.export.canvas import to_canvas
from vault_tool.export.csv import to_csv
from vault_tool.export.dot import to_dot
from vault_tool.export.gexf import to_gexf
from vault_tool.export.graphml import to_graphml
from vault_tool.export.json import to_json
from vault_tool.export.mermaid import to_mermaid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vault_tool.graph import LinkGraph

WRITERS: "Mapping[str, Callable[[LinkGraph], str]]" = {
    "json": to_json,
    "graphml": to_graphml,
    "gexf": to_gexf,
    "dot": to_dot,
    "csv": to_csv,
    "canvas": to_canvas,
    "mermaid": to_mermaid,
}
"""The formats by the names that the command line gives them."""

FULL = frozenset({"json", "graphml", "gexf", "dot"})
"""The formats that hold every attribute of nodes and edges, and so have room for measures."""
