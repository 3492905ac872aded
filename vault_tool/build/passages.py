"""The text of a document, cut into the passages that its notes hold: every block of it in exactly one.

Two things change besides the links: deeper headings move up one level, because a section's own heading is now the
first level, and a footnote goes where its mark is (and is copied where several notes have one). Small sections that
stay with another keep their levels below it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault_tool.build.documents import SECTION_LEVEL, Document, Section
from vault_tool.build.ends import LooseEnds
from vault_tool.build.relink import Edit, edited, in_order
from vault_tool.model import Heading
from vault_tool.zones import Range, Ranges

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Passages:
    """A document's text with its edits made; each method gives a passage without blank lines at its ends."""

    document: Document
    ends: LooseEnds
    edits: tuple[Edit, ...]
    """All but those that take footnotes away, in order."""
    removals: tuple[Edit, ...]
    elsewhere: Ranges
    """What stands in notes of its own, apart from the sections."""

    def heading(self, heading: Heading) -> str:
        """Return a heading's text on one line, without its marks."""
        source = self.document.source
        written = source[heading.start : heading.stop]
        if written.startswith(b"#"):
            start = heading.start + len(written) - len(written.lstrip(b"#").lstrip())
            stop = start + len(heading.text.encode())
        else:
            start, stop = heading.start, heading.start + written.rindex(b"\n")
        return " ".join(edited(source, self.edits, start, stop).decode().split())

    def section(self, section: Section) -> str:
        """Return what stands below a section's heading."""
        return self._passage(section.heading.stop, section.stop, section)

    def whole(self) -> str:
        """Return the text of a document that is not divided, as it stands."""
        return self._text(self.document.note.body, len(self.document.source))

    def preamble(self) -> str:
        """Return what stands before the first section, without the heading that gave the document its title."""
        title, body, stop = self.document.heading, self.document.note.body, self.document.preamble_stop
        if title is None:
            return self._passage(body, stop, None)
        above = self._text(body, title.start)
        return "\n\n".join(filter(None, (above, self._passage(title.stop, stop, None))))

    def footnotes_of(self, start: int, stop: int) -> Iterator[str]:
        """Yield the footnotes that a part of a document has marks for."""
        labels = dict.fromkeys(label for label, at in self.ends.footnote_marks if start <= at < stop)
        for place in (self.ends.footnotes[label] for label in labels if label in self.ends.footnotes):
            yield edited(self.document.source, self.edits, *place).decode().strip("\n")

    def _passage(self, start: int, stop: int, section: Section | None) -> str:
        text = self._text(start, self._without_rules(start, stop))
        footnotes = [
            edited(self.document.source, self.edits, *place).decode().strip("\n")
            for place in _borrowed_footnotes(self.document, self.ends, self.elsewhere, section)
        ]
        return "\n\n".join(filter(None, (text, *footnotes)))

    def _text(self, start: int, stop: int) -> str:
        edits = in_order([*self.edits, *self.removals]) if self.removals else self.edits
        return _BLANK_LINES.sub("", edited(self.document.source, edits, start, stop).decode()).rstrip()

    def _without_rules(self, start: int, stop: int) -> int:
        """Return where the passage ends if rules at its end are left out."""
        for first, last in reversed(self.ends.rules):
            if start <= first and last <= stop and not self.document.source[last:stop].strip():
                stop = first
        return stop


def passages(document: Document, ends: LooseEnds, edits: tuple[Edit, ...], elsewhere: Sequence[Range] = ()) -> Passages:
    """Cut the document, with the edits of its links made; parts that are `elsewhere` have notes of their own."""
    promoted = (
        Edit(heading.start, heading.start + 1, b"")
        for heading in document.note.headings
        if heading.level > SECTION_LEVEL and document.level_in_note(heading) < heading.level
    )
    blanks = (Edit(*_widened(document.source, place), b"") for place in document.blanks)
    resting = (Edit(*place, b"") for place in (document.resting.parts.ranges if document.resting else ()))
    removals = (Edit(*place, b"") for place in _lent_footnotes(document, ends))
    return Passages(
        document, ends, tuple(in_order([*edits, *promoted, *blanks, *resting])), tuple(removals), Ranges([*elsewhere])
    )


def _widened(source: bytes, place: Range) -> Range:
    """Return the place of a blanked mark with the spaces before it, and its whole lines where it has them to itself."""
    start, stop = place
    while source[start - 1 : start] == b" ":
        start -= 1
    end = source.find(b"\n", stop)
    if end >= 0 and source[start - 1 : start] in (b"", b"\n") and not source[stop:end].strip():
        stop = end + 1
    return start, stop


def _borrowed_footnotes(
    document: Document, ends: LooseEnds, elsewhere: Ranges, section: Section | None
) -> Iterator[Range]:
    """Yield the footnotes that the passage has a mark for and not the text."""
    marks = (mark for mark in ends.footnote_marks if mark[1] not in elsewhere)
    marked = dict.fromkeys(label for label, at in marks if document.section_at(at) == section)
    for label in marked:
        place = ends.footnotes.get(label)
        if place and document.section_at(place[0]) != section:
            yield place


def _lent_footnotes(document: Document, ends: LooseEnds) -> Iterator[Range]:
    """Yield the footnotes that only other passages than their own have marks for."""
    for label, place in ends.footnotes.items():
        users = [document.section_at(at) for other, at in ends.footnote_marks if other == label]
        if users and document.section_at(place[0]) not in users:
            yield place
