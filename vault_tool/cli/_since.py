"""`lint --since`: the same rules run on the vault as it was, and what they found there left out."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vault_tool.diagnostic import Diagnostic
    from vault_tool.links import LinkTable


def only_broken_since(
    revision: str,
    root: Path,
    links: "LinkTable",
    found: "Sequence[Diagnostic]",
    run: "Callable[[LinkTable], tuple[Diagnostic, ...]]",
) -> "tuple[Diagnostic, ...]":
    """Return those of the findings that the change since the revision brought; `run` finds what was there before."""
    from vault_tool.links import link_vault
    from vault_tool.linting.since import broken_since
    from vault_tool.store import read_vault_at

    earlier = read_vault_at(root, revision, links.vault)
    before = link_vault(earlier.vault)
    return broken_since(found, run(before), before, links, earlier.renamed)
