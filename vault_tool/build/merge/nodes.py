"""The units of three versions as one list: what each is in the base, in the vault and in the source."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vault_tool.build.merge.keys import task_above
from vault_tool.build.merge.matching import Matching, as_edited
from vault_tool.build.merge.units import Unit


@dataclass(slots=True, eq=False)
class Node:
    """A unit in the versions that have it, and what becomes of it."""

    base: int = -1
    """Its index in the base; -1 where it is not there."""
    theirs: int = -1
    ours: int = -1
    kept: bool = True
    """Whether it is in the merged body."""
    dropped: bool = False
    """Whether it is a callout that is out of date."""
    returned: bool = False
    """Whether it is back in the source."""
    kind: str = ""
    level: int = 7
    text: str = ""
    """What it reads in the merged body, without indentation and list mark."""
    marker: str = ""
    """Its list mark and the space behind it; empty for what is no item."""
    unit: Unit | None = None
    """The unit whose text it has as it is."""
    extras: Sequence[tuple[str, str]] = ()
    """The kinds and texts of what a build puts behind it."""
    moved: bool = False
    """Whether the user put it in another place."""
    children: Sequence["Node"] = ()

    def write(self, text: str) -> None:
        """Let it read as no version does."""
        self.text = text
        self.unit = None


@dataclass(frozen=True, slots=True)
class Versions:
    """The three versions, and their units as nodes."""

    base: Sequence[Unit]
    theirs: Sequence[Unit]
    ours: Sequence[Unit]
    nodes: list[Node]
    of_base: list[Node]
    of_theirs: list[Node]
    of_ours: list[Node]


def match_versions(
    base: Sequence[Unit], theirs: Sequence[Unit], ours: Sequence[Unit], *, in_parallel: bool = False
) -> Versions:
    """Find out which units of the three are the same.

    With `in_parallel` the units of the source are those of the base one by one, if they are built alike.
    """
    users = as_edited(base, theirs)
    weights = _weights(base, theirs, users)
    source = Matching(base, ours)
    if in_parallel and list(map(_build, base)) == list(map(_build, ours)):
        for at in range(len(base)):
            source.pair(at, at)
    source.by_key(weights.__getitem__)
    source.by_text()
    source.by_likeness(tasks=False)
    source.by_place()
    of_base = [Node(at, users.there[at], source.there[at]) for at in range(len(base))]
    of_theirs = [of_base[at] if at >= 0 else Node(theirs=index) for index, at in enumerate(users.back)]
    of_ours = _same_additions(theirs, ours, of_theirs, [of_base[at] if at >= 0 else None for at in source.back])
    nodes = list(of_base)
    nodes += [node for node in of_theirs if node.base < 0]
    nodes += [node for node in of_ours if node.base < 0 and node.theirs < 0]
    return Versions(base, theirs, ours, nodes, of_base, of_theirs, of_ours)


def _build(unit: Unit) -> tuple[str, int, bool]:
    return unit.kind, unit.parent, unit.is_keyed


def match_without_base(theirs: Sequence[Unit], ours: Sequence[Unit]) -> Versions:
    """Find out which units of the source the vault has, where no base is known."""
    found = Matching(ours, theirs)
    found.by_key(lambda _: 0)
    found.by_name()
    found.by_text()
    found.by_likeness(tasks=False, once=True)
    # What both have counts as if the source had never changed it: so the vault's text and place are the user's.
    of_ours = [Node(at if other >= 0 else -1, other, at) for at, other in enumerate(found.there)]
    of_theirs = [of_ours[at] if at >= 0 else Node(theirs=index) for index, at in enumerate(found.back)]
    nodes = of_ours + [node for node in of_theirs if node.ours < 0]
    return Versions(ours, theirs, ours, nodes, of_ours, of_theirs, of_ours)


def _weights(base: Sequence[Unit], theirs: Sequence[Unit], users: Matching) -> list[int]:
    """Say of each unit of the base how much of the user's it carries: a tick weighs most."""
    weights = []
    for unit, index in zip(base, users.there, strict=True):
        if index < 0:
            weights.append(0)
            continue
        other = theirs[index]
        ticked = other.item is not None and other.item.mark not in (None, " ")
        weights.append(3 if ticked else 2 if other.same != unit.same else 1)
    for index in range(len(theirs) - 1, -1, -1):
        parent, at = theirs[index].parent, users.back[index]
        if parent >= 0 and users.back[parent] >= 0 and (at < 0 or weights[at] > 1):
            weights[users.back[parent]] = max(weights[users.back[parent]], 2)
    return weights


def _same_additions(
    theirs: Sequence[Unit], ours: Sequence[Unit], of_theirs: list[Node], found: list[Node | None]
) -> list[Node]:
    """Give a node to what is new in the source: that of what is new in the vault too where both are the same."""
    above_theirs, above_ours = task_above(theirs), task_above(ours)
    tasks: dict[tuple[Node | None, bool, str], list[Node]] = defaultdict(list)
    texts: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for index, unit in enumerate(theirs):
        node = of_theirs[index]
        if node.base < 0 and unit.item is not None and unit.is_keyed:
            above = of_theirs[above_theirs[index]] if above_theirs[index] >= 0 else None
            tasks[above, unit.is_task, unit.item.name].append(node)
        elif node.base < 0:
            texts[unit.kind, unit.same].append(node)
    for queue in tasks.values():
        queue.reverse()
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for index, unit in enumerate(ours):
        if found[index] is None and not unit.is_keyed:
            counts[unit.kind, unit.same] += 1
    of_ours: list[Node] = []
    for index, unit in enumerate(ours):
        node = found[index] or Node()
        if node.base < 0:
            if unit.item is not None and unit.is_keyed:
                above = of_ours[above_ours[index]] if above_ours[index] >= 0 else None
                if queue := tasks.get((above, unit.is_task, unit.item.name), []):
                    node = queue.pop()
            elif counts[unit.kind, unit.same] == 1 == len(texts.get((unit.kind, unit.same), ())):
                node = texts[unit.kind, unit.same][0]
            node.ours = index
        of_ours.append(node)
    return of_ours
