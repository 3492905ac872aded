"""The rule `empty-note`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import Frontmatter
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule


@note_rule(Severity.WARNING, opt_in=True)
def empty_note(page: Page) -> Iterator[Finding]:
    """A note with no text and no properties.

    Why: it was begun and forgotten, or a click on a link to nothing made it.
    Fix: write it, or delete it and let its links say that it is missing.
    """
    note = page.note
    if note.empty and note.frontmatter in (Frontmatter.NONE, Frontmatter.EMPTY):
        yield Finding(note.path, 0, 0, "nothing is written here")
