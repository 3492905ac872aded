"""The rule `duplicate-block`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.names import block_key
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule


@note_rule(Severity.WARNING, opt_in=True)
def duplicate_block(page: Page) -> Iterator[Finding]:
    """A block id that stands twice in one note; letter case does not count.

    Why: a link to it leads to one of the two blocks, and nothing says to which.
    Fix: rename one of them, and the links that mean it.
    """
    seen = set()
    for block in page.note.blocks:
        key = block_key(block.id)
        if key in seen:
            message = f"the note has this block id already: ^{block.id}"
            yield Finding(page.note.path, block.start, block.stop, message, cause=f"{page.note.path}#^{key}")
        seen.add(key)
