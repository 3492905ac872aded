r"""Obsidian's inline grammar, over the bytes of a note's body and the `Structure` that `zones` made of it.

Every function takes the body and its structure and returns records whose places are offsets into the *file*: `base`
is where the body begins in it. The grammar, with `c` any character that is not a line end::

    wikilink = ["!"] "[[" path ["#" subpath] ["|" display] "]]"     ; "\|" for "|" in a table   (semantics 2.1-2.6)
    markdown = ["!"] "[" display "](" destination [title] ")"       ; decided by CommonMark     (semantics 2.8)
    tag      = "#" 1*tagchar                                        ; not only digits           (semantics 7.1-7.4)
    block    = "^" 1*(ALPHA / DIGIT / "-") *WSP EOL                 ; after white space         (semantics 6.4)
    task     = listmark 1*4WSP "[" c "]" WSP text                   ;                           (semantics 9.1)
    field    = ("[" / "(") key "::" value ("]" / ")")               ; Dataview's inline fields
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from urllib.parse import unquote

from vault_tool.model import Block, Defect, DefectKind, Goal, Heading, Link, LinkKind, Tag, Task
from vault_tool.zones import NOWHERE, Containers, Range, Ranges, Structure

_WIKILINK = re.compile(rb"\[\[(?!\[|\]\])([^\[\]\r\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\r\n]*)*)\]\]")

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
    for match in _WIKILINK.finditer(body):
        start, stop = match.span()
        if start and body[start - 1] == _BACKSLASH and _is_escaped(body, start):
            continue
        if start in code:
            continue
        if code.straddling(start, stop) is not None:
            continue
        if start in tables:
            cell = cells.around(start)
            if cell is None or stop > cell[1]:
                continue
        kind = LinkKind.WIKILINK
        if start and body[start - 1] == _BANG and not _is_escaped(body, start - 1):
            kind = LinkKind.EMBED
            start -= 1
        yield start, stop
        linktext, display = split_display(match[1].decode())
        path, hash_, subpath = linktext.partition("#")
        links.append(Link(kind, path, subpath if hash_ else None, display, start + base, stop + base))


_BACKSLASH, _BANG = b"\\!"


def _is_escaped(body: bytes, offset: int) -> bool:
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


# One character of a tag, over UTF-8: no ASCII punctuation, no white space (also U+00A0, U+1680, U+3000, U+FEFF), and
# nothing of the blocks U+2000-U+206F and U+2E00-U+2E7F.
_TAG_CHARACTER = (
    rb"(?:[^\x00\x09-\x0d '!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\xc2\xe1\xe2\xe3\xef]|\xc2[^\xa0]|\xe1(?!\x9a\x80)..|"
    rb"\xe2(?!\x80|\x81[\x80-\xaf]|\xb8|\xb9)..|\xe3(?!\x80\x80)..|\xef(?!\xbb\xbf)..)"
)
# What may stand before a tag: nothing, white space, an emphasis mark, the bar of a table, a quote mark, a highlight's
# `==`, an escaped bracket. The literal `#` comes first because it lets the engine skip ahead (twice as fast).
_TAG = re.compile(
    rb"#(?:(?<![^\s_*~|>]#)|(?<===#)|(?<=\xc2\xa0#)|(?<=\xe3\x80\x80#)|(?<=\\\[#)|(?<=\xef\xbb\xbf#))"
    + _TAG_CHARACTER
    + rb"(?:#?"
    + _TAG_CHARACTER
    + rb")*",
    re.DOTALL,
)


def read_tags(body: bytes, structure: Structure, code: Ranges, wikilinks: Ranges, base: int) -> tuple[Tag, ...]:
    """Return the tags in file order (semantics 7)."""
    if b"#" not in body:
        return ()
    tags: list[Tag] = []
    tables = Ranges(structure.tables) if structure.tables else NOWHERE
    cells = Ranges(structure.cells) if structure.tables else NOWHERE
    containers: Containers | None = None
    for match in _TAG.finditer(body):
        start = match.start()
        if start in code or start in wikilinks:
            continue
        before = body[start - 1] if start else 0
        cell = cells.around(start) if start in tables else None
        if cell is None and (before == ord("|") or start in tables):
            continue
        if cell is not None and before == ord("|") and cell[0] != start:
            continue  # behind an escaped bar
        if before == ord(">"):
            if containers is None:
                containers = Containers(body)
            if not _begins_its_block(body, start, containers):
                continue
        stop = match.end()
        if structure.emphasis_ends:
            at = bisect_right(structure.emphasis_ends, start)
            if at < len(structure.emphasis_ends) and structure.emphasis_ends[at] < stop:
                # Only `_` can be both a closing mark and a tag's character.
                stop = structure.emphasis_ends[at]
        for name in body[start + 1 : stop].split(b"#"):
            if name and not name.isdigit():
                tags.append(Tag("#" + name.decode(), start + base, start + base + len(name) + 1))
            start += len(name) + 1
    return tuple(tags)


_BLOCK_START = re.compile(rb"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_MOST_PREFIX = 500


def _only_quotes_before(body: bytes, offset: int) -> bool:
    at = offset
    while at and body[at - 1] in b"> \t":
        at -= 1
    return at == 0 or body[at - 1] == ord("\n")


def _begins_its_block(body: bytes, offset: int, containers: Containers) -> bool:
    """Whether nothing but the marks of its quotes and items stands before it on its line."""
    line = body.rfind(b"\n", max(0, offset - _MOST_PREFIX), offset) + 1
    if offset - line > _MOST_PREFIX or _BLOCK_START.fullmatch(body, line, offset) is None:
        return False
    quotes = sum(not is_item for _, _, is_item in containers.around(offset))
    return body.count(b">", line, offset) <= quotes


_ATX = re.compile(rb"#{1,6}(?:[ \t]|\Z)")


def read_headings(body: bytes, structure: Structure, base: int) -> tuple[Heading, ...]:
    """Return the headings that count for outline and links (semantics 6.1, 6.2), with their raw text."""
    headings: list[Heading] = []
    for start, stop, level in structure.headings:
        source = body[start:stop].rstrip()
        if _ATX.match(source):
            text = source.lstrip(b"#").strip()
            if text.endswith(b"#"):
                opened = text.rstrip(b"#")
                if not opened or opened[-1:] in (b" ", b"\t"):
                    text = opened.rstrip()
        else:
            text = b"\n".join(line.strip() for line in source.split(b"\n")[:-1])
        headings.append(Heading(level, text.decode().strip(), start + base, start + base + len(source)))
    return tuple(headings)


_BLOCK_ID = re.compile(rb"\^(?<![^ \t\n]\^)([A-Za-z0-9-]+)[ \t]*\r?$", re.MULTILINE)


def read_blocks(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[Block, ...]:
    """Return the block ids (semantics 6.4): at the end of a paragraph or item, or alone after a block."""
    if b"^" not in body:
        return ()
    blocks: list[Block] = []
    hidden = Ranges(structure.hidden) if structure.hidden else NOWHERE
    breaks = structure.breaks
    for match in _BLOCK_ID.finditer(body):
        start = match.start()
        if start in code or start in hidden:
            continue
        # A line break right behind it means that the paragraph goes on: it stands in mid-text.
        at = bisect_left(breaks, match.end(1))
        if at < len(breaks) and breaks[at] <= match.end() + 1:
            continue
        blocks.append(Block(match[1].decode(), start + base, match.end(1) + base))
    return tuple(blocks)


_CHARACTER = rb"[\x00-\x09\x0b\x0c\x0e-\x7f]|[\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]..."
_ITEM_MARK = rb"[\s>]*(?:[-*+]|\d{1,9}[.)])"
_BOX = re.compile(_ITEM_MARK + rb"[ \t]{1,4}(\[(" + _CHARACTER + rb")\])(?=\s|\Z)", re.DOTALL)
_WORD = rb"[\w*`\"\x80-\xff]"
_BAD_BOX = re.compile(
    _ITEM_MARK
    + rb"[ \t]{1,4}(\[\](?=[ \t]+"
    + _WORD
    + rb")|\[[ xX]\](?="
    + _WORD
    + rb")|\[(?: [xX]|[xX] |  +)\](?=[ \t]+\S))",
    re.DOTALL,
)
_BOX_DEFINED = re.compile(rb"^[ \t>]*\[[ xX]\]:", re.MULTILINE)
_LINE = re.compile(rb"[^\r\n]*")


def read_tasks(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[tuple[Task, ...], list[Defect]]:
    """Return the tasks in file order (semantics 9), and the boxes that were meant to be one and are not."""
    tasks: list[Task] = []
    defects: list[Defect] = []
    if not structure.items or b"[" not in body:
        return (), defects
    task_of_item: list[int] = []
    for start, parent in structure.items:
        parent_task = task_of_item[parent] if parent >= 0 else -1
        task_of_item.append(parent_task)
        match = _BOX.match(body, start)
        if match is None:
            bad = _BAD_BOX.match(body, start)
            if bad and bad.start(1) not in code:
                defects.append(_malformed(bad[1], bad.start(1) + base))
            continue
        box = match.start(1)
        if box in code:
            # Two tabs behind the list mark make it indented code.
            continue
        stop = match.end()
        line = _LINE.match(body, stop)
        text = line[0].strip() if line else b""
        stop += len(line[0].rstrip()) if line else 0
        task_of_item[-1] = len(tasks)
        tasks.append(Task(match[2].decode(), text.decode(), parent_task, box + base, stop + base))
    if defects and _BOX_DEFINED.search(body):
        # `[x]: address` makes every `[x]` a link.
        defects.clear()
    return tuple(tasks), defects


def _malformed(box: bytes, start: int) -> Defect:
    written = box.decode()
    if len(written) == len("[x]"):
        problem = f"`{written} ` with a space after it"
    else:
        problem = "`[x]`" if "x" in written.lower() else "`[ ]`"
    return Defect(DefectKind.MALFORMED_TASK, f"no task: `{written}` should be {problem}", start, start + len(box))


_GLUED_BOX = re.compile(rb"^[ \t>]*([-+]\[[ xX]\])(?=[ \t]+" + _WORD + rb")", re.MULTILINE)
_BARE_BOX = re.compile(rb"\[ \](?=[ \t]+" + _WORD + rb")")
_ANOTHER_BOX = re.compile(rb".*\[[ xX]\]")
_BEFORE_BARE_BOX = re.compile(rb"[ \t>]*(?:#.*|[-+]?\[[ xX]\][ \t].*)?\Z")


def read_stray_boxes(body: bytes, elsewhere: Ranges, base: int) -> list[Defect]:
    """Return the boxes outside of a list: `-[ ] x` lacks a space, `[ ] x` a list mark (semantics 9.2).

    `elsewhere` is where a box means something else: code, comments, tables. A bare box counts only where it begins a
    paragraph or follows another one, so that prose about boxes is left alone.
    """
    defects = []
    if b"-[" in body or b"+[" in body:
        for match in _GLUED_BOX.finditer(body):
            if match.start(1) not in elsewhere:
                start = match.start(1) + base
                message = f"no task: `{match[1].decode()}` lacks a space after the list mark"
                defects.append(Defect(DefectKind.MALFORMED_TASK, message, start, start + len(match[1])))
    if b"[ ]" in body:
        for match in _BARE_BOX.finditer(body):
            # Nearly all of them follow a list mark, so that is looked at first.
            box = match.start()
            if not _only_quotes_before(body, box) or box in elsewhere or _ANOTHER_BOX.match(body, match.end()):
                continue
            line = body.rfind(b"\n", 0, box) + 1
            line_before = body[body.rfind(b"\n", 0, max(0, line - 1)) + 1 : line].rstrip(b"\r\n")
            if _BEFORE_BARE_BOX.match(line_before):
                start = box + base
                defects.append(Defect(DefectKind.MALFORMED_TASK, "no task: `[ ]` lacks a list mark", start, start + 3))
    return defects


_FIELD = re.compile(rb"(?<!\[)[\[(](have|goal)::([^\[\]()\r\n]*)[\])]")
_AFTER_MARK = re.compile(_ITEM_MARK + rb"[ \t]+", re.DOTALL)


def read_goals(body: bytes, structure: Structure, code: Ranges, base: int) -> tuple[Goal, ...]:
    """Return the list items with a numeric `goal` field; `have` is zero where it is left out."""
    if b"goal::" not in body:
        return ()
    goals: list[Goal] = []
    for start, _ in structure.items:
        mark = _AFTER_MARK.match(body, start)
        if mark is None:
            continue
        line = _LINE.match(body, mark.end())
        if line is None or b"goal::" not in line[0]:
            continue
        numbers: dict[bytes, float] = {}
        for field in _FIELD.finditer(body, line.start(), line.end()):
            if field.start() not in code and (number := _number(field[2])) is not None:
                numbers.setdefault(field[1], number)
        if b"goal" in numbers:
            text = b" ".join(_FIELD.sub(b" ", line[0]).split()).decode()
            stop = line.start() + len(line[0].rstrip())
            goals.append(Goal(text, numbers.get(b"have", 0.0), numbers[b"goal"], line.start() + base, stop + base))
    return tuple(goals)


_NUMBER = re.compile(rb"\s*-?\d+(?:\.\d+)?\s*\Z")


def _number(written: bytes) -> float | None:
    return float(written) if len(written) <= 20 and _NUMBER.match(written) else None  # noqa: PLR2004


_PLACEHOLDER = re.compile(rb"<%|\{\{\s*(?:title|date|time|name|value)\b")


def has_placeholders(body: bytes, code: Ranges) -> bool:
    """Whether a template's placeholders stand outside of code: Templater's `<% %>` or core's `{{title}}`."""
    if b"<%" not in body and b"{{" not in body:
        return False
    return any(match.start() not in code for match in _PLACEHOLDER.finditer(body))
