"""One note, from bytes to `Note`; total: every input gives a note, in linear time."""

import re

from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Defect, DefectKind, Note
from vault_tool.mojibake import find_mojibake
from vault_tool.suppression import read_suppressions
from vault_tool.syntax import (
    has_placeholders,
    read_blocks,
    read_goals,
    read_headings,
    read_links,
    read_stray_boxes,
    read_tags,
    read_tasks,
)
from vault_tool.text import readable
from vault_tool.written import MARK
from vault_tool.zones import Ranges, read_structure

_LONE_CR = re.compile(rb"\r(?!\n)")


def parse_note(path: str, raw: bytes) -> Note:
    """Read a note.

    `raw` is the file as it is on disk; `path` is kept as it is given. The places in the result are offsets into
    `readable(raw)`, which is `raw` itself where that is valid UTF-8. Never raises; what is wrong with the text is in
    the note's `defects`.
    """
    source = readable(raw)
    defects = [] if source is raw else [_undecodable(raw)]
    properties = read_frontmatter(source)
    defects += properties.defects
    base = properties.body
    body = source[base:] if base else source
    if b"\r" in body:
        # A lone carriage return ends a line for pyromark and not for Obsidian (pyromark notes 5).
        body = _LONE_CR.sub(b" ", body)
    structure = read_structure(body, body.decode())
    code = structure.zones
    links, wikilinks = read_links(body, structure, code, base)
    tasks, bad_boxes = read_tasks(body, structure, code, base)
    defects += bad_boxes
    if b"[ ]" in body or b"-[" in body or b"+[" in body:
        elsewhere = Ranges(structure.code + structure.hidden + structure.tables)
        defects += read_stray_boxes(body, elsewhere, base)
    if not source.isascii():
        defects += find_mojibake(body, code, base)
    return Note(
        path=path,
        frontmatter=properties.state,
        properties=properties.values,
        aliases=properties.aliases,
        property_tags=properties.tags,
        links=properties.links + links if properties.links else links,
        headings=read_headings(body, structure, base),
        blocks=read_blocks(body, structure, code, base),
        tags=read_tags(body, structure, code, wikilinks, base),
        tasks=tasks,
        goals=read_goals(body, structure, code, base),
        defects=tuple(defects),
        allows=read_suppressions(source, body, code) if MARK in source else (),
        body=base,
        size=len(source),
        empty=not body or body.isspace(),
        template=has_placeholders(body, code),
    )


def _undecodable(raw: bytes) -> Defect:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        # Everything before the first bad byte is unchanged, so its offset holds in the readable text too.
        message = f"not UTF-8: byte 0x{raw[error.start]:02x} ({error.reason})"
        return Defect(DefectKind.UNDECODABLE_NOTE, message, error.start, error.start + len("\ufffd".encode()))
    raise AssertionError("the caller saw that it does not decode")
