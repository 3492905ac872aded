"""A vault's settings, made from the contents of the files that hold them.

Our own file is `.vault-tool.toml`, or the table `[tool.vault-tool]` of a `pyproject.toml`; a person wrote it, so
what cannot be followed there is an error that names the way out. Obsidian's files under `.obsidian/` are rewritten
by an app: one that cannot be read counts as absent.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from vault_tool.errors import ConfigurationError
from vault_tool.exclusion import pattern_matcher
from vault_tool.names import cleaned
from vault_tool.settings import DEFAULT_STATUSES, Dialect, Settings, Status

OWN_FILES = (".vault-tool.toml", "pyproject.toml")
"""Names of the files that may hold our configuration; in one folder, the first that does is followed."""

KEYS = (
    "allow-missing",
    "dialect",
    "exclude",
    "hubs",
    "ignore",
    "include",
    "root",
    "select",
    "statuses",
    "templates",
)
"""Every key of our configuration."""

APP = "app.json"
TEMPLATES = "templates.json"
TEMPLATER = "plugins/templater-obsidian/data.json"
TASKS = "plugins/obsidian-tasks-plugin/data.json"
OBSIDIAN_FILES = (APP, TEMPLATES, TEMPLATER, TASKS)
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

_Word = TypeVar("_Word", bound=StrEnum)


def own_table(raw: bytes, file: str) -> Mapping[str, object] | None:
    """Return what the file with this path and content tells us, or `None` where it is not about us.

    The whole of a `.vault-tool.toml` is for us, of a `pyproject.toml` only the table `[tool.vault-tool]`. Its keys
    are not checked yet: `settings_from` does that. Raises `ConfigurationError` where the file is not TOML.
    """
    shared = file.endswith("pyproject.toml")
    if shared and b"vault-tool" not in raw:
        return None
    import tomllib  # noqa: PLC0415 - most folders have neither file

    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file}: line {line} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from error
    if not shared:
        return document
    tool = document.get("tool")
    table = tool.get("vault-tool") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigurationError(f"{file}: tool.vault-tool is {_written(table)}; make it a table: [tool.vault-tool]")


def configured_root(table: Mapping[str, object], file: str) -> str:
    """Return where the vault lies, seen from the configuration file's folder; empty for that folder itself.

    Raises `ConfigurationError` where `root` leads out of that folder: from the vault, nobody would find the file.
    """
    root = table.get("root", "")
    if not isinstance(root, str):
        _refuse(file, "root", f'{_written(root)} is no folder; write root = "docs"')
    parts = root.replace("\\", "/").split("/")
    if root.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts:
        _refuse(file, "root", f'{root!r} leads out of the folder that holds this file; name one in it: root = "docs"')
    return "/".join(part for part in parts if part not in ("", "."))


def settings_from(table: Mapping[str, object], file: str, obsidian: Mapping[str, bytes]) -> Settings:
    """Return the settings of a vault.

    `table` is what our own file says, empty where there is none, and `file` the name it goes by in errors;
    `obsidian` has the contents of those `OBSIDIAN_FILES` that are there. Raises `ConfigurationError` for an unknown
    key and for a value of the wrong type in `table`.
    """
    for key in table:
        if key not in KEYS:
            _refuse(file, key, f"no such key{_known(key, KEYS)}")
    templates = (
        *_texts(table, "templates", file),
        _parsed(obsidian, TEMPLATES).get("folder"),
        _parsed(obsidian, TEMPLATER).get("templates_folder"),
    )
    return Settings(
        statuses={**DEFAULT_STATUSES, **dict(_plugin_statuses(obsidian)), **dict(_own_statuses(table, file))},
        dialect=_word(table.get("dialect", Dialect.OBSIDIAN), Dialect, "dialect", file),
        hubs=_texts(table, "hubs", file),
        template_folders=tuple(dict.fromkeys(filter(None, map(_folder, templates)))),
        user_ignore_filters=tuple(_strings(_parsed(obsidian, APP).get("userIgnoreFilters"))),
        exclude=_patterns(table, "exclude", file),
        include=_patterns(table, "include", file),
        allow_missing=_patterns(table, "allow-missing", file),
        select=_texts(table, "select", file),
        ignore=_texts(table, "ignore", file),
    )


def _texts(table: Mapping[str, object], key: str, file: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, str):
        _refuse(file, key, f'{_written(value)} where a list belongs; write {key} = ["{value}"]')
    if not isinstance(value, list):
        _refuse(file, key, f'{_written(value)} where a list of strings belongs; write {key} = ["…"]')
    for item in value:
        if not isinstance(item, str):
            _refuse(file, key, f'{_written(item)} in a list of strings; write {key} = ["…"]')
    return tuple(value)


def _patterns(table: Mapping[str, object], key: str, file: str) -> tuple[str, ...]:
    patterns = _texts(table, key, file)
    if patterns:
        try:
            pattern_matcher(patterns)
        except ValueError as error:
            _refuse(file, key, f"{error}; put a backslash before a character that stands for itself")
    return patterns


def _word(value: object, words: type[_Word], key: str, file: str) -> _Word:
    known = [word.value for word in words]
    if value not in known:
        _refuse(file, key, f"{_written(value)} is not known{_known(value, known)}")
    return words(value)


def _own_statuses(table: Mapping[str, object], file: str) -> Iterator[tuple[str, Status]]:
    value = table.get("statuses", {})
    example = 'write statuses = { "/" = "in_progress" }'
    if not isinstance(value, dict):
        _refuse(file, "statuses", f"{_written(value)} where a table of marks belongs; {example}")
    for mark, meaning in value.items():
        if len(mark) != 1:
            _refuse(file, "statuses", f'"{mark}" is no mark: one character stands in a task\'s box; {example}')
        yield mark, _word(meaning, Status, f'statuses."{mark}"', file)


def _plugin_statuses(obsidian: Mapping[str, bytes]) -> Iterator[tuple[str, Status]]:
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


def _parsed(obsidian: Mapping[str, bytes], name: str) -> Mapping[str, object]:
    """Return the JSON object in one of Obsidian's files; empty where there is none, whatever the reason."""
    raw = obsidian.get(name)
    if raw is None:
        return {}
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> Iterable[str]:
    return (item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _folder(written: object) -> str:
    """Return a vault folder in the form of our paths; empty for the vault itself, which no setting makes a template."""
    if not isinstance(written, str):
        return ""
    return "/".join(part for part in cleaned(written).replace("\\", "/").split("/") if part not in ("", "."))


def _known(word: object, known: Iterable[str]) -> str:
    """Say what was probably meant, and what else there is."""
    from difflib import get_close_matches  # noqa: PLC0415 - for errors alone

    near = get_close_matches(word.lower(), list(known), n=1) if isinstance(word, str) else ()
    meant = f", did you mean {near[0]}?" if near else ""
    return f"{meant} (known: {', '.join(known)})"


def _written(value: object) -> str:
    """Describe a TOML value as its author wrote it, or by its kind where it is long."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)


def _refuse(file: str, key: str, reason: str) -> NoReturn:
    raise ConfigurationError(f"{file}: {key}: {reason}")
