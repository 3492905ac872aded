"""Which sections of a document rest: those that are for other tracks, or for other adaptations, than the chosen ones.

A section that says `tracks` or `focus` is only for those; where none is chosen it rests as well. What lies in a section
that rests does so too. A part that rests is blanked out before the document is read, so that every place in it stays
what it was; only the definitions of links and footnotes, which belong to the whole document, are left.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from vault_tool.build.marks import Marks
from vault_tool.build.timeline import Choice
from vault_tool.model import Heading, Note
from vault_tool.zones import Range

_DEFINITION = re.compile(rb"^ {0,3}\[[^\]\n]+\]:[^\n]*$", re.MULTILINE)
_NOT_SPACE = re.compile(rb"[^\s]")


def is_chosen(marks: Marks, choice: Choice) -> bool:
    """Whether a section with these marks is part of the build."""
    if marks.tracks and (choice.track is None or choice.track.name not in marks.tracks):
        return False
    return not marks.focus or not set(marks.focus).isdisjoint(choice.focus)


def resting_parts(note: Note, source: bytes, marks: Mapping[Heading, Marks], choice: Choice) -> Iterator[Range]:
    """Yield the parts of a document that rest, from a heading to the next of its rank; in order, none in another."""
    reach = 0
    for number, heading in enumerate(note.headings):
        if heading.start < reach or heading not in marks or is_chosen(marks[heading], choice):
            continue
        following = (other for other in note.headings[number + 1 :] if other.level <= heading.level)
        after = next(following, None)
        reach = _line_start(source, after.start) if after else len(source)
        yield _line_start(source, heading.start), reach


def _line_start(source: bytes, offset: int) -> int:
    return source.rfind(b"\n", 0, offset) + 1


def blanked(source: bytes, places: Iterable[Range]) -> bytes:
    """Return the source with blanks in these places."""
    text = bytearray(source)
    for start, stop in places:
        text[start:stop] = _NOT_SPACE.sub(b" ", source[start:stop])
    return bytes(text)


def without_resting(source: bytes, parts: Iterable[Range]) -> bytes:
    """Return the source with the parts that rest blanked out, but for definitions."""
    text = bytearray(source)
    for start, stop in parts:
        at = start
        for definition in _DEFINITION.finditer(source, start, stop):
            text[at : definition.start()] = _NOT_SPACE.sub(b" ", source[at : definition.start()])
            at = definition.end()
        text[at:stop] = _NOT_SPACE.sub(b" ", source[at:stop])
    return bytes(text)
