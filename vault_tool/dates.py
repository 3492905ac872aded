"""The dates that a task's line carries, read as the Tasks plugin reads them.

The plugin reads a line backwards from its end: signifiers with their values and tags, in any order, until the first
text that is neither. What stands before that text is description, also where it looks like a date (Tasks docs:
Auto-Suggest, "What do I need to know about the order of items in a task?"). A block id may close the line::

    line      = description { signifier | tag } [ " ^" block-id ]
    signifier = emoji [ U+FE0F ] { " " } value | field
    field     = ( "[" key "::" { " " } value "]" | "(" key "::" { " " } value ")" ) [ "," ]

(Tasks docs: Tasks Emoji Format, Dataview Format.) The plugin reads one of the two formats, whichever its settings
name; here both are read, also in one line. Of two dates of a kind the first in the line counts, as in the plugin.
"""

import re
from datetime import date
from functools import cache
from typing import NamedTuple


class TaskDates(NamedTuple):
    """The dates on a task's line; `None` where there is none, or one that no calendar has."""

    due: date | None = None
    scheduled: date | None = None
    start: date | None = None
    done: date | None = None
    created: date | None = None
    cancelled: date | None = None


NO_DATES = TaskDates()

_KINDS = {
    "📅": "due",
    "📆": "due",
    "🗓": "due",
    "⏳": "scheduled",
    "⌛": "scheduled",
    "🛫": "start",
    "✅": "done",
    "➕": "created",
    "❌": "cancelled",
    "due": "due",
    "scheduled": "scheduled",
    "start": "start",
    "completion": "done",
    "created": "created",
    "cancelled": "cancelled",
}
"""The kind of date that each emoji and each Dataview key stands for."""


def _field(inner: str) -> str:
    """Return the pattern of a Dataview field in either pair of brackets."""
    return rf"(?:\[ *+{inner} *+\]|\( *+{inner} *+\))(?: *+,)?"


# Quantifiers are possessive where spaces could be shared out in several ways, so that hostile text costs linear time.
_DATE_EMOJI = "📅📆🗓⏳⌛🛫✅➕❌"
_DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})"
_RULE = "[a-zA-Z0-9,!][a-zA-Z0-9, !]*+"
_ID = "[a-zA-Z0-9_-]++"
_IDS = rf"{_ID}(?: *+, *+{_ID})*+"
_SIGNIFIER = "|".join(
    (
        rf"([{_DATE_EMOJI}])\ufe0f? *+{_DATE}",
        r"[🔺⏫🔼🔽⏬]\ufe0f?",
        rf"🔁\ufe0f? *+{_RULE}",
        r"🏁\ufe0f? *+[a-zA-Z]++",
        rf"🆔\ufe0f? *+{_ID}",
        rf"⛔\ufe0f? *+{_IDS}",
        _field(rf"(due|scheduled|start|completion|created|cancelled):: *+{_DATE}"),
        _field(r"priority:: *+(?:highest|high|medium|low|lowest)"),
        _field(r"repeat::[a-zA-Z0-9, !]++"),
        _field(r"onCompletion:: *+[a-zA-Z]++"),
        _field(rf"id:: *+{_ID}"),
        _field(rf"dependsOn:: *+{_IDS}"),
    )
)
_OPENERS = rf"{_DATE_EMOJI}🔺⏫🔼🔽⏬🔁🏁🆔⛔\["
# A tag ends where a signifier begins (`#task📅2026-11-30`); the same characters may stand in a tag (`#✅done`).
_TAG = rf'(?<!\S)#(?:[^ !@#$%^&*(),.?":{{}}|<>{_OPENERS}]|(?!{_SIGNIFIER})[{_OPENERS}])+'


@cache
def _item() -> re.Pattern[str]:
    # It takes 2 ms to compile, and many vaults have no dates.
    return re.compile(f"{_SIGNIFIER}|{_TAG}")


_HINT = re.compile(f"[{_DATE_EMOJI}]|::")
HINT_OF_A_DATE = re.compile(b"|".join(emoji.encode() for emoji in _DATE_EMOJI))
"""What a text has in which any task has dates, unless it has two colons."""
_BLOCK_ID = re.compile(r" \^[a-zA-Z0-9-]+\Z")


def task_dates(text: str) -> TaskDates:
    """Return the dates of a task whose line reads `text` after the box; never raises."""
    if text.isascii():
        if "::" not in text:
            return NO_DATES
    elif _HINT.search(text) is None:
        return NO_DATES
    line = _BLOCK_ID.sub("", text.strip())
    dates: dict[str, date | None] = {}
    read_from = len(line)
    for item in reversed(list(_item().finditer(line))):
        if line[item.end() : read_from].strip():
            break
        read_from = item.start()
        emoji, after_emoji, square, in_square, round_, in_round, *_ = item.groups()
        if kind := _KINDS.get(emoji or square or round_ or ""):
            dates[kind] = _calendar_date(after_emoji or in_square or in_round)
    return TaskDates(**dates) if dates else NO_DATES


def _calendar_date(written: str) -> date | None:
    """Return the date written as YYYY-MM-DD; `None` for the likes of 2026-02-30."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
