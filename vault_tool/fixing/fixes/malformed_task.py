"""The fix for `malformed-task`: what the box lacks."""

import re

from vault_tool.edits import Edit
from vault_tool.fixing.remedy import Case, Remedy

_WIDE = re.compile(rb"\[\s*([xX]?)\s*\]")


def malformed_task(case: Case) -> Remedy | None:
    """Write `[]` as `[ ]`, put the space or the list mark where it is missing; the words stay."""
    start, stop = case.finding.start, case.finding.stop
    box = case.marked
    if box[:1] in b"-+":
        edit = Edit(start + 1, start + 1, b" ")
    elif "lacks a list mark" in case.finding.message:
        edit = Edit(start, start, b"- ")
    elif (match := _WIDE.fullmatch(box)) is None:
        return None
    elif (wanted := b"[" + (match[1] or b" ") + b"]") == box:
        edit = Edit(stop, stop, b" ")
    else:
        edit = Edit(start, stop, wanted)
    before, after = case.note, case.after(edit)
    same = len(after.links) == len(before.links) and len(after.headings) == len(before.headings)
    return Remedy((edit,), safe=True) if same and len(after.tasks) == len(before.tasks) + 1 else None
