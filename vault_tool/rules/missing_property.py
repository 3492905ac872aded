"""The rule `missing-property`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import Frontmatter
from vault_tool.properties import is_empty
from vault_tool.rules._page import Page
from vault_tool.rules._properties import demands, place
from vault_tool.rules._rule import note_rule


@note_rule(Severity.WARNING, configured_by="properties")
def missing_property(page: Page) -> Iterator[Finding]:
    """A property that the configuration requires of the note, and that is not there or is empty.

    The table `properties` of the configuration says what is required of which notes. A note whose properties cannot
    be read is the business of invalid-frontmatter.

    Why: the note drops out of every view, table and query that asks for the property.
    Fix: fill it in, or require it of fewer notes.
    """
    note = page.note
    if note.frontmatter is Frontmatter.INVALID:
        return
    there = {name.lower(): (name, value) for name, value in note.properties.items()}
    for demand in demands(note, page.settings):
        if not demand.required:
            continue
        name, value = there.get(demand.name.lower(), ("", None))
        if not name:
            hint = "" if demand.default is None else f"its default is {_shown(demand.default)}"
            kind = f" ({demand.type})" if demand.type else ""
            cause = demand.name.lower()
            yield Finding(note.path, 0, 0, f"no property {demand.name}{kind}", cause=cause, hint=hint)
        elif is_empty(value):
            yield Finding(note.path, *place(page.source(), note, name), f"the property {name} is empty")


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)
