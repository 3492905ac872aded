"""One pass over pyromark's events: which are kept, and which it misread."""

import re
from typing import Any, NamedTuple

import pyromark

from vault_tool.zones.ranges import Ranges
from vault_tool.zones.structure import RawHeading, RawItem, RawLink, Structure

MARKDOWN = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_FOOTNOTES
)


class Walk(NamedTuple):
    """What one pass over pyromark's events gives."""

    structure: Structure
    misread: list[int]
    """Characters that it took for marks and Obsidian does not: of `$5-x/$6`, the dollars; the third of `[[x]](y)`."""


def walk(body: bytes, text: str) -> Walk:
    """Sort pyromark's events into a structure."""
    structure = Structure()
    code = structure.code
    misread: list[int] = []
    wants_breaks = b"^" in body
    wants_emphasis = b"_" in body and b"#" in body
    open_items: list[int] = []
    open_links: list[str | None] = []
    depth = 0
    images = 0
    last_stop = 0  # where the latest inline event ended: the end of a link's text
    # pyromark types its events as a union of shapes that `in` does not narrow.
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    for event, span in events:
        # Text comes first because half of all events are text; `in` also serves the events that are plain strings.
        if "Text" in event:
            last_stop = span["end"]
        elif "Start" in event:
            what = event["Start"]
            if what.__class__ is str:
                if what == "Item":
                    structure.items.append(RawItem(span["start"], open_items[-1] if open_items else -1))
                    open_items.append(len(structure.items) - 1)
                    depth += 1
                elif what == "TableCell":
                    structure.cells.append((span["start"], span["end"]))
                elif wants_emphasis:
                    if what == "Emphasis":
                        structure.emphasis_ends.append(span["end"] - 1)
                    elif what == "Strong":
                        structure.emphasis_ends.append(span["end"] - 2)
            elif "Link" in what or "Image" in what:
                image = "Image" in what
                link = what["Image"] if image else what["Link"]
                open_links.append(link["dest_url"] if link["link_type"] == "Inline" and not images else None)
                last_stop = span["start"] + (2 if image else 1)
                images += image
            elif "Heading" in what:
                if not depth:
                    level = int(what["Heading"]["level"][1])
                    structure.headings.append(RawHeading(span["start"], span["end"], level))
            elif "CodeBlock" in what:
                code.append((span["start"], span["end"]))
            elif "BlockQuote" in what or "FootnoteDefinition" in what:
                depth += 1
            elif "Table" in what:
                structure.tables.append((span["start"], span["end"]))
        elif "End" in event:
            what = event["End"]
            if what.__class__ is str:
                if what == "Item":
                    open_items.pop()
                    depth -= 1
                elif what in ("Link", "Image"):
                    destination = open_links.pop()
                    start, stop = span["start"], span["end"]
                    if what == "Image":
                        images -= 1
                    shown = body[start + (2 if what == "Image" else 1) : last_stop]
                    if shown[:1] == b"[" and _IN_BRACKETS.fullmatch(shown):
                        # `[[x]](y.md)` is a wikilink with text behind it.
                        misread.append(last_stop)
                    elif destination:
                        structure.links.append(RawLink(start, stop, last_stop, destination, what == "Image"))
                    code.append((last_stop, stop))
                    last_stop = stop
                else:
                    last_stop = span["end"]
                    if what == "FootnoteDefinition":
                        depth -= 1
            elif "BlockQuote" in what:
                depth -= 1
        elif event == "SoftBreak" or event == "HardBreak":  # noqa: PLR1714 -- twice as fast as a look into a tuple
            if wants_breaks:
                structure.breaks.append(span["start"])
            last_stop = span["end"]
        elif "InlineMath" in event:
            last_stop = span["end"]
            # `$5-[[x]]/$6` is money: Obsidian wants no digit after the closing dollar.
            if body[last_stop : last_stop + 1].isdigit():
                misread += span["start"], last_stop - 1
            else:
                code.append((span["start"], last_stop))
        elif "Code" in event or "InlineHtml" in event or "Html" in event or "DisplayMath" in event:
            last_stop = span["end"]
            code.append((span["start"], last_stop))
    structure.emphasis_ends.sort()
    if b"]:" in body and _may_define(body):
        # Link definitions give no events.
        definitions = MARKDOWN.reference_definitions(text).values()
        code += [(definition["span"]["start"], definition["span"]["end"]) for definition in definitions]
    return Walk(structure, misread)


_IN_BRACKETS = re.compile(rb"\[(?!\[|\])(?:[^\[\]\r\n]|\[(?!\[)|\](?!\]))*\]")
_DEFINITION = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*\[(?![\[^])")


def _may_define(body: bytes) -> bool:
    """Whether a line with `]:` begins with a bracket, as `[label]: address` does, or ends a label of two lines."""
    at = 0
    while (end := body.find(b"]:", at)) >= 0:
        if body[end - 1 : end] == b"]":
            at = end + 2  # `[[x]]:`
            continue
        line = body.rfind(b"\n", at, end) + 1 or at
        if _DEFINITION.match(body, line) or b"[" not in body[line:end]:
            return True
        at = body.find(b"\n", end)
        if at < 0:
            break
    return False


def html_ranges(text: str) -> Ranges:
    """Return the byte ranges of HTML, comments included; a fence that a `%%` comment opens counts here as one."""
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    return Ranges([(span["start"], span["end"]) for event, span in events if "Html" in event or "InlineHtml" in event])
