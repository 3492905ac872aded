"""Goals, which are list items with a number to reach or tasks that say so, and the placeholders of templates."""

import re
from itertools import zip_longest

from vault_tool.model import Goal
from vault_tool.syntax.tasks import BOX, ITEM_MARK, LINE
from vault_tool.zones import Ranges, Structure

_FIELD = re.compile(rb"(?<!\[)[\[(](have|goal)::([^\[\]()\r\n]*)[\])]")
_AFTER_MARK = re.compile(ITEM_MARK + rb"[ \t]+", re.DOTALL)


def read_goals(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[Goal, ...]:
    """Return the list items with a numeric `goal` field; `have` is zero where it is left out."""
    if b"goal::" not in body:
        return ()
    goals: list[Goal] = []
    line_stop = 0
    starts = [mark.end() for start, _ in structure.items if (mark := _AFTER_MARK.match(body, start))]
    for start, following in zip_longest(starts, starts[1:], fillvalue=len(body) + 1):
        if start > line_stop:
            end = body.find(b"\n", start)
            line_stop = end if end >= 0 else len(body)
        if following <= line_stop:
            continue  # `- 1. text` is two items, and the text is the inner one's.
        line = LINE.match(body, start)
        if line is None or b"goal::" not in line[0]:
            continue
        numbers: dict[bytes, float] = {}
        for field in _FIELD.finditer(body, line.start(), line.end()):
            if field.start() not in code and (number := _number(field[2])) is not None:
                numbers.setdefault(field[1], number)
        if b"goal" in numbers:
            box = BOX.match(line[0])
            text = b" ".join(_FIELD.sub(b" ", line[0][box.end() if box else 0 :]).split()).decode()
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
