"""Settings from layers: each file's table is checked by itself, then the nearer one goes before the farther."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from vault_tool.configuration import obsidian as app
from vault_tool.configuration.demands import naming, properties
from vault_tool.configuration.files import configured_root, extended_file
from vault_tool.configuration.values import pattern, patterns, rule_name
from vault_tool.settings import DEFAULT_STATUSES, Dialect, Settings, Status
from vault_tool.toml_values import check_keys, entry, known_words, refuse, table, texts, word, written


class Layer(NamedTuple):
    """What one file says, and the name it goes by in errors."""

    table: Mapping[str, object]
    file: str


SEVERITIES = ("error", "warning", "off")


def _dialect(value: object, key: str, file: str) -> Dialect:
    return word(value, Dialect, key, file)


def _statuses(value: object, key: str, file: str) -> Mapping[str, Status]:
    example = 'write statuses = { "/" = "in_progress" }'
    if not isinstance(value, dict):
        refuse(file, key, f"{written(value)} where a table of marks belongs; {example}")
    for mark in value:
        if len(mark) != 1:
            refuse(file, key, f'"{mark}" is no mark: one character stands in a task\'s box; {example}')
    return {mark: word(meaning, Status, f'{key}."{mark}"', file) for mark, meaning in value.items()}


def _templates(value: object, key: str, file: str) -> tuple[str, ...]:
    return tuple(filter(None, map(app.folder_path, texts(value, key, file))))


def _per_path_ignores(value: object, key: str, file: str) -> Mapping[str, tuple[str, ...]]:
    by_pattern = table(value, key, file, f'{key} = {{ "drafts/" = ["broken-link"] }}')
    return {
        pattern(path, entry(key, path), file): tuple(map(rule_name, texts(rules, entry(key, path), file)))
        for path, rules in by_pattern.items()
    }


def _severity(value: object, key: str, file: str) -> Mapping[str, str]:
    by_rule = table(value, key, file, f'{key} = {{ broken-link = "warning" }}')
    for rule, severity in by_rule.items():
        if severity not in SEVERITIES:
            refuse(file, entry(key, rule), f"{written(severity)} is not known{known_words(severity, SEVERITIES)}")
    return {rule_name(rule): str(severity) for rule, severity in by_rule.items()}


_READERS: Mapping[str, Callable[[object, str, str], Any]] = {
    "allow-missing": patterns,
    "dialect": _dialect,
    "exclude": patterns,
    "hubs": texts,
    "ignore": texts,
    "include": patterns,
    "naming": naming,
    "per-path-ignores": _per_path_ignores,
    "properties": properties,
    "select": texts,
    "severity": _severity,
    "statuses": _statuses,
    "templates": _templates,
}
"""How the value of each key is checked and read; a key that is a table gives a mapping."""

KEYS = tuple(sorted((*_READERS, "extend", "root")))
"""Every key of our configuration."""


def settings_from(layers: Sequence[Layer], obsidian: Mapping[str, bytes]) -> Settings:
    """Return the settings of a vault.

    `layers` are our own file and what it extends, the nearest first; none where there is no such file. A key of a
    nearer layer replaces that of a farther one; tables are joined entry by entry. `root` and `extend` are the layer's
    own. `obsidian` has the contents of those `OBSIDIAN_FILES` that are there. Raises `ConfigurationError` for an
    unknown key and for a value that cannot be followed.
    """
    said: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer in reversed(layers):
        for key, value in _read(layer).items():
            if isinstance(value, Mapping):
                said[key] = {**said.get(key, {}), **value}
                origins.update((entry(key, name), layer.file) for name in value)
            else:
                said[key] = value
                origins[key] = layer.file
    return _with_the_app_s(said, origins, obsidian)


def _read(layer: Layer) -> Mapping[str, Any]:
    """Return the checked values of one layer by key."""
    check_keys(layer.table, KEYS, layer.file)
    configured_root(layer.table, layer.file)
    extended_file(layer.table, layer.file)
    return {key: read(layer.table[key], key, layer.file) for key, read in _READERS.items() if key in layer.table}


def _with_the_app_s(said: Mapping[str, Any], origins: dict[str, str], obsidian: Mapping[str, bytes]) -> Settings:
    """Put what our files say, and where they are silent or may be added to what Obsidian's do, into settings."""
    plugin = dict(app.plugin_statuses(obsidian))
    own = said.get("statuses", {})
    origins.update((entry("statuses", mark), _shown(app.TASKS)) for mark in plugin if mark not in own)
    folders = app.template_folders(obsidian)
    if folders:
        origins["templates"] = _listed((origins.get("templates", ""), *map(_shown, folders.values())))
    filters = app.ignore_filters(obsidian)
    if filters:
        origins["userIgnoreFilters"] = _shown(app.APP)
    types = app.property_types(obsidian)
    origins.update((entry("types", name), _shown(app.TYPES)) for name in types)
    return Settings(
        statuses={**DEFAULT_STATUSES, **plugin, **own},
        dialect=said.get("dialect", Dialect.OBSIDIAN),
        link_format=app.link_format(obsidian),
        markdown_links=app.markdown_links(obsidian),
        hubs=said.get("hubs", ()),
        template_folders=tuple(dict.fromkeys((*said.get("templates", ()), *folders))),
        user_ignore_filters=filters,
        exclude=said.get("exclude", ()),
        include=said.get("include", ()),
        allow_missing=said.get("allow-missing", ()),
        select=said.get("select", ()),
        ignore=said.get("ignore", ()),
        per_path_ignores=said.get("per-path-ignores", {}),
        severity=said.get("severity", {}),
        properties=said.get("properties", {}),
        property_types=types,
        naming=said.get("naming", {}),
        origins=origins,
    )


def _shown(name: str) -> str:
    return f".obsidian/{name}"


def _listed(files: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, files)))
