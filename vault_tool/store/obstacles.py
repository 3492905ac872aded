"""What stands in the way of files that are to be written, found before the first of them is."""

import os
from collections.abc import Iterable
from pathlib import Path

from vault_tool.errors import WriteError


def refuse_obstacles(root: Path, paths: Iterable[str]) -> None:
    """Raise `WriteError` where a file below the root cannot be written, by vault path, because of what is there.

    That is a folder of the file's name, a file where one of its folders is to be, a link that leads out of the root, or
    a file or folder that is write-protected. The message names it and the way out; nothing has been changed then.
    """
    real_root = os.path.realpath(root)
    folders: dict[Path, str] = {}
    for path in paths:
        place = root / path
        if place.parent not in folders:
            folders[place.parent] = _in_the_way(place.parent, root, real_root)
        reason = folders[place.parent] or _at_the_place(place, real_root)
        if reason:
            raise WriteError(f"{path} cannot be written: {reason}; nothing was written")


def _in_the_way(folder: Path, root: Path, real_root: str) -> str:
    """Return why nothing can be written into a folder; empty where something can, be it there or not."""
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


def _at_the_place(place: Path, real_root: str) -> str:
    if place.is_symlink() and not Path(os.path.realpath(place)).is_relative_to(real_root):
        return f"{place} is a link that leads out of the vault; move it away, and try again"
    if place.is_dir():
        return f"{place} is a folder; move it away, and try again"
    return f"{place} is write-protected" if place.is_file() and not os.access(place, os.W_OK) else ""
