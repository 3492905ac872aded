"""A build as one function: what the sources say, what the vault holds, what the last build knew -> what to do.

Nothing that did not change is read further than its digest: a document whose source is as it was, and whose notes are
as they were left, is neither parsed nor merged nor rendered, as long as the notes that its text could name are the
same ones under the same names.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from vault_tool.build.boards import CANVAS_PATH, boards, is_same_canvas
from vault_tool.build.changes import Changes, Kept, Place, file_steps, refuse_foreign
from vault_tool.build.composing import Composed, NoteText, compose, differs, framed, merge_block, take_apart
from vault_tool.build.derived import derive, measure
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
from vault_tool.build.following import Follower, Moves
from vault_tool.build.identity import Remembered, fingerprint, match, new_id
from vault_tool.build.layout import Placement, lay_out, stem
from vault_tool.build.numbers import minutes
from vault_tool.build.options import Options
from vault_tool.build.properties import Value, frontmatter_block
from vault_tool.build.source_form import (
    Spelling,
    canonical,
    concrete,
    concrete_value,
    folded,
    referred,
    unlinked,
    with_region,
    without_region,
)
from vault_tool.build.sources import divide, drafts
from vault_tool.build.state import (
    STATE_PATH,
    Base,
    BaseNote,
    DocumentRecord,
    Record,
    State,
    as_json,
    base_path,
    digest,
    encode_base,
    encode_state,
)
from vault_tool.build.tombstones import buried, restored
from vault_tool.build.whereabouts import claims_of, locate, of_build
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import FileKind
from vault_tool.names import note_key
from vault_tool.text import Locator

_FORM = 1
"""Is raised when drafts come out differently for the same sources: then all of them are made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """All that a build depends on."""

    name: str
    """What the source is called."""
    sources: Mapping[str, bytes]
    """The documents by path."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The source's other files; only those that are linked to are read."""
    options: Options
    values: Mapping[str, str] = field(default_factory=dict)
    """What `--set` has said, now and before; the options have it already."""
    created: str = ""
    """The day of the first build."""
    vault: Mapping[str, bytes] = field(default_factory=dict)
    """The visible files of the vault; notes are read, and those other files that a build has written."""
    hidden: frozenset[str] = frozenset()
    """Those of the files that a build adds for Obsidian's sake that are there and that a vault does not show."""
    state: State | None = None
    base: Callable[[str], Base] = lambda _: {}
    """Reads the base of a document's notes."""
    adopt: bool = False
    restore: tuple[str, ...] = ()


def update(asked: Asked) -> Changes:
    """Return what is to be done to the vault; raises `WriteError` where it is somebody else's."""
    return _Build(asked).changes()


def behind(asked: Asked) -> tuple[str, ...]:
    """Return what the vault has not been built from yet, a clause each, without looking at its notes."""
    state = asked.state
    if state is None:
        return ("the vault has never been built",)
    changed = [f"{path}: changed" for path, data in asked.sources.items() if _differs(state, path, data)]
    gone = [f"{path}: no longer in the source" for path in state.documents if path not in asked.sources]
    options = () if changed or gone or state.made == _made(asked) else ("the options or the source's files changed",)
    return tuple(sorted([*changed, *gone, *options]))


def _differs(state: State, path: str, data: bytes) -> bool:
    record = state.documents.get(path)
    return record is None or record.digest != digest(data)


def _made(asked: Asked) -> str:
    depends = (_FORM, asked.name, asked.options, sorted(asked.sources), sorted(asked.files))
    return digest(repr(depends).encode())[:16]


@dataclass(slots=True, kw_only=True)
class _Note:
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
    ours: BaseNote = field(default_factory=lambda: BaseNote("", {}))
    composed: Composed = field(default_factory=lambda: Composed(""))
    mentions: tuple[Mention, ...] = ()
    written: bytes = b""
    pristine: bool = True


class _Build:
    """One build, step by step; each step is a method that reads what those before it have found."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._state = asked.state or State()
        self._bases: dict[str, Base] = {}
        self._digests: dict[str, str] = {}
        self._reports: list[str] = []
        self._divided = divide(
            asked.sources, asked.name, asked.files.keys(), asked.options, standing=self._standing_slugs()
        )
        self._recall()
        self._identify()
        self._draft()
        self._take_leave()
        self._place()
        self._spell()

    # -- What is known ------------------------------------------------------------------------------------------------

    def _standing_slugs(self) -> dict[str, frozenset[str]]:
        slugs: dict[str, set[str]] = {record.document: set() for record in self._state.notes.values()}
        for record in self._state.notes.values():
            if record.kind is Kind.SECTION and not record.removed:
                slugs.setdefault(record.document, set()).add(record.slug)
        return {document: frozenset(found) for document, found in slugs.items()}

    def _recall(self) -> None:
        """Find the remembered notes in the vault, or what looks like them where nothing is remembered."""
        asked = self._asked
        self._lost = asked.state is None
        if asked.state is None:
            self._records, self._located = self._recollected()
            if self._records:
                self._reports.append(
                    "the state was lost: what is in the vault stays, and only what is missing is added"
                )
            elif not asked.adopt:
                refuse_foreign(asked.vault.keys())
            self._dead_before: frozenset[str] = frozenset()
            return
        known = asked.state.notes
        self._dead_before = frozenset(note_id for note_id, record in known.items() if record.deleted)
        self._located = locate(known, asked.vault)
        self._records = buried(known, self._located)
        for note_id in restored(self._records, asked.restore):
            self._records[note_id] = replace(self._records[note_id], written=_UNKNOWN)
        for note_id in sorted(self._dead - self._dead_before):
            self._reports.append(f"{known[note_id].path}: deleted, and stays so (--restore brings it back)")

    def _recollected(self) -> tuple[dict[str, Record], dict[str, str]]:
        """Take the notes that say they are of this build for what the last build left."""
        claims = of_build(claims_of(self._asked.vault), frozenset(self._divided.paths))
        records = {}
        located = {}
        for note_id, paths in claims.items():
            path = min(paths, key=lambda path: (len(path), path))
            document, _, slug = note_id.rpartition("#") if "#" in note_id else (note_id, "", "")
            kind = Kind.HUB if note_id == HUB_ID else Kind.SECTION if slug else Kind.INDEX
            document = "" if kind is Kind.HUB else document
            located[note_id] = path
            records[note_id] = Record(
                id=note_id, kind=kind, document=document, title=stem(path), slug=slug, path=path, given="",
                wanted="", link=stem(path), written=_UNKNOWN, pristine=False,
            )  # fmt: skip
        return records, located

    @cached_property
    def _ours(self) -> frozenset[str]:
        """The files that are notes of the build, as they are called now."""
        return frozenset(self._located.values())

    @cached_property
    def _dead(self) -> frozenset[str]:
        return frozenset(note_id for note_id, record in self._records.items() if record.deleted)

    def _base(self, document: str) -> Base:
        if document not in self._bases:
            self._bases[document] = {} if self._lost else self._asked.base(document)
        return self._bases[document]

    def _is_clean(self, note_id: str) -> bool:
        """Whether the note's file is as the last build left it."""
        path = self._located.get(note_id)
        return path is not None and self._digest(path) == self._records[note_id].written

    def _digest(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = digest(self._asked.vault[path])
        return self._digests[path]

    # -- What is asked for --------------------------------------------------------------------------------------------

    def _identify(self) -> None:
        """Give every section its id; `self._sections` has those of each document, in order."""
        asked, state = self._asked, self._state
        made = _made(asked)
        everything = self._lost or state.made != made or bool(asked.restore)
        dirty = {path for path in self._divided.paths if everything or _differs(state, path, asked.sources[path])}
        if not everything:
            dirty |= {
                path
                for path, record in state.documents.items()
                if path in asked.sources and not record.leads_to.isdisjoint(dirty)
            }
        dirty |= {record.document for record in self._records.values() if record.written == _UNKNOWN}
        self._dirty = dirty & set(self._divided.paths)
        taken = set(self._records)
        remembered: dict[str, list[Record]] = {}
        for record in self._records.values():
            if record.kind is Kind.SECTION:
                remembered.setdefault(record.document, []).append(record)
        self._sections: dict[str, tuple[str, ...]] = {}
        for path in self._divided.paths:
            if path not in self._dirty:
                self._sections[path] = state.documents[path].sections
                continue
            parts = self._divided.parts(path)
            base = self._base(path)
            found = match([_remembered(record, base.get(record.id)) for record in remembered.get(path, ())], parts)
            ids = []
            for part, note_id in zip(parts, found, strict=True):
                ids.append(note_id or new_id(path, part, taken))
                taken.add(ids[-1])
            self._sections[path] = tuple(ids)
        self._order = [HUB_ID]
        for path in self._divided.paths:
            self._order += [path, *self._sections[path]]

    def _draft(self) -> None:
        made = drafts(self._divided, self._dirty, lambda path, number: self._sections[path][number])
        self._made = made
        self._drafts = {draft.id: draft for draft in made.drafts if draft.id not in self._dead}
        self._alive = [note_id for note_id in self._order if note_id not in self._dead]

    def _take_leave(self) -> None:
        """See which notes have left the source: untouched they are removed, and else kept."""
        ordered = set(self._order)
        self._leaving: list[str] = []
        self._staying: list[str] = []
        for note_id, record in self._records.items():
            if note_id in ordered or note_id not in self._located:
                continue
            if self._lost:
                continue
            if not record.removed and self._untouched(note_id):
                self._leaving.append(note_id)
            else:
                self._staying.append(note_id)

    def _untouched(self, note_id: str) -> bool:
        record = self._records[note_id]
        if self._is_clean(note_id):
            return record.pristine
        base = self._base(record.document).get(note_id)
        text = take_apart(self._asked.vault[self._located[note_id]])
        if base is None or text is None:
            return False
        return not differs(self._in_source_form(note_id, text), base, self._asked_before(base))

    def _asked_before(self, base: BaseNote) -> Mapping[str, Value]:
        """Return a base's properties as the last build wrote them."""
        return _written({**base.derived, **base.properties}, self._old_links, self._old_paths)

    # -- What it is called --------------------------------------------------------------------------------------------

    def _place(self) -> None:
        vault = self._asked.vault
        located = {note_id: path for note_id, path in self._located.items() if note_id not in self._leaving}
        ours = self._ours
        others = [path for path in vault if path not in ours]
        attachments = {path.rpartition("/")[2] for path in self._asked.files}
        self._placements: dict[str, Placement] = lay_out(
            [self._drafts[note_id] for note_id in self._order if note_id in self._drafts],
            self._records,
            located,
            [*others, *attachments],
        )
        self._others = others
        paths = {note_id: placement.path for note_id, placement in self._placements.items()}
        self._paths = paths
        counts = Counter(note_key(path.rpartition("/")[2]) for path in [*others, *paths.values()])
        self._links = {
            note_id: stem(path) if counts[note_key(path.rpartition("/")[2])] == 1 else path.removesuffix(".md")
            for note_id, path in paths.items()
        }

    @cached_property
    def _written_names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What links to each note are to say, and its path; of notes that are gone, what they were called."""
        return {**self._old_links, **self._links}, {**self._old_paths, **self._paths}

    @cached_property
    def _old_links(self) -> dict[str, str]:
        return {note_id: record.link for note_id, record in self._state.notes.items()}

    @cached_property
    def _old_paths(self) -> dict[str, str]:
        return {note_id: record.path for note_id, record in self._state.notes.items()}

    def _spell(self) -> None:
        """See whether what a text may name is as it was: then texts that did not change themselves are done."""
        table = [
            (note_id, *self._known(note_id), self._links[note_id], self._paths[note_id]) for note_id in self._alive
        ]
        before = [
            (record.id, record.title, record.aliases, record.link, record.path)
            for record in self._state.notes.values()
            if record.stands
        ]
        self._same_names = table == before and not self._leaving

    @cached_property
    def _spelling(self) -> Spelling:
        """How the notes may be named in the files that are there: as the last build did, or as they are called now."""
        taken = {note_key(stem(path)) for path in self._asked.vault if path not in self._ours}
        ids: dict[str, str] = {}
        paths: dict[str, str] = {}
        counts = Counter(note_key(stem(path)) for path in self._asked.vault)
        for note_id, record in self._records.items():
            if note_id in self._dead_before and note_id not in self._located:
                continue
            if note_key(record.link) not in taken or self._located.get(note_id) == record.path:
                ids[record.link] = note_id
            paths[record.path] = note_id
        for note_id, path in self._located.items():
            if counts[note_key(stem(path))] == 1:
                ids[stem(path)] = note_id
            paths[path] = note_id
        return Spelling(ids, paths)

    def _known(self, note_id: str) -> tuple[str, tuple[str, ...]]:
        draft = self._drafts.get(note_id)
        if draft:
            return draft.title, draft.aliases
        record = self._records[note_id]
        return record.title, record.aliases

    # -- What it says -------------------------------------------------------------------------------------------------

    def changes(self) -> Changes:
        notes = {note_id: self._composed(note_id) for note_id in self._work()}
        self._notes = notes
        numbers = {note_id: self._numbers(note_id) for note_id in self._alive}
        self._all_numbers = numbers
        self._outline = Outline({note_id: self._entry(note_id) for note_id in self._alive})
        derivation = derive(self._outline, self._asked.options)
        for note in notes.values():
            self._let_follow(note)
            body, note.mentions = derivation.mention(note.composed.body, note.id)
            body = self._shortened(body, note.mentions)
            if self._kind(note.id) is not Kind.SECTION:
                body = with_region(body, folded(self._region(note.id, derivation), self._links.get))
            self._finish(note, body, derivation.properties(note.id))
        return self._sum_up()

    def _region(self, note_id: str, derivation: Derivation) -> str:
        """Return the region of a hub or index note; the hub's ends with what has left the source and is kept."""
        region = derivation.region(note_id)
        if note_id != HUB_ID or not self._staying:
            return region
        kept = "\n".join(f"- {reference(other, display=self._records[other].title)}" for other in self._staying)
        return f"{region}\n\n## No longer in the source\n\n{kept}"

    def _work(self) -> list[str]:
        """Return the notes that may change, in order."""
        if not self._same_names:
            return self._alive
        work = set(self._drafts)
        for note_id in self._alive:
            if note_id not in work and not self._is_clean(note_id):
                document = self._records[note_id].document
                work |= {note_id, document or HUB_ID, HUB_ID}
        return [note_id for note_id in self._alive if note_id in work]

    def _in_source_form(self, note_id: str, text: NoteText) -> NoteText:
        record = self._records[note_id]
        body = canonical(text.body, self._spelling, record.mentions)
        return text._replace(body=without_region(body) if record.kind is not Kind.SECTION else body)

    def _composed(self, note_id: str) -> _Note:
        record = self._records.get(note_id)
        path = self._located.get(note_id)
        draft = self._drafts.get(note_id)
        base = self._base(record.document).get(note_id) if record else None
        note = _Note(id=note_id, draft=draft, base=base, data=None if path is None else self._asked.vault[path])
        if draft:
            body = folded(
                draft.body, lambda target: self._placements[target].given if target in self._placements else None
            )
            note.ours = BaseNote(body, as_json(draft.properties))
        else:
            assert base is not None
            note.ours = base
        # What the user has deleted since, or wanted back, changes links alone: the sides are compared as if nobody had.
        before = unlinked(note.ours.body, self._dead_before, self._titles)
        old = None if base is None else unlinked(base.body, self._dead_before, self._titles)
        if note.data is not None and record:
            note.clean = base is not None and record.pristine and self._is_clean(note_id)
            text = take_apart(note.data)
            if text is None:
                return note
            if note.clean:
                assert base is not None
                note.theirs = NoteText("", framed(old or ""), text.crlf)
            else:
                note.theirs = self._in_source_form(note_id, text)
        composed = compose(note_id, old, note.theirs.body if note.theirs else None, before)
        note.composed = composed._replace(body=self._relinked(composed.body, before, note.ours.body))
        self._reports += [f"{self._paths[note_id]}: {report}" for report in composed.reports]
        return note

    def _relinked(self, body: str, before: str, full: str) -> str:
        """Take links to notes that are gone from the lines that are the builder's, and put back those wanted back.

        `full` is what the source asks for with all its links, `before` with those that the last build could make.
        """
        gone = self._dead | frozenset(self._leaving)
        if gone == self._dead_before or not referred(full) & (gone ^ self._dead_before):
            return body
        now = unlinked(full, gone, self._titles)
        lines = dict(zip(before.split("\n"), now.split("\n"), strict=True))
        return "\n".join(lines.get(line, line) for line in body.split("\n"))

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {note_id: record.title for note_id, record in self._records.items()}

    def _numbers(self, note_id: str) -> Numbers:
        note = self._notes.get(note_id)
        if note is None or (note.clean and note.base and note.composed.body == framed(note.base.body)):
            return self._records[note_id].numbers
        return measure(note.composed.body)

    def _entry(self, note_id: str) -> Entry:
        title, aliases = self._known(note_id)
        kind = self._kind(note_id)
        draft = self._drafts.get(note_id)
        document = draft.document if draft else self._records[note_id].document
        return Entry(
            id=note_id, kind=kind, document=document, title=title, name=stem(self._paths[note_id]), aliases=aliases,
            numbers=self._all_numbers[note_id],
        )  # fmt: skip

    def _kind(self, note_id: str) -> Kind:
        draft = self._drafts.get(note_id)
        return draft.kind if draft else self._records[note_id].kind

    def _shortened(self, body: str, mentions: Sequence[Mention]) -> str:
        """Write the links of mentions without what they show anyway."""
        for target, shown in mentions:
            if self._links[target] == shown:
                for bar in ("|", r"\|"):
                    body = body.replace(reference(target, display=shown, bar=bar), reference(target), 1)
        return body

    def _finish(self, note: _Note, body: str, derived: Mapping[str, Value]) -> None:
        """Write the file."""
        if note.data is not None and note.theirs is None:
            note.written = note.data
            note.pristine = False
            self._reports.append(f"{self._paths[note.id]}: not UTF-8, and left as it is")
            return
        names, paths = self._written_names
        text = concrete(body, names, paths)
        asked = _in_order({**derived, **note.ours.properties})
        note.ours = note.ours._replace(derived=as_json(_unowned(derived)))
        values = _written(asked, names, paths)
        if note.theirs is None or note.clean:
            block = frontmatter_block(values)
            crlf = note.theirs.crlf if note.theirs else False
        else:
            before = self._asked_before(note.base) if note.base else None
            block, reports = merge_block(before, note.theirs.block, values)
            self._reports += [f"{self._paths[note.id]}: {report}" for report in reports]
            crlf = note.theirs.crlf
            asked_for = unlinked(note.ours.body, self._dead, self._titles)
            note.pristine = note.composed.body == framed(asked_for) and block == frontmatter_block(values)
        note.written = NoteText(block, text, crlf).encode()

    # -- What is to be done -------------------------------------------------------------------------------------------

    def _sum_up(self) -> Changes:
        asked, vault = self._asked, self._asked.vault
        rename = {
            self._located[note_id]: self._paths[note_id]
            for note_id in self._alive
            if note_id in self._located and self._located[note_id] != self._paths[note_id]
        }
        # Where two notes change names, their texts do: nothing can be renamed to a name that is in use.
        used = {old: new for old, new in rename.items() if new in vault}
        rename = {old: new for old, new in rename.items() if old not in used}
        results = {self._paths[note_id]: note.written for note_id, note in self._notes.items()}
        results |= {self._located[note_id]: data for note_id, data in self._kept_notes()}
        results |= self._followed()
        ours = self._ours
        was = {new: old for old, new in rename.items()}
        write = {path: data for path, data in results.items() if vault.get(was.get(path, path)) != data}
        remove = [self._located[note_id] for note_id in self._leaving]
        remove = [path for path in (*remove, *used) if path not in results]
        attached = frozenset().union(
            *(self._made.attachments.get(path, frozenset()) for path in self._dirty),
            *(record.attachments for path, record in self._state.documents.items() if path in self._clean),
        )
        wanted = {path: asked.files[path] for path in sorted(attached) if path in asked.files}
        known = self._state.files
        present = {path: vault[path] for path in {*wanted, *known} if path in vault and path not in ours}
        files = file_steps(wanted, present, known, [path for path in vault if path not in present])
        kept = [Kept(self._located[note_id], "no longer in the source, and yours") for note_id in self._staying
                if not self._records[note_id].removed]  # fmt: skip
        added = self._new_boards()
        state = self._new_state(results, files.digests, added)
        return Changes(
            rename=rename,
            write={**write, **files.write},
            beside=added,
            remove=(*remove, *files.remove),
            kept=tuple(sorted([*kept, *files.kept])),
            unchanged=sum(self._paths[note_id] not in write for note_id in self._alive) + files.unchanged,
            notes=len(self._alive),
            attachments=len(wanted),
            memory=self._memory(state),
            reports=tuple(self._reports),
            found=tuple(self._places(state)),
        )

    def _new_boards(self) -> dict[str, bytes]:
        """Return the files beside the notes that have never been there, and the canvas while nobody has changed it."""
        there = {*self._asked.vault, *self._asked.hidden, *self._state.boards}
        now = boards(self._outline, self._paths)
        added = {path: data for path, data in now.items() if path not in there}
        canvas = self._asked.vault.get(CANVAS_PATH) if CANVAS_PATH in self._state.boards else None
        stale = canvas is not None and canvas != now[CANVAS_PATH]
        if canvas is not None and stale and any(is_same_canvas(canvas, drawn) for drawn in self._drawn()):
            added[CANVAS_PATH] = now[CANVAS_PATH]
        return added

    def _drawn(self) -> Iterator[bytes]:
        """Yield the canvas of the last build, and the same with the notes where they are now."""
        records = [record for record in self._state.notes.values() if record.stands]
        entries = (
            Entry(id=record.id, kind=record.kind, document=record.document, title=record.title, name=stem(record.path))
            for record in records
        )
        then = Outline({entry.id: entry for entry in entries})
        paths = {record.id: record.path for record in records}
        moved = {note_id: path for note_id, path in self._located.items() if note_id in paths}
        yield from (boards(then, places)[CANVAS_PATH] for places in (paths, {**paths, **moved}))

    @cached_property
    def _clean(self) -> frozenset[str]:
        return frozenset(self._divided.paths) - self._dirty

    def _kept_notes(self) -> Iterator[tuple[str, bytes]]:
        """Yield the notes that have left the source and are kept, marked as such, their links following the rest."""
        for note_id in self._staying:
            record = self._records[note_id]
            if record.removed and self._same_names and self._is_clean(note_id):
                continue
            data = self._asked.vault[self._located[note_id]]
            text = take_apart(data)
            if text is None:
                continue
            form = self._in_source_form(note_id, text)
            body = concrete(form.body, *self._written_names)
            numbers = measure(form.body)
            up = read_frontmatter(text.block.encode()).values.get("up") if record.document in self._links else ""
            asked: dict[str, Value] = {
                "title": record.title,
                "type": "section" if record.kind is Kind.SECTION else "hub",
                "source": note_id,
                "up": up if isinstance(up, str) else "",
                "reading_time": minutes(numbers.words),
                "tasks_total": numbers.tasks_total or "",
                "tasks_done": numbers.tasks_done if numbers.tasks_total else "",
                "removed": True,
            }
            marked, _ = merge_block(None, text.block, asked)
            yield note_id, text._replace(block=marked, body=body).encode()

    @cached_property
    def _follower(self) -> Follower | None:
        """What makes links follow; `None` where nothing has been moved or renamed since they were written."""
        moved = {
            self._old_paths[note_id]: self._paths[note_id]
            for note_id in self._alive
            if note_id in self._old_paths
            and note_id in self._located
            and self._old_paths[note_id] != self._paths[note_id]
        }
        headings = {
            self._old_paths[note_id]: note.composed.renamed_headings
            for note_id, note in self._notes.items()
            if note.composed.renamed_headings and note_id in self._old_paths
        }
        if not moved and not headings:
            return None
        back = {self._paths[note_id]: old for note_id, old in self._old_paths.items() if note_id in self._paths}
        now = {path for path in self._asked.vault if path not in self._ours}
        leaving = {self._located[note_id] for note_id in self._leaving}
        before = now | {back.get(path, path) for path in self._paths.values()} | leaving
        after = now | set(self._paths.values())
        return Follower(Moves(frozenset(before), frozenset(after), moved, headings, self._old_paths))

    def _let_follow(self, note: _Note) -> None:
        """Let the links follow that the user has spelled in a way of their own."""
        if self._follower is None or note.theirs is None or note.clean:
            return
        path = self._paths[note.id]
        block = self._follower.follow(path, note.theirs.block.encode()).decode()
        body = self._follower.follow(path, note.composed.body.encode()).decode()
        note.theirs = note.theirs._replace(block=block)
        note.composed = note.composed._replace(body=body)

    def _followed(self) -> dict[str, bytes]:
        """Return the other notes and canvases in which links must follow."""
        if self._follower is None:
            return {}
        vault = self._asked.vault
        kinds = (FileKind.NOTE, FileKind.CANVAS)
        candidates = {path: vault[path] for path in self._others if file_kind(path) in kinds}
        for note_id in self._alive:
            if note_id not in self._notes and not self._records[note_id].pristine:
                candidates[self._paths[note_id]] = vault[self._located[note_id]]
        followed = {}
        for path, data in candidates.items():
            if take_apart(data) is not None and (new := self._follower.follow(path, data)) != data:
                followed[path] = new
        return followed

    def _new_state(self, results: Mapping[str, bytes], files: Mapping[str, str], added: Collection[str]) -> State:
        notes: dict[str, Record] = {}
        for note_id in self._order:
            record = self._records.get(note_id)
            if record and record.deleted:
                notes[note_id] = record
            else:
                notes[note_id] = self._new_record(note_id, record, results)
        for note_id in self._staying:
            record = self._records[note_id]
            path = self._located[note_id]
            data = results.get(path, self._asked.vault[path])
            notes[note_id] = replace(
                record, path=path, written=digest(data), pristine=False, removed=True, link=self._links[note_id]
            )
        return State(
            made=_made(self._asked),
            created=self._asked.created,
            values=self._asked.values,
            documents={path: self._document_record(path) for path in self._divided.paths},
            notes=notes,
            files=files,
            boards=tuple(sorted({*self._state.boards, *added})),
        )

    def _new_record(self, note_id: str, record: Record | None, results: Mapping[str, bytes]) -> Record:
        placement = self._placements[note_id]
        path = placement.path
        note = self._notes.get(note_id)
        if note is None:
            assert record is not None
            written = digest(results[path]) if path in results else record.written
            return replace(record, path=path, given=placement.given, wanted=placement.wanted, written=written)
        draft = note.draft
        kind = self._kind(note_id)
        title, aliases = self._known(note_id)
        slug, explicit, text = self._part_of(note_id, record)
        return Record(
            id=note_id,
            kind=kind,
            document=draft.document if draft else record.document if record else "",
            title=title,
            slug=slug,
            explicit=explicit,
            fingerprint=text,
            path=path,
            given=placement.given,
            wanted=placement.wanted,
            link=self._links[note_id],
            written=digest(results[path]),
            pristine=note.pristine,
            aliases=aliases,
            numbers=self._all_numbers[note_id],
            mentions=note.mentions,
        )

    def _part_of(self, note_id: str, record: Record | None) -> tuple[str, str | None, str]:
        if note_id in self._parts:
            return self._parts[note_id]
        return (record.slug, record.explicit, record.fingerprint) if record else ("", None, "")

    @cached_property
    def _parts(self) -> dict[str, tuple[str, str | None, str]]:
        return {
            note_id: (part.slug, part.explicit, fingerprint(part.text))
            for path in self._dirty
            for note_id, part in zip(self._sections[path], self._divided.parts(path), strict=True)
        }

    def _document_record(self, path: str) -> DocumentRecord:
        if path not in self._dirty:
            return self._state.documents[path]
        texts = [self._drafts[note_id].body for note_id in (path, *self._sections[path]) if note_id in self._drafts]
        owner = self._owner
        leads_to = {owner[target] for text in texts for target in referred(text) if target in owner} - {path}
        leads_to |= self._made.depends.get(path, frozenset())
        return DocumentRecord(
            digest=digest(self._asked.sources[path]),
            sections=self._sections[path],
            leads_to=frozenset(leads_to),
            attachments=self._made.attachments.get(path, frozenset()),
            findings=tuple(self._found.get(path, ())),
        )

    @cached_property
    def _owner(self) -> dict[str, str]:
        return {note_id: path for path, sections in self._sections.items() for note_id in (path, *sections)}

    @cached_property
    def _found(self) -> dict[str, list[tuple[int, int, str]]]:
        found: dict[str, list[tuple[int, int, str]]] = {}
        locators: dict[str, Locator] = {}
        for finding in self._made.findings:
            if finding.path not in locators:
                locators[finding.path] = Locator(self._divided.text(finding.path))
            line, column = locators[finding.path].position(finding.start)
            found.setdefault(finding.path, []).append((line, column, finding.message))
        return found

    def _places(self, state: State) -> Iterator[Place]:
        for path, record in sorted(state.documents.items()):
            yield from (Place(path, line, column, message) for line, column, message in record.findings)
        yield from (
            Place(path, line, column, message)
            for path, found in self._found.items()
            if path not in state.documents
            for line, column, message in found
        )

    def _memory(self, state: State) -> dict[str, bytes | None]:
        """Return the files of the state that change."""
        memory: dict[str, bytes | None] = {}
        for document, base in self._new_bases(state).items():
            before = self._base(document)
            if base != before:
                memory[base_path(document)] = encode_base(base) if base else None
        if state != self._asked.state:
            memory[STATE_PATH] = encode_state(state)
        return memory

    def _new_bases(self, state: State) -> dict[str, Base]:
        """Return the bases of the documents that were worked on."""
        members: dict[str, list[Record]] = {}
        for record in state.notes.values():
            if record.written:
                members.setdefault(record.document, []).append(record)
        worked = {self._records_document(note_id) for note_id in self._notes}
        worked |= {record.document for note_id, record in self._records.items() if note_id not in state.notes}
        worked |= {record.document for record in state.notes.values() if record.deleted} & worked
        worked |= {
            record.document for record in self._state.notes.values() if record.id in self._dead - self._dead_before
        }
        bases: dict[str, Base] = {}
        for document in worked:
            base: dict[str, BaseNote] = {}
            for record in members.get(document, ()):
                note = self._notes.get(record.id)
                if note is not None:
                    base[record.id] = note.ours
                elif record.id in self._base(document):
                    base[record.id] = self._base(document)[record.id]
            bases[document] = base
        return bases

    def _records_document(self, note_id: str) -> str:
        draft = self._drafts.get(note_id)
        return draft.document if draft else self._records[note_id].document


_UNKNOWN = "?"
"""In place of a digest: no file has it."""


def _remembered(record: Record, base: BaseNote | None) -> Remembered:
    text = base.body if base else ""
    return Remembered(record.id, record.slug, record.explicit, record.title, record.fingerprint, text)


def _unowned(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Return the properties that the user may change too."""
    return {key: value for key, value in properties.items() if key not in OWNED}


def _written(properties: Mapping[str, Value], names: Mapping[str, str], paths: Mapping[str, str]) -> dict[str, Value]:
    return {key: concrete_value(value, names, paths) for key, value in properties.items()}


_FIRST = ("title", "aliases", "tags", "created", "type", "source", "up", "prev", "next")


def _in_order(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Sort the properties that every note has to the top."""
    return {key: properties[key] for key in (*(key for key in _FIRST if key in properties), *properties)}
