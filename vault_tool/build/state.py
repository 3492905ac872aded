"""What the last build knew and wrote, remembered in the vault and kept under version control with it.

`.vault-tool/state/build.json` holds what every build needs: the digest of each source, and for each note where it
stands and what was written there. `.vault-tool/state/base/<document>.json` holds the texts of one document's notes in
source form, the *base* that the vault and the source are compared with; it is read only when one of the two has
changed. Both have a line a note, so that version control shows what changed.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from vault_tool.build.draft import Kind, Mention, Numbers
from vault_tool.build.properties import Value
from vault_tool.errors import ConfigurationError

STATE_FOLDER = ".vault-tool/state"
STATE_PATH = f"{STATE_FOLDER}/build.json"

_VERSION = 2
_FIRST_VERSION_READ = 2
_NO_NUMBERS = Numbers()
_NO_NAMES: Mapping[str, str] = {}
_NO_VALUES: Mapping[str, str | None] = {}
_KINDS = {kind.value: kind for kind in Kind}


UNKNOWN = "?"
"""In place of a digest where it is not known what was written: no file has it."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()


class Record(NamedTuple):
    """What is remembered of one note; there is one for every note, and it is made in half a dataclass's time."""

    id: str
    origin: str
    """What its property `source` says: its id, but where its section has come into another document since."""
    kind: Kind
    document: str
    title: str
    path: str
    """Where the last build left it."""
    given: str
    """The name that the builder gave its file; another name is the user's choice."""
    wanted: str
    """The name that its title asks for, `given` without what made it unique."""
    link: str
    """What the last build wrote in wikilinks to it."""
    written: str
    """The digest of the file as the last build left it; empty where the user has deleted the note."""
    above: str = ""
    """The id of the note in which a listed one is linked; empty for all others."""
    type: str = ""
    """The type of a listed note; empty for all others."""
    slug: str = ""
    """The anchor of its heading in the source."""
    explicit: str | None = None
    fingerprint: str = ""
    """Of its section's text in the source."""
    pristine: bool = True
    """Whether the file held nothing then but what the source had asked for."""
    removed: bool = False
    """Whether its section has left the source, and the note was kept because the user had touched it."""
    aliases: tuple[str, ...] = ()
    headings: Mapping[str, str] = _NO_NAMES
    """What the user calls headings in it, by what the source calls them."""
    numbers: Numbers = _NO_NUMBERS
    mentions: tuple[Mention, ...] = ()
    footnotes: Mapping[str, str] = _NO_NAMES
    """The labels in the vault of the source's footnotes that have another one there, by the source's."""
    unlinked: tuple[str, ...] = ()
    """The ids of notes whose mention here the user has made plain text again."""
    values: Mapping[str, str | None] = _NO_VALUES
    """Of a note that was kept, what the placeholders of its document stood for when its section left the source."""

    @property
    def deleted(self) -> bool:
        """Whether the user has deleted the note: then this is its tombstone."""
        return not self.written

    @property
    def stands(self) -> bool:
        """Whether it is part of the build."""
        return not (self.deleted or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """What is remembered of one source document."""

    digest: str
    sections: tuple[str, ...]
    """The ids of its parts, in order."""
    leads_to: frozenset[str] = frozenset()
    """The other documents that its links lead to."""
    attachments: frozenset[str] = frozenset()
    findings: tuple[tuple[int, int, str], ...] = ()
    """Line, column and message of what was found in it."""
    values: Mapping[str, str | None] = field(default_factory=dict)
    """What its placeholders were filled with, by name; `None` for a name that nobody knew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the last build left behind."""

    made: str = ""
    """A digest of all that the build depended on besides the documents: options and the other files' names."""
    created: str = ""
    """The day of the first build."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What `--set` has said so far."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What `--track`, `--focus` and `--start` have said so far, by these names."""
    documents: Mapping[str, DocumentRecord] = field(default_factory=dict)
    """By path in the source, in the order of the build."""
    notes: Mapping[str, Record] = field(default_factory=dict)
    """By id, in the order of the build."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The digest of every other file that was written, by path in the vault."""
    timetable: str = ""
    """What the hub says of the timeline, in source form."""
    boards: tuple[str, ...] = ()
    """The files that were put beside the notes once, and are the user's since."""
    canvas: str = ""
    """The digest of the canvas among them as it was last written."""
    rows: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The line of each note in the file that this was read from, by id: most are written again as they are."""


class BaseNote(NamedTuple):
    """What the source asked of a note at the last build, in source form."""

    body: str
    properties: Mapping[str, Value]
    """What the source itself asked for, as JSON gives it back."""
    derived: Mapping[str, Value] = {}
    """What followed from all notes, as far as the user may change it too."""


def as_json(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Return properties as they will be read back."""
    return {key: value if isinstance(value, str | int | float) else list(value) for key, value in properties.items()}


Base = Mapping[str, BaseNote]
"""The base of one document's notes, by id."""


def base_path(document: str) -> str:
    """Return where the base of a document's notes stands in the vault; the hub's is that of the document ``."""
    return f"{STATE_FOLDER}/base/{document or 'hub'}.json"


def encode_state(state: State, before: State | None = None) -> bytes:
    """Return the state's file; records that are those of `before`, as it was read, are not written out again."""
    head: dict[str, object] = {
        "version": _VERSION,
        "made": state.made,
        "created": state.created,
        "values": dict(state.values),
    }
    if state.choices:
        head["choices"] = dict(state.choices)
    if state.timetable:
        head["timetable"] = state.timetable
    if state.boards:
        head["boards"] = state.boards
    if state.canvas:
        head["canvas"] = state.canvas
    parts = [f"{_dump(key)}: {_dump(value)}" for key, value in head.items()]
    parts += [
        _table("documents", (_row(path, _document(record)) for path, record in state.documents.items())),
        _table("notes", _note_rows(state.notes, before or State())),
        _table("files", (_row(path, said) for path, said in sorted(state.files.items()))),
    ]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def decode_state(raw: bytes) -> State | None:
    """Return the state, `None` where it is of a kind that is no longer read; the vault then speaks for itself.

    Raises `ConfigurationError` where the file is none of ours.
    """
    with _explained(STATE_PATH):
        read = json.loads(raw)
        version = read["version"]
        if version > _VERSION:
            raise ConfigurationError(f"{STATE_PATH} was written by a newer vault-tool; update vault-tool")
        if version < _FIRST_VERSION_READ:
            return None
        return State(
            made=read["made"],
            created=read["created"],
            values=read["values"],
            choices=read.get("choices", {}),
            timetable=read.get("timetable", ""),
            documents={path: _read_document(record) for path, record in read["documents"].items()},
            notes={note_id: _read_note(note_id, record) for note_id, record in read["notes"].items()},
            files=read["files"],
            boards=tuple(read.get("boards", ())),
            canvas=read.get("canvas", ""),
            rows=_rows(raw.decode(), read["notes"]),
        )


def encode_base(base: Base) -> bytes:
    """Return the file of a document's base."""
    lines = [
        f"{_dump(note_id)}: {_dump([body, dict(properties), dict(derived)])}"
        for note_id, (body, properties, derived) in base.items()
    ]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def decode_base(raw: bytes, document: str) -> Base:
    """Return the base of a document's notes; raises `ConfigurationError` where the file is none of ours."""
    with _explained(base_path(document)):
        return {note_id: BaseNote(*said) for note_id, said in json.loads(raw).items()}


class _explained:  # noqa: N801 - read as a verb
    """Turn what goes wrong with a file's content into a `ConfigurationError` that names the way out."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError | KeyError | TypeError | AttributeError):
            raise ConfigurationError(
                f"{self._path} cannot be read; restore it, or delete {STATE_FOLDER} and build again: "
                "what is in the vault then stays as it is"
            ) from error


_dump = json.JSONEncoder(ensure_ascii=False).encode


def _table(name: str, rows: Iterable[str]) -> str:
    lines = ",\n".join(rows)
    return f"{_dump(name)}: {{\n{lines}\n}}" if lines else f"{_dump(name)}: {{}}"


def _row(key: str, value: object) -> str:
    return f"{_dump(key)}: {_dump(value)}"


def _note_rows(notes: Mapping[str, Record], before: State) -> Iterator[str]:
    known, rows = before.notes, before.rows
    for note_id, record in notes.items():
        written = rows.get(note_id) if known.get(note_id) is record else None
        yield written or _row(note_id, _note(record))


def _rows(text: str, notes: Collection[str]) -> dict[str, str]:
    """Return the line of each note; none where the file is not laid out as we lay it out."""
    _, head, rest = text.partition('\n"notes": {\n')
    table, end, _ = rest.partition("\n}")
    lines = table.split(",\n") if head and end else []
    if len(lines) != len(notes):
        return {}
    return {note_id: row for note_id, row in zip(notes, lines, strict=True) if row.startswith(f'"{note_id}": {{')}


def _document(record: DocumentRecord) -> dict[str, object]:
    return dict(
        _said(
            digest=record.digest,
            sections=record.sections,
            leads_to=sorted(record.leads_to),
            attachments=sorted(record.attachments),
            findings=record.findings,
            values=record.values,
        )
    )


def _read_document(read: Mapping[str, Any]) -> DocumentRecord:
    return DocumentRecord(
        digest=read["digest"],
        sections=tuple(read.get("sections", ())),
        leads_to=frozenset(read.get("leads_to", ())),
        attachments=frozenset(read.get("attachments", ())),
        findings=tuple((line, column, message) for line, column, message in read.get("findings", ())),
        values=read.get("values", {}),
    )


def _note(record: Record) -> dict[str, object]:
    """Return the record without what is as usual: that the path ends in the given name, and this in the wanted one."""
    name = record.path.rpartition("/")[2][:-3]
    return dict(
        _said(
            origin="" if record.origin == record.id else record.origin,
            kind=record.kind.value,
            document=record.document,
            title=record.title,
            above=record.above,
            type=record.type,
            slug=record.slug,
            explicit=record.explicit,
            fingerprint=record.fingerprint,
            path=record.path,
            given="" if record.given == name else record.given,
            wanted="" if record.wanted == record.given else record.wanted,
            link="" if record.link == name else record.link,
            written=record.written,
            touched=not record.pristine,
            removed=record.removed,
            aliases=record.aliases,
            headings=record.headings,
            numbers=record.numbers if record.numbers != _NO_NUMBERS else (),
            mentions=record.mentions,
            footnotes=record.footnotes,
            unlinked=record.unlinked,
            values=record.values,
        )
    )


def _read_note(note_id: str, read: Mapping[str, Any]) -> Record:
    path: str = read["path"]
    name = path.rpartition("/")[2][:-3]
    get = read.get
    given = get("given", name)
    total, done, words, goals = get("numbers") or _NO_NUMBERS
    return Record(
        id=note_id,
        origin=get("origin", note_id),
        kind=_KINDS[read["kind"]],
        document=get("document", ""),
        title=get("title", ""),
        path=path,
        given=given,
        wanted=get("wanted", given),
        link=get("link", name),
        written=get("written", ""),
        above=get("above", ""),
        type=get("type", ""),
        slug=get("slug", ""),
        explicit=get("explicit"),
        fingerprint=get("fingerprint", ""),
        pristine=not get("touched", False),
        removed=get("removed", False),
        aliases=tuple(get("aliases", ())),
        headings=get("headings", _NO_NAMES),
        numbers=Numbers(total, done, words, tuple([(text, have, goal) for text, have, goal in goals]) if goals else ()),
        mentions=tuple([Mention(target, shown) for target, shown in read["mentions"]]) if "mentions" in read else (),
        footnotes=get("footnotes", _NO_NAMES),
        unlinked=tuple(get("unlinked", ())),
        values=get("values", _NO_VALUES),
    )


def _said(**values: object) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in values.items() if value)
