"""What a run is kept with, so that it can be brought up to date: see `cache.updating`."""

import marshal
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.cache.base import Base, Reader, base_of
from vault_tool.cache.plan import Plan
from vault_tool.names import cleaned

if TYPE_CHECKING:
    from vault_tool.skimming import Checked


def are_paths(names: Iterable[str]) -> bool:
    """Whether all these names of files below the root are their paths in the vault, as they stand."""
    return all(map(_is_path, names))


def _is_path(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return cleaned(name) == name


def begun(checked: "Checked", plan: Plan) -> tuple[bytes, Iterator[bytes]]:
    """Return what a run that printed all that was found is to be kept with, and the base of which it is, in parts."""
    from vault_tool.cache.printing import printed  # noqa: PLC0415 - this happens once, what follows often

    lines = printed(checked.found, plan.gravest)
    identity, base = base_of(checked.files, checked.heard, lines)
    return marshal.dumps((identity, tuple(plan), sum(lines.fails)), 2), base


def plan_in(update: bytes) -> Plan:
    """Return the plan of the run that was kept with this."""
    return Plan(*marshal.loads(update)[1])  # noqa: S302 - see `cache.runs`


class Resumed(NamedTuple):
    """A run that is brought up to date."""

    plan: Plan
    base: Base
    failing: int
    """In how many files something grave enough was found."""


def resumed(update: bytes, base: Reader, size: int) -> Resumed:
    """Return the run that was kept with this; raises `DamagedError` where the base, of this size, is another's."""
    identity, plan, failing = marshal.loads(update)  # noqa: S302 - see `cache.runs`
    return Resumed(Plan(*plan), Base(base, size, identity), failing)
