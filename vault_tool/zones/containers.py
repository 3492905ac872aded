"""The quotes, items and footnotes around a place, and where what begins there must end."""

import re
from typing import Any, Final

from vault_tool.zones.walk import MARKDOWN

Container = tuple[int, int, bool]
"""Where it begins and ends, and whether it is an item."""


class Containers:
    """The quotes, items and footnotes of a note; found only when the first is asked for."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._ahead: list[Container] | None = None
        self._around: list[Container] = []

    def around(self, offset: int) -> list[Container]:
        """Return those around an offset, the outermost first.

        Offsets are asked for in rising order.
        """
        if self._ahead is None:
            events: Any = MARKDOWN.events_with_range(self._body.decode(), merge_text=True)
            self._ahead = [
                (span["start"], span["end"], event["Start"] == "Item")
                for event, span in events
                if "Start" in event
                and (
                    event["Start"] == "Item" or "BlockQuote" in event["Start"] or "FootnoteDefinition" in event["Start"]
                )
            ]
            self._ahead.reverse()
        while self._ahead and self._ahead[-1][0] <= offset:
            self._around.append(self._ahead.pop())
        while self._around and self._around[-1][1] <= offset:
            self._around.pop()
        return self._around


_PREFIX = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_CONTAINER_MARK = re.compile(rb"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?")
_MOST_PREFIX: Final = 500
_MOST_SPACES: Final = 3
"""Four spaces make it indented code, or go on with a paragraph."""


def end_of_container(body: bytes, offset: int, containers: Containers) -> int | None:
    """Return where the quote, item or note ends whose line the offset begins; `None` where it stands within a line."""
    line = body.rfind(b"\n", max(0, offset - _MOST_PREFIX), offset) + 1
    if line == offset:
        return len(body)
    if offset - line > _MOST_PREFIX or _PREFIX.fullmatch(body, line, offset) is None:
        return None
    prefix = body[line:offset]
    around = containers.around(offset)
    if prefix.strip(b" \t>"):
        # A list mark stands before it. It leads if it is the first thing in the innermost container.
        if not around or _CONTAINER_MARK.fullmatch(body, around[-1][0], offset) is None:
            return None
    elif not around and (len(prefix) > _MOST_SPACES or not prefix.isspace() or b"\t" in prefix):
        return None
    return around[-1][1] if around else len(body)


def first_line_outside(body: bytes, start: int, stop: int) -> int | None:
    """Return where a line begins that only a paragraph could take into its quote or item."""
    line = body.rfind(b"\n", 0, start) + 1
    if line == start:
        return None
    prefix = body[line:start]
    if not prefix.strip(b" \t"):
        return None
    while 0 < (line := body.find(b"\n", line, stop) + 1) < stop:
        lead = _LEAD.match(body, line)
        if lead is None or body[lead.end() : lead.end() + 1] in (b"\n", b"\r", b""):
            return None
        if not lead[0] or lead[0].count(b">") < prefix.count(b">"):
            return line
    return None


_LEAD = re.compile(rb"[ \t>]*")
