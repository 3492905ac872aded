"""Which task of one version of a body is which of another: by an explicit id, or else by its key.

The key is the task that it lies in, its name, and which of its equals it is.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from vault_tool.build.merge.units import Unit


class KeyMatching:
    """Pairs of units of two versions, each unit in at most one."""

    def __init__(self, base: Sequence[Unit], other: Sequence[Unit]) -> None:
        """Begin without pairs."""
        self.base = base
        self.other = other
        self.there: list[int] = [-1] * len(base)
        """For each unit of the base, the index of its match; -1 where there is none."""
        self.back: list[int] = [-1] * len(other)
        """The other way round."""
        self._within = _tasks_within(base), _tasks_within(other)
        self._places = _places(base), _places(other)

    def pair(self, at: int, other: int) -> None:
        """Note that the two are the same."""
        self.there[at] = other
        self.back[other] = at

    def by_key(self, weight: Callable[[int], int]) -> None:
        """Pair the tasks by their keys, from the outer to the inner ones.

        Where there are fewer equals than in the base, those that weigh most are kept.
        """
        base_within, other_within = self._within
        pending = [(-1, -1), *self._by_id()]
        while pending:
            at, other = pending.pop()
            if at not in base_within or other not in other_within:
                continue
            groups: dict[tuple[bool, str], list[int]] = defaultdict(list)
            for index in base_within.get(at, ()):
                if self.there[index] < 0:
                    groups[task_name(self.base[index])].append(index)
            equals: dict[tuple[bool, str], list[int]] = defaultdict(list)
            for index in other_within.get(other, ()):
                if self.back[index] < 0:
                    equals[task_name(self.other[index])].append(index)
            for name, members in groups.items():
                if name in equals:
                    pending += self._equals(members, equals[name], weight)

    def _by_id(self) -> list[tuple[int, int]]:
        """Pair the tasks that say who they are."""
        pairs = []
        ids = _unique_ids(self.other)
        for name, at in _unique_ids(self.base).items():
            other = ids.get(name)
            if other is not None and self.there[at] < 0 and self.back[other] < 0:
                self.pair(at, other)
                pairs.append((at, other))
        return pairs

    def _equals(self, members: list[int], equals: list[int], weight: Callable[[int], int]) -> list[tuple[int, int]]:
        """Pair tasks of one name, each with the one that is most like it beside the name, else in order.

        Links that lead to the same, the same tasks in it, and the same heading or item above it tell equals apart;
        they never decide whether a task is found.
        """
        if len(members) == len(equals) == 1:
            return self._in_order(members, equals)
        mine = {at: _likenesses(self.base, self._within[0], self._places[0], at) for at in members}
        others = {other: _likenesses(self.other, self._within[1], self._places[1], other) for other in equals}
        if len(members) > len(equals):
            known = [set(column) for column in zip(*others.values(), strict=True)]
            ranked = sorted(
                members,
                key=lambda at: (-weight(at), -sum(key in keys for key, keys in zip(mine[at], known, strict=True)), at),
            )
            members = sorted(ranked[: len(equals)])
        pairs: list[tuple[int, int]] = []
        for level in range(_LEVELS):
            groups: dict[object, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
            for at in members:
                if self.there[at] < 0:
                    groups[mine[at][level]][0].append(at)
            for other in equals:
                if self.back[other] < 0:
                    groups[others[other][level]][1].append(other)
            for some, same in groups.values():
                pairs += self._in_order(some, same)
        return pairs

    def _in_order(self, members: list[int], equals: list[int]) -> list[tuple[int, int]]:
        pairs = []
        for at, other in zip(members, equals, strict=False):
            mine, others = self.base[at].item, self.other[other].item
            if mine and others and mine.ids and others.ids and mine.ids.isdisjoint(others.ids):
                continue
            self.pair(at, other)
            pairs.append((at, other))
        return pairs

    def by_name(self) -> None:
        """Pair the tasks that are left by their names alone, wherever they lie."""
        names: dict[tuple[bool, str], list[int]] = defaultdict(list)
        for other, unit in enumerate(self.other):
            if self.back[other] < 0 and unit.is_keyed:
                names[task_name(unit)].append(other)
        for queue in names.values():
            queue.reverse()
        for at, unit in enumerate(self.base):
            if self.there[at] < 0 and unit.is_keyed and names.get(task_name(unit)):
                self.pair(at, names[task_name(unit)].pop())


_LEVELS: Final = 5


def task_above(units: Sequence[Unit]) -> list[int]:
    """Return for each unit the task that it lies in, however deep; -1 for none."""
    above: list[int] = []
    for unit in units:
        if unit.parent < 0:
            above.append(-1)
        else:
            above.append(unit.parent if units[unit.parent].is_task else above[unit.parent])
    return above


def _tasks_within(units: Sequence[Unit]) -> dict[int, list[int]]:
    within: dict[int, list[int]] = defaultdict(list)
    for index, above in enumerate(task_above(units)):
        if units[index].is_keyed:
            within[above].append(index)
    return within


def _unique_ids(units: Sequence[Unit]) -> dict[str, int]:
    ids: dict[str, int] = {}
    repeated = set()
    for index, unit in enumerate(units):
        if unit.item is not None and unit.is_keyed:
            for name in unit.item.ids:
                if ids.setdefault(name, index) != index:
                    repeated.add(name)
    return {name: index for name, index in ids.items() if name not in repeated}


def _likenesses(
    units: Sequence[Unit], within: Mapping[int, list[int]], places: Sequence[object], index: int
) -> tuple[object, ...]:
    """Return what tells a task from its equals, the most telling first; the last is the same for all."""
    core = _core(units[index])
    inner = tuple(sorted(task_name(units[other]) for other in within.get(index, ())))
    place = places[index]
    return (core, inner, place), (core, place), (core, inner), core, None


def _places(units: Sequence[Unit]) -> list[object]:
    """Return for each unit the plain item that it lies in, else the heading that it stands under."""
    places: list[object] = []
    heading: object = None
    for unit in units:
        if unit.kind == "heading":
            heading = unit.same
        parent = units[unit.parent] if unit.parent >= 0 else None
        places.append(heading if parent is None else None if parent.is_keyed else parent.same)
    return places


def task_name(unit: Unit) -> tuple[bool, str]:
    """Return whether it is a task or a goal, and what it is called."""
    assert unit.item is not None
    return unit.is_task, unit.item.name


def _core(unit: Unit) -> str:
    assert unit.item is not None
    return unit.item.core
