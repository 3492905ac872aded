"""Files beside the notes that show them together: a base of their progress, a canvas of the whole, property types.

Each is written where there is none and then the user's; the canvas follows the notes while nobody has changed it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from vault_tool.build.draft import HUB_ID, Entry, Kind, Outline

BASE_PATH = "Progress.base"
CANVAS_PATH = "Roadmap.canvas"
TYPES_PATH = ".obsidian/types.json"
BOARDS = (BASE_PATH, CANVAS_PATH, TYPES_PATH)

_BASE = """\
# Every note of the build but those that list others; tasks_done and tasks_total are kept by `vault-tool build`.
filters:
  and:
    - file.hasProperty("reading_time")
    - type != "hub"
formulas:
  percent: if(tasks_total, (tasks_done / tasks_total * 100).round(), "")
  note: file.asLink(title)
properties:
  formula.note:
    displayName: Note
  note.up:
    displayName: Part of
  note.tasks_done:
    displayName: Done
  note.tasks_total:
    displayName: Tasks
  formula.percent:
    displayName: Percent
views:
  - type: table
    name: Progress
    groupBy:
      property: note.up
      direction: ASC
    order:
      - formula.note
      - up
      - tasks_done
      - tasks_total
      - formula.percent
    summaries:
      note.tasks_done: Sum
      note.tasks_total: Sum
  - type: table
    name: Still to do
    filters:
      and:
        - tasks_done < tasks_total
    order:
      - formula.note
      - up
      - tasks_done
      - tasks_total
      - formula.percent
"""

_TIMELINE = """\
  - type: table
    name: Timeline
    filters:
      and:
        - file.hasProperty("hours_a_week")
    order:
      - formula.note
      - phase_start
      - phase_end
      - hours
      - hours_at_hand
      - hours_a_week
      - tasks_done
      - tasks_total
    sort:
      - property: note.phase_start
        direction: ASC
"""
"""A view of the sections that have hours of a timeline; goes at the end of the others."""

_TYPES = {
    "title": "text",
    "aliases": "aliases",
    "tags": "tags",
    "type": "text",
    "source": "text",
    "created": "date",
    "up": "text",
    "prev": "text",
    "next": "text",
    "reading_time": "number",
    "tasks_total": "number",
    "tasks_done": "number",
    "hours": "number",
    "hours_a_week": "number",
    "hours_at_hand": "number",
    "phase_start": "date",
    "phase_end": "date",
}

_MOST_NOTES = 500
"""A canvas of more notes than these shows documents only: Obsidian would be slow with it, and nobody would see much."""

_WIDTH, _HEIGHT, _GAP, _MARGIN = 320, 80, 40, 40
_HUB_WIDTH, _HUB_HEIGHT = 400, 120
_COLUMNS = 6


def boards(outline: Outline, paths: Mapping[str, str], *, has_timeline: bool = False) -> Mapping[str, bytes]:
    """Return the files by vault path; `paths` has where each note of the outline stands, by id."""
    types = json.dumps({"types": _TYPES}, indent=2)
    return {
        BASE_PATH: (_BASE + _TIMELINE if has_timeline else _BASE).encode(),
        CANVAS_PATH: _canvas(outline, paths).encode(),
        TYPES_PATH: f"{types}\n".encode(),
    }


def is_same_canvas(data: bytes, other: bytes) -> bool:
    """Whether two canvases hold the same, however they are spaced: Obsidian writes one anew when a note is renamed."""
    try:
        return bool(json.loads(data) == json.loads(other))
    except (ValueError, RecursionError):
        return False


def _canvas(outline: Outline, paths: Mapping[str, str]) -> str:
    """Lay the hub out above the documents, which are groups in rows, each with its notes one below the other."""
    nodes: list[Mapping[str, object]] = []
    edges: list[Mapping[str, object]] = []
    hub = outline.entries.get(HUB_ID)
    if hub is not None:
        place = {"x": -_HUB_WIDTH // 2, "y": 0, "width": _HUB_WIDTH, "height": _HUB_HEIGHT}
        nodes.append({"id": _key(hub.id), "type": "file", "file": paths[hub.id], **place, "color": "6"})
    groups = list(_groups(outline))
    top = _HUB_HEIGHT + 3 * _GAP
    for first in range(0, len(groups), _COLUMNS):
        row = groups[first : first + _COLUMNS]
        step = _WIDTH + 2 * _MARGIN + _GAP
        left = -(len(row) * step - _GAP) // 2
        for column, (document, title, entries) in enumerate(row):
            nodes += _group(document, title, entries, paths, left + column * step, top)
            edges += _edges(hub, entries)
        top += max(_tall(len(entries)) for _, _, entries in row) + 3 * _GAP
    parts = [f"\t{json.dumps(key)}:[{_lines(items)}]" for key, items in (("nodes", nodes), ("edges", edges))]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _groups(outline: Outline) -> Iterator[tuple[str, str, Sequence[Entry]]]:
    """Yield each document with its title and its notes, the index note first."""
    notes = [entry for entry in outline.entries.values() if entry.kind is not Kind.HUB]
    by_document: dict[str, list[Entry]] = {}
    for entry in notes:
        if len(notes) <= _MOST_NOTES or entry.kind is Kind.INDEX:
            by_document.setdefault(entry.document, []).append(entry)
    for document, entries in by_document.items():
        title = next((entry.title for entry in entries if entry.kind is Kind.INDEX), document)
        yield document, title, entries


def _group(
    document: str, title: str, entries: Sequence[Entry], paths: Mapping[str, str], left: int, top: int
) -> Iterator[Mapping[str, object]]:
    size = {"width": _WIDTH + 2 * _MARGIN, "height": _tall(len(entries))}
    yield {"id": _key(f"group {document}"), "type": "group", "x": left, "y": top, **size, "label": title}
    for number, entry in enumerate(entries):
        place = {
            "x": left + _MARGIN,
            "y": top + _MARGIN + number * (_HEIGHT + _GAP),
            "width": _WIDTH,
            "height": _HEIGHT,
        }
        yield {"id": _key(entry.id), "type": "file", "file": paths[entry.id], **place}


def _tall(notes: int) -> int:
    return notes * (_HEIGHT + _GAP) - _GAP + 2 * _MARGIN


def _edges(hub: Entry | None, entries: Sequence[Entry]) -> Iterator[Mapping[str, object]]:
    """Yield the way from the hub through a document's notes."""
    for one, other in zip([hub, *entries][:-1], entries, strict=True):
        if one is not None:
            yield {
                "id": _key(f"{one.id} to {other.id}"),
                "fromNode": _key(one.id),
                "fromSide": "bottom",
                "toNode": _key(other.id),
                "toSide": "top",
            }


def node_key(note_id: str) -> str:
    """Return the id of the node that shows a note."""
    return _key(note_id)


def _key(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def _lines(items: Sequence[Mapping[str, object]]) -> str:
    if not items:
        return ""
    return "\n" + ",\n".join(f"\t\t{json.dumps(item, ensure_ascii=False)}" for item in items) + "\n\t"
