"""Which demands a note's properties are to meet, and where a property stands; two rules share it."""

import re
from collections.abc import Iterator

from vault_tool.demands import PropertyDemand
from vault_tool.model import Note
from vault_tool.names import within
from vault_tool.properties import items
from vault_tool.settings import Settings


def demands(note: Note, settings: Settings) -> Iterator[PropertyDemand]:
    """Yield what the settings ask of the note's properties, each name once: what is said later goes before.

    A demand without a type has that of `.obsidian/types.json`, where there is one.
    """
    asked: dict[str, PropertyDemand] = {}
    for schema in settings.properties.values():
        if not _is_meant(note, schema.folders, schema.types):
            continue
        for demand in schema.demands:
            name = demand.name.lower()
            asked[name] = demand._replace(type=demand.type or settings.property_types.get(name))
    yield from asked.values()


def _is_meant(note: Note, folders: tuple[str, ...], types: tuple[str, ...]) -> bool:
    if not folders and not types:
        return True
    if folders and within(note.path, folders):
        return True
    wanted = {name.lower() for name in types}
    said = next((value for name, value in note.properties.items() if name.lower() == "type"), None)
    return any(isinstance(item, str) and item.strip().lower() in wanted for item in items(said))


def place(source: bytes, note: Note, name: str) -> tuple[int, int]:
    """Return the byte range of the property's name and of what stands behind it on its line.

    The range is empty, at the top of the note, where it is not written plainly.
    """
    written = re.escape(name.encode())
    key = re.compile(rb"^(?:" + written + rb"|\"" + written + rb"\"|'" + written + rb"')[ \t]*:[^\r\n]*", re.MULTILINE)
    match = key.search(source, 0, note.body)
    return (match.start(), match.start() + len(match[0].rstrip())) if match else (0, 0)
