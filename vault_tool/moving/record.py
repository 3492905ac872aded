"""What a change did to a vault's files, kept so that it can be taken back, whole or after an interruption.

A record is written before anything else is touched. It holds each edited file's digest before and after, and the edits
that turn the second into the first: whatever an interruption left undone, each file is one of the two.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vault_tool.edits import Edit, edited, reversed_edits
from vault_tool.errors import WriteError
from vault_tool.moving.moves import Moves

UNDO_FOLDER = ".vault-tool/undo"
"""Where records stand in the vault, numbered from 1; Obsidian does not see it."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Edited:
    """A file that was written anew."""

    old: str
    """Its path before the change."""
    new: str
    before: str
    """The SHA-256 of its bytes, in hexadecimal."""
    after: str
    back: tuple[Edit, ...]
    """The edits that make the old text of the new one."""


@dataclass(frozen=True, slots=True)
class Record:
    """One change."""

    what: str
    """The change in a few words, for people."""
    moves: Moves
    edited: tuple[Edited, ...]
    complete: bool = False


def record_of(what: str, moves: Moves, texts: Mapping[str, bytes], edits: Mapping[str, Sequence[Edit]]) -> Record:
    """Return the record of a change that is about to be made; `texts` are the edited files' as they are."""
    files = []
    for path, several in edits.items():
        source = texts[path]
        back = reversed_edits(source, several)
        files.append(Edited(path, moves.of(path), digest(source), digest(edited(source, several)), back))
    return Record(what, moves, tuple(files))


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()


def restored(file: Edited, now: bytes | None) -> bytes:
    """Return a file's bytes before the change, from those that it has now.

    Raises `WriteError` where they are neither those before nor those after it: somebody has edited it since.
    """
    state = None if now is None else digest(now)
    if now is not None and state == file.before:
        return now
    if now is not None and state == file.after:
        return edited(now, file.back)
    trouble = "is gone" if now is None else "has been changed since"
    raise WriteError(f"{file.new} {trouble}, so the change cannot be taken back; nothing was undone")


def encode_record(record: Record) -> bytes:
    """Return the record as JSON."""
    document = {
        "version": _VERSION,
        "what": record.what,
        "complete": record.complete,
        "old": record.moves.old,
        "new": record.moves.new,
        "folder": record.moves.is_folder,
        "files": dict(record.moves.files),
        "edited": [
            {
                "old": file.old,
                "new": file.new,
                "before": file.before,
                "after": file.after,
                "back": [[edit.start, edit.stop, edit.text.decode()] for edit in file.back],
            }
            for file in record.edited
        ],
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def decode_record(raw: bytes, shown: str) -> Record:
    """Return the record; raises `WriteError` where the file `shown` is not one of ours."""
    try:
        document = json.loads(raw)
        if document["version"] != _VERSION:
            raise WriteError(f"{shown} was written by a newer vault-tool; update vault-tool")
        return _record(document)
    except (ValueError, KeyError, TypeError) as error:
        raise WriteError(f"{shown} cannot be read; restore or delete it") from error


def _record(document: Any) -> Record:  # noqa: ANN401 - JSON
    moves = Moves(document["old"], document["new"], document["files"], is_folder=document["folder"])
    files = (
        Edited(
            file["old"],
            file["new"],
            file["before"],
            file["after"],
            tuple(Edit(start, stop, text.encode()) for start, stop, text in file["back"]),
        )
        for file in document["edited"]
    )
    return Record(document["what"], moves, tuple(files), document["complete"])
