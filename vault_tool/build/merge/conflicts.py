"""What both the user and the source changed: how it is reported, and the callout that shows the source's text.

The callout stands right behind the user's block::

    > [!vault-tool]- Changed in the source ^vt-1a2b3c4d
    > the source's new text
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

ConflictKind = Literal["changed", "reworded", "removed", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the user and the source both did something."""

    kind: ConflictKind
    """Both changed it; both reworded a task; the source removed what the user had changed; the user deleted what the
    source then changed."""
    yours: str
    """The user's text; empty where it was deleted."""
    source: str
    """The source's text; empty where it was removed."""
    callout: str | None
    """The id of the callout that shows the source's text, as `vt-1a2b3c4d`; `None` where there is none."""


class Callout(NamedTuple):
    """A callout that an earlier build left."""

    id: str
    text: str
    """The source's text of then, if the user has not written in it since."""


_TITLE = re.compile(r"> \[!vault-tool\][+-]? [^\n]*\^(vt-[0-9a-f]{8})[ \t]*(?:\n|\Z)")
_TASK = re.compile(r"[ \t>]*((?:[-*+]|[0-9]{1,9}[.)])[ \t]{1,4}\[[^\r\n]\](?:[ \t].*)?)")


def write_callout(name: str, text: str) -> str:
    """Return the callout of that id around the text."""
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return f"> [!vault-tool]- Changed in the source ^{name}\n{quoted}"


def read_callout(text: str) -> Callout | None:
    """Return the callout, if the text, which has no indentation, is one that a build made."""
    title = _TITLE.match(text)
    if title is None:
        return None
    lines = text[title.end() :].split("\n")
    return Callout(title[1], "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines))


class CalloutIds:
    """Makes ids for the callouts of one note, none of them twice."""

    def __init__(self, note_id: str, taken: Iterable[str]) -> None:
        """Begin with those that are taken."""
        self._note_id = note_id
        self._taken = set(taken)
        self._numbers: Counter[str] = Counter()

    def make(self, text: str) -> str:
        """Return an id for the callout beside the block that read `text` in the last build."""
        while True:
            key = f"{self._note_id}\0{text}\0{self._numbers[text]}"
            self._numbers[text] += 1
            name = f"vt-{hashlib.sha256(key.encode(errors='replace')).hexdigest()[:8]}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def part_tasks(text: str) -> tuple[str, tuple[str, ...]]:
    """Part the tasks of a quotation from the rest, for a task in a callout would count twice."""
    lines = text.split("\n")
    tasks = tuple(match[1] for line in lines if (match := _TASK.fullmatch(line)))
    rest = [line for line in lines if not _TASK.fullmatch(line)]
    return "\n".join(rest), tasks
