"""Which files a vault has, and where each of them lies on the disk (semantics 1.1 to 1.5)."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from vault_tool.errors import UsageError
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind
from vault_tool.names import cleaned
from vault_tool.store.contents import reason


class Disk(Mapping[str, str]):
    """From the vault path of a file to where it lies; most lie where their path says, and that is not kept."""

    def __init__(self, base: str, elsewhere: Mapping[str, str | None]) -> None:
        """Take every path, with its file where that is not below `base` under the same name."""
        self._base = base if base.endswith(os.sep) else base + os.sep
        self._elsewhere = elsewhere

    def __getitem__(self, path: str) -> str:
        return self._elsewhere[path] or f"{self._base}{path}"

    def __contains__(self, path: object) -> bool:
        return path in self._elsewhere

    def __iter__(self) -> Iterator[str]:
        return iter(self._elsewhere)

    def __len__(self) -> int:
        return len(self._elsewhere)


class Listing(NamedTuple):
    """The visible files of a folder, in the order of their names, folder by folder."""

    files: Mapping[str, str]
    """From the vault path to the file on disk."""
    unreadable: Mapping[str, str]
    """Paths of barred folders, and of notes and canvases that are links to nowhere, each with the system's reason."""


class _Folder(NamedTuple):
    disk: str
    prefix: str
    """What its files' paths begin with: empty, or a path that ends with `/`."""


def list_files(root: Path) -> Listing:
    """Return every file below the folder that Obsidian sees.

    Names that begin with `.` do not exist. A linked folder is followed where it overlaps neither the vault nor
    another linked folder (Obsidian Help: Symbolic links and junctions), so that no file is read twice and no circle
    is walked. Of links to nowhere, notes and canvases are listed, to be reported; others are not there, as in
    Obsidian. Of two files whose paths are one in NFC, the one that is so written stays, or else the first. Bytes in a
    name that are not UTF-8 become U+FFFD.

    Raises `UsageError` where the root itself cannot be listed.
    """
    base = str(root)
    files: dict[str, str | None] = {}
    unreadable: dict[str, str] = {}
    territory = _Territory(base)
    folders = [_Folder(base, "")]
    while folders:
        folder = folders.pop()
        try:
            entries = _visible_entries(folder.disk)
        except OSError as error:
            if not folder.prefix:
                raise UsageError(f"{root}: cannot be read: {reason(error)}") from error
            unreadable[folder.prefix[:-1]] = reason(error)
            continue
        below = []
        for entry in entries:
            path = folder.prefix + _name(entry.name)
            if _is_folder(entry):
                if not _is_link(entry) or territory.claim(entry.path):
                    below.append(_Folder(entry.path, f"{path}/"))
                continue
            if not _is_file(entry):
                trouble = _trouble(entry)
                is_text = file_kind(path) in (FileKind.NOTE, FileKind.CANVAS)
                if trouble and (is_text or isinstance(trouble, PermissionError)):
                    unreadable[path] = reason(trouble)
                if not (trouble and is_text):
                    continue
            is_as_written = _as_written(entry.path, base) == path
            if path not in files or is_as_written:
                files[path] = None if is_as_written else entry.path
        folders += reversed(below)
    return Listing(Disk(base, files), unreadable)


def vault_path(name: str) -> str | None:
    """Return the vault path of a file by its name relative to the root, with `/`; `None` where Obsidian sees none."""
    if name.startswith(".") or "/." in name:
        return None
    return _name(name)


def _visible_entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _name(name: str) -> str:
    """Return a name as it stands in vault paths."""
    if name.isascii():
        return name
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode(errors="replace")
    return cleaned(name)


def _as_written(disk: str, base: str) -> str:
    return disk[len(base) :].replace(os.sep, "/").lstrip("/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_link(entry: os.DirEntry[str]) -> bool:
    if sys.platform == "win32" and not entry.is_symlink():
        return entry.stat(follow_symlinks=False).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
    return entry.is_symlink()


def _trouble(entry: os.DirEntry[str]) -> OSError | None:
    """Return why the entry leads nowhere; `None` for a pipe and its like, which are no files to Obsidian."""
    try:
        entry.stat()
    except OSError as error:
        return error
    return None


class _Territory:
    """Folders that are walked, by their real paths: none lies within another."""

    def __init__(self, root: str) -> None:
        self._claimed: set[str] = set()
        self._above: set[str] = set()
        self.claim(root)

    def claim(self, folder: str) -> bool:
        """Take the folder in, unless it lies within one that is, or around it."""
        real = Path(os.path.realpath(folder))
        parents = {str(parent) for parent in real.parents}
        if str(real) in self._above or not self._claimed.isdisjoint({str(real), *parents}):
            return False
        self._claimed.add(str(real))
        self._above |= parents
        return True
