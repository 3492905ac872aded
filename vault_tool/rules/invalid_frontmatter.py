"""The rule `invalid-frontmatter`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.WARNING)
def invalid_frontmatter() -> None:
    """A properties block that cannot be read: no valid YAML, or no mapping of names to values.

    Why: Obsidian then ignores the whole block, with its tags, aliases and links.
    Fix: quote values that hold `: ` or begin with `[`, `{`, `#`, `@` or a quotation mark, indent lists with spaces, and
    name each property once.
    """
