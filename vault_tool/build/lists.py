"""Lists that become notes: a note for each item, or for each list that has a label, linked from where it stood.

A label is a paragraph in bold right above a list. A list with a label is a note in which all of its items are tasks. Of
an item the title is a task, so that it can be reworded without losing its tick, and its text stands below.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from vault_tool.blocks import line_blocks
from vault_tool.build.documents import Document
from vault_tool.build.draft import reference
from vault_tool.build.ends import plain_text
from vault_tool.build.merge.tasks import column
from vault_tool.build.relink import Edit, edited, in_order
from vault_tool.github import slug
from vault_tool.syntax.tasks import BOX
from vault_tool.zones import Range

_MARK = re.compile(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}|(?=\n)|\Z)")
_LABEL = re.compile(rb"[ \t]*(\*\*|__)(?=\S)((?:(?!\1).)+?)(?<=\S)\1:?[ \t]*\n?", re.DOTALL)
_EMPHASISED = re.compile(r"(\*{1,3}|(?<![^\W_])_{1,3})(?=\S)(.+?)(?<=\S)\1|\[([^\[\]]+)\]\(")
_BEGINNING = re.compile(r"(?:https?://\S+|\d[.,:]\d|[^.:;,(])*")
_LONGEST_TITLE = 80
_LOOKED_AT = 1000
"""In how many characters of an item a title is looked for."""
_UNSAFE = re.compile(r"[\[\]|\\`^#]+")
OPEN_BOX = b"[ ] "


class Listed(NamedTuple):
    """A part of a list that becomes a note."""

    title: str
    kind: str
    """The note's `type`."""
    slug: str
    """What it is known by in its document: the anchor of the list's heading, and its own."""
    place: Range
    """What goes into the note, in byte offsets: the item behind its mark, or the list without its label."""
    stand_in: Range
    """What the link to the note stands in for: the same, but with the label."""
    indent: int
    """How far what lies in the item is indented; 0 for a whole list."""


def listed(document: Document) -> tuple[Listed, ...]:
    """Return what of a document's lists becomes notes, in order."""
    found: list[Listed] = []
    anchor_of = {heading: anchor for anchor, heading in document.anchors.items()}
    reach = 0
    for heading, marks in document.marks.items():
        if not marks.list or heading.start < reach:
            continue
        _, reach = document.part_below(heading)
        used: set[str] = set()
        for title, place, stand_in, indent in _in_part(document.source, (heading.stop, reach)):
            base = f"{marks.id or anchor_of.get(heading, 'list')}.{slug(title) or 'item'}"
            name = next(one for one in _numbered(base) if one not in used)
            used.add(name)
            found.append(Listed(title, marks.list, name, place, stand_in, indent))
    return tuple(found)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 1
    while True:
        yield f"{base}-{number}"
        number += 1


def _in_part(source: bytes, part: Range) -> Iterator[tuple[str, Range, Range, int]]:
    start = source.find(b"\n", part[0] - 1) + 1
    text = source[start : part[1]].decode()
    starts = [start]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    blocks = line_blocks(text)
    tops = [number for number, block in enumerate(blocks) if block.parent < 0]
    label: Range | None = None
    items: list[Range] = []
    for number, following in pairwise([*tops, len(blocks)]):
        block = blocks[number]
        place = starts[block.start], starts[max(inner.stop for inner in blocks[number:following])]
        if block.kind == "item":
            items.append(place)
            continue
        yield from _of_list(source, label, items)
        items = []
        label = place if block.kind == "paragraph" and _LABEL.fullmatch(source, *place) else None
    yield from _of_list(source, label, items)


def _of_list(source: bytes, label: Range | None, items: Sequence[Range]) -> Iterator[tuple[str, Range, Range, int]]:
    if not items:
        return
    if label is not None:
        found = _LABEL.fullmatch(source, *label)
        assert found
        whole = items[0][0], items[-1][1]
        yield plain_text(found[2].decode()) or "Untitled", whole, (label[0], whole[1]), 0
        return
    for start, stop in items:
        mark = _MARK.match(source, start)
        place = mark.end() if mark else stop, start + len(source[start:stop].rstrip())
        if title := _title(source[slice(*place)].decode()):
            yield title, place, place, place[0] - start


def _title(item: str) -> str:
    """Return what an item is called: what is emphasised or linked in it, else its beginning; empty without words."""
    box = BOX.match(item.encode())
    first = item[box.end() if box else 0 :].partition("\n\n")[0][:_LOOKED_AT]
    found = _EMPHASISED.search(first)
    beginning = _BEGINNING.match(first)
    words = (found[2] or found[3]) if found else beginning[0] if beginning else ""
    title = plain_text(words) or plain_text(first)
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def stand_ins(source: bytes, found: Sequence[Listed], ids: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits that put links in the place of what has become notes; those of whole lists are one list."""
    end = 0
    for one, note_id in zip(found, ids, strict=True):
        link = reference(note_id, display=_UNSAFE.sub(" ", one.title).strip())
        start, stop = one.stand_in
        if one.indent:
            yield Edit(start, stop, link.encode())
            continue
        if end and not source[end:start].strip():
            start = end
        end = stop
        yield Edit(start, stop, f"- {link}\n".encode())


def text_of(one: Listed, source: bytes, edits: Sequence[Edit], title: str) -> str:
    """Return the text of the note, below its heading.

    `edits` are those of its document, without `stand_ins`; `title` is the note's as Markdown.
    """
    start, stop = one.place
    if not one.indent:
        boxed = {edit.start for edit in edits if edit.text == OPEN_BOX}
        boxes = [Edit(at, at, OPEN_BOX) for at in _without_box(source, start, stop) if at not in boxed]
        return edited(source, in_order([*edits, *boxes]), start, stop).decode().strip("\n")
    text = edited(source, in_order(edits), start, stop).decode()
    box = BOX.match(text.encode())
    first, *rest = text[box.end() if box else 0 :].split("\n")
    task = f"- {box[0].decode() if box else OPEN_BOX.decode()}{title}"
    lines = [line if not line.strip() else line[_least(line, one.indent) :] for line in rest]
    # An item that is its title needs no more than the task.
    body = lines if plain_text(first) == one.title else [first, *lines]
    return "\n".join([task, "", *body]).rstrip()


def _least(line: str, indent: int) -> int:
    """Return how many characters of white space at the start of a line belong to the item that it lies in."""
    at = 0
    while at < len(line) and line[at] in " \t" and column(line[: at + 1]) <= indent:
        at += 1
    return at


def _without_box(source: bytes, start: int, stop: int) -> Iterator[int]:
    """Yield where the items of a list begin that are no tasks yet."""
    text = source[start:stop].decode()
    starts = [start]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for block in line_blocks(text):
        mark = _MARK.match(source, starts[block.start]) if block.kind == "item" and block.parent < 0 else None
        if mark and not BOX.match(source, mark.end()) and source[mark.end() : starts[block.stop]].strip():
            yield mark.end()
