"""What `vault-tool build` reads, and how what it decided is carried out and told."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from vault_tool.build.asking import Asked
from vault_tool.build.boards import TYPES_PATH
from vault_tool.build.changes import Changes
from vault_tool.build.journal import (
    JOURNAL_PATH,
    Foreseen,
    Journal,
    decode_journal,
    encode_journal,
    journal_of,
    unfinished,
)
from vault_tool.build.options import OPTIONS_FILE, Options, options_from, with_choices, with_values
from vault_tool.build.sources import files_named
from vault_tool.build.state import STATE_PATH, Base, base_path, decode_base, decode_state
from vault_tool.errors import UsageError
from vault_tool.store import (
    open_tree,
    read_if_there,
    read_sources,
    refuse_changed,
    refuse_obstacles,
    remove_files,
    remove_leftovers,
    rename_files,
    write_tree,
)


class Standing(NamedTuple):
    """A vault as the next build will find it."""

    files: Mapping[str, bytes]
    """The visible ones."""
    hidden: frozenset[str]
    memory: Callable[[str], bytes | None]
    """Reads a file of the state."""
    now: Mapping[str, bytes]
    """The visible ones as they are."""
    rest: Changes | None = None
    """What a build that was interrupted has left to do first."""


def look_at(vault: Path, *, state_only: bool = False) -> Standing:
    """Return a vault as it stands, or will stand when a build that was interrupted is finished.

    With `state_only` its visible files are not looked for where nothing was interrupted.
    """
    hidden = frozenset(path for path in (TYPES_PATH,) if (vault / path).exists())
    raw = read_if_there(vault / JOURNAL_PATH)
    there = open_tree(vault) if raw is not None or not state_only else {}
    if raw is None:
        return Standing(there, hidden, lambda path: read_if_there(vault / path), there)
    journal = decode_journal(raw)
    renamed = Foreseen(there, journal.rename, _boards_out_of_sight(vault))
    left = unfinished(journal, renamed, lambda path: read_if_there(vault / path))
    visible = {path: data for path, data in left.write.items() if path != TYPES_PATH}
    return Standing(
        Foreseen(there, journal.rename, visible, left.remove),
        hidden | (left.write.keys() - visible.keys()),
        lambda path: left.memory[path] if path in left.memory else read_if_there(vault / path),
        there,
        Changes(rename=renamed.rename, write=left.write, remove=left.remove),
    )


def read_asked(
    source: Path, standing: Standing, values: Mapping[str, str], choices: Mapping[str, str], today: str
) -> Asked:
    """Return what a build depends on; what is not said of values and choices is as it was said before."""
    raw_state = standing.memory(STATE_PATH)
    state = None if raw_state is None else decode_state(raw_state)
    values = {**(state.values if state else {}), **values}
    choices = {**(state.choices if state else {}), **choices}
    created = (state and state.created) or today
    options = with_choices(_options(source, values), choices)
    if options.created is None:
        options = with_values(options, {"created": created})
    documents = read_sources(source)
    others = open_tree(source) if source.is_dir() else _beside(source, documents[source.name])
    return Asked(
        name=source.resolve().name if source.is_dir() else source.stem,
        sources=documents,
        files={} if not others else _without(others, documents),
        options=options,
        values=values,
        choices=choices,
        created=created,
        vault=standing.files,
        hidden=standing.hidden,
        state=state,
        base=_base_reader(standing.memory),
    )


def finish(vault: Path) -> bool:
    """Finish a build that was killed; return whether there was one."""
    raw = read_if_there(vault / JOURNAL_PATH)
    remove_leftovers(vault, (JOURNAL_PATH,))
    if raw is None:
        return False
    journal = decode_journal(raw)
    remove_leftovers(vault, (*journal.write, *journal.memory))
    _follow(vault, journal)
    return True


def check_places(vault: Path, changes: Changes) -> None:
    """Raise `WriteError` where something stands in the way of what is to be written, before anything is."""
    if not changes.nothing:
        paths = (*changes.write, *changes.beside, *changes.rename.values(), *changes.memory, JOURNAL_PATH)
        refuse_obstacles(vault, paths)


def carry_out(vault: Path, changes: Changes, there: Mapping[str, bytes]) -> None:
    """Do what was decided; `there` are the vault's files as they were when it was.

    Raises `WriteError` where one of those that are to be written or removed is not like that any more.
    """
    if changes.nothing:
        return
    was = {new: old for old, new in changes.rename.items()}
    touched = [was.get(path, path) for path in (*changes.write, *changes.beside, *changes.remove)]
    refuse_changed(vault, {path: there.get(path) for path in touched})
    journal = journal_of(changes, there)
    write_tree(vault, {JOURNAL_PATH: encode_journal(journal)})
    rename_files(vault, changes.rename)
    write_tree(vault, {**changes.write, **changes.beside})
    _conclude(vault, changes.remove, changes.memory)


def _follow(vault: Path, journal: Journal) -> None:
    rename_files(vault, journal.rename)
    there = Foreseen(open_tree(vault), {}, _boards_out_of_sight(vault))
    left = unfinished(journal, there, lambda path: read_if_there(vault / path))
    write_tree(vault, left.write)
    _conclude(vault, left.remove, left.memory)


def _boards_out_of_sight(vault: Path) -> Mapping[str, bytes]:
    """Return the files beside the notes that no listing of a vault shows, as far as they are there."""
    raw = read_if_there(vault / TYPES_PATH)
    return {} if raw is None else {TYPES_PATH: raw}


def _conclude(vault: Path, remove: tuple[str, ...], memory: Mapping[str, bytes | None]) -> None:
    """Remove what is to go; then let the state say what now stands, and drop the journal."""
    if remove:
        remove_files(vault, remove)
    write_tree(vault, {path: data for path, data in memory.items() if data is not None})
    remove_files(vault, [*(path for path, data in memory.items() if data is None), JOURNAL_PATH])


def steps(changes: Changes) -> Iterator[str]:
    """Yield a line for each thing that would be done."""
    yield from (f"rename {old} -> {new}" for old, new in changes.rename.items())
    yield from (f"write {path}" for path in {**changes.write, **changes.beside})
    yield from (f"remove {path}" for path in changes.remove)
    yield from (f"keep {path}: {reason}" for path, reason in changes.kept)


def gone(changes: Changes) -> Iterator[str]:
    """Yield a line for each file that is no longer where it was, of very many the first, and each that is kept."""
    yield from _first("renamed", [f"{old} -> {new}" for old, new in changes.rename.items()])
    yield from _first("removed", changes.remove)
    yield from (f"kept: {path}: {reason}" for path, reason in changes.kept)


def _first(done: str, paths: Sequence[str]) -> Iterator[str]:
    yield from (f"{done}: {path}" for path in paths[:_MOST_NAMED])
    if len(paths) > _MOST_NAMED:
        yield f"{done}: {len(paths) - _MOST_NAMED} more"


_MOST_NAMED = 10


def differences(changes: Changes, there: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the lines of a unified diff of all text files that would change."""
    was = {new: old for old, new in changes.rename.items()}
    write = {**changes.write, **changes.beside}
    for path in sorted({*write, *was}):
        old_path = was.get(path, path)
        old = there.get(old_path)
        yield from _difference(old_path if old is not None else None, old, path, write.get(path, old or b""))
    for path in changes.remove:
        yield from _difference(path, there[path], None, b"")


def _difference(old_path: str | None, old: bytes | None, new_path: str | None, new: bytes) -> Iterator[str]:
    names = (f"a/{old_path}" if old_path else "/dev/null", f"b/{new_path}" if new_path else "/dev/null")
    try:
        before, after = (old or b"").decode().splitlines(), new.decode().splitlines()
    except UnicodeDecodeError:
        yield f"Binary files {names[0]} and {names[1]} differ"
        return
    if old_path and new_path and old_path != new_path:
        yield f"rename from {old_path}"
        yield f"rename to {new_path}"
    yield from difflib.unified_diff(before, after, *names, lineterm="")


def summary(changes: Changes, vault: Path) -> str:
    """Return the line that sums up, without its verb."""
    attached = f" and {_counted(changes.attachments, 'attachment')}" if changes.attachments else ""
    counts = [f"{len(changes.write)} written", f"{changes.unchanged} unchanged"]
    more = {"renamed": changes.rename, "removed": changes.remove, "kept": changes.kept}
    counts += [f"{len(what)} {word}" for word, what in more.items() if what]
    return f"{_counted(changes.notes, 'note')}{attached} in {vault}: {', '.join(counts)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _beside(source: Path, raw: bytes) -> Mapping[str, bytes]:
    """Return the files beside a single document that it names, which are its pictures and the like."""
    found = {path: read_if_there(source.parent / path) for path in files_named(raw)}
    return {path: data for path, data in found.items() if data is not None}


def _options(source: Path, values: Mapping[str, str]) -> Options:
    file = (source if source.is_dir() else source.parent) / OPTIONS_FILE
    raw = read_if_there(file)
    options = Options() if raw is None else options_from(raw, str(file))
    if options.split is None and (source / ".obsidian").is_dir():
        options = replace(options, split=0)
    return with_values(options, values)


def _without(files: Mapping[str, bytes], documents: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return _Rest(files, documents)


class _Rest(Mapping[str, bytes]):
    """The files of a source that are no documents."""

    def __init__(self, files: Mapping[str, bytes], documents: Mapping[str, bytes]) -> None:
        self._files = files
        self._paths = [path for path in files if path not in documents]

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _base_reader(memory: Callable[[str], bytes | None]) -> Callable[[str], Base]:
    def read(document: str) -> Base:
        raw = memory(base_path(document))
        return {} if raw is None else decode_base(raw, document)

    return read


def check_apart(source: Path, vault: Path) -> None:
    """Raise `UsageError` where one of them would hold the other, and a build thus read what it has written."""
    inner, outer = source.resolve(), vault.resolve()
    if inner.is_relative_to(outer):
        raise UsageError(f"{source} lies in the vault {vault}; name a vault beside it")
    if outer.is_relative_to(inner):
        raise UsageError(f"the vault {vault} lies in {source}; name a vault beside it")
