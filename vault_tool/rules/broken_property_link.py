"""The rule `broken-property-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.WARNING, opt_in=True)
def broken_property_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link in a property to a note, attachment, heading or block that is not there.

    It is off by default, for many write properties such as `author: "[[Ada]]"` before the note about Ada exists.

    Why: a property that leads nowhere drops out of the graph, and of every view that follows it.
    Fix: create the note, or correct the name. Where a link may stay without a target, name its path under
    `allow-missing` in the configuration.
    """
    for reference in references:
        match reference.target:
            case Missing(what="note" | "attachment" | "heading" | "block") as target:
                if reference.link.kind is LinkKind.PROPERTY:
                    finding = missing(reference, target)
                    name = reference.link.key.partition(".")[0]
                    yield finding._replace(message=f"{finding.message} in the property {name}")
