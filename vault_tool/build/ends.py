"""What holds a document together across its sections, and would tear when each becomes a note of its own.

A reference link (`[text][label]`) has its destination elsewhere in the document, a footnote its text, and a rule
between two sections belongs to neither. `parse_note` leaves them out because Obsidian's links know nothing of them, and
with them what may name a file without being a link: a piece of code and an HTML image.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyromark

from vault_tool.model import Link, LinkKind
from vault_tool.written import split_destination, split_display
from vault_tool.zones import Range

_MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_FOOTNOTES
)
_FORMS = {
    "Reference": re.compile(rb"!?\[(.*)\]\[(?:[^\[\]\\]|\\.)*\]", re.DOTALL),
    "Collapsed": re.compile(rb"!?\[(.*)\]\[\]", re.DOTALL),
    "Shortcut": re.compile(rb"!?\[(.*)\]", re.DOTALL),
}
"""How a link by reference is written, by pyromark's name for its form; the group is its text."""


IMAGE_SOURCE = re.compile(
    r"""<img\b[^<>]*?\ssrc\s*=\s*(?:"(?P<double>[^"<>]*)"|'(?P<single>[^'<>]*)')""", re.IGNORECASE
)


def source_place(match: re.Match[str]) -> tuple[int, int]:
    """Return where the source stands that `IMAGE_SOURCE` has found."""
    return match.span("single") if match["double"] is None else match.span("double")


class HtmlImage(NamedTuple):
    """An image in HTML."""

    source: str
    place: Range | None
    """Where its source stands; `None` where that cannot be told, as in a quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A link by reference, as the inline link that it stands for."""

    link: Link
    destination: str
    """As its definition has it, percent escapes and all."""
    title: str
    definition: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseEnds:
    """The loose ends of one document, in byte offsets."""

    references: tuple[Reference, ...] = ()
    footnotes: Mapping[str, Range] = field(default_factory=dict)
    """Where each footnote's text stands, by label."""
    footnote_marks: tuple[tuple[str, int], ...] = ()
    """The label of each `[^1]` and where it stands."""
    rules: tuple[Range, ...] = ()
    """The rules (`---`) that lie in no list and no quotation."""
    codes: tuple[tuple[int, int, str], ...] = ()
    """Where each piece of code within a line stands, links and headings included, and its text."""
    images: tuple[HtmlImage, ...] = ()


def loose_ends(source: bytes, start: int) -> LooseEnds:
    """Find the loose ends of the document whose body begins at `start`; linear in its length."""
    text = source[start:].decode()
    definitions = {_label(name): found["span"] for name, found in _MARKDOWN.reference_definitions(text).items()}
    references: list[Reference] = []
    footnotes: dict[str, Range] = {}
    marks: list[tuple[str, int]] = []
    rules: list[Range] = []
    codes: list[tuple[int, int, str]] = []
    images: list[HtmlImage] = []
    depth = 0
    for event, span in _events(text):
        first, last = span["start"] + start, span["end"] + start
        if "Start" in event:
            depth += 1
            what = event["Start"]
            if "FootnoteDefinition" in what:
                footnotes.setdefault(what["FootnoteDefinition"], (first, last))
            for kind in ("Link", "Image"):
                if kind in what and what[kind]["link_type"] in _FORMS:
                    place = definitions.get(_label(what[kind]["id"]))
                    if place:
                        definition = place["start"] + start, place["end"] + start
                        references += _reference(source, (first, last), kind, what[kind], definition)
        elif "End" in event:
            depth -= 1
        elif "FootnoteReference" in event:
            marks.append((event["FootnoteReference"], first))
        elif "Rule" in event and depth == 0:
            rules.append((first, last))
        elif "Code" in event:
            codes.append((first, last, event["Code"]))
        elif "Html" in event or "InlineHtml" in event:
            images += _html_images(source, (first, last), event.get("Html") or event["InlineHtml"])
    return LooseEnds(
        references=tuple(references),
        footnotes=footnotes,
        footnote_marks=tuple(marks),
        rules=tuple(rules),
        codes=tuple(codes),
        images=tuple(images),
    )


def _html_images(source: bytes, place: Range, text: str) -> Iterator[HtmlImage]:
    is_whole = source[place[0] : place[1]] == text.encode()
    for match in IMAGE_SOURCE.finditer(text):
        start, stop = (place[0] + len(text[:at].encode()) for at in source_place(match))
        written = match["single"] if match["double"] is None else match["double"]
        yield HtmlImage(html.unescape(written), (start, stop) if is_whole else None)


def _label(written: str) -> str:
    """Fold a label as CommonMark compares it: without case, and with white space as one space."""
    return " ".join(written.split()).casefold()


def _reference(
    source: bytes, place: Range, kind: str, what: Mapping[str, str], definition: Range
) -> Iterator[Reference]:
    r"""Yield the reference, if it is written as its kind says: pyromark takes `[a]\[a]` for one link."""
    start, stop = place
    if what["link_type"] == "Collapsed" and source.startswith(b"[]", stop):
        stop += len(b"[]")  # pyromark leaves them out.
    text = _FORMS[what["link_type"]].fullmatch(source, start, stop)
    if text is None:
        return
    path, subpath = split_destination(what["dest_url"])
    link_kind = LinkKind.MARKDOWN_EMBED if kind == "Image" else LinkKind.MARKDOWN
    link = Link(link_kind, path, subpath, text[1].decode(), start, stop)
    yield Reference(link=link, destination=what["dest_url"], title=what["title"], definition=definition)


def _events(text: str) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield pyromark's events with their ranges; those that are plain strings, such as `Rule`, as mappings too."""
    event: Any
    for event, span in _MARKDOWN.events_with_range(text, merge_text=True):
        if isinstance(event, str):
            yield {event: {}}, span
        elif isinstance(what := event.get("Start"), str):
            yield {"Start": {what: {}}}, span
        else:
            yield event, span


def plain_text(heading: str) -> str:
    """Return what a reader sees of a heading's raw source: no marks, no destinations, entities as characters."""
    words: list[str] = []
    for event, _ in _events("# " + " ".join(heading.split())):
        words += [event[kind] for kind in ("Text", "Code", "InlineMath", "DisplayMath") if kind in event]
    return " ".join(_WIKILINK.sub(_shown, "".join(words)).split())


_WIKILINK = re.compile(r"\[\[([^\[\]]+)\]\]")


def _shown(wikilink: re.Match[str]) -> str:
    linktext, display = split_display(wikilink[1])
    return display or linktext
