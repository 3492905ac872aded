"""What follows from all notes together: links between neighbours, numbers, mentions, and the regions of hub and index.

It is recomputed in every build, in source form, and never makes a conflict.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vault_tool.build.draft import HUB_ID, Entry, Kind, Mention, Numbers, Outline, reference
from vault_tool.build.mentions import May, Names, mention
from vault_tool.build.numbers import measure, minutes
from vault_tool.build.options import Options
from vault_tool.build.properties import Value
from vault_tool.names import NoteKey, note_key

__all__ = ["Deriving", "derive", "measure"]

_START = re.compile(r"\b(?:quick[ -]?start|start here|getting started|get started|first steps)\b", re.IGNORECASE)
_MARKS = re.compile(r"[\[\]|*_`$<>\\%#]")


@dataclass(frozen=True)
class Deriving:
    """A `draft.Derivation`."""

    outline: Outline
    names: Names | None
    """By which notes are mentioned; `None` where mentions stay as they are."""
    sections: Mapping[str, Sequence[Entry]]
    """The sections of each document, in order."""
    indexes: Mapping[str, Entry]
    """The index note of each document that has one."""
    listed: Mapping[str, Sequence[Entry]]
    """The notes that were made of lists, in order, by the id of the note that links to them."""
    unique: frozenset[NoteKey]
    """Names and titles that belong to one note only, and may thus be an alias of it."""
    timetable: str = ""
    """What the hub says of the timeline."""

    def mention(
        self, body: str, note_id: str, unlinked: Collection[str] = (), may: May | None = None
    ) -> tuple[str, tuple[Mention, ...]]:
        """Return a body with the first mention of each other note made a link, and what was made one."""
        if self.names is None or note_id == HUB_ID:
            return body, ()
        return mention(body, note_id, self.names, unlinked, may)

    def properties(self, note_id: str) -> Mapping[str, Value]:
        """Return the note's derived properties; of those that say nothing the value is empty."""
        entry = self.outline.entries[note_id]
        prev, next_ = self._beside(note_id)
        numbers = self._total if entry.kind is Kind.HUB else entry.numbers
        properties: dict[str, Value] = {
            "title": entry.title,
            "aliases": self._aliases(entry),
            "type": self._type(entry),
            "source": entry.origin or entry.id,
            "up": self._link(self._above(entry)),
            "prev": self._link(prev),
            "next": self._link(next_),
            "reading_time": minutes(numbers.words),
        }
        if numbers.tasks_total:
            properties |= {"tasks_total": numbers.tasks_total, "tasks_done": numbers.tasks_done}
        return properties

    def region(self, note_id: str) -> str:
        """Return what stands between the marker lines of a hub or index note."""
        entry = self.outline.entries[note_id]
        if entry.kind is Kind.HUB:
            return "\n\n".join(self._hub())
        sections = self.sections.get(entry.document, ())
        if entry.kind is not Kind.INDEX or not sections:
            return ""
        return "\n\n".join(["## Sections", "\n".join(self._outlined(sections))])

    # -- The hub ------------------------------------------------------------------------------------------------------

    def _hub(self) -> Iterator[str]:
        start = self._start()
        if start is not None:
            yield f"**Start here:** {_named(start)}"
        yield f"{self._totals()}."
        if self.timetable:
            yield self.timetable
        alone: list[Entry] = []
        for document in self._documents:
            index = self.indexes.get(document)
            sections = self.sections.get(document, ())
            if index is not None and not sections:
                alone.append(index)
                continue
            if alone:
                yield self._list(alone)
                alone = []
            yield f"## {_named(index) if index else document}"
            done = _done(sum_up(self._documents[document]))
            if done:
                yield f"{done} tasks done"
            yield self._list(sections)
        if alone:
            yield self._list(alone)
        goals = [(entry, goal) for entry in self._notes for goal in entry.numbers.goals]
        if goals:
            yield "## Goals"
            yield "\n".join(
                f"- {_MARKS.sub(' ', text).strip()}: {have:g} of {goal:g} ({_named(entry)})"
                for entry, (text, have, goal) in goals
            )

    def _start(self) -> Entry | None:
        """Return the note to begin with: the first quick start, else the first section, else the first note."""
        sections = [entry for entry in self._notes if entry.kind is Kind.SECTION]
        notes = sections or self._notes
        return next((entry for entry in notes if _START.search(entry.title)), notes[0] if notes else None)

    def _totals(self) -> str:
        total = self._total
        parts = [_counted(len(self._documents), "document"), _counted(len(self.outline.entries), "note")]
        if total.tasks_total:
            parts.append(f"{_counted(total.tasks_total, 'task')} ({total.tasks_done} done)")
        return ", ".join([*parts, f"{_counted(minutes(total.words), 'minute')} to read"])

    @cached_property
    def _total(self) -> Numbers:
        return sum_up(self._notes)

    @cached_property
    def _notes(self) -> Sequence[Entry]:
        return [entry for entry in self.outline.entries.values() if entry.kind is not Kind.HUB]

    @cached_property
    def _documents(self) -> Mapping[str, Sequence[Entry]]:
        """The notes of each document, in order."""
        documents: dict[str, list[Entry]] = {}
        for entry in self._notes:
            documents.setdefault(entry.document, []).append(entry)
        return documents

    # -- Neighbours and names -----------------------------------------------------------------------------------------

    def _type(self, entry: Entry) -> str:
        if entry.kind is Kind.SECTION:
            return "section"
        return entry.type or ("hub" if self._is_hub(entry) else "note")

    def _is_hub(self, entry: Entry) -> bool:
        return entry.kind is Kind.HUB or bool(self.sections.get(entry.document))

    def _outlined(self, sections: Sequence[Entry]) -> Iterator[str]:
        """Yield a line for each section, and for each of the notes that were made of its lists."""
        for section in sections:
            yield f"- {_named(section)} {_done(section.numbers)}".rstrip()
            for entry in self.listed.get(section.id, ()):
                yield f"  - {_named(entry)} {_done(entry.numbers)}".rstrip()

    def _list(self, entries: Sequence[Entry]) -> str:
        """List notes with their progress, that of the lists in them included."""
        lines = []
        for entry in entries:
            listed = self.listed.get(entry.id)
            numbers = sum_up([entry, *listed]) if listed else entry.numbers
            lines.append(f"- {_named(entry)} {_done(numbers)}".rstrip())
        return "\n".join(lines)

    def _above(self, entry: Entry) -> str | None:
        if entry.above in self.outline.entries:
            return entry.above
        if entry.kind in (Kind.SECTION, Kind.LISTED) and entry.document in self.indexes:
            return self.indexes[entry.document].id
        return HUB_ID if entry.kind is not Kind.HUB and HUB_ID in self.outline.entries else None

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[str | None, str | None]]:
        found: dict[str, tuple[str | None, str | None]] = {}
        for row in (list(self.indexes.values()), *self.sections.values(), *self.listed.values()):
            ids = [entry.id for entry in row]
            pairs = zip([None, *ids][:-1], [*ids, None][1:], strict=True)
            found.update(zip(ids, pairs, strict=True))
        return found

    def _beside(self, note_id: str) -> tuple[str | None, str | None]:
        return self._neighbours.get(note_id, (None, None))

    def _aliases(self, entry: Entry) -> list[str]:
        own = [entry.title] if note_key(entry.title) in self.unique else []
        return list(dict.fromkeys(alias for alias in (*own, *entry.aliases) if alias != entry.name))

    def _link(self, note_id: str | None) -> str:
        return "" if note_id is None else reference(note_id)


def derive(outline: Outline, options: Options, timetable: str = "", texts: Collection[str] | None = None) -> Deriving:
    """Return what follows from the notes of an outline; made once for all of them.

    `timetable` is the part of the hub that shows the timeline, in source form; `texts` are those in which mentions will
    be looked for, `None` where they are not known.
    """
    sections: dict[str, list[Entry]] = {}
    indexes: dict[str, Entry] = {}
    listed: dict[str, list[Entry]] = {}
    claims: list[NoteKey] = []
    for entry in outline.entries.values():
        claims += (
            {note_key(name) for name in (entry.name, entry.title)}
            if entry.name != entry.title
            else [note_key(entry.name)]
        )
        if entry.kind is Kind.LISTED and entry.above in outline.entries:
            listed.setdefault(entry.above, []).append(entry)
        elif entry.kind in (Kind.SECTION, Kind.LISTED):
            sections.setdefault(entry.document, []).append(entry)
        elif entry.kind is Kind.INDEX:
            indexes[entry.document] = entry
    return Deriving(
        outline=outline,
        names=Names(outline, options.mentions, texts) if options.autolink else None,
        sections=sections,
        indexes=indexes,
        listed=listed,
        unique=frozenset(key for key, number in Counter(claims).items() if number == 1),
        timetable=timetable,
    )


def with_kept(region: str, kept: Mapping[str, str]) -> str:
    """Return the hub's region with what has left the source and is kept at its end: the titles by id."""
    if not kept:
        return region
    return f"{region}\n\n## No longer in the source\n\n" + "\n".join(
        f"- {reference(note_id, display=title)}" for note_id, title in kept.items()
    )


def sum_up(entries: Sequence[Entry]) -> Numbers:
    """Add up the numbers of several notes, goals apart."""
    return Numbers(
        tasks_total=sum(entry.numbers.tasks_total for entry in entries),
        tasks_done=sum(entry.numbers.tasks_done for entry in entries),
        words=sum(entry.numbers.words for entry in entries),
    )


def _done(numbers: Numbers) -> str:
    return f"{numbers.tasks_done}/{numbers.tasks_total}" if numbers.tasks_total else ""


def _named(entry: Entry) -> str:
    """Return a link that shows the title, or the name where the title could not stand in it as it is."""
    return reference(entry.id, display=None if _MARKS.search(entry.title) else entry.title)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
