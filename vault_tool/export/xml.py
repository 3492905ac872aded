"""What the two XML formats ask of a graph before networkx writes it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from vault_tool.graph import edges, nodes
from vault_tool.linklist import Attributes, Value

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph, NetworkGraph

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def prepared(graph: "LinkGraph", renamed: Mapping[str, str]) -> "NetworkGraph":
    r"""Return the graph in order, with a number of its own for every edge, and nothing that XML 1.0 cannot hold.

    Control characters become `\x0b` and the like; no path has a backslash (semantics 1.5), so that no two nodes
    become one. Attributes of edges that the format keeps for itself take the name that `renamed` gives them.
    """
    from networkx import MultiDiGraph  # noqa: PLC0415

    ordered: NetworkGraph = MultiDiGraph()
    ordered.add_nodes_from((_text(path), _legal(attributes, {})) for path, attributes in nodes(graph))
    for number, (source, target, attributes) in enumerate(edges(graph)):
        ordered.add_edge(_text(source), _text(target), key=number, **_legal(attributes, renamed))
    return ordered


def document(root: "ET.Element[Any]") -> str:
    """Return the document with a declaration, indented, ending with a line feed."""
    ET.indent(root)
    return f"{_DECLARATION}{ET.tostring(root, encoding='unicode')}\n"


def _legal(attributes: Attributes, renamed: Mapping[str, str]) -> dict[str, Value]:
    return {
        renamed.get(name, name): _text(value) if isinstance(value, str) else value for name, value in attributes.items()
    }


def _text(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\x{ord(found.group()):02x}", text)
