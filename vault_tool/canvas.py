"""One canvas, from bytes to `Canvas` (JSON Canvas 1.0); total."""

import json
import re
from collections.abc import Iterator
from typing import Any

from vault_tool.model import Canvas, Defect, DefectKind, Link, LinkKind
from vault_tool.parse import parse_note
from vault_tool.text import BOM, readable


def parse_canvas(path: str, raw: bytes) -> Canvas:
    """Read the links of a canvas's nodes.

    A `file` node gives one link of kind `canvas-file`; the Markdown of a `text` node gives the links of a note. Places
    are offsets into `readable(raw)`: of a file node its path, of a link in a text its characters in the JSON string.
    An empty file is an empty canvas, as Obsidian makes them. Never raises.
    """
    source = readable(raw)
    text = source.removeprefix(BOM)
    if not text.strip():
        return Canvas(path=path)
    try:
        # No number matters here, and Python reads no integer of more than 4,300 digits.
        document = json.loads(text.decode(), object_pairs_hook=_Pairs, parse_int=float)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0)
        start = len(source) - len(text) + len(text.decode()[:at].encode())
        return _broken(path, f"no valid JSON: {getattr(error, 'msg', 'nested too deeply')}", start)
    nodes = dict(document.pairs).get("nodes", []) if isinstance(document, _Pairs) else None
    if not isinstance(nodes, list):
        return _broken(path, "no canvas: `nodes` should be a list", 0)
    places = _string_places(source, document)
    links: list[Link] = []
    for node in nodes:
        if isinstance(node, _Pairs):
            links += _node_links(path, node, source, places)
    return Canvas(path=path, links=tuple(links))


def _broken(path: str, message: str, start: int) -> Canvas:
    return Canvas(path=path, defects=(Defect(DefectKind.BROKEN_CANVAS, message, start, start),))


class _Pairs:
    """A JSON object as its pairs, in file order, so that its strings can be counted as they stand there."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


_STRING = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)


def _string_places(source: bytes, document: object) -> dict[int, int]:
    """Map the identity of each node's pair to the offset at which its value's string begins.

    Strings, keys included, come in the same order in the file and in a walk of what was loaded.
    """
    places: dict[int, int] = {}
    found = _STRING.finditer(source)
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, _Pairs):
            pending += reversed([part for pair in value.pairs for part in (pair[0], (pair,))])
        elif isinstance(value, tuple):
            pair = value[0]
            if isinstance(pair[1], str):
                match = next(found, None)
                if match:
                    places[id(pair)] = match.start(1)
            else:
                pending.append(pair[1])
        elif isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, str):
            next(found, None)
    return places


def _node_links(path: str, node: _Pairs, source: bytes, places: dict[int, int]) -> Iterator[Link]:
    fields = {pair[0]: pair for pair in node.pairs}
    kind = _text(fields, "type")
    name = _text(fields, "id") or ""
    value = _text(fields, kind) if kind in ("file", "text") else None
    if kind is None or value is None:
        return
    start = places.get(id(fields[kind]), 0)
    encoded = _encoded(source, start)
    if kind == "file":
        subpath = (_text(fields, "subpath") or "").removeprefix("#")
        yield Link(LinkKind.CANVAS_FILE, value, subpath or None, None, start, start + len(encoded), name)
    else:
        yield from _text_links(path, value, encoded, start, name)


def _text(fields: dict[str, tuple[str, Any]], field: str | None) -> str | None:
    value = fields[field][1] if field in fields else None
    return value if isinstance(value, str) else None


_PIECES = re.compile(
    rb"[^\"\\]+"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair of surrogates
    rb"|\\u[0-9a-fA-F]{4}|\\."
)


def _encoded(source: bytes, start: int) -> bytes:
    match = _STRING.match(source, start - 1) if start else None
    return match[1] if match else b""


def _text_links(path: str, text: str, encoded: bytes, start: int, name: str) -> Iterator[Link]:
    """Read the links of a text node, and count their places in the JSON string that it is written as."""
    # A text has no frontmatter, which the line end before it sees to. A lone surrogate, which JSON can carry, has no
    # UTF-8 (pyromark notes 7).
    links = parse_note(path, b"\n" + text.encode(errors="replace")).links
    ends = sorted({offset for link in links for offset in (link.start, link.stop)})
    places: dict[int, int] = {}
    decoded = 1
    at = 0
    for match in _PIECES.finditer(encoded):
        if at == len(ends):
            break
        escaped = match[0].startswith(b"\\")
        length = _decoded_length(match[0]) if escaped else len(match[0])
        while at < len(ends) and ends[at] < decoded + length:
            places[ends[at]] = start + match.start() + (0 if escaped else ends[at] - decoded)
            at += 1
        decoded += length
    end = start + len(encoded)
    for link in links:
        yield link._replace(start=places.get(link.start, end), stop=places.get(link.stop, end), key=name)


def _decoded_length(escape: bytes) -> int:
    """Return how many bytes of UTF-8 an escape stands for; one for a lone surrogate, which became a `?`."""
    if escape[1:2] != b"u":
        return 1
    if len(escape) > len(r"\uffff"):
        return 4
    return len(chr(int(b"0x" + escape[2:], 0)).encode(errors="replace"))
