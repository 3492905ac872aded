"""The rule `unquoted-property-link`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.WARNING)
def unquoted_property_link() -> None:
    """A wikilink in a property without quotes around it.

    Why: to YAML `up: [[Hub]]` is a list in a list, so Obsidian sees no link.
    Fix: write `up: "[[Hub]]"`.
    """
