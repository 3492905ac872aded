"""The rule `wrong-property`."""

from collections.abc import Iterator, Mapping

from vault_tool.demands import PropertyDemand
from vault_tool.diagnostic import Finding, Severity
from vault_tool.properties import fits, is_empty, items
from vault_tool.rules._page import Page
from vault_tool.rules._properties import demands, place
from vault_tool.rules._rule import note_rule

_ARTICLES: Mapping[str, str] = {
    "text": "a single text",
    "list": "a list",
    "number": "a number",
    "checkbox": "a checkbox (true or false)",
    "date": "a date",
    "datetime": "a date with a time",
    "tags": "tags",
}


@note_rule(Severity.WARNING, configured_by="properties")
def wrong_property(page: Page) -> Iterator[Finding]:
    """A property whose value is not of the type, or none of the values, that are set for it.

    The table `properties` of the configuration says so, and of properties that it does not name the vault's own
    `.obsidian/types.json`, where Obsidian keeps the types that were chosen in the app. An empty property is not wrong.

    Why: Obsidian shows it with a warning, and views that sort or count by it go astray.
    Fix: write a value of that type: `2026-11-30` is a date, `true` a checkbox, `[one, two]` a list.
    """
    note = page.note
    if not note.properties:
        return
    asked = {name: PropertyDemand(name, kind) for name, kind in page.settings.property_types.items()}
    asked.update((demand.name.lower(), demand) for demand in demands(note, page.settings))
    for name, value in note.properties.items():
        demand = asked.get(name.lower())
        if demand is None or is_empty(value):
            continue
        if demand.type and not fits(demand.type, value):
            message = f"the property {name} is not {_ARTICLES[demand.type]}: {_shown(value)}"
            yield Finding(note.path, *place(page.source(), note, name), message)
            continue
        strange = [item for item in items(value) if item not in demand.values] if demand.values else []
        if strange:
            message = f"the property {name} may not be {_shown(strange[0])}"
            hint = f"one of {', '.join(map(_shown, demand.values))}"
            yield Finding(note.path, *place(page.source(), note, name), message, hint=hint)


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a table of its own"
        case _:
            return str(value)
