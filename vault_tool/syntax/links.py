"""Wikilinks, embeds and Markdown links in file order; into what their text falls apart, `written` knows."""

from collections.abc import Iterator

from vault_tool.model import Link, LinkKind
from vault_tool.written import BACKSLASH, BANG, WIKILINK, is_escaped, split_destination, wikilink
from vault_tool.zones import NOWHERE, Range, Ranges, Structure


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
        if start and body[start - 1] == BACKSLASH and is_escaped(body, start):
            continue
        if start in code:
            continue
        if code.straddling(start, stop) is not None:
            continue
        if start in tables:
            cell = cells.around(start)
            if cell is None or stop > cell[1]:
                continue
        embeds = start > 0 and body[start - 1] == BANG and not is_escaped(body, start - 1)
        start -= embeds
        yield start, stop
        links.append(wikilink(match[1], start + base, embeds=embeds))
