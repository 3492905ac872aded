"""What a build is about to do, written down before it does it: a build that is killed is finished by the next.

`.vault-tool/state/plan.json` stands in the vault while it is being changed. It holds every change with what was there
before, so that finishing it touches nothing that somebody has changed since; and finishing it twice is as good as
once.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from vault_tool.build.changes import Changes
from vault_tool.build.state import (
    STATE_FOLDER,
    STATE_PATH,
    UNKNOWN,
    base_path,
    decode_base,
    decode_state,
    digest,
    encode_base,
    encode_state,
)
from vault_tool.build.whereabouts import claimed_id, claims_of
from vault_tool.errors import ConfigurationError

JOURNAL_PATH = f"{STATE_FOLDER}/plan.json"

_VERSION = 1


class Step(NamedTuple):
    """A file that is to be written."""

    before: str | None
    """The digest of what was there, at its new path; `None` where nothing was."""
    text: str | None
    """What is to stand there; `None` for attachments, which the next build copies anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Everything that a build does."""

    rename: Mapping[str, str]
    write: Mapping[str, Step]
    remove: Mapping[str, str]
    """The digest of each file that is to go."""
    memory: Mapping[str, str | None]
    """The new files of the state, `None` for those that are to go."""


class Unfinished(NamedTuple):
    """What is left of a journal to do."""

    write: Mapping[str, bytes]
    remove: tuple[str, ...]
    memory: Mapping[str, bytes | None]


class Foreseen(Mapping[str, bytes]):
    """The files of a vault as they will be once they are renamed, written and removed; what was there is read late."""

    def __init__(
        self,
        there: Mapping[str, bytes],
        rename: Mapping[str, str],
        write: Mapping[str, bytes] | None = None,
        remove: Collection[str] = (),
    ) -> None:
        """Foresee renaming as it is done: nothing takes the place of another file."""
        self._there = there
        self._write = write or {}
        self.rename = {old: new for old, new in rename.items() if old in there and new not in there}
        was = {self.rename.get(path, path): path for path in there}
        self._was = {path: was.get(path, path) for path in dict.fromkeys([*was, *self._write]) if path not in remove}

    def __getitem__(self, path: str) -> bytes:
        was = self._was[path]
        return self._write[path] if path in self._write else self._there[was]

    def __iter__(self) -> Iterator[str]:
        return iter(self._was)

    def __len__(self) -> int:
        return len(self._was)


def journal_of(changes: Changes, vault: Mapping[str, bytes]) -> Journal:
    """Return the journal of changes to a vault, of which `vault` holds the files as they are."""
    was = {new: old for old, new in changes.rename.items()}
    return Journal(
        rename=changes.rename,
        write={
            path: _step(data, vault.get(was.get(path, path)))
            for path, data in {**changes.write, **changes.beside}.items()
        },
        remove={path: digest(vault[path]) for path in changes.remove},
        memory={path: None if data is None else data.decode() for path, data in changes.memory.items()},
    )


def unfinished(journal: Journal, vault: Mapping[str, bytes], memory_then: Callable[[str], bytes | None]) -> Unfinished:
    """Return what is to be done yet, once the journal's renaming is done; `vault` holds the files as they are then.

    A new note that somebody has moved since is not written again. One that was changed is left as it is, and
    `memory_then`, which reads a file of the state as it is, says what is still to be remembered of it: so that the next
    build brings what is new to it.
    """
    write = {}
    changed = set()
    is_missing = any(step.before is None and path not in vault for path, step in journal.write.items())
    elsewhere = claims_of(vault, except_for=journal.write.keys() & vault.keys()) if is_missing else {}
    for path, (before, text) in journal.write.items():
        there = vault.get(path)
        if elsewhere and text and before is None and there is None and claimed_id(text.encode()) in elsewhere:
            continue  # It was written, and has been moved since.
        if text is not None and (digest(there) if there is not None else None) == before:
            write[path] = text.encode()
        elif text is not None and there is not None and there != text.encode():
            changed.add(path)
    remove = [path for path, there in journal.remove.items() if path in vault and digest(vault[path]) == there]
    memory = {path: None if text is None else text.encode() for path, text in journal.memory.items()}
    return Unfinished(write, tuple(remove), _remembering(memory, changed, memory_then))


def _remembering(
    memory: dict[str, bytes | None], changed: Collection[str], then: Callable[[str], bytes | None]
) -> dict[str, bytes | None]:
    """Return the new memory, but for the notes at these paths: what was known of their texts, and not what is there."""
    raw = memory.get(STATE_PATH)
    state = decode_state(raw) if raw and changed else None
    notes = [record for record in state.notes.values() if record.path in changed] if state else []
    if not state or not notes:
        return memory
    unknown = {record.id: record._replace(written=UNKNOWN, pristine=False) for record in notes}
    memory[STATE_PATH] = encode_state(replace(state, notes={**state.notes, **unknown}))
    for document in {record.document for record in notes}:
        path = base_path(document)
        old, new = then(path), memory.get(path)
        if old is None or new is None:
            continue
        before = decode_base(old, document)
        kept = {note_id: before[note_id] for note_id in unknown if note_id in before}
        memory[path] = encode_base({**decode_base(new, document), **kept})
    return memory


def encode_journal(journal: Journal) -> bytes:
    """Return the journal's file."""
    document = {
        "version": _VERSION,
        "rename": dict(journal.rename),
        "write": dict(journal.write),
        "remove": dict(journal.remove),
        "memory": dict(journal.memory),
    }
    return json.dumps(document, ensure_ascii=False).encode()


def decode_journal(raw: bytes) -> Journal:
    """Return the journal; raises `ConfigurationError` where the file is none of ours."""
    try:
        read = json.loads(raw)
        if read["version"] != _VERSION:
            raise ConfigurationError(f"{JOURNAL_PATH} was written by a newer vault-tool; update vault-tool")
        return Journal(
            rename=dict(read["rename"]),
            write={path: Step(before, text) for path, (before, text) in read["write"].items()},
            remove=dict(read["remove"]),
            memory=dict(read["memory"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{JOURNAL_PATH} cannot be read; delete it and build again") from error


def _step(data: bytes, there: bytes | None) -> Step:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    return Step(None if there is None else digest(there), text)
