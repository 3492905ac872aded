"""What of a note's text comes from the source, and what is the user's own."""

from typing import NamedTuple

from vault_tool.build.merge.conflicts import read_callout
from vault_tool.build.merge.matching import as_edited
from vault_tool.build.merge.units import Cutter, Unit


class Passage(NamedTuple):
    """A block or list item of a note with the white space behind it, and where it comes from."""

    text: str
    origins: tuple[str, ...] = ()
    """What the source says or said there; nothing where all of it is the user's own."""
    edited: bool = True
    """Whether it reads otherwise than in all of them; the state of a task does not count."""


def passages(body: str, *versions: str) -> list[Passage]:
    """Cut a note's body into passages, each with what `versions` of the source have there; they give the body back.

    A task that is marked as removed, and the callout of a conflict, come from the source whatever they say.
    """
    cutter = Cutter()
    cut = cutter.cut(body)
    found: list[list[Unit]] = [[] for _ in cut.units]
    for version in versions:
        before = cutter.cut(version).units
        for origins, at in zip(found, as_edited(before, cut.units).back, strict=True):
            if at >= 0:
                origins.append(before[at])
    made = [Passage(cut.lead, edited=False)] if cut.lead else []
    for unit, origins in zip(cut.units, found, strict=True):
        whole = [unit] if _is_ours(unit) else origins
        edited = all(_differs(unit, origin) for origin in origins)
        made.append(Passage(unit.text + unit.gap, tuple(origin.text for origin in whole), edited))
    return made


def _is_ours(unit: Unit) -> bool:
    if unit.kind == "quote":
        return read_callout(unit.content) is not None
    return unit.item is not None and unit.item.is_removed


def _differs(unit: Unit, origin: Unit) -> bool:
    if unit.is_keyed and origin.is_keyed and unit.item and origin.item:
        return unit.item.core != origin.item.core or " ".join(unit.rest.split()) != " ".join(origin.rest.split())
    return unit.same != origin.same
