"""The link graph as a plain list of nodes and links: for graphs of which networkx would make a heavy object.

It answers what `graph` and the exports ask of a graph, in the same words as a networkx.MultiDiGraph.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Value: TypeAlias = str | int | float | bool
Attributes: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class LinkList:
    """Nodes with their attributes, and links between them with theirs."""

    described: Mapping[str, Attributes]
    """Each node's attributes, by its path."""
    linked: Sequence[tuple[str, str, Attributes]]
    """Source and target of each link, with its attributes."""
    graph: dict[str, str] = field(default_factory=dict)
    """The attributes of the graph itself."""

    def __iter__(self) -> Iterator[str]:
        return iter(self.described)

    def __len__(self) -> int:
        return len(self.described)

    def __contains__(self, path: object) -> bool:
        return path in self.described

    def number_of_edges(self) -> int:
        """Return how many links there are, parallel ones counted one by one."""
        return len(self.linked)

    def nodes(self, *, data: bool = True) -> Iterable[tuple[str, Attributes]]:  # noqa: ARG002 -- as networkx asks
        """Return each node with its attributes, to be changed in place."""
        return self.described.items()

    def edges(self, *, data: bool = True) -> Iterable[tuple[str, str, Attributes]]:  # noqa: ARG002 -- as above
        """Return source and target of each link with its attributes, to be changed in place."""
        return self.linked

    def subgraph(self, paths: Collection[str]) -> "LinkList":
        """Return the part that has no other nodes than these; it shares its attributes with the whole."""
        kept = frozenset(paths)
        return LinkList(
            {path: attributes for path, attributes in self.described.items() if path in kept},
            [link for link in self.linked if link[0] in kept and link[1] in kept],
            self.graph,
        )

    def copy(self) -> "LinkList":
        """Return the same with attributes of its own."""
        return LinkList(
            {path: {**attributes} for path, attributes in self.described.items()},
            [(source, target, {**attributes}) for source, target, attributes in self.linked],
            {**self.graph},
        )

    def networked(self) -> "MultiDiGraph[str]":
        """Return the same as a networkx graph."""
        from networkx import MultiDiGraph  # noqa: PLC0415

        network: MultiDiGraph[str] = MultiDiGraph()
        network.graph.update(self.graph)
        network.add_nodes_from(self.described.items())
        network.add_edges_from(self.linked)
        return network
