"""The blocks of a body by the lines they take up: what can be moved, kept or replaced as a whole.

pyromark says where a block begins; a block is cut where its line begins, so that the blocks and the blank lines
between them give the body back. Lists are cut into their items, and an item into its first block and those that
follow it, each with the item as its parent. A `%% comment %%` or `$$ math $$` block is one with the paragraph that it
touches.
"""

import re
from bisect import bisect_right
from typing import Any, NamedTuple

from vault_tool.zones import MARKDOWN, read_structure

_LONE_CR = re.compile(rb"\r(?!\n)")
_OPENING = re.compile(rb"^[ \t>]*(?:%%|\$\$)", re.MULTILINE)
_NOT_SPACE = re.compile(rb"[^\s>]")

_KINDS = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "BlockQuote": "quote",
    "Table": "table",
    "FootnoteDefinition": "footnote",
    "Item": "item",
}


class LineBlock(NamedTuple):
    """A block and its lines, counted from 0; blank lines at its end are not among them."""

    kind: str
    """`paragraph heading code html quote table footnote rule item`, or `other`, such as link definitions."""
    start: int
    stop: int
    parent: int
    """The index of the item it lies in; -1 at the top."""


def line_blocks(text: str) -> list[LineBlock]:
    r"""Return the blocks of a body in the order of their lines, each line that is not blank in exactly one.

    Lines end with `\n`. Never raises; linear in the length of the text.
    """
    body = _LONE_CR.sub(b" ", text.encode(errors="replace"))
    starts = _line_starts(body)
    lines = text.split("\n")
    found = _begun(_masked(body), starts)
    blocks: list[LineBlock] = []
    place: dict[int, int] = {}
    at = 0
    for index, begun in enumerate(found):
        # What pyromark passes over without a word, such as link definitions, is a block too.
        if begun.parent < 0:
            blocks += _others(lines, at, begun.start)
        following = found[index + 1] if index + 1 < len(found) else None
        whole = found[begun.root].stop
        stop = min(following.start, whole) if following else whole
        if following is None or following.parent < 0:
            at = stop
        while stop > begun.start + 1 and not lines[stop - 1].strip():
            stop -= 1
        place[index] = len(blocks)
        blocks.append(LineBlock(begun.kind, begun.start, stop, place.get(begun.parent, -1)))
    blocks += _others(lines, at, len(lines))
    return blocks


class _Begun(NamedTuple):
    kind: str
    start: int
    stop: int
    parent: int
    root: int
    """The index of the block at the top that it is part of, or begins."""


def _line_starts(body: bytes) -> list[int]:
    starts = [0]
    at = body.find(b"\n")
    while at >= 0:
        starts.append(at + 1)
        at = body.find(b"\n", at + 1)
    return starts


def _masked(body: bytes) -> str:
    """Return the body with letters for its comment and math blocks, so that nothing in them begins a block."""
    if _OPENING.search(body) is None:
        return body.decode()
    masked = bytearray(body)
    for start, stop in read_structure(body, body.decode()).hidden:
        masked[start:stop] = b"x" * (stop - start)
    return masked.decode()


def _begun(text: str, starts: list[int]) -> list[_Begun]:
    """Walk pyromark's events; keep the blocks that begin on a line where none has begun yet."""
    body = text.encode()
    found: list[_Begun] = []
    containers: list[int] = []  # for each open list or item, the index of the item that is meant
    inside = 0  # how many blocks are open that are cut no further
    root = 0
    events: Any = MARKDOWN.events_with_range(text, merge_text=True)
    for event, span in events:
        if "Start" in event:
            what = event["Start"]
            name = what if what.__class__ is str else next(iter(what))
            if inside:
                inside += 1
                continue
            if name == "List":
                containers.append(containers[-1] if containers else -1)
                continue
            kind = _KINDS.get(name)
            if kind is None:
                inside += 1
                continue
        elif "End" in event:
            if inside:
                inside -= 1
            else:
                containers.pop()
            continue
        elif event == "Rule" and not inside:
            kind = "rule"
        else:
            continue
        # Under tabs an item's range begins up to three bytes before its mark.
        mark = _NOT_SPACE.search(body, span["start"]) if kind == "item" else None
        start = bisect_right(starts, mark.start() if mark else span["start"]) - 1
        stop = bisect_right(starts, max(span["start"], span["end"] - 1))
        parent = containers[-1] if containers else -1
        if not found or start > found[-1].start:
            if parent < 0:
                root = len(found)
            found.append(_Begun(kind, start, max(stop, start + 1), parent, root))
        if parent < 0 and found[root].stop < stop:
            found[root] = found[root]._replace(stop=stop)
        if kind == "item":
            containers.append(len(found) - 1)
        elif kind != "rule":
            inside += 1
    return found


def _others(lines: list[str], start: int, stop: int) -> list[LineBlock]:
    """Return the runs of lines from `start` to `stop` that are not blank."""
    blocks = []
    at = start
    while at < stop:
        first = at
        while at < stop and lines[at].strip():
            at += 1
        if at > first:
            blocks.append(LineBlock("other", first, at, -1))
        at += 1
    return blocks
