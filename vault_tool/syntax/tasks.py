"""Tasks, and the boxes that were meant to be one and are none (semantics 9)."""

import re

from vault_tool.model import Defect, DefectKind, Task
from vault_tool.zones import Ranges, Structure

_CHARACTER = rb"[\x00-\x09\x0b\x0c\x0e-\x7f]|[\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]..."
ITEM_MARK = rb"[\s>]*(?:[-*+]|\d{1,9}[.)])"
BOX = re.compile(rb"\[(?:" + _CHARACTER + rb")\](?:[ \t]+|\Z|(?=\n))", re.DOTALL)
"""The box of a task, behind its list mark, and the white space behind it."""
_BOX = re.compile(ITEM_MARK + rb"[ \t]{1,4}(\[(" + _CHARACTER + rb")\])(?=\s|\Z)", re.DOTALL)
_WORD = rb"[\w*`\"\x80-\xff]"
_BAD_BOX = re.compile(
    ITEM_MARK
    + rb"[ \t]{1,4}(\[\](?=[ \t]+"
    + _WORD
    + rb")|\[[ xX]\](?="
    + _WORD
    + rb")|\[(?: [xX]|[xX] |  +)\](?=[ \t]+\S))",
    re.DOTALL,
)
_BOX_DEFINED = re.compile(rb"^[ \t>]*\[[ xX]\]:", re.MULTILINE)
LINE = re.compile(rb"[^\r\n]*")


def read_tasks(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[tuple[Task, ...], list[Defect]]:
    """Return the tasks in file order (semantics 9), and the boxes that were meant to be one and are not."""
    tasks: list[Task] = []
    defects: list[Defect] = []
    if not structure.items or b"[" not in body:
        return (), defects
    task_of_item: list[int] = []
    for start, parent in structure.items:
        parent_task = task_of_item[parent] if parent >= 0 else -1
        task_of_item.append(parent_task)
        match = _BOX.match(body, start)
        if match is None:
            bad = _BAD_BOX.match(body, start)
            if bad and bad.start(1) not in code:
                defects.append(_malformed(bad[1], bad.start(1) + base))
            continue
        box = match.start(1)
        if box in code:
            # Two tabs behind the list mark make it indented code.
            continue
        stop = match.end()
        line = LINE.match(body, stop)
        text = line[0].strip() if line else b""
        stop += len(line[0].rstrip()) if line else 0
        task_of_item[-1] = len(tasks)
        tasks.append(Task(match[2].decode(), text.decode(), parent_task, box + base, stop + base))
    if defects and _BOX_DEFINED.search(body):
        # `[x]: address` makes every `[x]` a link.
        defects.clear()
    return tuple(tasks), defects


def _malformed(box: bytes, start: int) -> Defect:
    written = box.decode()
    if len(written) == len("[x]"):
        problem = f"`{written} ` with a space after it"
    else:
        problem = "`[x]`" if "x" in written.lower() else "`[ ]`"
    return Defect(DefectKind.MALFORMED_TASK, f"no task: `{written}` should be {problem}", start, start + len(box))


_GLUED_BOX = re.compile(rb"^[ \t>]*([-+]\[[ xX]\])(?=[ \t]+" + _WORD + rb")", re.MULTILINE)
_BARE_BOX = re.compile(rb"\[ \](?=[ \t]+" + _WORD + rb")")
_ANOTHER_BOX = re.compile(rb".*\[[ xX]\]")
_BEFORE_BARE_BOX = re.compile(rb"[ \t>]*(?:#.*|[-+]?\[[ xX]\][ \t].*)?\Z")


def read_stray_boxes(body: bytes, elsewhere: Ranges, base: int) -> list[Defect]:
    """Return the boxes outside of a list: `-[ ] x` lacks a space, `[ ] x` a list mark (semantics 9.2).

    `elsewhere` is where a box means something else: code, comments, tables. A bare box counts only where it begins a
    paragraph or follows another one, so that prose about boxes is left alone.
    """
    defects = []
    if b"-[" in body or b"+[" in body:
        for match in _GLUED_BOX.finditer(body):
            if match.start(1) not in elsewhere:
                start = match.start(1) + base
                message = f"no task: `{match[1].decode()}` lacks a space after the list mark"
                defects.append(Defect(DefectKind.MALFORMED_TASK, message, start, start + len(match[1])))
    if b"[ ]" in body:
        for match in _BARE_BOX.finditer(body):
            # Nearly all of them follow a list mark, so that is looked at first.
            box = match.start()
            if not _only_quotes_before(body, box) or box in elsewhere or _ANOTHER_BOX.match(body, match.end()):
                continue
            line = body.rfind(b"\n", 0, box) + 1
            line_before = body[body.rfind(b"\n", 0, max(0, line - 1)) + 1 : line].rstrip(b"\r\n")
            if _BEFORE_BARE_BOX.match(line_before):
                start = box + base
                defects.append(Defect(DefectKind.MALFORMED_TASK, "no task: `[ ]` lacks a list mark", start, start + 3))
    return defects


def _only_quotes_before(body: bytes, offset: int) -> bool:
    at = offset
    while at and body[at - 1] in b"> \t":
        at -= 1
    return at == 0 or body[at - 1] == ord("\n")
