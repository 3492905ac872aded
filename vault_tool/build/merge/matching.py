"""Which unit of one version of a body is which of another.

Tasks are known by their keys. Other units are found by their text, wherever they went; what is left between two units
that were found is the same if its words are alike, or if nothing else can be meant.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from vault_tool.build.merge.conflicts import read_callout
from vault_tool.build.merge.keys import KeyMatching
from vault_tool.build.merge.units import Unit, likeness, words

_ALIKE: Final = 0.5
_MOST_COMPARED: Final = 2500
_NEAR: Final = 6


class Matching(KeyMatching):
    """Pairs of units of two versions, tasks and others, each unit in at most one."""

    def by_text(self) -> None:
        """Pair what is no task by its text: what occurs once, then what stands in the same gap, then the rest."""
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
            self._same_in_order(members, rivals)
        left = [at for at, other in enumerate(self.there) if other < 0]
        if left:
            self._same_in_order(left, [other for other, at in enumerate(self.back) if at < 0])

    def _same_in_order(self, members: list[int], rivals: list[int]) -> None:
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

    def by_likeness(self, *, tasks: bool, once: bool = False) -> None:
        """Pair what is left in a gap where half of the words are the same, the likest first.

        `tasks` are compared too if so wanted; with `once`, only such units as the base has once.
        """
        texts = Counter((unit.kind, unit.same) for unit in self.base) if once else {}
        known: dict[str, Counter[str]] = {}

        def mine(unit: Unit) -> Counter[str]:
            if unit.content not in known:
                known[unit.content] = words(unit)
            return known[unit.content]

        for members, rivals in self._gaps():
            scored = []
            for at, other in _candidates(members, rivals):
                one, two = self.base[at], self.other[other]
                if not _comparable(one, two, tasks=tasks) or texts.get((one.kind, one.same), 1) > 1:
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


def as_edited(source: Sequence[Unit], note: Sequence[Unit]) -> Matching:
    """Pair the units of a text with those of the note that a user has made of it."""
    matching = Matching(source, note)
    matching.by_key(lambda _: 0)
    matching.by_name()
    matching.by_text()
    matching.by_callout()
    matching.by_likeness(tasks=True)
    matching.by_place()
    return matching
