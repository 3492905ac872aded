"""Goals, which are list items with a number to reach, and the placeholders of templates."""

import re

from vault_tool.model import Goal
from vault_tool.syntax.tasks import ITEM_MARK, LINE
from vault_tool.zones import Ranges, Structure

_FIELD = re.compile(rb"(?<!\[)[\[(](have|goal)::([^\[\]()\r\n]*)[\])]")
_AFTER_MARK = re.compile(ITEM_MARK + rb"[ \t]+", re.DOTALL)


def read_goals(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[Goal, ...]:
    """Return the list items with a numeric `goal` field; `have` is zero where it is left out."""
    if b"goal::" not in body:
        return ()
    goals: list[Goal] = []
    for start, _ in structure.items:
        mark = _AFTER_MARK.match(body, start)
        if mark is None:
            continue
        line = LINE.match(body, mark.end())
        if line is None or b"goal::" not in line[0]:
            continue
        numbers: dict[bytes, float] = {}
        for field in _FIELD.finditer(body, line.start(), line.end()):
            if field.start() not in code and (number := _number(field[2])) is not None:
                numbers.setdefault(field[1], number)
        if b"goal" in numbers:
            text = b" ".join(_FIELD.sub(b" ", line[0]).split()).decode()
            stop = line.start() + len(line[0].rstrip())
            goals.append(Goal(text, numbers.get(b"have", 0.0), numbers[b"goal"], line.start() + base, stop + base))
    return tuple(goals)


_NUMBER = re.compile(rb"\s*-?\d+(?:\.\d+)?\s*\Z")


def _number(written: bytes) -> float | None:
    return float(written) if len(written) <= 20 and _NUMBER.match(written) else None  # noqa: PLR2004


_PLACEHOLDER = re.compile(rb"<%|\{\{\s*(?:title|date|time|name|value)\b")


def has_placeholders(body: bytes, code: Ranges) -> bool:
    """Whether a template's placeholders stand outside of code: Templater's `<% %>` or core's `{{title}}`."""
    if b"<%" not in body and b"{{" not in body:
        return False
    return any(match.start() not in code for match in _PLACEHOLDER.finditer(body))
