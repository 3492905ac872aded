"""A source document, read and divided into the sections that become notes of their own.

What the source says of a section next to its heading (`marks`) is blanked out, so that every place in the document
stays what it was. An id that a deeper heading has is an anchor for links.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vault_tool.build.choosing import blanked, resting_parts, without_resting
from vault_tool.build.ends import plain_text
from vault_tool.build.marks import NO_MARKS, Known, Marks, read_marks
from vault_tool.build.names import file_name
from vault_tool.build.timeline import NO_CHOICE, Choice
from vault_tool.github import anchors, fragment_key, slug
from vault_tool.model import Heading, Note
from vault_tool.parse import parse_note
from vault_tool.zones import Range, Ranges

SECTION_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document that becomes a note of its own, from its heading to the next of its level or above."""

    title: str
    heading: Heading
    slug: str
    """The heading's anchor on GitHub, or what is nearest to it and unique in the document."""
    explicit: str | None
    """The id that the source gives it."""
    start: int
    stop: int
    marks: Marks = NO_MARKS
    """What the source says of it."""
    joined: tuple[Heading, ...] = ()
    """The headings of smaller sections that stay with this one."""

    @property
    def is_for_some(self) -> bool:
        """Whether another choice could leave it out; then it is a note of its own, however small."""
        return bool(self.marks.tracks or self.marks.focus)


NOWHERE = Section(title="", heading=Heading(0, "", 0, 0), slug="", explicit=None, start=0, stop=0)
"""What is in none of the notes."""


class Resting(NamedTuple):
    """The parts of a document that are not chosen."""

    parts: Ranges
    note: Note
    """The document with them."""
    anchors: Mapping[str, Heading]
    """All of its anchors."""
    sections: tuple[tuple[Section, str], ...]
    """The sections among them, each with its text below the heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document; its places are byte offsets into `source`."""

    path: str
    source: bytes
    """Valid UTF-8 with `\\n` as line end and no BOM, ids blanked out."""
    note: Note
    title: str
    heading: Heading | None
    """The first-level heading that gave the title."""
    sections: tuple[Section, ...]
    anchors: Mapping[str, Heading] = field(default_factory=dict)
    """The headings by GitHub's anchors and by the ids that the source gives, both as `fragment_key` folds them."""
    marks: Mapping[Heading, Marks] = field(default_factory=dict)
    """What the source says of headings that have marks."""
    blanks: tuple[Range, ...] = ()
    """Where the marks stood."""
    resting: Resting | None = None
    """What is not chosen, if there is any; `source` has blanks in its place."""
    divided: bool = True
    """Whether it is divided at all; else it is one note, as it stands."""

    @property
    def preamble_stop(self) -> int:
        """Where the part before the first section ends."""
        return self.sections[0].start if self.sections else len(self.source)

    @property
    def folder(self) -> str:
        """The folder of its notes in the vault, but for the part that its title gives."""
        return "/".join(file_name(folder) for folder in self.path.split("/")[:-1])

    def number_at(self, offset: int) -> int:
        """Return the place among the sections of the one that the offset lies in; -1 before the first of them."""
        return bisect_right(self.sections, offset, key=_start) - 1

    def section_at(self, offset: int) -> Section | None:
        """Return the section that the offset lies in; `None` before the first of them, which is the index note's.

        What lies in a part that rests is in `NOWHERE`.
        """
        if self.resting and offset in self.resting.parts:
            return NOWHERE
        at = self.number_at(offset)
        return self.sections[at] if at >= 0 else None

    def part_below(self, heading: Heading) -> Range:
        """Return the part of the document from a heading to the next of its level or above."""
        after = (
            other.start for other in self.note.headings if other.start > heading.start and other.level <= heading.level
        )
        return heading.start, next(after, len(self.source))

    def level_in_note(self, heading: Heading) -> int:
        """Return the level that a heading has in its note: one up where the note's own heading has gone up too."""
        section = self.section_at(heading.start)
        if not self.divided or (section and section.joined and section.joined[0].start <= heading.start):
            return heading.level
        return heading.level - 1 if heading.level > SECTION_LEVEL else heading.level


def _start(section: Section) -> int:
    return section.start


def read_document(
    path: str,
    source: bytes,
    *,
    split: int = SECTION_LEVEL,
    min_words: int = 0,
    standing: Collection[str] = (),
    known: Known | None = None,
    choice: Choice = NO_CHOICE,
) -> Document:
    r"""Read and divide a document.

    `source` is valid UTF-8 with `\n` as line end and no BOM. With a `split` of 0 it stays one note. A section of fewer
    than `min_words` stays with the one before it, unless its slug or id is among those that are `standing`. `known` are
    the names that marks may use, `None` where only ids are to be read. Raises `ConfigurationError` for a mark that
    cannot be followed.
    """
    note = parse_note(path, source)
    said = {heading.start: marks for heading, marks in read_marks(note, source, known if split else None)}
    blanks = [place for marks in said.values() for place in marks.places]
    if said:
        source = blanked(source, blanks)
        note = parse_note(path, source)
    marks = {heading: said[heading.start] for heading in note.headings if heading.start in said}
    heading = _title_heading(note)
    written = note.properties.get("title")
    title = plain_text(heading.text) if heading else written.strip() if isinstance(written, str) else ""
    found = anchors(note)
    sections = list(_divide(note, source, heading, marks, found)) if split else []
    found = {**found, **{fragment_key(own.id): heading for heading, own in marks.items() if own.id}}
    rests = Ranges(list(resting_parts(note, source, marks, choice)) if split else [])
    resting = None
    if rests.ranges:
        away = [section for section in sections if section.start in rests]
        texts = (source[section.heading.stop : section.stop].decode() for section in away)
        resting = Resting(rests, note, found, tuple(zip(away, texts, strict=True)))
        source = without_resting(source, rests.ranges)
        note = parse_note(path, source)
    chosen = [section for section in sections if section.start not in rests]
    return Document(
        path=path,
        source=source,
        note=note,
        title=title or (humanised(stem(path)) if split else stem(path)),
        heading=heading,
        sections=tuple(_joined(chosen, source, min_words, standing) if min_words else chosen),
        anchors={anchor: heading for anchor, heading in found.items() if heading.start not in rests},
        marks={heading: own for heading, own in marks.items() if heading.start not in rests},
        blanks=tuple(sorted(blanks)),
        resting=resting,
        divided=bool(split),
    )


# -- Sections ---------------------------------------------------------------------------------------------------------


def _title_heading(note: Note) -> Heading | None:
    """Return the first-level heading, if no section comes before it."""
    first = next((heading for heading in note.headings if heading.level <= SECTION_LEVEL), None)
    return first if first and first.level == 1 else None


def _divide(
    note: Note,
    source: bytes,
    title: Heading | None,
    marks: Mapping[Heading, Marks],
    known: Mapping[str, Heading],
) -> Iterator[Section]:
    """Yield the sections in order; a first-level heading after the title begins one as well."""
    heads = [heading for heading in note.headings if heading.level <= SECTION_LEVEL and heading is not title]
    starts = [source.rfind(b"\n", 0, heading.start) + 1 for heading in heads]
    anchor_of = {heading: anchor for anchor, heading in known.items()}
    used: set[str] = set()
    for heading, start, stop in zip(heads, starts, [*starts, len(source)][1:], strict=True):
        yield Section(
            title=plain_text(heading.text) or "Untitled",
            heading=heading,
            slug=_unique(anchor_of.get(heading) or slug(heading.text) or "section", used),
            explicit=marks.get(heading, NO_MARKS).id,
            start=start,
            stop=stop,
            marks=marks.get(heading, NO_MARKS),
        )


def _unique(wanted: str, used: set[str]) -> str:
    name, number = wanted, 1
    while name in used:
        name, number = f"{wanted}-{number}", number + 1
    used.add(name)
    return name


def _joined(sections: Iterable[Section], source: bytes, min_words: int, standing: Collection[str]) -> Iterator[Section]:
    """Put each small section to the one before it."""
    last: Section | None = None
    for section in sections:
        stands = section.slug in standing or section.explicit in standing or section.is_for_some
        is_small = len(source[section.heading.stop : section.stop].split()) < min_words
        if last and is_small and not stands and not last.is_for_some:
            last = replace(last, stop=section.stop, joined=(*last.joined, section.heading))
            continue
        if last:
            yield last
        last = section
    if last:
        yield last


def stem(path: str) -> str:
    """Return a file's name without folder and extension."""
    return path.rpartition("/")[2].rpartition(".")[0]


def humanised(name: str) -> str:
    """Return a file's or folder's name as a title: `career-strategy` is `Career strategy`, `2026-11-24` stays."""
    if " " in name:
        return name
    words = re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", name).strip()
    return words[:1].upper() + words[1:] or "Vault"
