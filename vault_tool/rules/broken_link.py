"""The rule `broken-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.ERROR)
def broken_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link to a note or attachment that the vault does not have.

    A name that is only an alias is the business of alias-link, a path that climbs out of the vault that of
    escaping-link, a link in a property that of broken-property-link. A link that a template will fill in is nobody's.

    Why: the reader clicks, and Obsidian offers an empty new note instead.
    Fix: create the note, correct the name, or make the link plain text. Where a link may stay without a target, name
    its path under `allow-missing` in the configuration.
    """
    for reference in references:
        match reference.target:
            case Missing(what="note" | "attachment", aliases=(), escapes=False) as target:
                if reference.link.kind is not LinkKind.PROPERTY:
                    yield missing(reference, target)
