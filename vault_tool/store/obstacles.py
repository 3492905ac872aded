"""What stands in the way of files that are to be written, and what has come in between, found before the first is."""

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from vault_tool.errors import WriteError
from vault_tool.store.contents import read_if_there
from vault_tool.store.places import disk_places


def refuse_obstacles(root: Path, paths: Iterable[str]) -> None:
    """Raise `WriteError` where a file below the root cannot be written, by vault path, because of what is there.

    That is a folder of the file's name, a file where one of its folders is to be, a link that leads out of the root, or
    a file or folder that is write-protected. The message names it and the way out; nothing has been changed then.
    """
    real_root = os.path.realpath(root)
    folders: dict[str, _Folder] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder not in folders:
            folders[folder] = _folder(root / folder, root, real_root)
        reason = folders[folder].reason
        if folders[folder].is_there and not reason:
            reason = _at_the_place(f"{root}/{path}", real_root)
        if reason:
            raise WriteError(f"{path} cannot be written: {reason}; nothing was written")


def refuse_changed(root: Path, files: Mapping[str, bytes | None]) -> None:
    """Raise `WriteError` where a file below the root, by vault path, is no longer as it was read; `None` is not there.

    Who decides what to write from what was read calls this last, so that what somebody saved in between is not lost.
    """
    for path, place in disk_places(root, files).items():
        if read_if_there(place) != files[path]:
            raise WriteError(f"{path} has been changed in the meantime; nothing was written, try again")


class _Folder(NamedTuple):
    is_there: bool
    reason: str
    """Why nothing can be written into it; empty where something can."""


def _folder(folder: Path, root: Path, real_root: str) -> _Folder:
    return _Folder(os.path.lexists(folder), _in_the_way(folder, root, real_root))


def _in_the_way(folder: Path, root: Path, real_root: str) -> str:
    """Return what keeps a folder from being there, or from being written into."""
    standing = folder
    while standing != root and not os.path.lexists(standing):
        standing = standing.parent
    if not os.path.lexists(standing):
        return ""
    if not Path(os.path.realpath(standing)).is_relative_to(real_root):
        return f"{standing} is a link that leads out of {root}; move it away, and try again"
    if not standing.is_dir():
        return f"{standing} is a file, and a folder is to be there; move it away, and try again"
    return "" if os.access(standing, os.W_OK | os.X_OK) else f"{standing} is write-protected"


def _at_the_place(place: str, real_root: str) -> str:
    try:
        mode = os.lstat(place).st_mode
        if stat.S_ISLNK(mode):
            if not Path(os.path.realpath(place)).is_relative_to(real_root):
                return f"{place} is a link that leads out of the vault; move it away, and try again"
            mode = os.stat(place).st_mode  # noqa: PTH116 - as above
    except OSError:
        return ""
    if stat.S_ISDIR(mode):
        return f"{place} is a folder; move it away, and try again"
    return f"{place} is write-protected" if stat.S_ISREG(mode) and not os.access(place, os.W_OK) else ""
