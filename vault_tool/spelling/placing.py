"""Where a link's path and subpath stand in its file."""

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

from vault_tool.edits import Edit
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind, Link, LinkKind
from vault_tool.spelling.destination import Destination, read_destination
from vault_tool.spelling.quoting import BACKSLASHED, DOUBLED, PLAIN, Quoting, unquoted
from vault_tool.written import split_destination, split_display

_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)


class Written(NamedTuple):
    """The bytes of a file that are a link's path and subpath."""

    path: tuple[int, int]
    subpath: tuple[int, int] | None
    """Without its `#`; `None` where there is none."""
    write: Callable[[str, bytes], bytes]
    """Writes a path or subpath, in the way of the bytes that it replaces."""

    def edits(self, source: bytes, path: str | None, subpath: str | None) -> tuple[Edit, ...]:
        """Return the edits that put another path and subpath there; `None` leaves what stands there."""
        found = []
        for place, text in ((self.path, path), (self.subpath, subpath)):
            if place is not None and text is not None:
                found.append(Edit(*place, self.write(text, source[slice(*place)])))
        return tuple(found)


def locate(holder: str, source: bytes, link: Link) -> Written | None:
    """Return where the link's path and subpath stand in the source of the file `holder`.

    `source` is the text that the link's places count in. `None` where they are not found, as in a property that is
    an alias of YAML.
    """
    quoting = _quoting(holder, source, link)
    quoted = source[link.start : link.stop]
    inner = unquoted(quoting, quoted)
    if link.kind is LinkKind.CANVAS_FILE:
        if inner.text.decode(errors="replace") != link.path:
            return None
        return Written((link.start, link.stop), subpath_of_file_node(source, link.start), quoting.write)
    found = _in_markdown(inner.text, link) if _is_markdown(inner.text, link) else _in_wikilink(inner.text, link)
    if found is None:
        return None

    def placed(place: tuple[int, int]) -> tuple[int, int]:
        return link.start + inner.place(place[0]), link.start + inner.place(place[1])

    if link.kind is LinkKind.PROPERTY and inner.text[found.path[0] - 1 : found.path[0]] == b"(":
        # In a property a destination without brackets ends at the first parenthesis, whatever has opened it.
        found = found._replace(write=_without_parentheses(found.write))

    def write(text: str, replaced: bytes) -> bytes:
        return quoting.write(found.write(text, unquoted(quoting, replaced).text).decode(), replaced)

    return Written(placed(found.path), None if found.subpath is None else placed(found.subpath), write)


def _without_parentheses(write: Callable[[str, bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda text, replaced: write(text, replaced).replace(b"(", b"%28").replace(b")", b"%29")


def _quoting(holder: str, source: bytes, link: Link) -> Quoting:
    if link.kind is LinkKind.CANVAS_FILE or file_kind(holder) is FileKind.CANVAS:
        return BACKSLASHED
    if link.kind is LinkKind.PROPERTY and link.start:
        before = source[link.start - 1 : link.start]
        return BACKSLASHED if before == b'"' else DOUBLED if before == b"'" else PLAIN
    return PLAIN


def _is_markdown(text: bytes, link: Link) -> bool:
    return link.kind in _MARKDOWN or (link.kind is LinkKind.PROPERTY and not text.startswith(b"[["))


def _in_wikilink(text: bytes, link: Link) -> Written | None:
    first = 3 if text.startswith(b"!") else 2
    if not text.endswith(b"]]") or text[first - 2 : first] != b"[[":
        return None
    linktext = split_display(text[first:-2].decode(errors="replace"))[0]
    path = linktext.partition("#")[0]
    # A line end of old, a lone carriage return, was read as a space.
    if path.replace("\r", " ") != link.path:
        return None
    path_stop = first + len(path.encode())
    stop = first + len(linktext.encode())
    return Written((first, path_stop), (path_stop + 1, stop) if path_stop < stop else None, _as_it_is)


def _as_it_is(text: str, replaced: bytes) -> bytes:
    del replaced
    return text.encode()


def _in_markdown(text: bytes, link: Link) -> Written | None:
    """Find the destination behind the link's text, which may hold the like of `](` itself."""
    at = text.find(b"](", min(len((link.display or "").encode()), len(text)))
    while at >= 0:
        found = read_destination(text, at + 2)
        if found is not None and _says(found, link):
            return _parts(found)
        at = text.find(b"](", at + 2)
    return None


def locate_definition(source: bytes, link: Link) -> Written | None:
    """Return where path and subpath stand in a link reference definition, `[label]: destination`."""
    at = source.find(b"]:", link.start, link.stop)
    while at >= 0:
        found = read_destination(source, at + 2)
        if found is not None and _says(found, link):
            return _parts(found)
        at = source.find(b"]:", at + 2, link.stop)
    return None


_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")


def _says(found: Destination, link: Link) -> bool:
    meant = unescape(_BACKSLASH.sub(r"\1", found.text.decode(errors="replace")))
    return split_destination(meant) == (link.path, link.subpath)


_HASH = re.compile(rb"#|%23")


def _parts(found: Destination) -> Written:
    mark = _HASH.search(found.text)
    if mark is None:
        return Written((found.start, found.stop), None, found.write)
    return Written((found.start, found.start + mark.start()), (found.start + mark.end(), found.stop), found.write)


_STRING = rb'"(?:[^"\\]|\\.)*"'
_NODE_STRING = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)
_SUBPATH = re.compile(rb'\s*:\s*"#((?:[^"\\]|\\.)*)"', re.DOTALL)


def subpath_of_file_node(source: bytes, offset: int) -> tuple[int, int] | None:
    """Return where the subpath, without its `#`, stands in the canvas node whose `file` begins at the offset."""
    # Strings are told from braces only when they are read from the front.
    opened: list[int] = []
    node = None
    found: dict[int, tuple[int, int]] = {}
    for match in _NODE_STRING.finditer(source):
        token = match[0]
        if token in (b"{", b"["):
            opened.append(match.start())
        elif token in (b"}", b"]"):
            closed = opened.pop() if opened else -1
            if closed == node:
                break
        elif match.start() + 1 == offset:
            node = opened[-1] if opened else -1
        elif token == b'"subpath"' and (value := _SUBPATH.match(source, match.end())):
            found[opened[-1] if opened else -1] = value.span(1)
    return found.get(node) if node is not None else None
