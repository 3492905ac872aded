"""Where each unit stands: the source's order, with what the user moved or wrote in the place the user gave it."""

from bisect import bisect_right
from collections.abc import Sequence

from vault_tool.build.merge.matching import longest_rise
from vault_tool.build.merge.nodes import Node, Versions
from vault_tool.build.merge.units import Unit


def arrange(versions: Versions) -> list[Node]:
    """Give every node that is kept its children in order; return those at the top."""
    parents = _parents(versions)
    families: dict[Node | None, list[Node]] = {}
    for node in versions.nodes:
        if node.kept:
            families.setdefault(parents[node], []).append(node)
    sections = _Sections(versions)
    for parent, children in families.items():
        ordered = _ordered(children, sections)
        if parent is not None:
            parent.children = ordered
        else:
            top = ordered
    return top if None in families else []


def _parents(versions: Versions) -> dict[Node, Node | None]:
    """Return the item that each kept node lies in: the user's choice where the user made one, else the source's."""
    parents: dict[Node, Node | None] = {}
    for node in versions.nodes:
        if not node.kept:
            continue
        theirs = _above(node.theirs, versions.theirs, versions.of_theirs)
        ours = _above(node.ours, versions.ours, versions.of_ours)
        if node.theirs < 0 or node.returned:
            parents[node] = ours
        elif node.ours < 0 or node.base < 0:
            parents[node] = theirs
        else:
            at, other = versions.base[node.base].parent, versions.theirs[node.theirs].parent
            was = versions.of_base[at] if at >= 0 else None
            now = versions.of_theirs[other] if other >= 0 else None
            node.moved = was is not now
            parents[node] = theirs if node.moved else ours
    _break_circles(parents, versions)
    return parents


def _above(index: int, units: Sequence[Unit], nodes: Sequence[Node]) -> Node | None:
    """Return the nearest item around the unit that is kept as an item."""
    if index < 0:
        return None
    at = units[index].parent
    while at >= 0 and not (nodes[at].kept and nodes[at].kind == "item"):
        at = units[at].parent
    return nodes[at] if at >= 0 else None


def _break_circles(parents: dict[Node, Node | None], versions: Versions) -> None:
    """Where the user put A under B and the source B under A, the source has its way."""
    safe: set[Node] = set()
    for node in list(parents):
        path: list[Node] = []
        on_path: set[Node] = set()
        at: Node | None = node
        while at is not None and at not in safe:
            if at in on_path:
                for other in path[path.index(at) :]:
                    other.moved = False
                    parents[other] = _above(other.ours, versions.ours, versions.of_ours) if other.ours >= 0 else None
                path, on_path, at = [], set(), node
                continue
            path.append(at)
            on_path.add(at)
            at = parents[at]
        safe.update(path)


class _Sections:
    """Says under which heading a unit stands."""

    def __init__(self, versions: Versions) -> None:
        self._base = [at for at, unit in enumerate(versions.base) if unit.kind == "heading"]
        self._theirs = [at for at, unit in enumerate(versions.theirs) if unit.kind == "heading"]
        self._versions = versions

    def left(self, node: Node) -> bool:
        """Whether the user moved the node to another section."""
        before = bisect_right(self._base, node.base)
        now = bisect_right(self._theirs, node.theirs)
        was = self._versions.of_base[self._base[before - 1]] if before else None
        has = self._versions.of_theirs[self._theirs[now - 1]] if now else None
        return was is not has


def _ordered(nodes: list[Node], sections: _Sections) -> list[Node]:
    """Put the children of one item, or all at the top, in order."""
    shared = sorted((node for node in nodes if node.theirs >= 0 and node.ours >= 0), key=lambda node: node.ours)
    known = sorted((node for node in shared if node.base >= 0 and not node.moved), key=lambda node: node.base)
    in_place = {known[index] for index in longest_rise([node.theirs for node in known])}
    for node in known:
        node.moved = node not in in_place
    following: dict[Node | None, Node | None] = {}
    last: Node | None = None
    for node in shared:
        if not node.moved:
            following[last] = node
            last = node
    following[last] = None
    # What the user wrote, kept or moved goes behind what it stood behind.
    last = None
    for node in sorted((node for node in nodes if node.theirs >= 0), key=lambda node: node.theirs):
        if node.moved or node.ours < 0:
            following[node], following[last] = following[last], node
        last = node
    # What is new in the source goes behind what it stands behind there, and behind what the user wrote below that.
    last = None
    for node in sorted((node for node in nodes if node.ours >= 0), key=lambda node: node.ours):
        if node.theirs < 0:
            at = last
            after = following[at]
            while after is not None and _may_pass(node, after):
                at, after = after, following[after]
            following[node], following[at] = after, node
            last = node
        elif not (node.moved and node.base >= 0 and sections.left(node)):
            last = node
    ordered = []
    at = following[None]
    while at is not None:
        ordered.append(at)
        at = following[at]
    return ordered


def _may_pass(new: Node, other: Node) -> bool:
    """Whether what is new in the source may stand behind what the user wrote: in the same section, the same list."""
    return other.ours < 0 and other.level >= new.level and (new.kind != "item" or other.kind == "item")
