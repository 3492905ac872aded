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
        document = json.loads(text, object_pairs_hook=_Pairs)
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


_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)


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
    fields = dict(node.pairs)
    name = str(fields.get("id", ""))
    for pair in node.pairs:
        field, value = pair
        if not isinstance(value, str):
            continue
        if field == "file" and fields.get("type") == "file":
            subpath = fields.get("subpath")
            subpath = subpath.removeprefix("#") if isinstance(subpath, str) and subpath else None
            start = places.get(id(pair), 0)
            stop = start + len(_encoded(source, start))
            yield Link(LinkKind.CANVAS_FILE, value, subpath, None, start, stop, name)
        elif field == "text" and fields.get("type") == "text":
            start = places.get(id(pair), 0)
            yield from _text_links(path, value, _encoded(source, start), start, name)


_CHARACTERS = re.compile(rb"[^\"\\]+|\\u[0-9a-fA-F]{4}|\\.")


def _encoded(source: bytes, start: int) -> bytes:
    match = _STRING.match(source, start - 1) if start else None
    return match[1] if match else b""


def _text_links(path: str, text: str, encoded: bytes, start: int, name: str) -> Iterator[Link]:
    """Read the links of a text node, and count their places in the JSON string that it is written as."""
    # A lone surrogate, which JSON can carry, has no UTF-8 (pyromark notes 7).
    note = parse_note(path, text.encode(errors="replace"))
    wanted = sorted({link.start for link in note.links} | {link.stop for link in note.links})
    offsets: dict[int, int] = {}
    decoded = 0
    for match in _CHARACTERS.finditer(encoded):
        if not wanted:
            break
        piece = match[0]
        length = len(piece) if piece[:1] != b"\\" else _decoded_length(piece)
        while wanted and wanted[0] <= decoded + length:
            within = wanted[0] - decoded if piece[:1] != b"\\" else (0 if wanted[0] == decoded else len(piece))
            offsets[wanted.pop(0)] = start + match.start() + within
        decoded += length
    end = start + len(encoded)
    for link in note.links:
        yield link._replace(start=offsets.get(link.start, end), stop=offsets.get(link.stop, end), key=name)


def _decoded_length(escape: bytes) -> int:
    """Return how many bytes of UTF-8 an escape stands for; half of four for one half of a surrogate pair."""
    if escape[1:2] != b"u":
        return 1
    code = int(b"0x" + escape[2:], 0)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 -- the surrogates
        return 2
    return len(chr(code).encode())
