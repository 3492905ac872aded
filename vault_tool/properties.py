"""When a property's value is of a type, as Obsidian's editor of properties has it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from vault_tool.demands import PropertyType

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")


def fits(kind: PropertyType, value: object) -> bool:
    """Whether a value that is there is one of the type.

    Text is any single value, for `title: 1984` is a number to YAML and a title to its author. A single text is a list
    of one, as `tags: book` is to Obsidian. A date is a day of the calendar, `2026-11-30`; with a time,
    `2026-11-30T14:15` or longer.
    """
    return _CHECKS[kind](value)


def is_empty(value: object) -> bool:
    """Whether a property is there and holds nothing: `author:`, an empty text, an empty list."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def items(value: object) -> list[object]:
    """Return the items of a list, or the value itself as the one item of one."""
    return list(value) if isinstance(value, list) else [value]


def _is_single(value: object) -> bool:
    return isinstance(value, str | int | float)


def _is_list(value: object) -> bool:
    return all(_is_single(item) or item is None for item in items(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_tags(value: object) -> bool:
    return all(isinstance(item, str | int) and " " not in str(item).strip() for item in items(value))


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_datetime(value: object) -> bool:
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_CHECKS: Mapping[PropertyType, Callable[[object], bool]] = {
    PropertyType.TEXT: _is_single,
    PropertyType.LIST: _is_list,
    PropertyType.NUMBER: _is_number,
    PropertyType.CHECKBOX: lambda value: isinstance(value, bool),
    PropertyType.DATE: _is_date,
    PropertyType.DATETIME: _is_datetime,
    PropertyType.TAGS: _is_tags,
}
