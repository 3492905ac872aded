"""What a build sets out with: what is known, which section is which, what is asked for, and where notes will stand."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from vault_tool.build.asking import Asked, differs_from, made_of
from vault_tool.build.boards import BASE_PATH, CANVAS_PATH
from vault_tool.build.changes import refuse_foreign
from vault_tool.build.composing import NoteText, compose, excerpt, take_apart
from vault_tool.build.concerned import concerned
from vault_tool.build.departures import departures
from vault_tool.build.derived import Deriving, derive, with_kept
from vault_tool.build.draft import (
    HUB_ID,
    Draft,
    Drafts,
    Entry,
    Kind,
    Mention,
    Outline,
    Part,
)
from vault_tool.build.headings import Renamed, renamed
from vault_tool.build.html_images import canonical_images
from vault_tool.build.identity import fingerprint
from vault_tool.build.layout import Placement, lay_out, stem
from vault_tool.build.properties import Value
from vault_tool.build.reading import Sources, Values
from vault_tool.build.regions import Emptied, without_region
from vault_tool.build.source_form import (
    Plain,
    Spelling,
    canonical,
    concrete,
    concrete_value,
    folded,
    unlinked,
    unlinked_value,
    without_mentions,
)
from vault_tool.build.sources import divide, drafts
from vault_tool.build.state import (
    UNKNOWN,
    Base,
    BaseNote,
    Record,
    State,
)
from vault_tool.build.succession import renamed_documents, succeed, under_new_paths
from vault_tool.build.tombstones import buried, restored
from vault_tool.build.whereabouts import claims_of, locate, of_build
from vault_tool.names import note_key


class Shown(NamedTuple):
    """What the texts of other notes may show of a note."""

    title: str
    aliases: tuple[str, ...]
    link: str
    """What wikilinks to it say."""
    path: str
    kind: Kind
    document: str
    above: str
    type: str
    removed: bool
    """Whether it is only kept."""


class Prepared:
    """A build before a word is written; made step by step, each reading what those before it have found."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.was = renamed_documents(asked.state, asked.sources, asked.base) if asked.state else {}
        self.state = under_new_paths(asked.state or State(), self.was)
        self.bases: dict[str, Base] = {}
        self._clean: frozenset[str] = frozenset()
        self.reports: list[str] = []
        self._emptied: dict[str, Emptied] = {}
        self.plain: dict[str, Plain] = {}
        self.divided = self.divide()
        self._recall()
        self._own_names()
        self._identify()
        self._draft()
        self._take_leave()
        self._place()
        self._spell()

    def divide(self, values: Mapping[str, Values] | None = None) -> Sources:
        """Return the documents, in some with `values` of their own for placeholders."""
        asked = self.asked
        return divide(
            asked.sources, asked.name, asked.files.keys(), asked.options, standing=self._standing_slugs(), values=values
        )

    def _standing_slugs(self) -> dict[str, frozenset[str]]:
        slugs: dict[str, set[str]] = {record.document: set() for record in self.state.notes.values()}
        for record in self.state.notes.values():
            if record.kind is Kind.SECTION and not record.removed:
                slugs.setdefault(record.document, set()).add(record.slug)
        return {document: frozenset(found) for document, found in slugs.items()}

    def _recall(self) -> None:
        """Find the remembered notes in the vault, or what looks like them where nothing is remembered."""
        asked = self.asked
        self.lost = asked.state is None
        if asked.state is None:
            self.records, self.located = self._recollected()
            if self.records:
                self.reports.append("the state was lost: what is in the vault stays, and only what is missing is added")
            elif not asked.adopt:
                refuse_foreign(asked.vault.keys())
            self.dead_before: frozenset[str] = frozenset()
            self.forgotten: frozenset[str] = frozenset()
            return
        known = self.state.notes
        self.dead_before = frozenset(note_id for note_id, record in known.items() if record.deleted)
        self.located, self._clean = locate(known, asked.vault)
        self.records = buried(known, self.located)
        self.forgotten = frozenset(known.keys() - self.records.keys())
        for note_id in restored(self.records, asked.restore):
            self.records[note_id] = self.records[note_id]._replace(written=UNKNOWN)
        for note_id in sorted(self.dead - self.dead_before):
            self.reports.append(f"{known[note_id].path}: deleted, and stays so (--restore brings it back)")

    def _recollected(self) -> tuple[dict[str, Record], dict[str, str]]:
        """Take the notes that say they are of this build for what the last build left."""
        claims = of_build(claims_of(self.asked.vault), frozenset(self.divided.paths))
        records = {}
        located = {}
        for note_id, paths in claims.items():
            path = min(paths, key=lambda path: (len(path), path))
            document, _, slug = note_id.rpartition("#") if "#" in note_id else (note_id, "", "")
            kind = Kind.HUB if note_id == HUB_ID else Kind.SECTION if slug else Kind.INDEX
            document = "" if kind is Kind.HUB else document
            located[note_id] = path
            records[note_id] = Record(
                id=note_id, origin=note_id, kind=kind, document=document, title=stem(path), slug=slug, path=path,
                given="", wanted="", link=stem(path), written=UNKNOWN, pristine=False,
            )  # fmt: skip
        return records, located

    @cached_property
    def ours(self) -> frozenset[str]:
        """The files that are notes of the build, as they are called now."""
        return frozenset(self.located.values())

    @cached_property
    def dead(self) -> frozenset[str]:
        """The notes that the user has deleted."""
        return frozenset(note_id for note_id, record in self.records.items() if record.deleted)

    @cached_property
    def parts(self) -> dict[str, tuple[str, str | None, str]]:
        """Slug, explicit id and fingerprint of the sections that were divided, by id."""
        return {
            note_id: (part.slug, part.explicit, fingerprint(part.text))
            for path in self.dirty
            for note_id, part in zip(self.sections[path], self.divided.parts(path), strict=True)
        }

    def asked_body(self, draft: Draft) -> str:
        """Return a draft's body without the display texts that the notes' given names show anyway."""
        placed = self.placements
        return folded(draft.body, lambda target: placed[target].given if target in placed else None)

    def base(self, document: str) -> Base:
        """Return the base of a document's notes; empty where the state was lost, or this part of it."""
        if document not in self.bases:
            self.bases[document] = {} if self.lost else self.asked.base(self.was.get(document, document))
            if not self.bases[document] and document in self.state.documents:
                self.reports.append(
                    f"the state of {document} was lost: what is in its notes stays, and only what is missing is added"
                )
        return self.bases[document]

    def is_clean(self, note_id: str) -> bool:
        """Whether the note's file is as the last build left it."""
        return note_id in self._clean

    def _own_names(self) -> None:
        """See which headings the user has renamed: links that name them say so, and the source's do as well."""
        records, vault = self.records, self.asked.vault
        self.own_headings = {note_id: record.headings for note_id, record in records.items() if record.headings}
        for note_id in (note_id for note_id in self.located if note_id not in self._clean):
            base = self.base(records[note_id].document).get(note_id)
            text = take_apart(vault[self.located[note_id]]) if base else None
            if base and text and (note_id in self.own_headings or _lacks_heading(text.body, base.body)):
                there = canonical(text.body, self._spelling, records[note_id].mentions)
                self.own_headings[note_id] = compose(note_id, base.body, there, base.body).own_headings
        self.retitled = frozenset(
            note_id for note_id, names in self.own_headings.items() if names != records[note_id].headings
        )

    def _identify(self) -> None:
        """Give every section its id; `self.sections` has those of each document, in order."""
        asked, state = self.asked, self.state
        made = made_of(asked)
        others = state.documents.keys() ^ set(self.divided.paths)
        reached = concerned(self.divided, state, others, asked.sources)
        self.everything = (
            self.lost
            or state.made != made
            or bool(asked.restore or self.was)
            or (bool(others) and len(reached) == len(self.divided.paths))
        )
        dirty = {
            path for path in self.divided.paths if self.everything or differs_from(state, path, asked.sources[path])
        }
        if not self.everything:
            dirty |= {
                path
                for path, record in state.documents.items()
                if path in asked.sources and not record.leads_to.isdisjoint(dirty | others)
            }
            dirty.update(reached)
        dirty |= {record.document for record in self.records.values() if record.written == UNKNOWN}
        self.dirty = dirty & set(self.divided.paths)
        known = {path: state.documents[path].sections for path in self.divided.paths if path not in self.dirty}
        self.indexes, self.sections, self.origins, self.resting = succeed(
            self.records, self.divided.paths, known, self.divided.parts, self.base, self.divided.resting,
            self._past_parts(),
        )  # fmt: skip
        self.order = [HUB_ID]
        for path in self.divided.paths:
            self.order += [self.indexes[path], *self.sections[path]]

    def _past_parts(self) -> dict[str, list[Part]]:
        """Return the parts of documents in which values of placeholders have changed, as they were filled before."""
        values = {}
        for path in self.dirty & self.state.documents.keys():
            now = self.divided.filled(path).values
            past = self.state.documents[path].values
            if any(past.get(name, value) != value for name, value in now.items()):
                values[path] = {**now, **past}
        divided = self.divide(values) if values else self.divided
        return {path: [*divided.parts(path), *divided.resting(path)] for path in values}

    def _draft(self) -> None:
        made = self.drafts_of(self.divided, self.dirty)
        self.made = made
        self.drafts = {draft.id: draft for draft in made.drafts if draft.id not in self.dead}
        self.alive = [note_id for note_id in self.order if note_id not in self.dead]

    def drafts_of(self, divided: Sources, paths: Collection[str]) -> Drafts:
        """Return the drafts of some of the documents that are worked on, divided in this way or another."""
        timeline = {path for phase in self.asked.options.phases for path, _ in phase.places}
        has_timetable = not self.everything and self.dirty.isdisjoint(timeline)
        return drafts(
            divided,
            paths,
            lambda path, number: self.sections[path][number],
            self.indexes,
            known_timetable=self.state.timetable if has_timetable else None,
        )

    def _take_leave(self) -> None:
        self.leaving, self.staying, self.held = departures(self)

    def asked_before(self, base: BaseNote) -> Mapping[str, Value]:
        """Return a base's properties as the last build wrote them."""
        properties = {
            key: unlinked_value(value, self.dead_before, self.titles)
            for key, value in {**base.derived, **base.properties}.items()
        }
        return written_values(properties, self.old_links, self.old_paths, self._old_headings)

    def _place(self) -> None:
        vault = self.asked.vault
        located = {note_id: path for note_id, path in self.located.items() if note_id not in self.leaving}
        ours = self.ours
        others = [path for path in vault if path not in ours]
        # A note `Progress.base.md` could not be linked to: `[[Progress.base]]` is the file beside the notes.
        attachments = {BASE_PATH, CANVAS_PATH, *(path.rpartition("/")[2] for path in self.asked.files)}
        self.placements: dict[str, Placement] = lay_out(
            [self.drafts[note_id] for note_id in self.order if note_id in self.drafts],
            self.records,
            located,
            [*others, *attachments],
        )
        self.others = others
        paths = {note_id: placement.path for note_id, placement in self.placements.items()}
        self.paths = paths
        counts = Counter(note_key(path.rpartition("/")[2]) for path in [*others, *paths.values()])
        self.links = {
            note_id: stem(path) if counts[note_key(path.rpartition("/")[2])] == 1 else path.removesuffix(".md")
            for note_id, path in paths.items()
        }

    @cached_property
    def written_names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What links to each note are to say, and its path; of notes that are gone, what they were called."""
        return {**self.old_links, **self.links}, {**self.old_paths, **self.paths}

    @cached_property
    def old_links(self) -> dict[str, str]:
        """What the last build wrote in wikilinks to each note."""
        return {note_id: record.link for note_id, record in self.state.notes.items()}

    @cached_property
    def _old_headings(self) -> dict[str, Renamed]:
        return {note_id: renamed(record.headings) for note_id, record in self.records.items() if record.headings}

    @cached_property
    def old_paths(self) -> dict[str, str]:
        """Where the last build left each note."""
        return {note_id: record.path for note_id, record in self.state.notes.items()}

    def _spell(self) -> None:
        """See whether what a text may name is as it was: then texts that did not change themselves are done."""
        then = [record for record in self.state.notes.values() if not record.deleted]
        now = [*self.alive, *self.staying]
        pairs = zip(now, then, strict=False)
        self.same_names = len(now) == len(then) and all(self._is_shown_as(record, note_id) for note_id, record in pairs)

    def _is_shown_as(self, record: Record, note_id: str) -> bool:
        if note_id in self.drafts or self.records.get(note_id) is not record:
            return note_id == record.id and self._shown(note_id) == _shown_then(record)
        same = self.paths[note_id] == record.path and self.links[note_id] == record.link
        return same and record.removed == (note_id in self._stays)

    @cached_property
    def shown(self) -> Mapping[str, "Shown"]:
        """What is shown of the notes that stand or are kept, by id."""
        return {note_id: self._shown(note_id) for note_id in (*self.alive, *self.staying)}

    @cached_property
    def shown_before(self) -> Mapping[str, "Shown"]:
        """What was shown of the notes of the last build, by id."""
        return {record.id: _shown_then(record) for record in self.state.notes.values() if not record.deleted}

    def _shown(self, note_id: str) -> "Shown":
        said = self.drafts.get(note_id) or self.records[note_id]
        return Shown(
            said.title, said.aliases, self.links[note_id], self.paths[note_id], said.kind, said.document, said.above,
            said.type, note_id in self._stays,
        )  # fmt: skip

    @cached_property
    def _stays(self) -> frozenset[str]:
        return frozenset(self.staying)

    @cached_property
    def spelling(self) -> Spelling:
        """How the notes may be named in the files that are there: as the last build did, or as they are called now."""
        headings = {
            note_id: renamed({own: source for source, own in (*now.items(), *self.records[note_id].headings.items())})
            for note_id, now in self.own_headings.items()
        }
        return replace(self._spelling, headings=headings)

    @cached_property
    def _spelling(self) -> Spelling:
        taken = {note_key(stem(path)) for path in self.asked.vault if path not in self.ours}
        ids: dict[str, str] = {}
        paths: dict[str, str] = {}
        counts = Counter(note_key(stem(path)) for path in self.asked.vault)
        for note_id, record in (self.records if self.lost else {**self.state.notes, **self.records}).items():
            if note_id in self.dead_before and note_id not in self.located:
                continue
            if note_key(record.link) not in taken or self.located.get(note_id) == record.path:
                ids[record.link] = note_id
            paths[record.path] = note_id
        for note_id, path in self.located.items():
            if counts[note_key(stem(path))] == 1:
                ids[stem(path)] = note_id
            paths[path] = note_id
        return Spelling(ids, paths)

    def known(self, note_id: str) -> tuple[str, tuple[str, ...]]:
        """Return a note's title and aliases."""
        draft = self.drafts.get(note_id)
        if draft:
            return draft.title, draft.aliases
        record = self.records[note_id]
        return record.title, record.aliases

    def in_source_form(self, note_id: str, text: NoteText, mentions: Iterable[Mention] | None = None) -> NoteText:
        """Return a note with its body in source form, its region empty; without the links of these or all mentions."""
        record = self.records[note_id]
        folders = [path.rpartition("/")[0] for path in (record.path, self.located.get(note_id, record.path))]
        linked = canonical_images(canonical(text.body, self.spelling), folders, self.pictures)
        plain = without_mentions(linked, record.mentions if mentions is None else mentions, self.spelling)
        self.plain[note_id] = plain
        body = plain.text
        if record.kind in (Kind.SECTION, Kind.LISTED):
            return text._replace(body=body)
        self._emptied[note_id] = (
            without_region(body, None, self._names_known)
            if self.lost
            else without_region(body, self._old_region(note_id))
        )
        return text._replace(body=self._emptied[note_id].text)

    @cached_property
    def pictures(self) -> frozenset[str]:
        """The files of the source, now and at the last build, that an image may show."""
        return frozenset((*self.asked.files, *self.state.files))

    @cached_property
    def _names_known(self) -> frozenset[str]:
        """What notes are called, or may have been: the user may have renamed one since its name was written."""
        return frozenset(self.links.values()) | {draft.wanted_name for draft in self.drafts.values()}

    def moved_out(self, note_id: str) -> Iterator[str]:
        """Yield what is to be said of the region of a note that was brought into source form."""
        emptied = self._emptied.get(note_id, Emptied(""))
        path = self.paths[note_id]
        if emptied.mended:
            yield f"{path}: the line that ends the builder's part was missing, and is there again"
        if emptied.moved:
            line = excerpt(concrete(emptied.moved[0], *self.written_names))
            yield f"{path}: what you wrote into the builder's part stands below it now: {line}"

    def _old_region(self, note_id: str) -> str:
        """Return what the last build wrote into a note's region."""
        kept = {other.id: other.title for other in self.state.notes.values() if other.removed and note_id == HUB_ID}
        if note_id not in self._old_derivation.outline.entries:
            return ""
        return folded(with_kept(self._old_derivation.region(note_id), kept), self.old_links.get)

    @cached_property
    def _old_derivation(self) -> Deriving:
        entries = {
            record.id: Entry(
                id=record.id, origin=record.origin, kind=record.kind, document=record.document, title=record.title,
                above=record.above, type=record.type,
                name=stem(record.path), aliases=record.aliases, numbers=record.numbers,
            )
            for record in self.state.notes.values()
            if record.stands
        }  # fmt: skip
        return derive(Outline(entries), self.asked.options, self.state.timetable)

    @cached_property
    def timetable(self) -> str:
        """The part of the hub that shows the timeline, without links to what is not in the vault."""
        return unlinked(self.made.timetable, self.dead, self.titles)

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of the remembered notes."""
        return {note_id: record.title for note_id, record in {**self.state.notes, **self.records}.items()}

    @cached_property
    def gone(self) -> frozenset[str]:
        """The notes that were there after the last build and are not any more after this one."""
        return (self.dead - self.dead_before) | self.forgotten | frozenset(self.leaving)

    def kind(self, note_id: str) -> Kind:
        """Return what a note is in the build."""
        draft = self.drafts.get(note_id)
        return draft.kind if draft else self.records[note_id].kind

    def above(self, note_id: str) -> str:
        """Return the id of the note in which a listed one is linked; empty for all others."""
        draft = self.drafts.get(note_id)
        return draft.above if draft else self.records[note_id].above

    def type(self, note_id: str) -> str:
        """Return the type of a listed note; empty for all others."""
        draft = self.drafts.get(note_id)
        return draft.type if draft else self.records[note_id].type

    def document(self, note_id: str) -> str:
        """Return the path of a note's document; empty for the hub's."""
        draft = self.drafts.get(note_id)
        return draft.document if draft else self.records[note_id].document

    @cached_property
    def clean(self) -> frozenset[str]:
        """The documents that need no new drafts."""
        return frozenset(self.divided.paths) - self.dirty


def _shown_then(record: Record) -> Shown:
    return Shown(
        record.title, record.aliases, record.link, record.path, record.kind, record.document, record.above, record.type,
        record.removed,
    )  # fmt: skip


def _lacks_heading(body: str, base: str) -> bool:
    """Whether a line of the base that may be a heading is no line of the body."""
    lines = frozenset(body.split("\n"))
    return any(line not in lines for line in _HEADING.findall(base))


_HEADING = re.compile(r"^ {0,3}#.*|^.+(?=\n {0,3}(?:=+|-+)[ \t]*$)", re.MULTILINE)


def written_values(
    properties: Mapping[str, Value],
    names: Mapping[str, str],
    paths: Mapping[str, str],
    headings: Mapping[str, Renamed],
) -> dict[str, Value]:
    """Bring properties from source form into the vault's."""
    return {key: concrete_value(value, names, paths, headings) for key, value in properties.items()}
