"""The settings that hold, key by key, as a configuration would write them, each with the file that said so."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tool.demands import PropertyDemand, PropertySchema
from vault_tool.settings import Settings
from vault_tool.toml_values import entry

DEFAULT = "default"


class Value(NamedTuple):
    """A key, or an entry of one that is a table, with its value in the types of TOML."""

    key: str
    value: object
    origin: str
    """The file, or several with commas; `default` where none says anything."""
    ours: bool = True
    """Whether it is a key of our configuration; otherwise it is one of Obsidian's own."""


def effective_values(settings: Settings) -> Iterator[Value]:
    """Yield the values in order of keys; of a table each entry, or the empty table."""
    said: Mapping[str, object] = {
        "allow-missing": list(settings.allow_missing),
        "dialect": str(settings.dialect),
        "exclude": list(settings.exclude),
        "hubs": list(settings.hubs),
        "ignore": list(settings.ignore),
        "include": list(settings.include),
        "naming": settings.naming,
        "per-path-ignores": {pattern: list(rules) for pattern, rules in settings.per_path_ignores.items()},
        "properties": {name: _schema(schema) for name, schema in settings.properties.items()},
        "select": list(settings.select or ("DEFAULT",)),
        "severity": settings.severity,
        "statuses": {mark: str(status) for mark, status in settings.statuses.items()},
        "templates": list(settings.template_folders),
    }
    origins = settings.origins
    for key, value in said.items():
        if isinstance(value, Mapping) and value:
            for name, one in value.items():
                shown = entry(key, "." if key == "naming" and not name else name)
                yield Value(shown, one, origins.get(entry(key, name), DEFAULT))
        else:
            yield Value(key, {} if isinstance(value, Mapping) else value, origins.get(key, DEFAULT))
    filters = "userIgnoreFilters"
    if settings.user_ignore_filters:
        yield Value(filters, list(settings.user_ignore_filters), origins.get(filters, DEFAULT), ours=False)
    for name, kind in settings.property_types.items():
        key = entry("types", name)
        yield Value(key, str(kind), origins.get(key, DEFAULT), ours=False)


def _schema(schema: PropertySchema) -> Mapping[str, object]:
    written: dict[str, object] = {}
    if schema.folders:
        written["folders"] = list(schema.folders)
    if schema.types:
        written["types"] = list(schema.types)
    for key, required in (("require", True), ("optional", False)):
        demands = {demand.name: _demand(demand) for demand in schema.demands if demand.required is required}
        if demands:
            written[key] = demands
    return written


def _demand(demand: PropertyDemand) -> object:
    if demand.type and not demand.values and demand.default is None:
        return str(demand.type)
    written: dict[str, object] = {}
    if demand.type:
        written["type"] = str(demand.type)
    if demand.values:
        written["values"] = list(demand.values)
    if demand.default is not None:
        written["default"] = demand.default
    return written
