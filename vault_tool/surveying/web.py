"""What links connect in a vault whose notes and canvases are but numbers: the same as `LinkTable` says of it."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

_NUMBER = "I"


class Strands(NamedTuple):
    """Which other files each of some files links to, by number."""

    sources: "array[int]"
    """Those that link to any."""
    counts: "array[int]"
    """To how many each of them does."""
    targets: "array[int]"
    """To which: those of the first source, then those of the second, and so on."""

    @classmethod
    def empty(cls) -> "Strands":
        """Return none, to which some can be added."""
        return cls(array(_NUMBER), array(_NUMBER), array(_NUMBER))

    def add(self, source: int, targets: Collection[int]) -> None:
        """Add those of a file, which has none yet."""
        self.sources.append(source)
        self.counts.append(len(targets))
        self.targets.extend(targets)

    def leads(self) -> Iterator[tuple[int, "array[int]"]]:
        """Yield each source with its targets."""
        stops = accumulate(self.counts)
        return (
            (source, self.targets[stop - count : stop])
            for source, count, stop in zip(self.sources, self.counts, stops, strict=True)
        )


class Web:
    """The notes and canvases of a vault, and which of them are linked; without the reports that lie in it."""

    def __init__(
        self,
        paths: Sequence[str],
        strands: Sequence[Strands],
        *,
        listed: Sequence[int],
        canvases: Collection[int],
        reports: frozenset[int],
    ) -> None:
        """Take the `paths` by number, and of the numbers those that the lists here may name, as `LinkTable` has it."""
        self._paths = paths
        self._strands = strands
        self._listed = listed
        self._canvases = canvases
        self._reports = reports

    @cached_property
    def backlinks(self) -> Counter[int]:
        """How many other files link to each, where any does."""
        counted: Counter[int] = Counter()
        for part in self._strands:
            counted.update(part.targets)
        for report in self._reports:
            counted.pop(report, None)
        return counted

    def orphans(self, hubs: Collection[int]) -> list[str]:
        """Return the notes to which no other file links, hubs excepted, sorted."""
        linked = self.backlinks
        return self._sorted(number for number in self._listed if number not in linked and number not in hubs)

    def dead_ends(self) -> list[str]:
        """Return the notes that link to no other note, sorted."""
        no_notes = {*self._canvases, *self._reports}
        if no_notes:
            leading = {source for source, targets in self._leads() if not no_notes.issuperset(targets)}
        else:
            leading = set(chain.from_iterable(part.sources for part in self._strands))
        return self._sorted(number for number in self._listed if number not in leading)

    def islands(self) -> list[list[str]]:
        """Return the notes in groups of two and more that no link connects; the largest first, each sorted."""
        listed = set(self._listed)
        groups = [group for joined in self._joined() if len(group := listed.intersection(joined)) > 1]
        return sorted(map(self._sorted, groups), key=lambda group: (-len(group), group[0]))

    def unreachable(self, hubs: Collection[int]) -> list[str]:
        """Return the notes that cannot be reached from the hubs by following links, sorted; none without hubs."""
        if not hubs:
            return []
        leads = dict(self._leads())
        reached = set(hubs)
        ahead = list(hubs)
        while ahead:
            new = set(leads.get(ahead.pop(), ())) - reached
            reached |= new
            ahead += new
        return self._sorted(number for number in self._listed if number not in reached)

    def _leads(self) -> Iterator[tuple[int, Sequence[int]]]:
        return chain.from_iterable(part.leads() for part in self._strands)

    def _sorted(self, numbers: Iterable[int]) -> list[str]:
        return sorted(map(self._paths.__getitem__, numbers))

    def _joined(self) -> list[list[int]]:
        """Return the files that links connect, in either direction, in groups of two and more.

        Each file knows the group that it is in, so that it shows at once that a link joins nothing; that is so of
        nearly all, once there is one large group. A group takes in what is smaller, so no file changes its group often.
        """
        group_of = list(range(len(self._paths)))
        members: dict[int, list[int]] = {}
        for source, targets in self._leads():
            met = set(map(group_of.__getitem__, targets))
            met.add(group_of[source])
            if len(met) == 1:
                continue
            if self._reports and not self._reports.isdisjoint(targets):
                met = {group_of[source], *(group_of[target] for target in targets if target not in self._reports)}
            groups = {group: members.get(group) or [group] for group in met}
            largest = max(groups, key=lambda group: len(groups[group]))
            grown = members[largest] = groups.pop(largest)
            for group, moved in groups.items():
                members.pop(group, None)
                grown += moved
                for number in moved:
                    group_of[number] = largest
        return list(members.values())
