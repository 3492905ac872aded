"""Wikilinks, embeds and Markdown links, and into what their text falls apart."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from vault_tool.model import Link, LinkKind
from vault_tool.zones import NOWHERE, Range, Ranges, Structure

WIKILINK = re.compile(rb"\[\[(?!\[|\]\])([^\[\]\r\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\r\n]*)*)\]\]")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
"""A scheme of RFC 3986, of two letters or more so that a drive letter is none, or a scheme-relative URL."""


def read_links(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[tuple[Link, ...], Ranges]:
    """Return the links in file order, and the ranges that the wikilinks take up in the body."""
    links: list[Link] = []
    taken = NOWHERE
    if b"[[" in body:
        taken = Ranges(list(_read_wikilinks(body, structure, code, base, links)))
    for raw in structure.links:
        if raw.start in taken:
            continue
        text = body[raw.start + (2 if raw.image else 1) : raw.text_stop].decode()
        path, subpath = split_destination(raw.destination)
        kind = LinkKind.MARKDOWN_EMBED if raw.image else LinkKind.MARKDOWN
        links.append(Link(kind, path, subpath, text, raw.start + base, raw.stop + base))
    if structure.links or structure.hidden:
        links.sort(key=_start)
    return tuple(links), taken


def _start(link: Link) -> int:
    return link.start


def _read_wikilinks(body: bytes, structure: Structure, code: Ranges, base: int, links: list[Link]) -> Iterator[Range]:
    """Append the wikilinks and embeds to `links`, and yield the range of each in the body."""
    tables = Ranges(structure.tables) if structure.tables else NOWHERE
    cells = Ranges(structure.cells) if structure.tables else NOWHERE
    for match in WIKILINK.finditer(body):
        start, stop = match.span()
        if start and body[start - 1] == _BACKSLASH and is_escaped(body, start):
            continue
        if start in code:
            continue
        if code.straddling(start, stop) is not None:
            continue
        if start in tables:
            cell = cells.around(start)
            if cell is None or stop > cell[1]:
                continue
        embeds = start > 0 and body[start - 1] == _BANG and not is_escaped(body, start - 1)
        start -= embeds
        yield start, stop
        links.append(wikilink(match[1], start + base, embeds=embeds))


def wikilink(content: bytes, start: int, *, embeds: bool) -> Link:
    """Return the wikilink, or the embed, that has this between its brackets and begins at `start` in its file."""
    linktext, display = split_display(content.decode())
    path, hash_, subpath = linktext.partition("#")
    kind = LinkKind.EMBED if embeds else LinkKind.WIKILINK
    stop = start + embeds + len(content) + 4
    return Link(kind, path, subpath if hash_ else None, display, start, stop)


_BACKSLASH, _BANG = b"\\!"


def is_escaped(body: bytes, offset: int) -> bool:
    """Whether an odd number of backslashes stands before the byte at `offset`."""
    at = offset
    while at and body[at - 1] == _BACKSLASH:
        at -= 1
    return (offset - at) % 2 == 1


def split_display(content: str) -> tuple[str, str | None]:
    r"""Split what stands between `[[` and `]]` at its first bar that is not its first character (semantics 2.3).

    `\|` splits too. Obsidian documents that for tables only; elsewhere it is uncertain (U4), and taking the
    backslash for a part of the name would raise a false alarm.
    """
    bar = content.find("|", 1)
    if bar < 0:
        return content, None
    return content[: bar - 1 if bar > 1 and content[bar - 1] == "\\" else bar], content[bar + 1 :]


def split_destination(destination: str) -> tuple[str, str | None]:
    """Split a Markdown link's destination into path and subpath, percent-decoded; a URL stays whole (2.8, 2.9)."""
    if _URL.match(destination):
        return destination, None
    if "%" in destination:
        destination = _percent_decoded(destination)
    path, hash_, subpath = destination.partition("#")
    return path, subpath if hash_ else None


def is_url(path: str) -> bool:
    """Whether a Markdown link's path is a URL (semantics 2.9)."""
    return _URL.match(path) is not None


_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _percent_decoded(destination: str) -> str:
    """Decode it whole, or leave it whole where one escape is malformed, as JavaScript's decodeURI does."""
    if _BAD_ESCAPE.search(destination):
        return destination
    try:
        return unquote(destination, errors="strict")
    except UnicodeDecodeError:
        return destination
