"""Another text for a heading, as an edit of its note."""

import re

from vault_tool.edits import Edit, edited
from vault_tool.errors import UsageError
from vault_tool.links import LinkTable
from vault_tool.model import Heading
from vault_tool.names import heading_key
from vault_tool.nearest import nearest_headings
from vault_tool.parse import parse_note
from vault_tool.places import find_place

_ATX = re.compile(rb"#+[ \t]*")
_CLOSING = re.compile(rb"(?:^|[ \t])#+[ \t]*\Z")


def heading_edit(links: LinkTable, path: str, subpath: str, new: str) -> Edit:
    """Return the edit that gives the heading `subpath` of the note another text; marks and level stay.

    Raises `UsageError` where the note has no such heading, and where the new text would be none.
    """
    note = links.vault.notes[path]
    place = find_place(links.index.places(path), subpath)
    if not isinstance(place, Heading):
        near = " or ".join(f"#{heading}" for heading in nearest_headings(note, subpath))
        raise UsageError(f"no such heading: {path}#{subpath}{f' (did you mean {near}?)' if near else ''}")
    source = links.vault.source(path)
    start, stop = _text_range(source, place)
    edit = Edit(start, stop, new.strip().encode())
    after = parse_note(path, edited(source, (edit,))).headings
    number = note.headings.index(place)
    if len(after) != len(note.headings) or after[number].level != place.level or not heading_key(after[number].text):
        raise UsageError(f"this cannot be the text of a heading: {new!r}")
    return edit


def _text_range(source: bytes, heading: Heading) -> tuple[int, int]:
    written = source[heading.start : heading.stop]
    if written.startswith(b"#"):
        opening = _ATX.match(written)
        assert opening
        closing = _CLOSING.search(written, opening.end())
        text = written[: closing.start() if closing else None].rstrip()
        return heading.start + opening.end(), heading.start + max(len(text), opening.end())
    return heading.start, heading.start + len(written[: written.rfind(b"\n")].rstrip())
