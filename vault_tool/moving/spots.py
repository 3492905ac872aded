"""Every place of a file that names another, beyond what counts as a link: definitions, backgrounds, bases.

`[label]: path.md` is no link to Obsidian's graph (semantics 2.10), and a canvas's background and a base's expressions
are none either (2.12); but a move would leave all of them behind.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from vault_tool.canvas import parse_canvas
from vault_tool.edits import Edit
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import FileKind, Link, LinkKind
from vault_tool.moving.moves import Moves
from vault_tool.parse import parse_note
from vault_tool.spelling.placing import Written, locate, locate_definition
from vault_tool.written import is_url, split_destination
from vault_tool.zones import MARKDOWN


class Form(StrEnum):
    """What a spot is."""

    LINK = "link"
    DEFINITION = "definition"
    EXPRESSION = "expression"


class Spot(NamedTuple):
    """A link, or what is resolved like one."""

    link: Link
    form: Form = Form.LINK

    def written(self, holder: str, source: bytes) -> Written | None:
        """Return where its path and subpath stand in the source of the file `holder`."""
        match self.form:
            case Form.DEFINITION:
                return locate_definition(source, self.link)
            case Form.EXPRESSION:
                return _in_expression(source, self.link)
            case Form.LINK:
                return locate(holder, source, self.link)


def read_spots(path: str, source: bytes) -> tuple[Spot, ...]:
    """Return every spot of a note, canvas or base, read anew; of other files none."""
    match file_kind(path):
        case FileKind.NOTE:
            links = parse_note(path, source).links
        case FileKind.CANVAS:
            links = parse_canvas(path, source).links
        case _:
            links = ()
    return (*map(Spot, links), *other_spots(path, source))


def other_spots(path: str, source: bytes) -> Iterator[Spot]:
    """Yield the spots of a file that are no links."""
    match file_kind(path):
        case FileKind.NOTE:
            yield from _definitions(source)
        case FileKind.CANVAS:
            yield from _backgrounds(source)
        case FileKind.BASE:
            yield from _named_in_base(source)


# -- Notes ------------------------------------------------------------------------------------------------------------


def _definitions(source: bytes) -> Iterator[Spot]:
    if b"]:" not in source:
        return
    body = read_frontmatter(source).body
    # Blanked out, the frontmatter is as many bytes and nothing else.
    text = "\n" * body + source[body:].decode()
    found: Any = MARKDOWN.reference_definitions(text)
    for label, definition in found.items():
        destination = definition["dest"]
        if destination and not destination.startswith("#") and not is_url(destination):
            path, subpath = split_destination(destination)
            span = definition["span"]
            yield Spot(Link(LinkKind.MARKDOWN, path, subpath, label, span["start"], span["end"]), Form.DEFINITION)


# -- Canvases ---------------------------------------------------------------------------------------------------------

_BACKGROUND = re.compile(rb'"background"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)


def _backgrounds(source: bytes) -> Iterator[Spot]:
    """Yield the pictures behind groups; a text that only looks like one has its quotes escaped."""
    for match in _BACKGROUND.finditer(source):
        if source[match.start() - 1 : match.start()] != b"\\":
            path = match[1].decode(errors="replace")
            yield Spot(Link(LinkKind.CANVAS_FILE, path, None, None, *match.span(1)))


# -- Bases ------------------------------------------------------------------------------------------------------------

_FILE_ARGUMENT = re.compile(rb"""\b(?:link|file|hasLink|linksTo)\(\s*(?P<quote>["'])(?P<path>[^"'\\\r\n]+)(?P=quote)""")
_LINK_VALUE = re.compile(rb"""(?P<quote>["'])\[\[(?P<path>[^"'\\\r\n\[\]|]+)(?:\|[^"'\\\r\n\[\]]*)?\]\](?P=quote)""")
_PATH_VALUE = re.compile(rb"""\bfile\.path\s*[!=]=\s*(?P<quote>["'])(?P<path>[^"'\\\r\n]+)(?P=quote)""")
_FOLDER_VALUE = re.compile(
    rb"""\b(?:inFolder\(\s*|file\.folder\s*[!=]=\s*|file\.folder\.startsWith\(\s*)"""
    rb"""(?P<quote>["'])(?P<path>[^"'\\\r\n]+)(?P=quote)"""
)


def _named_in_base(source: bytes) -> Iterator[Spot]:
    """Yield the files that expressions name where it is certain that they name files: by function or property."""
    for pattern in (_FILE_ARGUMENT, _LINK_VALUE):
        for match in pattern.finditer(source):
            written = match["path"].decode(errors="replace")
            if not written.startswith("[[") and not is_url(written):
                path, hash_, subpath = written.partition("#")
                place = match.span("path")
                yield Spot(Link(LinkKind.WIKILINK, path, subpath if hash_ else None, None, *place), Form.EXPRESSION)
    for match in _PATH_VALUE.finditer(source):
        path = match["path"].decode(errors="replace")
        yield Spot(Link(LinkKind.CANVAS_FILE, path, None, None, *match.span("path")), Form.EXPRESSION)


def folder_edits(source: bytes, moves: Moves) -> Iterator[Edit]:
    """Yield the edits for the folders that a base's expressions name."""
    for match in _FOLDER_VALUE.finditer(source):
        written = match["path"].decode(errors="replace")
        folder = written.strip("/")
        moved = moves.of(folder)
        if moved != folder:
            yield Edit(*match.span("path"), written.replace(folder, moved, 1).encode())


def _in_expression(source: bytes, link: Link) -> Written | None:
    stop = link.start + len(link.path.encode())
    if source[link.start : stop].decode(errors="replace") != link.path:
        return None
    quotes = re.compile(r"""["'\\\r\n]""")

    def write(text: str, replaced: bytes) -> bytes:
        # What would need an escape inside two kinds of quotes is left alone, and found missing.
        return replaced if quotes.search(text) else text.encode()

    return Written((link.start, stop), None if link.subpath is None else (stop + 1, link.stop), write)
