"""Files written whole or not at all, only where something changes, and never outside the folder asked for."""

import errno
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath

from vault_tool.errors import WriteError
from vault_tool.store.contents import reason
from vault_tool.store.listing import list_files


def write_atomic(path: Path, data: bytes) -> bool:
    """Write the file unless it has this content already; return whether it was written.

    Whoever reads it sees the old content or the new, also after a crash. A file that exists keeps its mode, and a
    link keeps leading where it leads. What is no file, such as `/dev/null`, is simply written to. Raises `WriteError`
    where it cannot be written or is write-protected; then the old content stays.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return True
        target = Path(os.path.realpath(path))
        mode = None
        if target.is_file():
            status = target.stat()
            if status.st_size == len(data) and target.read_bytes() == data:
                return False
            if not os.access(target, os.W_OK):
                # A rename asks the folder alone, and would replace what its owner has protected.
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            mode = status.st_mode & 0o7777
        _replace(target, data, mode)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written: {reason(error)}") from error
    return True


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
    anything is written: raises `WriteError` where one is absolute, holds `..` or follows a link out of the root.
    """
    places = _places(root, files)
    written = []
    for path, place in places.items():
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError(f"{place.parent}: cannot be made a folder: {reason(error)}") from error
        if write_atomic(place, files[path]):
            written.append(path)
    return tuple(written)


def remove_files(root: Path, paths: Collection[str]) -> tuple[str, ...]:
    """Remove files below the root, by vault path, and the folders that this leaves empty; return what was removed.

    The paths are checked as `write_tree` checks them. Raises `WriteError` where a file cannot be removed.
    """
    removed = []
    for path, place in _places(root, paths).items():
        try:
            place.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WriteError(f"{place}: cannot be removed: {reason(error)}") from error
        removed.append(path)
        for folder in place.parents:
            if folder == root:
                break
            try:
                folder.rmdir()
            except OSError:
                break
    return tuple(removed)


def _places(root: Path, files: Iterable[str]) -> dict[str, Path]:
    real_root = os.path.realpath(root)
    there = list_files(root).files if root.is_dir() else {}
    folders = _folders(there)
    places = {}
    for path in files:
        pure = PurePath(path)
        if not pure.parts or pure.anchor or ".." in pure.parts or "\0" in path:
            raise WriteError(f"{path!r} is no path below {root}; nothing was written")
        if path in there:
            place = Path(there[path])
        else:
            known = next((parent for parent in pure.parents if parent.as_posix() in folders), PurePath())
            place = folders.get(known.as_posix(), root) / pure.relative_to(known)
        if not Path(os.path.realpath(place)).is_relative_to(real_root):
            raise WriteError(f"{path} leads out of {root} by a link; nothing was written")
        places[path] = place
    return places


def _folders(files: Mapping[str, str]) -> dict[str, Path]:
    """Return where the folders lie that hold the files, by vault path; the root's own is `.`."""
    folders: dict[str, Path] = {}
    for path, disk in files.items():
        if path.rpartition("/")[0] not in folders:
            parents = zip(PurePosixPath(path).parents, Path(disk).parents, strict=False)
            folders |= {str(folder): place for folder, place in parents}
    return folders


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    # The dot keeps Obsidian from seeing it.
    temporary = target.with_name(f".vault-tool-{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
