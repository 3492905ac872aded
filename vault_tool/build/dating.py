"""Due dates for the tasks of a phase: spread over its days in order, what is nested before what it lies in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vault_tool.build.documents import Document
from vault_tool.build.merge.tasks import read_item, with_field
from vault_tool.build.relink import Edit
from vault_tool.build.scaling import spread
from vault_tool.build.timeline import DateStyle
from vault_tool.dates import task_dates
from vault_tool.model import Task
from vault_tool.syntax import read_tasks
from vault_tool.zones import Ranges, read_structure

_BLOCK_ID = re.compile(rb"[ \t]+\^[a-zA-Z0-9-]+[ \t]*\Z")
_NOT_TO_DO = "xX-"


class Stretch(NamedTuple):
    """A part of a document, and the days on which one works on it."""

    start: int
    stop: int
    first: date
    last: date


def due_dates(tasks: Sequence[Task], stretches: Iterable[Stretch]) -> dict[int, date]:
    """Return the due date of each task that is still to be done and says none itself, by its place in `tasks`.

    A task belongs to the innermost stretch around it. No task is due before one that lies in it.
    """
    found: dict[int, date] = {}
    own = {number: due for number, task in enumerate(tasks) if (due := task_dates(task.text).due)}
    by_stretch: dict[Stretch, list[int]] = {}
    inner = sorted(stretches, key=lambda stretch: (stretch.start, -stretch.stop))
    for number in _inner_first(tasks):
        task = tasks[number]
        around = [stretch for stretch in inner if stretch.start <= task.start < stretch.stop]
        if around and task.mark not in _NOT_TO_DO and not says_due(task.text):
            by_stretch.setdefault(around[-1], []).append(number)
    for stretch, numbers in by_stretch.items():
        found.update(zip(numbers, spread(stretch.first, stretch.last, len(numbers)), strict=True))
    for number in reversed(range(len(tasks))):
        parent = tasks[number].parent
        if parent in found and number in {**own, **found}:
            found[parent] = max(found[parent], own.get(number) or found[number])
    for number, task in enumerate(tasks):
        above = own.get(task.parent) or found.get(task.parent)
        if above and number in found:
            found[number] = min(found[number], above)
    return found


def _inner_first(tasks: Sequence[Task]) -> Iterator[int]:
    """Yield the tasks in order, each behind those that lie in it."""
    open_: list[int] = []
    for number, task in enumerate(tasks):
        while open_ and open_[-1] != task.parent:
            yield open_.pop()
        open_.append(number)
    yield from reversed(open_)


def says_due(text: str) -> bool:
    """Whether a task's line says by when it is due, with whatever date."""
    item = read_item(f"- [ ] {text}")
    return item is not None and "due" in item.fields


def due_edits(document: Document, stretches: Iterable[Stretch], style: DateStyle) -> Iterator[Edit]:
    """Yield the edits that write the due dates of a document's tasks."""
    if style is DateStyle.NONE:
        return
    tasks = document.note.tasks
    for number, due in due_dates(tasks, stretches).items():
        written = f" 📅 {due}" if style is DateStyle.EMOJI else f" [due:: {due}]"
        yield at_line_end(document.source, tasks[number].start, tasks[number].stop, written)


def without_due_dates(body: str) -> str:
    """Return a note's body with no task that says by when it is due."""
    source = body.encode()
    tasks, _ = read_tasks(source, structure := read_structure(source, body), Ranges(structure.code), 0)
    for task in reversed(tasks):
        line = source[task.start : task.stop].decode()
        box, text = line[: line.index("]") + 1], line[line.index("]") + 1 :]
        while text != (without := with_field(text, "due", None)):
            text = without
        source = source[: task.start] + (box + text).encode() + source[task.stop :]
    return source.decode()


def at_line_end(source: bytes, start: int, stop: int, text: str) -> Edit:
    """Return the edit that puts a text at the end of a line, or before the block id that ends it."""
    block = _BLOCK_ID.search(source, start, stop)
    place = block.start() if block else stop
    return Edit(place, place, text.encode())
