"""The rule `broken-heading`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.ERROR)
def broken_heading(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link to a heading that its note does not have.

    A heading counts only at the top level of the note: inside a quotation, a callout, a list item, code or a comment
    it cannot be linked to. A link in a property is the business of broken-property-link.

    Why: the link opens the note at its top, and an embed of the section shows nothing.
    Fix: name the heading as the note has it now, or drop what follows the `#`.
    """
    for reference in references:
        match reference.target:
            case Missing(what="heading") as target if reference.link.kind is not LinkKind.PROPERTY:
                yield missing(reference, target)
