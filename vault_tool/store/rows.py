"""The state of files as the system tells it without their being read, to see whether one was changed since.

A vault's are *rows*, one for each name that a folder shows: the name and what changes when a file is written, replaced
or made readable, which is mode, size, the times of the last change of its content and of itself, and its number on the
disk. Two times, because any program may set the first of them back. Nothing is imported that takes time.
"""

import marshal
import os
import stat
from collections.abc import Iterable, Iterator

_FIELDS = 6
"""How many values a row has."""
_OF_A_FOLDER = (stat.S_IFDIR, 0, 0, 0, 0)
"""What is in the row of a folder behind its name: it has rows of its own."""
_FORMAT = 2
"""The last format of `marshal` in which equal values always have equal bytes."""

_TICK = 50_000_000
"""How many nanoseconds the clock of a file system may stand still: up to 10 ms are usual."""
_COARSE_TICK = 2_000_000_000
"""The same where it counts whole seconds, or two of them."""
_SECOND = 1_000_000_000

_MANY = 1_000_000
"""How many bytes of rows are worth a second process: about 15,000 files."""

_BY_DESCRIPTOR = os.scandir in os.supports_fd


def scan(root: str, folder: str = "") -> dict[str, bytes]:
    """Return the rows of the folder and of those below, as bytes by folder, for the vault at the root.

    Folders end with `/`; the vault's own is empty. Links to folders are not followed. Raises `OSError` where a folder
    cannot be listed or a file is a link to nowhere.
    """
    rows = {}
    ahead = [folder]
    while ahead:
        folder = ahead.pop()
        rows[folder], below = _scanned(root, folder)
        ahead += below
    return rows


def is_unchanged(root: str, rows: dict[str, bytes]) -> bool:
    """Whether a scan would give the same rows; where they are many, two processes look at half of them each."""
    folders = list(rows)
    if sum(map(len, rows.values())) < _MANY or not hasattr(os, "fork") or os.cpu_count() == 1:
        return _are_unchanged(root, rows, folders)
    other = os.fork()
    if not other:
        os._exit(not _are_unchanged(root, rows, folders[1::2]))
    same = _are_unchanged(root, rows, folders[::2])
    return os.waitpid(other, 0)[1] == 0 and same


def _are_unchanged(root: str, rows: dict[str, bytes], folders: list[str]) -> bool:
    try:
        return all(_scanned(root, folder)[0] == rows[folder] for folder in folders)
    except OSError:
        return False


def are_settled(rows: Iterable[bytes], began: int) -> bool:
    """Whether all rows are of plain files that cannot have changed since `began`, in nanoseconds, without their rows.

    They can within a tick of the file system's clock (git calls that racy), and a linked folder can in itself.
    """
    for row in rows:
        for _, *status in rows_in(row):
            if stat.S_ISDIR(status[0]) and tuple(status) != _OF_A_FOLDER:
                return False
            if not _is_settled(status[2], began) or not _is_settled(status[3], began):
                return False
    return True


def rows_in(folder: bytes) -> Iterator[tuple[str, int, int, int, int, int]]:
    """Yield the rows of a folder one by one: name, mode, size, time of its content, its own, and number."""
    values = marshal.loads(folder)  # noqa: S302 - made here, or found equal to what was, or of a right checksum
    return zip(*[iter(values)] * _FIELDS, strict=True)


def signatures(paths: Iterable[str]) -> tuple[tuple[int, ...] | None, ...]:
    """Return what each path is like: of a folder that it is one, of a file its status, `None` where nothing is."""
    return tuple(map(_signature, paths))


def are_settled_signatures(found: Iterable[tuple[int, ...] | None], began: int) -> bool:
    """Whether none of the files can have changed since `began` without its signature, as in `are_settled`."""
    return all(
        not signature or (_is_settled(signature[2], began) and _is_settled(signature[3], began)) for signature in found
    )


def _scanned(root: str, folder: str) -> tuple[bytes, list[str]]:
    """Return the rows of the folder as bytes, and the folders in it."""
    values: list[str | int] = []
    add = values.extend
    below = []
    place = f"{root}/{folder}"
    # Below an open folder the system need not follow the whole path for every file.
    descriptor = os.open(place, os.O_RDONLY) if _BY_DESCRIPTOR else -1
    try:
        with os.scandir(descriptor if _BY_DESCRIPTOR else place) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    add((name, *_OF_A_FOLDER))
                    below.append(f"{folder}{name}/")
                else:
                    status = entry.stat()
                    add((name, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    finally:
        if _BY_DESCRIPTOR:
            os.close(descriptor)
    return marshal.dumps(values, _FORMAT), below


def _signature(path: str) -> tuple[int, ...] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - pathlib takes a fifth of a run's time to load
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return ()
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _is_settled(time: int, began: int) -> bool:
    return time < began - (_TICK if time % _SECOND else _COARSE_TICK)
