"""The rule `broken-block`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.ERROR)
def broken_block(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link to a block id that its note does not have.

    A link in a property is the business of broken-property-link.

    Why: the link opens the note at its top, and an embed of the block shows nothing.
    Fix: put the id (`^like-this`) at the end of the block that is meant, or drop what follows the `#`.
    """
    for reference in references:
        match reference.target:
            case Missing(what="block") as target if reference.link.kind is not LinkKind.PROPERTY:
                yield missing(reference, target)
