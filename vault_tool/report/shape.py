"""The shape of a vault as the report shows it: what nothing links to, what is cut off, what is linked most."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from vault_tool.links import LinkTable
from vault_tool.names import within as lies_within
from vault_tool.report.records import Linked, Listing


class Shape(NamedTuple):
    """What links make of the notes; see `Report`, which has the same."""

    orphans: Listing[str]
    dead_ends: Listing[str]
    islands: Listing[Listing[str]]
    unreachable: Listing[str]
    most_linked: Listing[Linked]


def shape_of(links: LinkTable, notes: Collection[str], *, within: str, top: int | None) -> Shape:
    """Return the shape of a vault, told of its folder `within`, in which these notes are reported."""
    backlinks = Counter(path for paths in links.neighbours.values() for path in paths if path in notes)
    return Shape(
        Listing.of(part(links.orphans(), within), top),
        Listing.of(part(links.dead_ends(), within), top),
        cut_off(links.islands()[1:], within=within, top=top),
        Listing.of(part(links.unreachable(links.hubs), within), top),
        most_linked(backlinks, top),
    )


def part(paths: Iterable[str], within: str) -> list[str]:
    """Return those of the paths that lie in the folder or below it."""
    return [path for path in paths if lies_within(path, (within,))] if within else list(paths)


def cut_off(islands: Sequence[Sequence[str]], *, within: str, top: int | None) -> Listing[Listing[str]]:
    """List the islands, which are all but the largest, without single notes."""
    others = (part(island, within) for island in islands if len(island) > 1)
    return Listing.of([Listing.of(island, top) for island in others if island], top)


def most_linked(backlinks: Mapping[str, int], top: int | None) -> Listing[Linked]:
    """List the notes with the most backlinks, equals by the alphabet."""
    ranked = sorted(backlinks.items(), key=lambda entry: (-entry[1], entry[0]))
    return Listing.of([Linked(path, count) for path, count in ranked], top)
