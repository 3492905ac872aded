"""Ranges of bytes, and what lies in them."""

from bisect import bisect_left, bisect_right

Range = tuple[int, int]


class Ranges:
    """Disjoint byte ranges in rising order; says in logarithmic time whether an offset lies in one."""

    __slots__ = ("ranges", "starts")

    def __init__(self, ranges: list[Range]) -> None:
        """Merge those that overlap."""
        if len(ranges) > 1:
            ranges = sorted(ranges)
            merged = [ranges[0]]
            for start, stop in ranges:
                if start < merged[-1][1]:
                    if stop > merged[-1][1]:
                        merged[-1] = (merged[-1][0], stop)
                else:
                    merged.append((start, stop))
            ranges = merged
        self.ranges = ranges
        self.starts = [start for start, _ in ranges]

    def around(self, offset: int) -> Range | None:
        """Return the range that holds the byte at `offset`."""
        at = bisect_right(self.starts, offset) - 1
        if at >= 0 and offset < self.ranges[at][1]:
            return self.ranges[at]
        return None

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ranges[at][1]

    def straddling(self, start: int, stop: int) -> int | None:
        """Return where a range begins that begins inside `start:stop` and ends beyond it."""
        at = bisect_left(self.starts, stop) - 1
        return self.starts[at] if at >= 0 and start < self.starts[at] and stop < self.ranges[at][1] else None


NOWHERE = Ranges([])
