"""A change carried out in a vault's files, and taken back.

The order is: the record, the edits at the files' old paths, the move, the record marked as complete. After an
interruption at any point, `take_back` restores every byte, and the next change is refused until that is done.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vault_tool.edits import edited
from vault_tool.errors import UsageError, WriteError
from vault_tool.moving.keeping import Change
from vault_tool.moving.record import UNDO_FOLDER, Record, decode_record, encode_record, record_of, restored
from vault_tool.store.changing import Records, move_file, refuse_changed, write_changed
from vault_tool.store.contents import read_if_there
from vault_tool.store.listing import list_files

_KEPT = 50
"""How many records are kept."""


def carry_out(root: Path, change: Change, what: str) -> None:
    """Make the change in the files of the vault at the root, and keep a record of it.

    `what` says for people what it is. Raises `WriteError` where a file has changed since the vault was read, where a
    change before this one was interrupted, and where the system refuses.
    """
    records = Records(root, UNDO_FOLDER)
    numbers = records.numbers()
    if numbers and not decode_record(records.read(numbers[-1]), str(records.file(numbers[-1]))).complete:
        raise WriteError("an earlier change was interrupted; `vault-tool mv --undo` takes it back")
    record = record_of(what, change.moves, change.texts, change.edits)
    number = numbers[-1] + 1 if numbers else 1
    files = {path: (text, edited(text, change.edits[path])) for path, text in change.texts.items()}
    refuse_changed(root, files)
    records.write(number, encode_record(record))
    try:
        write_changed(root, files)
        if change.moves.files:
            move_file(root, change.moves.old, change.moves.new)
    except WriteError:
        with suppress(WriteError):
            take_back(root)
        raise
    records.write(number, encode_record(replace(record, complete=True)))
    for old in numbers[: max(0, len(numbers) + 1 - _KEPT)]:
        records.remove(old)


def take_back(root: Path) -> Record:
    """Take the last change back, and return its record; every file has the bytes then that it had before.

    Raises `UsageError` where there is none, and `WriteError`, before anything is touched, where a file that it edited
    has been changed since.
    """
    records = Records(root, UNDO_FOLDER)
    numbers = records.numbers()
    if not numbers:
        raise UsageError("no change to take back")
    record = decode_record(records.read(numbers[-1]), str(records.file(numbers[-1])))
    there = list_files(root).files
    moves = record.moves
    moved = moves.new != moves.old and any(new in there for new in moves.files.values() if new not in moves.files)
    writes: dict[str, tuple[bytes, bytes]] = {}
    for file in record.edited:
        disk = there.get(file.new if moved else file.old)
        now = None if disk is None else read_if_there(Path(disk))
        before = restored(file, now)
        if now is not None and now != before:
            writes[file.old] = (now, before)
    if moved:
        move_file(root, moves.new, moves.old)
    write_changed(root, writes)
    records.remove(numbers[-1])
    return record
