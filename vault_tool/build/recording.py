"""What a build leaves behind for the next."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from vault_tool.build.asking import made_of
from vault_tool.build.changes import Place
from vault_tool.build.preparing import Prepared
from vault_tool.build.source_form import (
    referred,
)
from vault_tool.build.state import (
    STATE_PATH,
    Base,
    BaseNote,
    DocumentRecord,
    Record,
    State,
    base_path,
    digest,
    encode_base,
    encode_state,
)
from vault_tool.build.texts import Texts
from vault_tool.text import Locator


class Recording:
    """The new state of a build that is worked out."""

    def __init__(self, plan: Prepared, texts: Texts) -> None:
        self._plan = plan
        self._texts = texts

    def new_state(
        self, results: Mapping[str, bytes], files: Mapping[str, str], added: Collection[str], canvas: str
    ) -> State:
        """Return the state.

        It is made from the text of all notes that were worked on, other files' digests, new boards and the canvas's
        digest.
        """
        notes: dict[str, Record] = {}
        for note_id in self._plan.order:
            record = self._plan.records.get(note_id)
            if record and record.deleted:
                notes[note_id] = record
            else:
                notes[note_id] = self._new_record(note_id, record, results)
        for note_id, record in self._plan.records.items():
            # What the user has deleted stays so while its section is not chosen.
            if record.deleted and (note_id in self._plan.resting or record.document in self._plan.clean):
                notes.setdefault(note_id, record)
        for note_id in self._plan.staying:
            record = self._plan.records[note_id]
            path = self._plan.located[note_id]
            data = results.get(path, self._plan.asked.vault[path])
            known = self._plan.state.documents.get(record.document)
            values = record.values if record.removed or known is None else known.values
            mentions = tuple(mention for mention in record.mentions if mention.id not in self._plan.gone)
            notes[note_id] = record._replace(
                path=path, written=digest(data), pristine=False, removed=True, link=self._plan.links[note_id],
                mentions=mentions, values=values,
            )  # fmt: skip
        return State(
            made=made_of(self._plan.asked),
            created=self._plan.asked.created,
            values=self._plan.asked.values,
            choices=self._plan.asked.choices,
            timetable=self._plan.timetable,
            documents={path: self._document_record(path) for path in self._plan.divided.paths},
            notes=notes,
            files=files,
            boards=tuple(sorted({*self._plan.state.boards, *added})),
            canvas=canvas,
        )

    def _new_record(self, note_id: str, record: Record | None, results: Mapping[str, bytes]) -> Record:
        placement = self._plan.placements[note_id]
        path = placement.path
        note = self._texts.notes.get(note_id)
        if note is None:
            assert record is not None
            written = digest(results[path]) if path in results else record.written
            known = (record.path, record.given, record.wanted, record.written)
            if known == (*placement, written):
                return record
            return record._replace(path=path, given=placement.given, wanted=placement.wanted, written=written)
        draft = note.draft
        kind = self._plan.kind(note_id)
        title, aliases = self._plan.known(note_id)
        slug, explicit, text = self._part_of(note_id, record)
        return Record(
            id=note_id,
            origin=self._plan.origins[note_id],
            kind=kind,
            document=draft.document if draft else record.document if record else "",
            title=title,
            above=self._plan.above(note_id),
            type=self._plan.type(note_id),
            slug=slug,
            explicit=explicit,
            fingerprint=text,
            path=path,
            given=placement.given,
            wanted=placement.wanted,
            link=self._plan.links[note_id],
            written=digest(results[path]),
            pristine=note.pristine,
            aliases=aliases,
            headings=note.composed.own_headings,
            numbers=self._texts.all_numbers[note_id],
            mentions=note.mentions,
            footnotes=note.footnotes,
            unlinked=note.unlinked,
        )

    def _part_of(self, note_id: str, record: Record | None) -> tuple[str, str | None, str]:
        if note_id in self._plan.parts:
            return self._plan.parts[note_id]
        return (record.slug, record.explicit, record.fingerprint) if record else ("", None, "")

    def _document_record(self, path: str) -> DocumentRecord:
        if path not in self._plan.dirty:
            return self._plan.state.documents[path]
        owner = self._owner
        leads_to = {
            owner[target] for text in self._bodies.get(path, ()) for target in referred(text) if target in owner
        } - {path}
        leads_to |= self._plan.made.depends.get(path, frozenset())
        return DocumentRecord(
            digest=digest(self._plan.asked.sources[path]),
            sections=self._plan.sections[path],
            leads_to=frozenset(leads_to),
            attachments=self._plan.made.attachments.get(path, frozenset()),
            findings=tuple(self._found.get(path, ())),
            values=self._plan.divided.filled(path).values,
        )

    @cached_property
    def _bodies(self) -> Mapping[str, Sequence[str]]:
        """The drafts' texts by document, those of notes that the user has deleted too: they may come back."""
        bodies: dict[str, list[str]] = {}
        for draft in self._plan.made.drafts:
            bodies.setdefault(draft.document, []).append(draft.body)
        return bodies

    @cached_property
    def _owner(self) -> dict[str, str]:
        indexes = {note_id: path for path, note_id in self._plan.indexes.items()}
        return {**indexes, **{note_id: path for path, ids in self._plan.sections.items() for note_id in ids}}

    @cached_property
    def _found(self) -> dict[str, list[tuple[int, int, str]]]:
        found: dict[str, list[tuple[int, int, str]]] = {}
        locators: dict[str, Locator] = {}
        for finding in self._plan.made.findings:
            if finding.path not in locators:
                locators[finding.path] = Locator(self._plan.divided.text(finding.path))
            line, column = locators[finding.path].position(finding.start)
            found.setdefault(finding.path, []).append((line, column, finding.message))
        return found

    def places(self, state: State) -> Iterator[Place]:
        """Yield what is wrong in the sources, as it was found now or when they were last read."""
        for path, record in sorted(state.documents.items()):
            yield from (Place(path, line, column, message) for line, column, message in record.findings)
        yield from (
            Place(path, line, column, message)
            for path, found in self._found.items()
            if path not in state.documents
            for line, column, message in found
        )

    def memory(self, state: State) -> dict[str, bytes | None]:
        """Return the files of the state that change; `None` for those that are to go."""
        memory: dict[str, bytes | None] = {}
        for document, base in self._new_bases(state).items():
            before = self._plan.base(document)
            if base != before or document in self._plan.was:
                memory[base_path(document)] = encode_base(base) if base else None
        memory |= dict.fromkeys((base_path(document) for document in self._plan.was.values()), None)
        if state != self._plan.asked.state:
            memory[STATE_PATH] = encode_state(state, self._plan.asked.state)
        return memory

    def _new_bases(self, state: State) -> dict[str, Base]:
        """Return the bases of the documents that were worked on."""
        members: dict[str, list[Record]] = {}
        for record in state.notes.values():
            if record.written:
                members.setdefault(record.document, []).append(record)
        worked = {self._plan.document(note_id) for note_id in self._texts.notes}
        worked |= {
            record.document
            for note_id, record in self._plan.records.items()
            if note_id not in state.notes or state.notes[note_id].document != record.document
        }
        worked |= {record.document for record in state.notes.values() if record.deleted} & worked
        worked |= {
            record.document
            for record in self._plan.state.notes.values()
            if record.id in self._plan.dead - self._plan.dead_before
        }
        kept = self._texts.kept_bases
        worked |= {state.notes[note_id].document for note_id in kept}
        bases: dict[str, Base] = {}
        for document in worked:
            base: dict[str, BaseNote] = {}
            for record in members.get(document, ()):
                note = self._texts.notes.get(record.id)
                if note is not None:
                    base[record.id] = note.ours
                elif record.id in kept:
                    base[record.id] = kept[record.id]
                elif record.id in self._plan.base(document):
                    base[record.id] = self._plan.base(document)[record.id]
            bases[document] = base
        return bases
