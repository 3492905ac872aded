"""A canvas that the builder has drawn and the user has changed loses the builder's nodes for notes that are gone."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple


class _Item(NamedTuple):
    """An element of an array, and where it stands."""

    start: int
    stop: int
    value: Any


def pruned(canvas: bytes, keys: Collection[str]) -> bytes:
    """Take the nodes with these ids away, and the edges at them; every other byte stays, and what is no canvas too."""
    try:
        text = canvas.decode()
        arrays = dict(_arrays(text))
    except (ValueError, RecursionError, IndexError):
        return canvas
    pieces: list[str] = []
    at = 0
    for name, items in sorted(arrays.items(), key=lambda array: array[1][0].start if array[1] else 0):
        fields = ("id",) if name == "nodes" else ("fromNode", "toNode")
        kept = [item for item in items if not _names(item.value, fields, keys)]
        if len(kept) < len(items):
            pieces += [text[at : items[0].start], *_joined(text, items, kept)]
            at = items[-1].stop
    return "".join([*pieces, text[at:]]).encode()


def _names(value: object, fields: Collection[str], keys: Collection[str]) -> bool:
    return isinstance(value, Mapping) and any(value.get(field) in keys for field in fields)


def _joined(text: str, items: list[_Item], kept: list[_Item]) -> Iterator[str]:
    """Yield the elements that are kept, each with the comma and white space that stood before it."""
    for number, item in enumerate(items):
        if item in kept:
            if item is not kept[0]:
                yield text[items[number - 1].stop : item.start]
            yield text[item.start : item.stop]


def _arrays(text: str) -> Iterator[tuple[str, list[_Item]]]:
    """Yield the nodes and the edges of a canvas, each with its place; raises `ValueError` where it is none."""
    at = _after(text, 0, "{")
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _after(text, at, ":")
        if name in ("nodes", "edges") and text[at] == "[":
            items, at = _items(text, _after(text, at, "["))
            yield name, items
        else:
            _, at = _DECODER.raw_decode(text, at)
        at = _after(text, at, ",") if text[_spaced(text, at)] == "," else _spaced(text, at)


def _items(text: str, at: int) -> tuple[list[_Item], int]:
    items: list[_Item] = []
    while text[at] != "]":
        value, stop = _DECODER.raw_decode(text, at)
        items.append(_Item(at, stop, value))
        at = _after(text, stop, ",") if text[_spaced(text, stop)] == "," else _spaced(text, stop)
    return items, at + 1


def _after(text: str, at: int, sign: str) -> int:
    """Return where the next value begins behind a sign that must stand there."""
    at = _spaced(text, at)
    if text[at] != sign:
        raise ValueError(sign)
    return _spaced(text, at + 1)


def _spaced(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at


_DECODER = json.JSONDecoder()
_SPACES = re.compile(r"[ \t\n\r]*")
