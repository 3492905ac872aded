"""The graph as a Mermaid flowchart, for a note or a README that shows it as a drawing."""

import re
from typing import TYPE_CHECKING

from vault_tool.graph import arrows, nodes

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph

MAX_EDGES = 500
"""How many edges Mermaid draws before it refuses, unless its `maxEdges` is set."""

_MARKUP = re.compile(r"[!-+.:-@\[-`{-~]|^-")
"""ASCII punctuation, but for commas, slashes and inner hyphens: Mermaid reads Markdown, HTML and icons in labels."""


def to_mermaid(graph: "LinkGraph") -> str:
    """Return a `graph LR` with a box for every node and one arrow for all the links from one to another.

    Links of a note to itself are not drawn. The boxes have running numbers for ids, in the order of the paths, and
    the notes' names as labels.
    """
    ids = {path: f"n{number}" for number, (path, _) in enumerate(nodes(graph))}
    boxes = [f'  {ids[path]}["{_label(str(attributes["label"]))}"]' for path, attributes in nodes(graph)]
    drawn = [f"  {ids[source]} --> {ids[target]}" for source, target in arrows(graph)]
    return "\n".join(["graph LR", *boxes, *drawn, ""])


def _label(text: str) -> str:
    """Return the text with what Mermaid could take for markup as `#35;` and the like, and single spaces."""
    return _MARKUP.sub(lambda mark: f"#{ord(mark.group())};", " ".join(text.split()))
