"""What stands in a document for something that is said elsewhere: `{{name}}`, and `[Name]` where it is declared.

Neither counts in code, math, HTML and comments, nor in the properties and the destinations of links. A bracketed name
is left alone where it is a link.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from vault_tool.frontmatter import read_frontmatter
from vault_tool.prose import hidden_parts
from vault_tool.zones import Range

Lookup = Callable[[str], str | None]
"""Gives the text for a name, or `None` where nobody says what it stands for."""

_BRACES = re.compile(rb"\{\{[ \t]*([A-Za-z_\x80-\xff](?:[0-9A-Za-z_\x80-\xff -]*[0-9A-Za-z_\x80-\xff])?)[ \t]*\}\}")
_NO_LINK = rb"(?<![\[!\\])%s(?![\[(:\]])"


class Filled(NamedTuple):
    """A text with its placeholders filled."""

    source: bytes
    unknown: tuple[Range, ...] = ()
    """Where a `{{name}}` of the original stands that nobody knows."""
    moved: tuple[tuple[int, int], ...] = ()
    """For every change the place behind it in this text, and how many bytes later than in the original that is."""
    values: Mapping[str, str | None] = {}
    """What was put for each name, on one line; `None` where nobody knows it."""

    def original(self, offset: int) -> int:
        """Return the place in the original text that has become this one."""
        at = bisect_right(self.moved, (offset, len(self.source))) - 1
        return offset - self.moved[at][1] if at >= 0 else offset


def fill(source: bytes, lookup: Lookup, bracketed: Collection[str] = ()) -> Filled:
    """Fill the placeholders of a document.

    `lookup` is asked for `{{name}}` by `name`, and for the `bracketed` names (`[Current Date]`), which are those that
    are declared, by the name with its brackets. What it gives is put on one line.
    """
    patterns = [_BRACES] if b"{{" in source else []
    patterns += [re.compile(_NO_LINK % re.escape(name.encode())) for name in bracketed if name.encode() in source]
    if not patterns:
        return Filled(source)
    base = read_frontmatter(source).body
    body = source[base:]
    _, hidden = hidden_parts(body)
    places = sorted((*match.span(0), _name(match)) for pattern in patterns for match in pattern.finditer(body))
    pieces: list[bytes] = [source[:base]]
    unknown: list[Range] = []
    moved: list[tuple[int, int]] = []
    values: dict[str, str | None] = {}
    at = shift = 0
    for start, stop, name in places:
        if start < at or start in hidden:
            continue
        value = lookup(name)
        values[name] = value = None if value is None else " ".join(value.split())
        if value is None:
            unknown.append((start + base, stop + base))
            continue
        written = value.encode()
        pieces += [body[at:start], written]
        at = stop
        shift += len(written) - (stop - start)
        moved.append((stop + base + shift, shift))
    return Filled(b"".join([*pieces, body[at:]]), tuple(unknown), tuple(moved), values)


def _name(match: re.Match[bytes]) -> str:
    return match[match.lastindex or 0].decode()


def names(source: bytes) -> Iterator[str]:
    """Yield the names that stand in double braces, wherever they do."""
    if b"{{" in source:
        yield from (match[1].decode() for match in _BRACES.finditer(source))
