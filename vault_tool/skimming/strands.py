"""Which files link to which, in columns: each number takes four bytes, and an object of its own would take thirty."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

NUMBER = "I"
"""The type of a file's number in an array."""


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
        return cls(array(NUMBER), array(NUMBER), array(NUMBER))

    def add(self, leads: Sequence[tuple[int, Collection[int]]]) -> None:
        """Add the targets of some files, which have none yet."""
        self.sources.extend([source for source, _ in leads])
        self.counts.extend([len(targets) for _, targets in leads])
        self.targets.extend(chain.from_iterable([targets for _, targets in leads]))

    def leads(self) -> Iterator[tuple[int, "array[int]"]]:
        """Yield each source with its targets."""
        stops = accumulate(self.counts)
        return (
            (source, self.targets[stop - count : stop])
            for source, count, stop in zip(self.sources, self.counts, stops, strict=True)
        )

    def reverse(self, files: int) -> "Ends":
        """Return which of the sources link to each of so many files, in the order in which they were added."""
        counts = array(NUMBER, bytes((files + 1) * self.targets.itemsize))
        for target in self.targets:
            counts[target + 1] += 1
        starts = array(NUMBER, accumulate(counts))
        sources = array(NUMBER, bytes(len(self.targets) * self.targets.itemsize))
        free = starts[:]
        for source, targets in self.leads():
            for target in targets:
                sources[free[target]] = source
                free[target] += 1
        return Ends(starts, sources)


class Ends(NamedTuple):
    """Which files link to each file, by number."""

    starts: "array[int]"
    """Where those begin that link to each file, and in the end how many there are."""
    sources: "array[int]"
    """Those that link to the first file, then those that link to the second, and so on."""

    def of(self, number: int) -> list[int]:
        """Return those that link to the file with the number."""
        return self.sources[self.starts[number] : self.starts[number + 1]].tolist()

    def linked(self) -> Iterator[int]:
        """Yield the files to which any links."""
        return (number for number, (start, stop) in enumerate(pairwise(self.starts)) if start != stop)
