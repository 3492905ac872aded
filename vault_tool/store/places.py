"""Where on the disk a file of the vault lies or would lie, never outside of the vault's folder."""

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from vault_tool.errors import WriteError
from vault_tool.store.listing import vault_path


def disk_places(root: Path, files: Iterable[str], *, folders_too: bool = False) -> dict[str, Path]:
    """Return where files below the root lie or would lie on the disk, by vault path.

    What lies there under another Unicode form of its name is that file or folder; a folder is listed only where a name
    is not in it as it is written. Raises `WriteError` where a path is absolute, holds `..` or follows a link out of the
    root. `folders_too` lets a path be that of a folder that is there.
    """
    places = _Places(root)
    return {path: places.find(path, folders_too=folders_too) for path in files}


class _Entry(NamedTuple):
    disk: str
    inside: bool
    """Whether it lies in the root, links followed."""


class _Places:
    """What is known of a folder's entries so far."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._folders = {"": _Entry(str(root), inside=True)}
        self._other_forms: dict[tuple[str, bool], Mapping[str, str]] = {}

    def find(self, path: str, *, folders_too: bool) -> Path:
        parts = path.split("/")
        is_plain = _PLAIN.fullmatch(path) and "." not in parts
        if ".." in parts or not (is_plain or _is_below(path)):
            raise WriteError(f"{path!r} is no path below {self._root}; nothing was written")
        *_, name = parts = [part for part in parts if part not in ("", ".")]
        entry = self._entry(self._folder("/".join(parts[:-1])), name, folders=folders_too)
        if not entry.inside:
            raise WriteError(f"{path} leads out of {self._root} by a link; nothing was written")
        return Path(entry.disk)

    def _folder(self, path: str) -> _Entry:
        found = self._folders.get(path)
        if found is None:
            above, _, name = path.rpartition("/")
            found = self._folders[path] = self._entry(self._folder(above), name, folders=True)
        return found

    def _entry(self, folder: _Entry, name: str, *, folders: bool) -> _Entry:
        disk = os.path.join(folder.disk, name)  # noqa: PTH118 - strings, for there may be very many
        mode = _mode(disk)
        # A vault does not see what begins with a dot: then there is nothing to look for.
        if mode is None and not name.startswith("."):
            other = self._named_otherwise(folder.disk, folders=folders).get(name)
            if other is not None:
                disk, mode = other, _mode(other)
        if mode is None or not stat.S_ISLNK(mode):
            return _Entry(disk, folder.inside)
        return _Entry(disk, folder.inside and Path(os.path.realpath(disk)).is_relative_to(self._real_root))

    def _named_otherwise(self, folder: str, *, folders: bool) -> Mapping[str, str]:
        """Return where the files, or the folders as well, lie whose names on the disk are not those in vault paths."""
        key = folder, folders
        if key not in self._other_forms:
            try:
                with os.scandir(folder) as entries:
                    found = sorted((entry.name, entry.path) for entry in entries if folders or not entry.is_dir())
            except OSError:
                found = []
            forms: dict[str, str] = {}
            for name, disk in found:
                seen = vault_path(name)
                if seen is not None and seen != name:
                    forms.setdefault(seen, disk)
            self._other_forms[key] = forms
        return self._other_forms[key]


_PLAIN = re.compile(r"[^/\\:\0]+(?:/[^/\\:\0]+)*")
"""What is a path below a folder on every system; to take others apart takes longer than all else here."""


def _is_below(path: str) -> bool:
    pure = PurePath(path)
    return "\0" not in path and bool(pure.parts) and not pure.anchor and ".." not in pure.parts


def _mode(disk: str) -> int | None:
    try:
        return os.lstat(disk).st_mode
    except OSError:
        return None
