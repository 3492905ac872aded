"""What is to be renamed or moved, and whereto: from what somebody types to vault paths."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from vault_tool.errors import UsageError, WriteError
from vault_tool.linkpath import find_file
from vault_tool.model import FileKind
from vault_tool.names import cleaned, note_key
from vault_tool.nearest import nearest_notes
from vault_tool.resolve import Index


@dataclass(frozen=True, slots=True)
class Moves:
    """A file or folder and its new path, and what that means for each file."""

    old: str
    new: str
    files: Mapping[str, str]
    """The new path of every file that moves, by its old one."""
    is_folder: bool = False

    def of(self, path: str) -> str:
        """Return where the file or folder at the path is afterwards."""
        if path in self.files:
            return self.files[path]
        if self.is_folder and (path == self.old or path.startswith(f"{self.old}/")):
            return self.new + path[len(self.old) :]
        return path


NOWHERE = Moves("", "", {})
"""Nothing moves."""


def plan_moves(index: Index, old: str, new: str, base: str = "") -> Moves:
    """Return what moves when `old` becomes `new`, both paths from the folder `base`, or from the root of the vault.

    `old` is a file, a note without its `.md`, a folder, or a name that only one file has. Where `new` is a folder
    that is there, or ends with `/`, the file or folder goes into it under its own name; a note keeps its `.md` and
    another file its extension where `new` does not say it. A mere name for a file that is found by its mere name stays
    in the file's folder: `./new` is the root's.

    Raises `UsageError` where `old` is not there or names several files, and `WriteError` where `new` is taken, lies
    outside of the vault or within `old`, or is hidden from Obsidian.
    """
    from_base = base and not old.startswith("/") and _at(index, f"{base}/{old}") is not None
    if from_base:
        old, new = f"{base}/{old}", new if new.startswith("/") else f"{base}/{new}"
    source = _at(index, old)
    if source is None:
        source = _named(index, old)
        if "/" not in old and "/" not in new and _clean(new) not in index.folders:
            new = posixpath.join(posixpath.dirname(source), new)
    is_folder = source not in index.vault.files
    target = _target(index, source, new, is_folder=is_folder)
    if target == source:
        raise UsageError(f"{source} is where it is to go already")
    if is_folder and target.startswith(f"{source}/"):
        raise WriteError(f"{target} lies in {source}; a folder cannot be moved into itself")
    if is_folder:
        inside = [path for path in index.vault.files if path.startswith(f"{source}/")]
        moves = Moves(source, target, {path: target + path[len(source) :] for path in inside}, is_folder=True)
    else:
        moves = Moves(source, target, {source: target})
    _refuse_taken(index, moves)
    return moves


def _at(index: Index, written: str) -> str | None:
    """Return the file or folder with exactly this path."""
    path = _clean(written)
    file = index.exact(path) or index.exact(f"{path}.md")
    if file is not None and not written.endswith("/"):
        return file
    return path if path and path in index.folders else None


def _named(index: Index, written: str) -> str:
    """Return the only file with the name that somebody typed."""
    name = _clean(written)
    hit = find_file(index.files, "", name) if name else None
    if hit is None:
        near = " or ".join(nearest_notes(index, name)) if name else ""
        raise UsageError(f"no such file or folder: {written}{f' (did you mean {near}?)' if near else ''}")
    if hit.rivals:
        raise UsageError(f"{written} fits {', '.join((hit.path, *hit.rivals[:3]))}; name one by its path")
    return hit.path


def _clean(written: str) -> str:
    path = cleaned(written)
    return "" if not path.strip("/") else posixpath.normpath(path.lstrip("/"))


def _target(index: Index, source: str, written: str, *, is_folder: bool) -> str:
    path = _clean(written)
    if path == ".." or path.startswith("../"):
        raise WriteError(f"{written} lies outside of the vault")
    path = "" if path == "." else path
    name = source.rpartition("/")[2]
    folder = next((known for known in sorted(index.folders) if note_key(known) == note_key(path)), None)
    if folder is not None and not (is_folder and note_key(folder) == note_key(source)):
        path = posixpath.join(folder, name)
    elif written.endswith("/") and not is_folder:
        path = posixpath.join(path, name)
    elif not is_folder:
        path = _with_extension(index, source, path)
    hidden = next((part for part in path.split("/") if part.startswith(".")), None)
    if hidden:
        raise WriteError(f"{path}: Obsidian does not see what begins with a dot: {hidden}")
    if "\0" in path or "\\" in path:
        raise WriteError(f"{path!r} is no path that every system has; nothing was moved")
    return path


def _with_extension(index: Index, source: str, path: str) -> str:
    if index.vault.files[source] is FileKind.NOTE:
        return path if path.lower().endswith(".md") else f"{path}.md"
    return path if posixpath.splitext(path)[1] else path + posixpath.splitext(source)[1]


def _refuse_taken(index: Index, moves: Moves) -> None:
    there = {note_key(folder): folder for folder in index.folders} if moves.is_folder else {}
    if note_key(moves.new) in there and note_key(moves.new) != note_key(moves.old):
        raise WriteError(
            f"the folder {there[note_key(moves.new)]} is there already; move what is in {moves.old} into it"
        )
    leaving = {note_key(path) for path in moves.files}
    for target in moves.files.values():
        taken = index.exact(target) or index.files.by_path.get(note_key(target))
        # Two files may differ in letter case alone, and only one of them leave.
        if taken is not None and taken not in moves.files and (taken == target or note_key(taken) not in leaving):
            raise WriteError(f"{taken} is there already; move or rename it first")
    parts = moves.new.split("/")
    for length in range(1, len(parts) + moves.is_folder):
        parent = index.exact("/".join(parts[:length]))
        if parent is not None:
            raise WriteError(f"{parent} is a file and can hold nothing")
