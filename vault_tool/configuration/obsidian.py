"""What Obsidian's own files, and those of its plugins, say of a vault."""

import json
from collections.abc import Iterable, Iterator, Mapping

from vault_tool.demands import PropertyType
from vault_tool.names import cleaned
from vault_tool.settings import LinkFormat, Status

APP = "app.json"
TEMPLATES = "templates.json"
TYPES = "types.json"
TEMPLATER = "plugins/templater-obsidian/data.json"
TASKS = "plugins/obsidian-tasks-plugin/data.json"
OBSIDIAN_FILES = (APP, TEMPLATES, TYPES, TEMPLATER, TASKS)
"""The files below `.obsidian/` that say something about how a vault is to be read."""

_TASKS_TYPES = {
    "TODO": Status.OPEN,
    "IN_PROGRESS": Status.IN_PROGRESS,
    "ON_HOLD": Status.OPEN,
    "DONE": Status.DONE,
    "CANCELLED": Status.CANCELLED,
    "NON_TASK": Status.NON_TASK,
}
"""The Tasks plugin's types; what is on hold "still needs work on it at some point" (its docs, Status Types)."""

_PROPERTY_TYPES = {
    "text": PropertyType.TEXT,
    "multitext": PropertyType.LIST,
    "aliases": PropertyType.LIST,
    "number": PropertyType.NUMBER,
    "checkbox": PropertyType.CHECKBOX,
    "date": PropertyType.DATE,
    "datetime": PropertyType.DATETIME,
    "tags": PropertyType.TAGS,
}
"""The names that Obsidian's file of types gives them."""


def unreadable_files(obsidian: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return those of the files that are not what Obsidian writes, each with its vault path and what is wrong."""
    return {
        f".obsidian/{name}": "no JSON object, so what it says is not known"
        for name in obsidian
        if _object(obsidian[name]) is None
    }


def ignore_filters(obsidian: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return Obsidian's *Excluded files* as they stand."""
    return tuple(_strings(_parsed(obsidian, APP).get("userIgnoreFilters")))


def link_format(obsidian: Mapping[str, bytes]) -> LinkFormat | None:
    """Return how Obsidian is to write links, where its settings say so."""
    said = _parsed(obsidian, APP).get("newLinkFormat")
    return LinkFormat(said) if isinstance(said, str) and said in tuple(LinkFormat) else None


def markdown_links(obsidian: Mapping[str, bytes]) -> bool:
    """Return whether Obsidian is to write Markdown links in place of wikilinks."""
    return _parsed(obsidian, APP).get("useMarkdownLinks") is True


def template_folders(obsidian: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return the folders of templates, each with the file that names it."""
    named = {TEMPLATES: "folder", TEMPLATER: "templates_folder"}
    folders = ((folder_path(_parsed(obsidian, file).get(key)), file) for file, key in named.items())
    found: dict[str, str] = {}
    for folder, file in folders:
        if folder:
            found.setdefault(folder, file)
    return found


def plugin_statuses(obsidian: Mapping[str, bytes]) -> Iterator[tuple[str, Status]]:
    """Yield what the Tasks plugin says of marks; of several entries for one mark the plugin follows the first."""
    settings = _parsed(obsidian, TASKS).get("statusSettings")
    if not isinstance(settings, dict):
        return
    seen = set()
    for group in ("coreStatuses", "customStatuses"):
        entries = settings.get(group)
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict):
                continue
            mark, kind = entry.get("symbol"), entry.get("type")
            if isinstance(mark, str) and isinstance(kind, str) and kind in _TASKS_TYPES and mark not in seen:
                seen.add(mark)
                yield mark, _TASKS_TYPES[kind]


def property_types(obsidian: Mapping[str, bytes]) -> Mapping[str, PropertyType]:
    """Return the types of properties, by lower-case name; those of plugins' types are left out."""
    types = _parsed(obsidian, TYPES).get("types")
    return {
        name.lower(): _PROPERTY_TYPES[kind]
        for name, kind in (types.items() if isinstance(types, dict) else ())
        if isinstance(kind, str) and kind in _PROPERTY_TYPES
    }


def folder_path(said: object) -> str:
    """Return a vault folder in the form of our paths; empty for the vault itself and for what is no text."""
    if not isinstance(said, str):
        return ""
    return "/".join(part for part in cleaned(said).replace("\\", "/").split("/") if part not in ("", "."))


def _parsed(obsidian: Mapping[str, bytes], name: str) -> Mapping[str, object]:
    """Return the JSON object in one of Obsidian's files; empty where there is none, whatever the reason."""
    raw = obsidian.get(name)
    return _object(raw) or {} if raw is not None else {}


def _object(raw: bytes) -> Mapping[str, object] | None:
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _strings(value: object) -> Iterable[str]:
    return (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
