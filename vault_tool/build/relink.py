"""Links of the source documents, rewritten as links between the notes that they become, in source form.

A file link (`[x](other.md#part)`), an anchor (`[x](#part)`) and a link by reference become wikilinks to the note that
now holds the target; the text that a reader sees stays. So does a file of the source that is named in backticks. What
leads nowhere in the source stays as it is written and is reported.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from vault_tool.build.destinations import MARKDOWN_KINDS, Attachment, Destinations, NotePlace, Resting
from vault_tool.build.documents import Document
from vault_tool.build.draft import markdown_reference, reference
from vault_tool.build.ends import HtmlImage, LooseEnds, Reference
from vault_tool.build.html_images import as_source
from vault_tool.diagnostic import Finding
from vault_tool.model import Link, LinkKind
from vault_tool.written import is_url, split_destination
from vault_tool.zones import NOWHERE, Range, Ranges, read_structure

_LINE_END = re.compile(r"\n[ \t>]*")


class Edit(NamedTuple):
    """A piece of a document's source, and what stands there in the vault."""

    start: int
    stop: int
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinked:
    """What becomes of one document's links."""

    edits: tuple[Edit, ...]
    """In no order; an edit within another is part of it."""
    attachments: frozenset[str]
    """The files of the source, documents apart, that it links to."""
    properties: Mapping[str, str]
    """The new text of each property that is a link, by its key (`up`, `related.0`)."""
    findings: tuple[Finding, ...]
    """Links that lead nowhere, at their place in the document."""
    depends: frozenset[str]
    """The other documents that they lead to, or to which they were meant to lead."""


def relink(document: Document, ends: LooseEnds, destinations: Destinations) -> Relinked:
    """Return the edits that a document's links ask for."""
    links = [link for link in document.note.links if link.kind is not LinkKind.PROPERTY]
    tables = _tables(document)
    wikilinks = Ranges([(link.start, link.stop) for link in links if link.kind in WIKILINKS])
    # The brackets of `[[x]]` are a reference too where `x` is defined, as Foam defines it.
    by_reference = {found.link: found for found in ends.references if found.link.start not in wikilinks}
    links = sorted([*links, *by_reference], key=lambda link: (link.start, -link.stop))
    inner = _inner(links)
    edits: list[Edit] = list(_literals(document.source))
    attachments: set[str] = set()
    findings: list[Finding] = []
    # From the last to the first, so that a link within another's text is done when the other is written.
    for link in reversed(links):
        if link.kind in MARKDOWN_KINDS and is_url(link.path):
            if link in by_reference and _is_elsewhere(by_reference[link], document):
                edits.append(_inline(by_reference[link], edits, document.source))
            continue
        destination = destinations.find(document, link)
        if isinstance(destination, str):
            written = document.source[link.start : link.stop].decode()
            findings.append(Finding(document.path, link.start, link.stop, f"{destination}: {written}"))
            continue
        if isinstance(destination, Resting):
            text = "" if link.kind.embeds else _shown(link, edits, document.source) or link.linktext.rpartition("#")[2]
            edits.append(Edit(link.start, link.stop, text.encode()))
            continue
        if isinstance(destination, Attachment):
            attachments.add(destination.path)
        shown = _shown(link, edits, document.source)
        if link in inner or (link.kind in MARKDOWN_KINDS and ("[" in shown or "]" in shown)):
            written = _markdown(link, destination, shown)
        else:
            written = _wikilink(link, destination, shown, in_table=link.start in tables)
        edits.append(Edit(link.start, link.stop, written.encode()))
    edits += _dropped_definitions(by_reference, edits)
    named = dict(_named_files(document, ends, links, destinations))
    edits += (_code_link(place, *found, destinations, in_table=place[0] in tables) for place, found in named.items())
    attachments.update(file for _, file in named.values() if file not in destinations.documents)
    images = list(_images(document, ends, destinations))
    edits += _image_edits(document, images)
    attachments.update(file for file, _ in images)
    properties = list(_properties(document, destinations))
    attachments.update(found.path for _, found, _ in properties if isinstance(found, Attachment))
    return Relinked(
        edits=tuple(edits),
        attachments=frozenset(attachments),
        properties={key: written for key, _, written in properties},
        findings=tuple(reversed(findings)),
        depends=_depends(document, [*document.note.links, *by_reference], destinations),
    )


WIKILINKS = (LinkKind.WIKILINK, LinkKind.EMBED)


def _tables(document: Document) -> Ranges:
    base = document.note.body
    body = document.source[base:]
    if not _TABLE.search(body):
        return NOWHERE
    return Ranges([(start + base, stop + base) for start, stop in read_structure(body, body.decode()).tables])


_TABLE = re.compile(rb"\|[ \t]*:?-|-:?[ \t]*\|")
"""Without a row of hyphens there is no table, and no need to look for one."""


def _literals(source: bytes) -> Iterator[Edit]:
    """Yield an edit for each place that could be taken for a link in source form."""
    for match in _LOOKALIKE.finditer(source):
        yield Edit(match.end() - 1, match.end(), b"@@")


_LOOKALIKE = re.compile(rb"(?:\[\[|\]\()@")


def _depends(document: Document, links: Iterable[Link], destinations: Destinations) -> frozenset[str]:
    found = {destinations.file(document, link) for link in links if not is_url(link.path)}
    return frozenset(path for path in found if path in destinations.documents and path != document.path)


def _properties(document: Document, destinations: Destinations) -> Iterator[tuple[str, NotePlace | Attachment, str]]:
    """Yield key, destination and new text of the properties that lead somewhere.

    Those that do not are notes still to be written.
    """
    for link in document.note.links:
        if link.kind is not LinkKind.PROPERTY:
            continue
        found = destinations.find(document, link)
        if isinstance(found, NotePlace | Attachment):
            yield link.key, found, _wikilink(link, found, link.display or "", in_table=False)


# -- Files that are named without a link ------------------------------------------------------------------------------

_FILE_NAME = re.compile(r"[^\s`|\[\]<>?*\"](?:[^`|\[\]<>?*\"\n]*[^\s`|\[\]<>?*\"])?\.[A-Za-z0-9]{1,10}")


def _named_files(
    document: Document, ends: LooseEnds, links: Iterable[Link], destinations: Destinations
) -> Iterator[tuple[Range, tuple[str, str]]]:
    """Yield the pieces of code that are the name of another file of the source: their place, text, and the file."""
    taken = Ranges([(link.start, link.stop) for link in links])
    for start, stop, text in ends.codes:
        if start in taken or not _FILE_NAME.fullmatch(text):
            continue
        file = destinations.file(document, Link(LinkKind.MARKDOWN, text, None, text, start, stop))
        if file is not None and file != document.path and text.lower().endswith(f".{file.rpartition('.')[2]}".lower()):
            yield (start, stop), (text, file)


def _code_link(place: Range, text: str, file: str, destinations: Destinations, *, in_table: bool) -> Edit:
    is_note = file in destinations.documents
    destination = NotePlace(destinations.index(file), None) if is_note else Attachment(file, None)
    link = Link(LinkKind.WIKILINK, file, None, text, *place)
    return Edit(*place, _wikilink(link, destination, text, in_table=in_table).encode())


def _images(document: Document, ends: LooseEnds, destinations: Destinations) -> Iterator[tuple[str, HtmlImage]]:
    """Yield the images in HTML that show a file of the source, each with that."""
    for image in ends.images:
        path, _ = split_destination(image.source)
        if path and not is_url(path):
            file = destinations.file(document, Link(LinkKind.MARKDOWN_EMBED, path, None, None, 0, 0))
            if file is not None and file not in destinations.documents:
                yield file, image


def _image_edits(document: Document, images: Iterable[tuple[str, HtmlImage]]) -> Iterator[Edit]:
    """Yield the edits of images in HTML; a document that stays whole stays in its folder, and they as they are."""
    done = set()
    for file, (source, place) in images:
        if place and document.divided and split_destination(source) == (source, None):
            done.add(place[0])
            yield Edit(*place, as_source(file).encode())
    for match in _LITERAL_IMAGE.finditer(document.source):
        if match.end() - 1 not in done:
            yield Edit(match.end() - 1, match.end(), b"@@")


_LITERAL_IMAGE = re.compile(rb"""<img\b[^<>]*?\ssrc\s*=\s*["']@""", re.IGNORECASE)


# -- Links as they are written ----------------------------------------------------------------------------------------


def _inner(links: Iterable[Link]) -> frozenset[Link]:
    """Return the links that lie in the text of another, as an image does that is a link; they come by place."""
    inner = set()
    reach = 0
    for link in links:
        if link.start < reach:
            inner.add(link)
        reach = max(reach, link.stop)
    return frozenset(inner)


def _dropped_definitions(by_reference: Mapping[Link, Reference], edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield an edit for each definition that no link is left to refer to."""
    done = {edit.start for edit in edits}
    left = {found.definition for link, found in by_reference.items() if link.start not in done}
    for definition in {found.definition for found in by_reference.values()} - left:
        yield Edit(*definition, b"")


def _is_elsewhere(found: Reference, document: Document) -> bool:
    return document.section_at(found.link.start) != document.section_at(found.definition[0])


def _inline(found: Reference, edits: Iterable[Edit], source: bytes) -> Edit:
    """Write a link to a URL by reference as an inline link."""
    link = found.link
    title = " ".join(found.title.replace("\\", "\\\\").replace('"', '\\"').split())
    opener = "![" if link.kind.embeds else "["
    closer = f' "{title}")' if title else ")"
    text = f"{opener}{_shown(link, edits, source)}](<{found.destination}>{closer}"
    return Edit(link.start, link.stop, text.encode())


def _shown(link: Link, edits: Iterable[Edit], source: bytes) -> str:
    """Return the link's display text as it stands in the vault: on one line, the links in it rewritten."""
    shown = link.display or ""
    if "[" in shown and link.kind in MARKDOWN_KINDS:
        start = link.start + (2 if link.kind.embeds else 1)
        stop = start + len(shown.encode())
        shown = edited(source, in_order(edits), start, stop).decode()
    return _LINE_END.sub(" ", shown)


def _wikilink(link: Link, destination: NotePlace | Attachment, shown: str, *, in_table: bool) -> str:
    bar = r"\|" if in_table else "|"  # A bare one would end the cell (semantics 2.4).
    if isinstance(destination, NotePlace):
        return reference(destination.id, destination.subpath, shown or None, embeds=link.kind.embeds, bar=bar)
    bang = "!" if link.kind.embeds else ""
    if not shown or shown == destination.linktext:
        return f"{bang}[[{destination.linktext}]]"
    return f"{bang}[[{destination.linktext}{bar}{shown}]]"


def _markdown(link: Link, destination: NotePlace | Attachment, shown: str) -> str:
    """Write what cannot be a wikilink: a link whose text holds brackets, or that lies in another's text."""
    if isinstance(destination, NotePlace):
        return markdown_reference(destination.id, destination.subpath, shown, embeds=link.kind.embeds)
    bang = "!" if link.kind.embeds else ""
    subpath = "" if destination.subpath is None else f"#{quote(destination.subpath)}"
    return f"{bang}[{shown}]({quote(destination.path)}{subpath})"


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Sort the edits by place, what lies around before what lies within."""
    return sorted(edits, key=lambda edit: (edit.start, -edit.stop))


def edited(source: bytes, edits: Sequence[Edit], start: int, stop: int) -> bytes:
    """Return the bytes from `start` to `stop` with the edits that lie there; `edits` are `in_order`."""
    return b"".join(_pieces(source, edits, start, stop))


def _pieces(source: bytes, edits: Sequence[Edit], start: int, stop: int) -> Iterator[bytes]:
    at = start
    for number in range(bisect_left(edits, start, key=_start), bisect_left(edits, stop, key=_start)):
        edit = edits[number]
        if edit.start >= at and edit.stop <= stop:
            yield source[at : edit.start]
            yield edit.text
            at = edit.stop
    yield source[at:stop]


def _start(edit: Edit) -> int:
    return edit.start
