"""Notes that the user has deleted: they stay deleted, by their id, until they are asked for by name."""

from collections.abc import Collection, Iterable, Mapping

from vault_tool.build.layout import stem
from vault_tool.build.state import UNKNOWN, Record
from vault_tool.errors import UsageError
from vault_tool.names import note_key


def buried(records: Mapping[str, Record], located: Collection[str]) -> dict[str, Record]:
    """Return the records with a tombstone for each note that is found nowhere any more.

    A note that was only kept because its section had left the source is forgotten instead; one that has come back
    has no tombstone any more, and a record as if nothing were known of its text.
    """
    found: dict[str, Record] = {}
    for note_id, record in records.items():
        if note_id in located:
            found[note_id] = record._replace(written=UNKNOWN, pristine=False) if record.deleted else record
        elif not record.removed:
            found[note_id] = record._replace(written="", mentions=())
    return found


def restored(records: Mapping[str, Record], notes: Iterable[str]) -> frozenset[str]:
    """Return the ids of the deleted notes that were named: by id, path, file name or title.

    Raises `UsageError` where a name fits none or several.
    """
    return frozenset(_restored(records, note) for note in notes)


def _restored(records: Mapping[str, Record], note: str) -> str:
    deleted = [record for record in records.values() if record.deleted]
    key = note_key(note)
    for names in (_ids, _paths, _names):
        fitting = [record.id for record in deleted if key in map(note_key, names(record))]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UsageError(f"several deleted notes are called {note}; name one of them: {', '.join(sorted(fitting))}")
    known = ", ".join(sorted(record.path for record in deleted))
    raise UsageError(
        f"no deleted note is called {note}; " + (f"these are deleted: {known}" if known else "none is deleted")
    )


def _ids(record: Record) -> tuple[str, ...]:
    return record.id, record.origin


def _paths(record: Record) -> tuple[str, ...]:
    return record.path, record.path.removesuffix(".md")


def _names(record: Record) -> tuple[str, ...]:
    return stem(record.path), record.given, record.title
