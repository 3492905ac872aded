"""The graph as DOT, for Graphviz and what reads its language."""

from typing import TYPE_CHECKING

from vault_tool.graph import edges, nodes
from vault_tool.linklist import Attributes, Value

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph


def to_dot(graph: "LinkGraph") -> str:
    """Return a `digraph` with every node and every link; their attributes stand beside those that Graphviz knows.

    Parallel links are parallel edges: `strict` in front of `digraph` would draw them as one.
    """
    lines = ["digraph vault {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_quoted(path)} [{_listed(attributes)}];" for path, attributes in nodes(graph)]
    lines += [
        f"  {_quoted(source)} -> {_quoted(target)} [{_listed(attributes)}];"
        for source, target, attributes in edges(graph)
    ]
    return "\n".join([*lines, "}", ""])


def _listed(attributes: Attributes) -> str:
    return ", ".join(
        f"{name}={_label(str(value)) if name == 'label' else _value(value)}" for name, value in attributes.items()
    )


def _value(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value)
        case _:
            return _quoted(str(value)) if "e" in str(value) else str(value)


def _quoted(text: str) -> str:
    r"""Return a double-quoted ID of the DOT language.

    Only `\"` is an escape there. A doubled backslash stays two, but it cannot swallow the closing quote.
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(text: str) -> str:
    r"""Return a quoted string for a label, in which Graphviz also reads `\N`, `\n` and `&amp;`."""
    return _quoted(text.replace("&", "&amp;"))
