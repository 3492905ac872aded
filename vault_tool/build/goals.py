"""Goals out of prose: the list items of a section that is marked `goals = true`.

An item with a number and a plus sign (`10+ projects`) counts up to it, in the fields that `report` reads; any other
becomes a task with the tag `#goal`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from vault_tool.build.dating import at_line_end
from vault_tool.build.documents import Document
from vault_tool.build.lists import OPEN_BOX
from vault_tool.build.relink import Edit
from vault_tool.syntax.tasks import BOX, ITEM_MARK, LINE
from vault_tool.written import is_goal
from vault_tool.zones import Ranges, read_structure

GOAL_TAG = "#goal"

_MARK = re.compile(ITEM_MARK + rb"[ \t]+", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.,/-])(\d{1,3}(?:,\d{3})+|\d{1,12})\+(?![\w+])")
_GOAL = re.compile(rb"[\[(]goal::")


def goal_edits(document: Document) -> Iterator[Edit]:
    """Yield the edits that make goals of a document's list items."""
    parts = Ranges([document.part_below(heading) for heading, marks in document.marks.items() if marks.goals])
    if not parts.ranges:
        return
    base = document.note.body
    body = document.source[base:]
    structure = read_structure(body, body.decode())
    code = Ranges(structure.code)
    marks = [found for start, _ in structure.items if (found := _MARK.match(body, start))]
    starts = [found.end() for found in marks]
    for start, following in pairwise([*starts, len(body) + 1]):
        line = LINE.match(body, start)
        if line is None or not line[0].strip() or following <= line.end() or start + base not in parts:
            continue
        stop = start + len(line[0].rstrip())
        if _GOAL.search(body, start, stop):
            continue
        box = BOX.match(body, start)
        number = next((found for found in _NUMBER.finditer(body, start, stop) if found.start() not in code), None)
        if number and not box:
            goal = number[1].replace(b",", b"").decode()
            yield at_line_end(document.source, start + base, stop + base, f" [have:: 0] [goal:: {goal}]")
            continue
        if not box:
            yield Edit(start + base, start + base, OPEN_BOX)
        if not is_goal(body[start:stop].decode()):
            yield at_line_end(document.source, start + base, stop + base, f" {GOAL_TAG}")
