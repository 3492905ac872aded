"""The rule `escaping-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.ERROR)
def escaping_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link that climbs above the root of the vault and finds nothing there.

    Why: Obsidian does not leave the vault, so the link is dead, although the file may well exist on this disk.
    Fix: move the file into the vault, give its web address, or open the folder above as the vault.
    """
    for reference in references:
        link = reference.link
        match reference.target:
            case Missing(what="note" | "attachment", escapes=True) as target if link.kind is not LinkKind.PROPERTY:
                yield missing(reference, target)._replace(message=f"leaves the vault: {link}")
