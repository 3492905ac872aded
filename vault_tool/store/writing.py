"""Files written whole or not at all, only where something changes, and never outside the folder asked for."""

import errno
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vault_tool.errors import WriteError
from vault_tool.store.contents import reason
from vault_tool.store.places import disk_places

_SYNC_ALL_FROM = 64
"""From this many files on, all that the system holds back is written at once: 3 ms a file become 0.05."""


_TEMPORARY = re.compile(r"\.vault-tool-[0-9a-f]{16}\.tmp")
"""The name of a file that is on its way to its place; the dot keeps Obsidian from seeing it."""


class _Staged(NamedTuple):
    """A file that is written and not yet in its place."""

    temporary: str
    target: str


def write_atomic(path: Path, data: bytes) -> bool:
    """Write the file unless it has this content already; return whether it was written.

    Whoever reads it sees the old content or the new, also after a crash. A file that exists keeps its mode, and a
    link keeps leading where it leads. What is no file, such as `/dev/null`, is simply written to. Raises `WriteError`
    where it cannot be written or is write-protected; then the old content stays.
    """
    return bool(_write_all({str(path): (path, data)}))


def append(path: Path, data: bytes) -> None:
    """Add to the end of a file that others write to as well, which is made where it is missing.

    Only for files that are a stream by agreement, such as the job summary of a CI server: nothing about it is atomic.
    Raises `WriteError` where it cannot be written.
    """
    try:
        with path.open("ab") as file:
            file.write(data)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written: {reason(error)}") from error


def write_tree(root: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write files below the root, by vault path, and the folders they need; return the paths of those that changed.

    What lies there under another Unicode form of its name is that file or folder. All paths are checked before
    anything is written: raises `WriteError` where one is absolute, holds `..` or follows a link out of the root. All
    files are on the disk before the first takes its place, so that what fails for one fails before any has changed.
    """
    places = disk_places(root, files)
    for folder in {place.parent for place in places.values()}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(f"{folder}: cannot be made a folder: {reason(error)}") from error
    return _write_all({path: (place, files[path]) for path, place in places.items()})


def rename_files(root: Path, paths: Mapping[str, str]) -> tuple[str, ...]:
    """Rename files below the root, new vault path by old, and make the folders they need; return the new paths.

    Folders that this leaves empty are removed. What is not there is passed over, and so is what would replace another
    file. The paths are checked as `write_tree` checks them. Raises `WriteError` where a file cannot be renamed.
    """
    olds, news = disk_places(root, paths), disk_places(root, paths.values())
    renamed = []
    for old, new in paths.items():
        source, target = olds[old], news[new]
        if not source.exists() or (target.exists() and not target.samefile(source)):
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(source, target)  # noqa: PTH104 - every step that a crash can fall between goes through `os`
        except OSError as error:
            raise WriteError(f"{source}: cannot be renamed to {target.name}: {reason(error)}") from error
        renamed.append(new)
        remove_empty(source.parents, root)
    return tuple(renamed)


def remove_files(root: Path, paths: Collection[str]) -> tuple[str, ...]:
    """Remove files below the root, by vault path, and the folders that this leaves empty; return what was removed.

    The paths are checked as `write_tree` checks them. Raises `WriteError` where a file cannot be removed.
    """
    removed = []
    for path, place in disk_places(root, paths).items():
        try:
            os.unlink(place)  # noqa: PTH108 - every step that a crash can fall between goes through `os`
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WriteError(f"{place}: cannot be removed: {reason(error)}") from error
        removed.append(path)
        remove_empty(place.parents, root)
    return tuple(removed)


def remove_leftovers(root: Path, paths: Collection[str]) -> None:
    """Remove the temporary files that a process left behind which was killed as it wrote these files, by vault path.

    No other process may be writing them. The paths are checked as `write_tree` checks them.
    """
    for folder in {place.parent for place in disk_places(root, paths).values()}:
        with suppress(OSError):
            for entry in list(os.scandir(folder)):
                if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    os.unlink(entry)  # noqa: PTH108 - every step that a crash can fall between goes through `os`


def remove_empty(folders: Iterable[Path], root: Path) -> None:
    """Remove the folders as far as they are empty, from the innermost up to the root, which stays."""
    for folder in folders:
        if folder == root:
            break
        try:
            folder.rmdir()
        except OSError:
            break


def _write_all(files: Mapping[str, tuple[Path, bytes]]) -> tuple[str, ...]:
    """Write the files that change, and return their keys: all to temporary files first, then each to its place."""
    staged: dict[str, _Staged] = {}
    written: list[str] = []
    try:
        each = len(files) < _SYNC_ALL_FROM or not hasattr(os, "sync")
        for key, (path, data) in files.items():
            with _explained(path):
                step = _stage(path, data, sync=each)
            if isinstance(step, _Staged):
                staged[key] = step
            elif step:
                written.append(key)
        if staged and not each:
            os.sync()
        for key, (temporary, target) in list(staged.items()):
            with _explained(files[key][0]):
                os.replace(temporary, target)  # noqa: PTH105 - strings, for there may be very many
            del staged[key]
            written.append(key)
    finally:
        for temporary, _ in staged.values():
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - strings, for there may be very many
    return tuple(written)


class _explained:  # noqa: N801 - read as a verb
    """Turn what the system says of a file into a `WriteError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise WriteError(f"{self._path}: cannot be written: {reason(error)}") from error


def _stage(path: Path, data: bytes, *, sync: bool) -> _Staged | bool:
    """Write the content beside its place; `False` where it is there already, `True` where it is written at once."""
    target = os.path.realpath(path) if path.is_symlink() else str(path)
    try:
        status = os.stat(target)  # noqa: PTH116 - strings, for there may be very many
    except FileNotFoundError:
        return _write_beside(target, data, None, sync=sync)
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        path.write_bytes(data)
        return True
    if stat.S_ISREG(status.st_mode) and status.st_size == len(data) and Path(target).read_bytes() == data:
        return False
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not os.access(target, os.W_OK):
        # A rename asks the folder alone, and would replace what its owner has protected.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return _write_beside(target, data, status.st_mode & 0o7777, sync=sync)


def _write_beside(target: str, data: bytes, mode: int | None, *, sync: bool) -> _Staged:
    temporary = os.path.join(os.path.dirname(target), f".vault-tool-{os.urandom(8).hex()}.tmp")  # noqa: PTH118, PTH120
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            for piece in _pieces(data):
                file.write(piece)
            if sync:
                os.fsync(descriptor)
        if mode is not None:
            os.chmod(temporary, mode)  # noqa: PTH101 - strings, for there may be very many
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - strings, for there may be very many
        raise
    return _Staged(temporary, target)


def _pieces(data: bytes) -> Iterator[memoryview]:
    """Yield the content in pieces that the system takes in one go."""
    view = memoryview(data)
    for start in range(0, len(view), _PIECE):
        yield view[start : start + _PIECE]


_PIECE = 1 << 24
