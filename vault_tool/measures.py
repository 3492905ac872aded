"""What the shape of a graph says of its nodes, for graphs that networkx would take too long for.

`graph.measures` says the same with networkx, which is the reference; here are scipy's sparse matrices instead, and
of networkx's page rank the same steps in the same order. Nodes are known by their number, from 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

PAGERANK_ERROR = 1e-9
"""How much of the whole may be misplaced."""
_FOLLOWED = 0.85
"""How often a reader follows a link, and does not begin elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphMeasures:
    """What the shape of the graph says of its nodes; a node's links to itself count nowhere."""

    pagerank: Mapping[str, float]
    """The share of its time that a reader spends there who follows links at random; the sum is 1."""
    backlinks: Mapping[str, int]
    """How many other nodes link to it."""
    in_degree: Mapping[str, int]
    """How many links lead to it from other nodes, parallel ones counted one by one."""
    out_degree: Mapping[str, int]
    """How many links lead from it to other nodes, parallel ones counted one by one."""
    islands: tuple[frozenset[str], ...]
    """What hangs together by links in either direction: the largest first, then by the first path."""
    articulations: frozenset[str]
    """The nodes without which their island would fall apart."""
    bridges: frozenset[tuple[str, str]]
    """The pairs of linked nodes, each pair in the order of its paths, between which no other way leads."""


def sparse_measures(paths: Sequence[str], links: Iterable[tuple[str, str]]) -> GraphMeasures:
    """Measure the graph with these nodes and these links between them, source and target of each."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    size = len(paths)
    numbers = {path: number for number, path in enumerate(paths)}
    ends = np.array([(numbers[source], numbers[target]) for source, target in links], dtype=np.int64).reshape(-1, 2)
    sources, targets = ends[ends[:, 0] != ends[:, 1]].T
    in_degree, out_degree = np.bincount(targets, minlength=size), np.bincount(sources, minlength=size)
    leads, led = np.divmod(np.unique(sources * size + targets), max(1, size))
    followed = coo_array((np.ones(len(leads)), (leads, led)), shape=(size, size)).tocsr()
    cuts = _cuts(followed)
    return GraphMeasures(
        pagerank=dict(zip(paths, _pagerank(followed), strict=True)),
        backlinks=dict(zip(paths, np.bincount(led, minlength=size).tolist(), strict=True)),
        in_degree=dict(zip(paths, in_degree.tolist(), strict=True)),
        out_degree=dict(zip(paths, out_degree.tolist(), strict=True)),
        islands=_islands(paths, followed),
        articulations=frozenset(paths[node] for node in cuts.nodes),
        bridges=frozenset((min(paths[one], paths[other]), max(paths[one], paths[other])) for one, other in cuts.pairs),
    )


def _pagerank(followed: Any) -> list[float]:  # noqa: ANN401 -- scipy has no types
    """Return the page rank of each node, by power iteration as networkx does it."""
    import numpy as np  # noqa: PLC0415
    from scipy.sparse import dia_array  # noqa: PLC0415

    size = followed.shape[0]
    if not size:
        return []
    leaving = followed.sum(axis=1)
    ends = np.flatnonzero(leaving == 0)
    shares = np.divide(1.0, leaving, out=np.zeros(size), where=leaving != 0)
    ways = dia_array((shares[np.newaxis], [0]), shape=followed.shape).tocsr() @ followed
    everywhere = np.repeat(1.0 / size, size)
    rank, error = everywhere, 1.0
    # Each round leaves no more than the followed share of the error, so that there is an end.
    while error >= PAGERANK_ERROR:
        last = rank
        rank = _FOLLOWED * (last @ ways + last[ends].sum() * everywhere) + (1 - _FOLLOWED) * everywhere
        error = np.abs(rank - last).sum()
    found: list[float] = rank.tolist()
    return found


def _islands(paths: Sequence[str], followed: Any) -> tuple[frozenset[str], ...]:  # noqa: ANN401
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    count, labels = connected_components(followed, directed=True, connection="weak")
    members: list[list[str]] = [[] for _ in range(count)]
    for path, label in zip(paths, labels.tolist(), strict=True):
        members[label].append(path)
    return tuple(sorted(map(frozenset, members), key=lambda island: (-len(island), min(island))))


class _Cuts(NamedTuple):
    """Where a graph falls apart."""

    nodes: set[int]
    pairs: list[tuple[int, int]]


def _cuts(followed: Any) -> _Cuts:  # noqa: ANN401
    """Return articulations and bridges: one walk in depth, in which each node knows how far up a way leads back.

    This is Tarjan's and Hopcroft's algorithm, without recursion.
    """
    both = (followed + followed.T).tocsr()
    neighbours: list[int] = both.indices.tolist()
    ahead: list[int] = both.indptr.tolist()
    stops = ahead[1:]
    entered = [0] * both.shape[0]
    highest = [0] * both.shape[0]
    cuts = _Cuts(set(), [])
    clock = 0
    for root in range(both.shape[0]):
        if entered[root]:
            continue
        clock += 1
        entered[root] = highest[root] = clock
        branches = 0
        way = [root]
        above = -1
        while way:
            node = way[-1]
            at = ahead[node]
            if at < stops[node]:
                ahead[node] = at + 1
                other = neighbours[at]
                if not entered[other]:
                    clock += 1
                    entered[other] = highest[other] = clock
                    way.append(other)
                    above = node
                elif other != above and entered[other] < highest[node]:
                    highest[node] = entered[other]
                continue
            way.pop()
            if not way:
                break
            above = way[-2] if len(way) > 1 else -1
            parent = way[-1]
            if highest[node] > entered[parent]:
                cuts.pairs.append((parent, node))
            if parent == root:
                branches += 1
            elif highest[node] >= entered[parent]:
                cuts.nodes.add(parent)
            highest[parent] = min(highest[parent], highest[node])
        if branches > 1:
            cuts.nodes.add(root)
    return cuts
