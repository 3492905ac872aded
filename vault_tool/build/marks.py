"""What a source says of a section beside its heading: an id, for whom the section is, and what is to be made of it.

An id stands at the heading's end (`## Goals {#goals}`) or in a comment (`<!-- id: goals -->`); all else in comments
that hold TOML (`<!-- tracks = ["fast"], goals = true -->`), each on lines of its own next to the heading. Only a
comment that begins with a key and an equals sign is taken for one; the keys are then checked like those of
`vault.toml`.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from vault_tool.blocks import line_blocks
from vault_tool.build.toml_table import TomlTable
from vault_tool.model import Heading, Note
from vault_tool.toml_values import known_words, read_toml, refuse, written
from vault_tool.zones import Range

KEYS = ("focus", "goals", "hours", "id", "list", "tracks")

_ID = r"[\w][\w:.-]*"
_AT_THE_END = re.compile(rf"\s*\{{#({_ID})\}}\Z")
_SAID = re.compile(rf"\s*(?:id:\s*(?P<id>{_ID})\s*|(?P<table>[A-Za-z_]+\s*=.*))", re.DOTALL)
_COMMENT = r"<!--((?:(?!-->).)*+)-->"
_AFTER = re.compile(rf" {{0,3}}({_COMMENT})[ \t]*(?:\n|\Z)", re.DOTALL)
_BEFORE = re.compile(r"(?:\A|\n) {0,3}(<!--((?:(?!<!--|-->).)*+)-->)[ \t]*\n(?:[ \t]*\n)?\Z", re.DOTALL)
_LONGEST_COMMENT = 1000
_KIND = re.compile(r"[a-z][a-z0-9-]*")
_TAKEN_KINDS = ("hub", "note", "section")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is said of a section; what is not said has the value of a section without marks."""

    id: str | None = None
    tracks: tuple[str, ...] = ()
    """The tracks that it is for; empty where it is for all, and also where there is none."""
    focus: tuple[str, ...] = ()
    """The adaptations that it is for; empty where it is for all, and also where there is none."""
    goals: bool = False
    """Whether its list items are goals."""
    hours: int = 0
    """How long its work is thought to take; 0 where that is not said."""
    list: str = ""
    """The `type` of the notes that its list items become; empty where they stay."""
    places: tuple[Range, ...] = ()
    """Where all this is said, in byte offsets."""


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Known:
    """The names that marks may use."""

    tracks: Collection[str] = ()
    adaptations: Collection[str] = ()


def read_marks(note: Note, source: bytes, known: Known | None) -> Iterator[tuple[Heading, Marks]]:
    r"""Yield the headings that have marks, with them; where nothing is `known`, ids alone are looked for.

    `source` is valid UTF-8 with `\n` as line end. Raises `ConfigurationError`, with document and line, for a key or
    a value that is not known.
    """
    if b"{#" not in source and b"<!--" not in source:
        return
    comments = _comments(note.headings, source, tables=known is not None)
    for heading in note.headings:
        found = comments[heading]
        places = [comment.place for comment in found]
        identifier = next((comment.said["id"] for comment in found if comment.said["id"]), None)
        if at_the_end := _AT_THE_END.search(heading.text):
            identifier = at_the_end[1]
            mark = at_the_end[0].strip().encode()
            start = source.rindex(mark, heading.start, heading.stop)
            places.append((start, start + len(mark)))
        if not places:
            continue
        marks = Marks(id=identifier, places=tuple(sorted(places)))
        for (start, _), said in found:
            if said["table"] and known:
                line = source.count(b"\n", 0, start) + 1
                marks = _with_table(marks, said["table"], f"{note.path}:{line}", known, heading)
        yield heading, marks


class _Comment(NamedTuple):
    """A comment that says something of a section."""

    place: Range
    said: re.Match[str]


def _comments(headings: Sequence[Heading], source: bytes, *, tables: bool) -> Mapping[Heading, Sequence[_Comment]]:
    """Return the comments next to each heading: right above and below it, then behind a blank line below it."""
    comments: dict[Heading, list[_Comment]] = {}
    taken: set[Range] = set()
    for heading in headings:
        below = source.find(b"\n", max(heading.start, heading.stop - 1)) + 1
        found = [*_above(heading, source, tables=tables), *(_below(source, below, tables=tables) if below else ())]
        comments[heading] = [comment for comment in found if comment.place not in taken]
        taken.update(comment.place for comment in found)
    for heading in headings:
        below = source.find(b"\n", max(heading.start, heading.stop - 1)) + 1
        blank = _BLANK_LINE.match(source, below) if below and not comments[heading] else None
        found = list(_below(source, blank.end(), tables=tables)) if blank else []
        if found and not any(comment.place in taken for comment in found):
            comments[heading] = found
            taken.update(comment.place for comment in found)
    return comments


_BLANK_LINE = re.compile(rb"[ \t]*\n")


def _above(heading: Heading, source: bytes, *, tables: bool) -> Iterator[_Comment]:
    """Yield the comments above a heading, the nearest first; an empty line may stand below them."""
    line = source.rfind(b"\n", 0, heading.start) + 1
    while True:
        before = source[max(0, line - _LONGEST_COMMENT) : line].decode(errors="ignore")
        found = _BEFORE.search(before) if "<!--" in before else None
        said = _said(found[2], tables=tables) if found else None
        if not (found and said):
            return
        line -= len(before[found.start(1) :].encode())
        yield _Comment((line, line + len(found[1].encode())), said)


def _below(source: bytes, line: int, *, tables: bool) -> Iterator[_Comment]:
    """Yield the comments from a line on, one below the other."""
    while True:
        after = source[line : line + _LONGEST_COMMENT].decode(errors="ignore")
        found = _AFTER.match(after)
        said = _said(found[2], tables=tables) if found else None
        if not (found and said):
            return
        start = line + len(after[: found.start(1)].encode())
        yield _Comment((start, start + len(found[1].encode())), said)
        line += len(after[: found.end()].encode())


def _said(comment: str, *, tables: bool) -> re.Match[str] | None:
    said = _SAID.fullmatch(comment)
    return said if said and (said["id"] or tables) else None


def _with_table(marks: Marks, text: str, place: str, known: Known, heading: Heading) -> Marks:
    """Add what a comment's TOML says: keys on lines of their own, or on one line with commas between them."""
    raw = text.strip()
    values = read_toml((raw if "\n" in raw else f"mark = {{ {raw.rstrip(',')} }}").encode(), place)
    if "\n" not in raw:
        inner = values["mark"]
        assert isinstance(inner, dict)
        values = inner
    table = TomlTable(values, place, KEYS)
    if heading.level == 1 and (wrong := [key for key in values if key != "id"]):
        refuse(place, wrong[0], "stands at the document's title; put it at a section, a heading of the second level")
    for key in values:
        if key == "hours" and heading.level > _SECTION_LEVEL:
            refuse(place, key, "stands at a deeper heading; put it at a section, a heading of the second level")
        if getattr(marks, key):
            refuse(place, key, "said twice of one heading; leave one of the two")
    identifier = table.text("id") or marks.id
    if identifier and not re.fullmatch(_ID, identifier):
        refuse(place, "id", f'{written(identifier)} is no id; write letters, digits, ".", ":", "_" and "-"')
    return Marks(
        id=identifier,
        tracks=marks.tracks or _names(table, "tracks", known.tracks, "[tracks.NAME]", place),
        focus=marks.focus or _names(table, "focus", known.adaptations, "[adaptations]", place),
        goals=marks.goals or table.flag("goals", default=False),
        hours=marks.hours or table.count("hours"),
        list=marks.list or _kind(table, place),
        places=marks.places,
    )


_SECTION_LEVEL = 2


def _names(table: TomlTable, key: str, known: Collection[str], where: str, place: str) -> tuple[str, ...]:
    names = table.texts(key)
    for name in names:
        if name not in known:
            likely = known_words(name, known) if known else f" (vault.toml has no {where})"
            refuse(place, key, f"{written(name)} is not known{likely}")
    return names


def _kind(table: TomlTable, place: str) -> str:
    kind = table.text("list")
    if kind and (kind in _TAKEN_KINDS or not _KIND.fullmatch(kind)):
        refuse(place, "list", f'{written(kind)} cannot be a type of notes; write a word of your own, list = "book"')
    return kind


_STRAY = re.compile(rf"<!--\s*(?:{'|'.join(KEYS)})\s*=")


def stray_marks(source: bytes) -> Iterator[Range]:
    """Yield the comments that look like marks and stand next to no heading; those that do are blanked out."""
    text = source.decode()
    if _STRAY.search(text) is None:
        return
    lines = text.encode().splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    for block in line_blocks(text):
        place = starts[block.start], starts[min(block.stop, len(lines))]
        written = source[slice(*place)].decode()
        if block.kind == "html" and _STRAY.match(written.lstrip()):
            yield place[0], place[0] + len(written.rstrip().encode())
