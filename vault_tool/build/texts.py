"""The texts of a build: what the user made of each note, brought together with what the source asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vault_tool.build.boards import CANVAS_PATH
from vault_tool.build.composing import (
    Composed,
    NoteText,
    compose,
    excerpt,
    framed,
    merge_block,
    take_apart,
    with_values,
)
from vault_tool.build.dead_links import as_linked, without_dead
from vault_tool.build.derived import derive, measure, with_kept
from vault_tool.build.draft import (
    HUB_ID,
    OWNED,
    Derivation,
    Draft,
    Entry,
    Kind,
    Mention,
    Numbers,
    Outline,
    reference,
)
from vault_tool.build.following import Follower
from vault_tool.build.footnotes import apart, relabelled
from vault_tool.build.headings import Renamed, renamed
from vault_tool.build.html_images import concrete_images
from vault_tool.build.keeping import kept_note, moves_of
from vault_tool.build.layout import stem
from vault_tool.build.mention_places import Allowed, is_plain
from vault_tool.build.past_values import drafts_with_past_values
from vault_tool.build.preparing import Prepared, written_values
from vault_tool.build.properties import Value, frontmatter_block
from vault_tool.build.reach import worked_on
from vault_tool.build.regions import with_region
from vault_tool.build.source_form import (
    concrete,
    folded,
    referred,
    unlinked,
    unlinked_value,
)
from vault_tool.build.state import (
    BaseNote,
    as_json,
    digest,
)
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind


@dataclass(slots=True, kw_only=True)
class Making:
    """A note in the making."""

    id: str
    draft: Draft | None
    base: BaseNote | None
    data: bytes | None
    """Its file as it is; `None` where there is none."""
    theirs: NoteText | None = None
    """Its file, the body in source form."""
    clean: bool = False
    """Whether the file is as the last build left it, and held nothing but what the source asked for."""
    footnotes: Mapping[str, str] = field(default_factory=dict)
    """The labels in the vault of the source's footnotes that have another one there."""
    asked: str = ""
    """The body that the source asks for, with all its links, and the labels in the vault."""
    ours: BaseNote = field(default_factory=lambda: BaseNote("", {}))
    composed: Composed = field(default_factory=lambda: Composed(""))
    mentions: tuple[Mention, ...] = ()
    unlinked: tuple[str, ...] = ()
    """The notes whose mentions the user has made plain text again."""
    written: bytes = b""
    pristine: bool = True


class Texts:
    """The notes that are worked on, each with what is to stand in its file."""

    def __init__(self, plan: Prepared) -> None:
        self._plan = plan
        self.kept_bases: dict[str, BaseNote] = {}
        """The new bases of notes that have left the source and are kept, where they are other than before."""
        self.notes = {note_id: self._composed(note_id) for note_id in worked_on(plan)}
        if not self.notes:
            return
        bodies = [note.composed.body for note in self.notes.values() if plan.kind(note.id) is not Kind.HUB]
        derivation = derive(self.outline, plan.asked.options, plan.timetable, bodies)
        for note in self.notes.values():
            self._let_follow(note)
            body = self._mentioning(note, derivation)
            body = self._shortened(body, note.mentions)
            if plan.kind(note.id) in (Kind.HUB, Kind.INDEX):
                body = with_region(body, folded(self._region(note.id, derivation), plan.links.get))
            self._finish(note, body, derivation.properties(note.id))

    def _mentioning(self, note: Making, derivation: Derivation) -> str:
        """Return the body with mentions as links: in what the source says, and where they were links before."""
        plan, body = self._plan, note.composed.body
        record = plan.records.get(note.id)
        if record is None or note.theirs is None or note.clean:
            note.unlinked = record.unlinked if record else ()
            body, note.mentions = derivation.mention(body, note.id, note.unlinked)
            return body
        said = note.base.body if note.base else ""
        again = [other for other, shown in plan.plain[note.id].missing if is_plain(shown, note.theirs.body, said)]
        note.unlinked = tuple(dict.fromkeys([*record.unlinked, *again]))
        if plan.lost:
            # What is in the vault wins: a mention that is none there may be one that the user has unlinked.
            _, found = derivation.mention(body, note.id)
            note.unlinked = tuple(mention.id for mention in found)
            return body
        asked = unlinked(note.asked, plan.dead | frozenset(plan.leaving), plan.titles)
        allowed = Allowed(body, asked, plan.plain[note.id].lines)
        body, note.mentions = derivation.mention(body, note.id, note.unlinked, allowed.at)
        return body

    @cached_property
    def all_numbers(self) -> Mapping[str, Numbers]:
        """What is counted in each note, by id."""
        return {note_id: self._numbers(note_id) for note_id in self._plan.alive}

    @cached_property
    def outline(self) -> Outline:
        """What each note is known by."""
        return Outline({note_id: self._entry(note_id) for note_id in self._plan.alive})

    def _region(self, note_id: str, derivation: Derivation) -> str:
        """Return the region of a hub or index note; the hub's ends with what has left the source and is kept."""
        kept = {other: self._plan.records[other].title for other in self._plan.staying if note_id == HUB_ID}
        return with_kept(derivation.region(note_id), kept)

    def _composed(self, note_id: str) -> Making:
        record = self._plan.records.get(note_id)
        path = self._plan.located.get(note_id)
        draft = self._plan.drafts.get(note_id)
        base = self._plan.base(record.document).get(note_id) if record else None
        note = Making(id=note_id, draft=draft, base=base, data=None if path is None else self._plan.asked.vault[path])
        if draft:
            note.ours = BaseNote(self._plan.asked_body(draft), as_json(draft.properties))
        else:
            assert base is not None
            note.ours = base
        # What the user has deleted since, or wanted back, changes links alone: the sides are compared as if nobody had.
        before = unlinked(note.ours.body, self._plan.dead_before, self._plan.titles)
        old = None if base is None else unlinked(base.body, self._plan.dead_before, self._plan.titles)
        if note.data is not None and record:
            note.clean = base is not None and record.pristine and self._plan.is_clean(note_id)
            text = take_apart(note.data)
            if text is None:
                return note
            if note.clean:
                assert base is not None
                note.theirs = NoteText("", framed(old or ""), text.crlf)
            else:
                note.theirs = self._plan.in_source_form(note_id, text)
                self._plan.reports += self._plan.moved_out(note_id)
                note.footnotes = apart(record.footnotes, old, note.theirs.body, before)
        before, note.asked = (relabelled(said, note.footnotes) for said in (before, note.ours.body))
        old = None if old is None else relabelled(old, note.footnotes)
        composed = self._merged(note, old, before)
        body = self._relinked(composed.body, before, note.asked)
        if note.theirs is not None and not note.clean:
            body = without_dead(body, self._plan.gone, self._plan.titles, note.asked, base.body if base else "")
        note.composed = composed._replace(body=body)
        return note

    def _merged(self, note: Making, old: str | None, asked: str) -> Composed:
        """Bring the three sides together.

        Values of placeholders are nobody's words. So what the user has touched is compared with a source that still
        has the values of the last build, and what comes out gets those of today.
        """
        theirs = note.theirs.body if note.theirs else None
        past = None if theirs is None or note.clean else self._past.get(note.id)
        if past is None:
            return compose(note.id, old, theirs, asked)
        linked = unlinked(self._plan.asked_body(past), self._plan.dead_before, self._plan.titles)
        then = relabelled(linked, note.footnotes)
        return with_values(compose(note.id, old, theirs, then), then, asked)

    @cached_property
    def _past(self) -> Mapping[str, Draft]:
        return drafts_with_past_values(self._plan)

    def _relinked(self, body: str, before: str, full: str) -> str:
        """Take links to notes that are gone from the lines that are the builder's, and put back those wanted back.

        `full` is what the source asks for with all its links, `before` with those that the last build could make.
        """
        gone = self._plan.dead | frozenset(self._plan.leaving)
        if gone == self._plan.dead_before or not referred(full) & (gone ^ self._plan.dead_before):
            return body
        return as_linked(body, before, unlinked(full, gone, self._plan.titles))

    def _numbers(self, note_id: str) -> Numbers:
        note = self.notes.get(note_id)
        if note is None or (note.clean and note.base and note.composed.body == framed(note.base.body)):
            return self._plan.records[note_id].numbers
        return measure(note.composed.body)

    def _entry(self, note_id: str) -> Entry:
        plan = self._plan
        said = plan.drafts.get(note_id) or plan.records[note_id]
        return Entry(
            id=note_id,
            kind=said.kind,
            document=said.document,
            title=said.title,
            name=stem(plan.paths[note_id]),
            origin=plan.origins[note_id],
            above=said.above,
            type=said.type,
            aliases=said.aliases,
            numbers=self.all_numbers[note_id],
        )

    def _shortened(self, body: str, mentions: Sequence[Mention]) -> str:
        """Write the links of mentions without what they show anyway."""
        for target, shown in mentions:
            if self._plan.links[target] == shown:
                for bar in ("|", r"\|"):
                    body = body.replace(reference(target, display=shown, bar=bar), reference(target), 1)
        return body

    def _finish(self, note: Making, body: str, derived: Mapping[str, Value]) -> None:
        """Write the file."""
        if note.data is not None and note.theirs is None:
            note.written = note.data
            note.pristine = False
            self._plan.reports.append(f"{self._plan.paths[note.id]}: not UTF-8, and left as it is")
            return
        for clause, about in note.composed.reports:
            self._plan.reports.append(
                f"{self._plan.paths[note.id]}: {clause}: {excerpt(concrete(about, *self._names))}"
            )
        text = self._written(self._plan.paths[note.id], body)
        asked = _in_order({**derived, **note.ours.properties})
        note.ours = note.ours._replace(derived=as_json(_unowned(derived)))
        gone = self._plan.dead | frozenset(self._plan.leaving)
        linked = {key: unlinked_value(value, gone, self._plan.titles) for key, value in asked.items()}
        values = written_values(linked, *self._names)
        if note.theirs is None or note.clean:
            block = frontmatter_block(values)
            crlf = note.theirs.crlf if note.theirs else False
        else:
            before = self._plan.asked_before(note.base) if note.base else None
            block, reports = merge_block(before, note.theirs.block, values)
            self._plan.reports += [f"{self._plan.paths[note.id]}: {report}" for report in reports]
            crlf = note.theirs.crlf
            asked_for = unlinked(note.asked, self._plan.dead, self._plan.titles)
            note.pristine = note.composed.body == framed(asked_for) and block == frontmatter_block(values)
        note.written = NoteText(block, text, crlf).encode()

    def kept_notes(self) -> Iterator[tuple[str, bytes]]:
        """Yield the notes that have left the source and are kept, marked as such, their links following the rest."""
        same_names = self._plan.same_names and self._follower is None and not self._plan.retitled
        for note_id in self._plan.staying:
            if self._plan.records[note_id].removed and same_names and self._plan.is_clean(note_id):
                continue
            kept = kept_note(self._plan, note_id, self._following)
            if kept is None:
                continue
            if kept.base is not None:
                self.kept_bases[note_id] = kept.base
            body = self._written(self._plan.located[note_id], kept.text.body)
            yield note_id, kept.text._replace(body=body).encode()

    @cached_property
    def _follower(self) -> Follower | None:
        """What makes links follow; `None` where nothing has been moved or renamed since they were written."""
        headings = {
            self._plan.old_paths[note_id]: note.composed.renamed_headings
            for note_id, note in self.notes.items()
            if note.composed.renamed_headings and note_id in self._plan.old_paths
        }
        moves = moves_of(self._plan, headings)
        return Follower(moves) if moves.paths or moves.headings else None

    @cached_property
    def _names(self) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, Renamed]]:
        """What links to each note are to say: its name, its path, and the user's names of its headings."""
        headings = {}
        for note_id, names in self._plan.own_headings.items():
            if names and (note_id not in self.notes or self.notes[note_id].theirs):
                headings[note_id] = renamed(names)
        for note_id, note in self.notes.items():
            if note.composed.own_headings:
                headings[note_id] = {**headings.get(note_id, {}), **renamed(note.composed.own_headings)}
        return (*self._plan.written_names, headings)

    def _written(self, path: str, body: str) -> str:
        """Return a body as it stands in the vault, in the note at that path."""
        return concrete_images(concrete(body, *self._names), path.rpartition("/")[0])

    def _let_follow(self, note: Making) -> None:
        """Let the links follow that the user has spelled in a way of their own."""
        if self._follower is None or note.theirs is None or note.clean:
            return
        text = self._following(self._plan.paths[note.id], note.theirs._replace(body=note.composed.body))
        note.theirs = note.theirs._replace(block=text.block)
        note.composed = note.composed._replace(body=text.body)

    def _following(self, path: str, text: NoteText) -> NoteText:
        """Return a note with its body in source form, its links following."""
        if self._follower is None:
            return text
        block, body = (self._follower.follow(path, part.encode()).decode() for part in (text.block, text.body))
        return text._replace(block=block, body=body)

    def followed(self) -> dict[str, bytes]:
        """Return the other notes and canvases in which links must follow."""
        if self._follower is None:
            return {}
        vault = self._plan.asked.vault
        kinds = (FileKind.NOTE, FileKind.CANVAS)
        candidates = {path: vault[path] for path in self._plan.others if file_kind(path) in kinds}
        for note_id in self._plan.alive:
            if note_id not in self.notes and not self._plan.records[note_id].pristine:
                candidates[self._plan.paths[note_id]] = vault[self._plan.located[note_id]]
        followed = {}
        for path, data in candidates.items():
            if take_apart(data) is not None and (new := self._follower.follow(path, data)) != data:
                followed[path] = new
        return followed

    def asked_at(self) -> dict[str, str]:
        """Return what the source asks for in the notes that were worked on, in source form, by path."""
        return {self._plan.paths[note_id]: note.asked for note_id, note in self.notes.items()}

    def of_user(self, results: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the notes and canvases that hold something of the user's, by path; `results` are the new texts."""
        plan = self._plan
        kinds = (FileKind.NOTE, FileKind.CANVAS)
        old = {path: path for path in plan.others if file_kind(path) in kinds}
        if CANVAS_PATH in old and digest(plan.asked.vault[CANVAS_PATH]) == plan.state.canvas:
            del old[CANVAS_PATH]
        old |= {plan.located[note_id]: plan.located[note_id] for note_id in plan.staying}
        for note_id in plan.alive:
            note = self.notes.get(note_id)
            if note_id in plan.located and not (note.pristine if note else plan.records[note_id].pristine):
                old[plan.paths[note_id]] = plan.located[note_id]
        return {path: results.get(path) or plan.asked.vault[was] for path, was in old.items()}


def _unowned(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Return the properties that the user may change too."""
    return {key: value for key, value in properties.items() if key not in OWNED}


_FIRST = ("title", "aliases", "tags", "created", "type", "source", "up", "prev", "next")


def _in_order(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Sort the properties that every note has to the top."""
    return {key: properties[key] for key in (*(key for key in _FIRST if key in properties), *properties)}
