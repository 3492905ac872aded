"""What a run is kept with, so that it can be brought up to date: see `cache.updating`."""

import marshal
from collections.abc import Iterable
from typing import TYPE_CHECKING

from vault_tool.cache.base import Base, Reader, base_of
from vault_tool.cache.known import Known, Overlay
from vault_tool.cache.plan import Plan
from vault_tool.cache.updating import Printed, printed
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


def begun(checked: "Checked", plan: Plan) -> tuple[bytes, bytes]:
    """Return what a run that printed all that was found is to be kept with, and the base that this speaks of."""
    identity, base = base_of(checked.files, checked.heard)
    return _packed(identity, plan, printed(checked.found, plan.gravest)[0], Overlay({}, (), ())), base


def resumed(update: bytes, base: Reader) -> tuple[Plan, Printed, Known, str]:
    """Read what a run is kept with, and the name of its base; raises `DamagedError` where the base is another."""
    identity, plan, parts, overlay = marshal.loads(update)  # noqa: S302 - see `cache.runs`
    return Plan(*plan), Printed(*parts), Known(Base(base, identity), Overlay(*overlay)), identity


def continued(identity: str, plan: Plan, parts: Printed, known: Known) -> bytes:
    """Return what the run is to be kept with from now on."""
    return _packed(identity, plan, parts, known.overlay)


def _packed(identity: str, plan: Plan, parts: Printed, overlay: Overlay) -> bytes:
    return marshal.dumps((identity, tuple(plan), tuple(parts), overlay.values()), 2)
