"""The rule `badly-named-note`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.names import within
from vault_tool.naming import fits, respelt
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule


@note_rule(Severity.WARNING, configured_by="naming")
def badly_named_note(page: Page) -> Iterator[Finding]:
    """A note whose name is not in the style that the configuration sets for its folder.

    Of several folders that are configured the deepest decides; what it says holds for the folders in it too.

    Why: names in one style can be guessed, sorted and written without looking.
    Fix: rename the note in Obsidian, which rewrites the links to it.
    """
    note, naming = page.note, page.settings.naming
    folders = [folder for folder in naming if not folder or within(note.path, (folder,))]
    if not folders:
        return
    style = naming[max(folders, key=lambda folder: folder.count("/") if folder else -1)]
    if not fits(style, note.name):
        spelt = respelt(style, note.name)
        hint = f"call it {spelt}.md" if spelt else ""
        yield Finding(note.path, 0, 0, f"the name is not {_described(style)}: {note.name}", hint=hint)


def _described(style: str) -> str:
    return f"matched by {style}" if style.startswith("/") else f"in the style {style}"
