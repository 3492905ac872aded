"""What links connect in a vault whose notes and canvases are but numbers: the same as `LinkTable` says of it."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from vault_tool.skimming.strands import NUMBER, Strands


class Threads(NamedTuple):
    """What the links of a part of a vault come to, so that the whole need not follow each of them again."""

    strands: Strands
    backlinks: "array[int]"
    """How many of these files link to each file of the vault."""
    islands: Sequence["array[int]"]
    """The files that these links connect, in groups of two and more."""

    @classmethod
    def of(cls, strands: Strands, files: int) -> "Threads":
        """Follow the links between so many files."""
        backlinks = array(NUMBER, bytes(files * strands.targets.itemsize))
        # Where there are a million files, to let a `Counter` count takes four times as long.
        for number in strands.targets:
            backlinks[number] += 1
        return cls(strands, backlinks, [array(NUMBER, island) for island in _joined(files, strands.leads())])


class Web:
    """The notes and canvases of a vault, and which of them are linked; without the reports that lie in it."""

    def __init__(
        self,
        paths: Sequence[str],
        parts: Sequence[Threads],
        *,
        listed: Sequence[int],
        canvases: Collection[int],
        reports: frozenset[int],
    ) -> None:
        """Take the `paths` by number, and of the numbers those that the lists here may name, as `LinkTable` has it."""
        self._paths = paths
        self._parts = parts
        self._listed = listed
        self._canvases = canvases
        self._reports = reports

    @cached_property
    def backlinks(self) -> Sequence[int]:
        """How many other files link to each."""
        counts = list(map(sum, zip(*(part.backlinks for part in self._parts), strict=True)))
        for report in self._reports:
            counts[report] = 0
        return counts

    def orphans(self, hubs: Collection[int]) -> list[str]:
        """Return the notes to which no other file links, hubs excepted, sorted."""
        backlinks = self.backlinks
        return self._sorted(number for number in self._listed if not backlinks[number] and number not in hubs)

    def dead_ends(self) -> list[str]:
        """Return the notes that link to no other note, sorted."""
        no_notes = {*self._canvases, *self._reports}
        if no_notes:
            leading = {source for source, targets in self._leads() if not no_notes.issuperset(targets)}
        else:
            leading = set(chain.from_iterable(part.strands.sources for part in self._parts))
        return self._sorted(number for number in self._listed if number not in leading)

    def smaller_islands(self) -> list[list[str]]:
        """Return the notes in groups of two and more that no link connects, the largest first and each sorted.

        The first of all is left out: mostly it has nearly all notes, and nobody asks for them.
        """
        files = len(self._paths)
        if self._reports:
            stays = set(range(files)) - self._reports
            joined = _joined(files, ((source, stays.intersection(targets)) for source, targets in self._leads()))
        else:
            first, *others = (part.islands for part in self._parts)
            joined = _joined(files, ((island[0], island) for island in chain.from_iterable(others)), first)
        listed = set(self._listed)
        all_groups = joined if len(listed) == files else map(listed.intersection, joined)
        groups = sorted((group for group in all_groups if len(group) > 1), key=len, reverse=True)
        if len(groups) < 2 or len(groups[0]) > len(groups[1]):  # noqa: PLR2004 -- those of the second may be as many
            return sorted(map(self._sorted, groups[1:]), key=_by_size)
        return sorted(map(self._sorted, groups), key=_by_size)[1:]

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
        return chain.from_iterable(part.strands.leads() for part in self._parts)

    def _sorted(self, numbers: Iterable[int]) -> list[str]:
        return sorted(map(self._paths.__getitem__, numbers))


def _by_size(island: Sequence[str]) -> tuple[int, str]:
    return -len(island), island[0]


def _joined(
    files: int, leads: Iterable[tuple[int, Collection[int]]], known: Iterable[Sequence[int]] = ()
) -> list[list[int]]:
    """Return the files that are connected, in either direction, in groups of two and more; `known` are some of these.

    Each file knows the group that it is in, so that it shows at once that a link joins nothing; that is so of nearly
    all, once there is one large group. A group takes in what is smaller, so no file changes its group often.
    """
    group_of = list(range(files))
    members: dict[int, list[int]] = {}
    for island in known:
        first = island[0]
        members[first] = list(island)
        for number in island:
            group_of[number] = first
    for source, targets in leads:
        met = set(map(group_of.__getitem__, targets))
        met.add(group_of[source])
        if len(met) == 1:
            continue
        largest = max(
            (group for group in met if group in members), key=lambda group: len(members[group]), default=source
        )
        grown = members.setdefault(largest, [largest])
        met.discard(largest)
        for group in met:
            moved = members.pop(group, None)
            if moved is None:
                group_of[group] = largest
                grown.append(group)
            else:
                grown += moved
                for number in moved:
                    group_of[number] = largest
    return list(members.values())
