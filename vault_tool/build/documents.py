"""A source document, read and divided into the sections that become notes of their own.

A section gets its id from the source by `{#id}` at the end of its heading, or by `<!-- id: x -->` on a line of its own
next to it; deeper headings may have such an id too, as an anchor for links. The ids are blanked out, so that every
place in the document stays what it was.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from vault_tool.build.ends import plain_text
from vault_tool.build.names import file_name
from vault_tool.github import anchors, fragment_key, slug
from vault_tool.model import Heading, Note
from vault_tool.parse import parse_note
from vault_tool.zones import Range

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
    joined: tuple[Heading, ...] = ()
    """The headings of smaller sections that stay with this one."""


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
    blanks: tuple[Range, ...] = ()
    """Where those ids stood."""
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
        """Return the section that the offset lies in; `None` before the first of them, which is the index note's."""
        at = self.number_at(offset)
        return self.sections[at] if at >= 0 else None

    def level_in_note(self, heading: Heading) -> int:
        """Return the level that a heading has in its note: one up where the note's own heading has gone up too."""
        section = self.section_at(heading.start)
        if not self.divided or (section and section.joined and section.joined[0].start <= heading.start):
            return heading.level
        return heading.level - 1 if heading.level > SECTION_LEVEL else heading.level


def _start(section: Section) -> int:
    return section.start


def read_document(
    path: str, source: bytes, *, split: int = SECTION_LEVEL, min_words: int = 0, standing: Collection[str] = ()
) -> Document:
    r"""Read and divide a document.

    `source` is valid UTF-8 with `\n` as line end and no BOM. With a `split` of 0 it stays one note. A section of fewer
    than `min_words` stays with the one before it, unless its slug or id is among those that are `standing`.
    """
    note = parse_note(path, source)
    ids = dict(_explicit_ids(note, source))
    if ids:
        source = _blanked(source, ids.values())
        note = parse_note(path, source)
    starts = {heading.start: heading for heading in note.headings}
    explicit = {starts[place]: identifier for (place, identifier), _ in ids.items() if place in starts}
    heading = _title_heading(note)
    written = note.properties.get("title")
    title = plain_text(heading.text) if heading else written.strip() if isinstance(written, str) else ""
    known = anchors(note)
    sections = tuple(_divide(note, source, heading, explicit, known)) if split else ()
    return Document(
        path=path,
        source=source,
        note=note,
        title=title or (humanised(stem(path)) if split else stem(path)),
        heading=heading,
        sections=tuple(_joined(sections, source, min_words, standing)) if min_words else sections,
        anchors={**known, **{fragment_key(identifier): heading for heading, identifier in explicit.items()}},
        blanks=tuple(sorted(ids.values())),
        divided=bool(split),
    )


# -- Explicit ids -----------------------------------------------------------------------------------------------------

_ID = r"[\w][\w:.-]*"
_AT_THE_END = re.compile(rf"\s*\{{#({_ID})\}}\Z")
_COMMENT = rf"<!--\s*id:\s*({_ID})\s*-->"
_BEFORE = re.compile(rf"(?:\A|\n)[ ]{{0,3}}({_COMMENT})[ \t]*\n(?:[ \t]*\n)?\Z")
_AFTER = re.compile(rf"[ ]{{0,3}}({_COMMENT})[ \t]*(?:\n|\Z)")
_LONGEST_COMMENT = 200

_Ids = Iterator[tuple[tuple[int, str], Range]]


def _explicit_ids(note: Note, source: bytes) -> _Ids:
    """Yield for each heading with an id where it begins, the id, and the bytes that say so."""
    if b"{#" not in source and b"<!--" not in source:
        return
    taken: set[int] = set()
    for heading in note.headings:
        place = _id_in_heading(heading, source) or _id_beside(heading, source, taken)
        if place is not None:
            identifier, start, stop = place
            taken.add(start)
            yield (heading.start, identifier), (start, stop)


def _id_in_heading(heading: Heading, source: bytes) -> tuple[str, int, int] | None:
    found = _AT_THE_END.search(heading.text)
    if found is None:
        return None
    written = found[0].strip().encode()
    start = source.rindex(written, heading.start, heading.stop)
    return found[1], start, start + len(written)


def _id_beside(heading: Heading, source: bytes, taken: Collection[int]) -> tuple[str, int, int] | None:
    """Find the comment on the line after the heading or before it; an empty line may stand below one before it."""
    line = source.rfind(b"\n", 0, heading.start) + 1
    first = max(0, line - _LONGEST_COMMENT)
    before = source[first:line].decode(errors="ignore")
    if "<!--" in before and (found := _BEFORE.search(before)):
        start = line - len(before[found.start(1) :].encode())
        if start not in taken:
            return found[2], start, start + len(found[1].encode())
    below = source.find(b"\n", max(heading.start, heading.stop - 1)) + 1
    after = source[below : below + _LONGEST_COMMENT].decode(errors="ignore")
    if below and (found := _AFTER.match(after)):
        start = below + len(after[: found.start(1)].encode())
        return found[2], start, start + len(found[1].encode())
    return None


def _blanked(source: bytes, places: Iterable[Range]) -> bytes:
    blanked = bytearray(source)
    for start, stop in places:
        blanked[start:stop] = b" " * (stop - start)
    return bytes(blanked)


# -- Sections ---------------------------------------------------------------------------------------------------------


def _title_heading(note: Note) -> Heading | None:
    """Return the first-level heading, if no section comes before it."""
    first = next((heading for heading in note.headings if heading.level <= SECTION_LEVEL), None)
    return first if first and first.level == 1 else None


def _divide(
    note: Note,
    source: bytes,
    title: Heading | None,
    explicit: Mapping[Heading, str],
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
            explicit=explicit.get(heading),
            start=start,
            stop=stop,
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
        stands = section.slug in standing or section.explicit in standing
        if last and not stands and len(source[section.heading.stop : section.stop].split()) < min_words:
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
