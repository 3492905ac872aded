"""Which unit of one version of a body is which of another.

Tasks are known by their keys: an explicit id, or else the key of the task they lie in, their name, and which of its
equals it is. Other units are found by their text, wherever they went; what is left between two units that were found
is the same if its words are alike, or if nothing else can be meant.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from vault_tool.build.merge.conflicts import read_callout
from vault_tool.build.merge.units import Unit, likeness, words

_ALIKE: Final = 0.5
_MOST_COMPARED: Final = 2500
_NEAR: Final = 6


class Matching:
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

    # -- Tasks --------------------------------------------------------------------------------------------------------

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
                    groups[_name(self.base[index])].append(index)
            equals: dict[tuple[bool, str], list[int]] = defaultdict(list)
            for index in other_within.get(other, ()):
                if self.back[index] < 0:
                    equals[_name(self.other[index])].append(index)
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
                names[_name(unit)].append(other)
        for queue in names.values():
            queue.reverse()
        for at, unit in enumerate(self.base):
            if self.there[at] < 0 and unit.is_keyed and names.get(_name(unit)):
                self.pair(at, names[_name(unit)].pop())

    # -- Other units --------------------------------------------------------------------------------------------------

    def by_text(self) -> None:
        """Pair what is no task by its text: what occurs once anywhere, and the rest within the gaps."""
        once: dict[tuple[str, str], int] = {}
        for at, unit in enumerate(self.base):
            if not unit.is_keyed and self.there[at] < 0:
                key = unit.kind, unit.same
                once[key] = -1 if key in once else at
        found: dict[tuple[str, str], int] = {}
        for other, unit in enumerate(self.other):
            if not unit.is_keyed and self.back[other] < 0:
                key = unit.kind, unit.same
                found[key] = -1 if key in found else other
        for key, at in once.items():
            other = found.get(key, -1)
            if at >= 0 and other >= 0:
                self.pair(at, other)
        for members, rivals in self._gaps():
            queues: dict[tuple[str, str], list[int]] = defaultdict(list)
            for other in reversed(rivals):
                unit = self.other[other]
                if not unit.is_keyed:
                    queues[unit.kind, unit.same].append(other)
            for at in members:
                unit = self.base[at]
                if not unit.is_keyed and (queue := queues.get((unit.kind, unit.same))):
                    self.pair(at, queue.pop())

    def by_callout(self) -> None:
        """Pair what stands before a callout of an earlier build with the unit whose text the callout shows."""
        quoted: dict[str, int] = {}
        for at, unit in enumerate(self.base):
            if self.there[at] < 0 and not unit.is_keyed:
                quoted.setdefault(unit.content.rstrip(), at)
        for other, unit in enumerate(self.other):
            callout = read_callout(unit.content) if unit.kind == "quote" else None
            if callout is None or other == 0:
                continue
            at = quoted.get(callout.text.rstrip(), -1)
            before = unit.parent if unit.parent >= 0 else other - 1
            if (
                at >= 0
                and self.there[at] < 0
                and self.back[before] < 0
                and _comparable(self.base[at], self.other[before], tasks=False)
            ):
                self.pair(at, before)

    def by_likeness(self, *, tasks: bool) -> None:
        """Pair what is left in a gap where half of the words are the same, the likest first."""
        known: dict[str, Counter[str]] = {}

        def mine(unit: Unit) -> Counter[str]:
            if unit.content not in known:
                known[unit.content] = words(unit)
            return known[unit.content]

        for members, rivals in self._gaps():
            scored = []
            for at, other in _candidates(members, rivals):
                one, two = self.base[at], self.other[other]
                if not _comparable(one, two, tasks=tasks):
                    continue
                score = likeness(mine(one), mine(two))
                if score >= _ALIKE:
                    scored.append((-score, abs(at - other), at, other))
            for _, _, at, other in sorted(scored):
                if self.there[at] < 0 and self.back[other] < 0:
                    self.pair(at, other)

    def by_place(self) -> None:
        """Pair what is left where as many of the same kinds are left on both sides of a gap."""
        for members, rivals in self._gaps():
            mine = [at for at in members if not self.base[at].is_keyed]
            others = [other for other in rivals if _may_be_edited(self.other[other])]
            if [self.base[at].kind for at in mine] == [self.other[other].kind for other in others]:
                for at, other in zip(mine, others, strict=True):
                    if self.base[at].level == self.other[other].level:
                        self.pair(at, other)

    def _gaps(self) -> Iterable[tuple[list[int], list[int]]]:
        """Yield what is left of both between two neighbouring pairs that are in order; none where a side is empty."""
        pairs = [(at, other) for at, other in enumerate(self.there) if other >= 0]
        anchors = [pairs[index] for index in longest_rise([other for _, other in pairs])]
        gaps = []
        last_at = last_other = -1
        for at, other in [*anchors, (len(self.base), len(self.other))]:
            members = [index for index in range(last_at + 1, at) if self.there[index] < 0]
            if members:
                rivals = [index for index in range(last_other + 1, other) if self.back[index] < 0]
                if rivals:
                    gaps.append((members, rivals))
            last_at, last_other = at, other
        return gaps


def longest_rise(values: Sequence[int]) -> list[int]:
    """Return the indices of a longest strictly rising subsequence; n log n."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(tail_at[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        tail_at[place : place + 1] = [index]
    rise = []
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        rise.append(index)
        index = before[index]
    return rise[::-1]


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


_LEVELS: Final = 5


def _likenesses(
    units: Sequence[Unit], within: Mapping[int, list[int]], places: Sequence[object], index: int
) -> tuple[object, ...]:
    """Return what tells a task from its equals, the most telling first; the last is the same for all."""
    core = _core(units[index])
    inner = tuple(sorted(_name(units[other]) for other in within.get(index, ())))
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


def _name(unit: Unit) -> tuple[bool, str]:
    assert unit.item is not None
    return unit.is_task, unit.item.name


def _core(unit: Unit) -> str:
    assert unit.item is not None
    return unit.item.core


def _may_be_edited(unit: Unit) -> bool:
    return not unit.is_keyed and not (unit.kind == "quote" and read_callout(unit.content))


def _comparable(one: Unit, two: Unit, *, tasks: bool) -> bool:
    if one.kind != two.kind or one.level != two.level:
        return False
    if one.is_keyed or two.is_keyed:
        return tasks
    return _may_be_edited(two)


def _candidates(members: list[int], rivals: list[int]) -> Iterable[tuple[int, int]]:
    """Yield what is to be compared: everything in a small gap, what lies at about the same place in a large one."""
    if len(members) * len(rivals) <= _MOST_COMPARED:
        return [(at, other) for at in members for other in rivals]
    pairs = []
    for index, at in enumerate(members):
        middle = index * len(rivals) // len(members)
        pairs += [(at, other) for other in rivals[max(0, middle - _NEAR) : middle + _NEAR + 1]]
    return pairs
