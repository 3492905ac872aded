"""What the configuration asks of properties and of names: the tables `properties` and `naming`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from vault_tool.configuration.obsidian import folder_path
from vault_tool.demands import PropertyDemand, PropertySchema, PropertyType
from vault_tool.naming import STYLES, expression
from vault_tool.properties import fits, items
from vault_tool.toml_values import check_keys, entry, known_words, refuse, table, texts, word, written

SCHEMA_KEYS = ("folders", "types", "require", "optional")
DEMAND_KEYS = ("type", "values", "default")

_PROPERTIES = 'properties.book = { folders = ["Books"], require = { author = "text" } }'
_DEMANDS = '{ author = "text", status = { type = "text", values = ["open", "read"] } }'
_NAMING = 'naming = { "Books" = "title" }'


def properties(value: object, key: str, file: str) -> Mapping[str, PropertySchema]:
    """Return the schemas of properties by the names that the table gives them."""
    schemas = {}
    for name, said in table(value, key, file, _PROPERTIES).items():
        at = entry(key, name)
        schema = table(said, at, file, _PROPERTIES)
        check_keys(schema, SCHEMA_KEYS, file, f"{at}.")
        schemas[name] = PropertySchema(
            tuple(map(folder_path, texts(schema.get("folders", []), f"{at}.folders", file))),
            texts(schema.get("types", []), f"{at}.types", file),
            (
                *_demands(schema.get("require", {}), f"{at}.require", file, required=True),
                *_demands(schema.get("optional", {}), f"{at}.optional", file, required=False),
            ),
        )
    return schemas


def _demands(value: object, key: str, file: str, *, required: bool) -> Iterator[PropertyDemand]:
    for name, said in table(value, key, file, f"{key.rpartition('.')[2]} = {_DEMANDS}").items():
        at = entry(key, name)
        if isinstance(said, str):
            yield PropertyDemand(name, word(said, PropertyType, at, file), required=required)
            continue
        demand = table(said, at, file, f'{entry("", name)[1:]} = "text"')
        check_keys(demand, DEMAND_KEYS, file, f"{at}.")
        kind = word(demand["type"], PropertyType, f"{at}.type", file) if "type" in demand else None
        values = demand.get("values", [])
        if not isinstance(values, list):
            refuse(file, f"{at}.values", f'{written(values)} where a list belongs; write values = ["…"]')
        allowed = tuple(map(_plain, values))
        for one in allowed:
            if kind and not fits(kind, one):
                refuse(file, f"{at}.values", f"{written(one)} is no {kind}")
        default = _plain(demand.get("default"))
        if default is not None and kind and not fits(kind, default):
            refuse(file, f"{at}.default", f"{written(default)} is no {kind}")
        if default is not None and allowed and not all(item in allowed for item in items(default)):
            refuse(file, f"{at}.default", f"{written(default)} is none of the values allowed")
        yield PropertyDemand(name, kind, allowed, default, required)


def _plain(value: object) -> object:
    """Return a value as YAML has it, where dates are texts."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def naming(value: object, key: str, file: str) -> Mapping[str, str]:
    """Return the style or expression of names by folder."""
    styles = {}
    for folder, style in table(value, key, file, _NAMING).items():
        at = entry(key, folder)
        if not isinstance(style, str):
            refuse(file, at, f"{written(style)} is no style; write {_NAMING}")
        try:
            known = style in STYLES or expression(style)
        except re.error as error:
            refuse(file, at, f"{style} is no regular expression: {error}")
        if not known:
            refuse(file, at, f'"{style}" is neither a style nor a /regular expression/{known_words(style, STYLES)}')
        styles[folder_path(folder)] = style
    return styles
