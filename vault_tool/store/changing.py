"""Files of a vault moved, or written anew where they are still what was read; nothing is ever written over."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from vault_tool.errors import WriteError
from vault_tool.store.contents import read_if_there, reason
from vault_tool.store.listing import list_files
from vault_tool.store.places import disk_places
from vault_tool.store.writing import remove_empty, write_atomic, write_tree


def move_file(root: Path, old: str, new: str) -> None:
    """Give a file or folder of the vault at the root another path, and make the folders that it needs.

    Another letter case alone is another path. A folder takes along what Obsidian does not see in it. Folders that this
    empties are removed. Raises `WriteError` where `new` is taken, on disk though perhaps not in the vault, where one
    of the two is outside of the root, and where the system refuses.
    """
    where = disk_places(root, (old, new), folders_too=True)
    source, target = where[old], where[new]
    if not os.path.lexists(source):
        raise WriteError(f"{old} is gone; nothing was moved")
    if os.path.lexists(target) and not _is_same(source, target):
        raise WriteError(f"{new} is there already; nothing was moved")
    _refuse_broken_links(root, source, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise WriteError(f"{old} cannot be moved to {new}: {reason(error)}") from error
    remove_empty(source.parents, root)


def _is_same(source: Path, target: Path) -> bool:
    """Whether both names are of one file, as on a disk to which letter case is nothing."""
    try:
        return source.samefile(target) and source.name.lower() == target.name.lower()
    except OSError:
        return False


def _refuse_broken_links(root: Path, source: Path, target: Path) -> None:
    """Raise `WriteError` where a link of the file system, in the vault, would lead elsewhere after the move."""
    moved_from, moved_to = _real(source), _real(target)
    for link in _links_below(root):
        leads_to = Path(os.path.realpath(link))
        # The text of a relative link counts from where the link then is.
        then = Path(os.path.normpath(_real(_moved(link, source, target)).parent / link.readlink()))
        if then != _moved(leads_to, moved_from, moved_to):
            raise WriteError(f"{link} is a link to {leads_to}, which the move would break; replace it first")


def _links_below(root: Path) -> Iterator[Path]:
    seen = {root}
    for disk in list_files(root).files.values():
        entry = Path(disk)
        while entry not in seen:
            seen.add(entry)
            if entry.is_symlink():
                yield entry
            entry = entry.parent


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path.parent)) / path.name


def _moved(path: Path, source: Path, target: Path) -> Path:
    return target / path.relative_to(source) if path.is_relative_to(source) else path


def refuse_changed(root: Path, files: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Raise `WriteError` where files below the root cannot be written as each is expected and is to be, by vault path.

    That is where one has changed since it was read or is no text in UTF-8, where one is read-only, and where two are
    one by a link of the file system and would be written differently.
    """
    where = disk_places(root, files)
    by_place: dict[str, str] = {}
    for path, (expected, wanted) in files.items():
        if read_if_there(where[path]) != expected:
            raise WriteError(f"{path} has changed since it was read, or is not UTF-8; nothing was written")
        if _is_read_only(where[path]):
            raise WriteError(f"{path} is read-only; nothing was written")
        other = by_place.setdefault(os.path.realpath(where[path]), path)
        if files[other][1] != wanted:
            raise WriteError(f"{path} and {other} are one file by a link; nothing was written")


def _is_read_only(place: Path) -> bool:
    """Whether nobody may write the file, or not this user; another file put in its place would get around that."""
    return not place.stat().st_mode & 0o222 or not os.access(place, os.W_OK)


def write_changed(root: Path, files: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Write files below the root, by vault path, each as its bytes are expected to be and what is to stand there.

    All are looked at before one is written; raises `WriteError` as `refuse_changed` does.
    """
    refuse_changed(root, files)
    write_tree(root, {path: wanted for path, (_, wanted) in files.items()})


class Records:
    """Numbered files in a folder of the vault, the newest last."""

    def __init__(self, root: Path, folder: str) -> None:
        """Name the folder by its path below the root; it need not be there."""
        self._folder = root / PurePosixPath(folder)

    def numbers(self) -> list[int]:
        """Return the numbers that are there, in order."""
        try:
            names = sorted(entry.stem for entry in self._folder.iterdir() if entry.suffix == ".json")
        except OSError:
            return []
        return sorted(int(name) for name in names if name.isdecimal())

    def file(self, number: int) -> Path:
        """Return the place of a record."""
        return self._folder / f"{number}.json"

    def read(self, number: int) -> bytes:
        """Return a record that is there."""
        return read_if_there(self.file(number)) or b""

    def write(self, number: int, record: bytes) -> None:
        """Write a record, whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(f"{self._folder}: cannot be made a folder: {reason(error)}") from error
        write_atomic(self.file(number), record)

    def remove(self, number: int) -> None:
        """Remove a record, and the folder when it was the last."""
        with suppress(FileNotFoundError):
            self.file(number).unlink()
        for folder in (self._folder, self._folder.parent):
            with suppress(OSError):
                folder.rmdir()
