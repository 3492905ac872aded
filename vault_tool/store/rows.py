"""The state of files as the system tells it without their being read, to see whether one was changed since.

A vault's are *rows*, one for each name that a folder shows: the name and what changes when a file is written, replaced
or made readable, which is mode, size, the times of the last change of its content and of itself, and its number on the
disk. Two times, because any program may set the first of them back. Nothing is imported that takes time.
"""

import marshal
import os
import stat
from collections.abc import Iterable, Iterator

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

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

_MANY = 300_000
"""How many bytes of rows are worth a second process: about 5,000 files."""

_PARTS = 200
"""Into how many parts they are divided; the number of one fits into a byte."""
_FOUND = b"!"
"""What the other process says as soon as it has found a difference."""

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


def differing(
    root: str,
    rows: dict[str, bytes],
    likely: Iterable[str] = (),
    get_ready: "Callable[[], None] | None" = None,
) -> dict[str, bytes | None]:
    """Return the rows of those folders of which a scan gives others now; `None` for one that cannot be listed.

    Folders that are new are in the rows of those that hold them, and nowhere else. Where the rows are many, two
    processes look at the folders, beginning with those where a difference is `likely`. As soon as there is one this
    process may `get_ready` for it, while the other goes on.
    """
    first = dict.fromkeys(folder for folder in likely if folder in rows)
    folders = [folder for folder in rows if folder not in first]
    if sum(map(len, rows.values())) < _MANY or not hasattr(os, "fork") or os.cpu_count() == 1:
        return _differing(root, rows, [*first, *folders])
    parts = [folders[at::_PARTS] for at in range(_PARTS)]
    # Who is done with a part takes the next: one byte of a pipe is only ever read by one of the two.
    ahead, numbers = os.pipe()
    os.write(numbers, bytes(range(_PARTS)))
    os.close(numbers)
    answers, answer = os.pipe()
    other = os.fork()
    if not other:
        failed = 1
        try:
            _answer(answer, root, rows, parts, ahead)
            failed = 0
        finally:
            os._exit(failed)
    os.close(answer)
    os.set_blocking(answers, False)
    found = _differing(root, rows, first)
    said = b""
    left = dict(enumerate(parts))
    while True:
        said = said or _said(answers)
        if get_ready and (found or said == _FOUND):
            get_ready()
            get_ready = None
        number = os.read(ahead, 1)
        if not number:
            break
        found.update(_differing(root, rows, left.pop(number[0])))
    os.close(ahead)
    os.set_blocking(answers, True)
    with os.fdopen(answers, "rb") as pipe:
        said += pipe.read()
    _, failed = os.waitpid(other, 0)
    if not failed:
        return {**found, **marshal.loads(said.removeprefix(_FOUND))}  # noqa: S302
    # It was killed.
    return {**found, **_differing(root, rows, [folder for part in left.values() for folder in part])}


def _answer(pipe: int, root: str, rows: dict[str, bytes], parts: list[list[str]], ahead: int) -> None:
    """Look at some of the parts, and say what differs in them; that something does, say at once."""
    found: dict[str, bytes | None] = {}
    while number := os.read(ahead, 1):
        more = _differing(root, rows, parts[number[0]])
        if more and not found:
            os.write(pipe, _FOUND)
        found.update(more)
    with os.fdopen(pipe, "wb") as file:
        file.write(marshal.dumps(found))


def _said(pipe: int) -> bytes:
    """Return the first byte of what was said, if anything was."""
    try:
        return os.read(pipe, 1)
    except BlockingIOError:
        return b""


def differing_at(root: str, rows: dict[str, bytes], names: Iterable[str]) -> dict[str, bytes | None]:
    """Return the same as `differing`, of the folders in which these files or folders are or were, and of what is gone.

    The names are those below the root, with `/`.
    """
    folders = {f"{folder}/" if folder else "" for folder in (name.rpartition("/")[0] for name in names)}
    folders |= {f"{name}/" for name in names}
    found = _differing(root, rows, [folder for folder in rows if folder in folders])
    before = {f"{folder}{name}/" for folder in found for name in _folders(rows[folder])}
    after = {f"{folder}{name}/" for folder, row in found.items() for name in _folders(row)}
    gone = tuple(before - after)
    return {**found, **({folder: None for folder in rows if folder.startswith(gone)} if gone else {})}


def rescan(root: str, rows: dict[str, bytes], other: dict[str, bytes | None]) -> dict[str, bytes]:
    """Return what a scan gives now, where `other` is what differs from the rows that a scan once gave.

    Raises `OSError` as `scan` does.
    """
    found = dict(rows)
    for folder, row in other.items():
        if row is None:
            if os.path.lexists(f"{root}/{folder}"):
                raise PermissionError(folder)
            del found[folder]
        else:
            found[folder] = row
    for folder, row in list(found.items()):
        if folder in other:
            for name, mode, *_ in rows_in(row):
                if stat.S_ISDIR(mode) and f"{folder}{name}/" not in found:
                    found.update(scan(root, f"{folder}{name}/"))
    return found


def changes(old: dict[str, bytes], new: dict[str, bytes]) -> tuple[list[str], list[str], list[str]]:
    """Return the files that came, those that went and those that changed, by their names below the root."""
    before, after = {}, {}
    for folder in {**old, **new}:
        if old.get(folder) != new.get(folder):
            before.update(_files(folder, old.get(folder)))
            after.update(_files(folder, new.get(folder)))
    added = [path for path in after if path not in before]
    removed = [path for path in before if path not in after]
    return added, removed, [path for path in after if path in before and after[path] != before[path]]


def files_in(rows: dict[str, bytes]) -> Iterator[str]:
    """Yield the names of the files below the root."""
    for folder, row in rows.items():
        yield from _files(folder, row)


def have_linked_folders(rows: Iterable[bytes]) -> bool:
    """Whether one of the names is a link to a folder: what that holds has no rows."""
    return any(stat.S_ISDIR(status[0]) and tuple(status) != _OF_A_FOLDER for row in rows for _, *status in rows_in(row))


def doubted(row: bytes, began: int) -> bytes:
    """Return the rows of a folder so that a file which may change after `began` without its row differs from it.

    It may within a tick of the file system's clock, which git calls racy. `began` is in nanoseconds.
    """
    doubts = False
    values: list[str | int] = []
    for name, mode, size, changed, set_, number in rows_in(row):
        is_settled = mode == stat.S_IFDIR or (_is_settled(changed, began) and _is_settled(set_, began))
        doubts = doubts or not is_settled
        values += (name, mode, size if is_settled else -1, changed, set_, number)
    return marshal.dumps(values, _FORMAT) if doubts else row


def rows_in(folder: bytes) -> Iterator[tuple[str, int, int, int, int, int]]:
    """Yield the rows of a folder one by one: name, mode, size, time of its content, its own, and number."""
    values = marshal.loads(folder)  # noqa: S302 - made here, or found equal to what was, or of a right checksum
    return zip(*[iter(values)] * _FIELDS, strict=True)


def signatures(paths: Iterable[str]) -> tuple[tuple[int, ...] | None, ...]:
    """Return what each path is like: of a folder that it is one, of a file its status, `None` where nothing is."""
    return tuple(map(_signature, paths))


def are_settled(found: Iterable[tuple[int, ...] | None], began: int) -> bool:
    """Whether none of the files can have changed since `began` without its signature, as in `doubted`."""
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


def _files(folder: str, row: bytes | None) -> dict[str, tuple[int, ...]]:
    return (
        {f"{folder}{name}": tuple(status) for name, *status in rows_in(row) if tuple(status) != _OF_A_FOLDER}
        if row
        else {}
    )


def _folders(row: bytes | None) -> list[str]:
    return [name for name, *status in rows_in(row) if tuple(status) == _OF_A_FOLDER] if row else []


def _differing(root: str, rows: dict[str, bytes], folders: Iterable[str]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for folder in folders:
        try:
            row = _scanned(root, folder)[0]
        except OSError:
            row = None
        if row != rows[folder]:
            found[folder] = row
    return found


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
