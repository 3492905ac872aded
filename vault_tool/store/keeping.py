"""The files of the cache: bytes by name in a folder of ours, of which the oldest make room.

A cache is only ever a shortcut, so that whatever goes wrong with it is passed over in silence. Nothing is imported
that takes time.
"""

import os
import sys
from collections.abc import Iterable

_FILES = 64
_BYTES = 2_000_000_000
"""How much is kept at most."""

_SUFFIX = ".kept"
_TEMPORARY = ".tmp"


def own_folder() -> str | None:
    """Return the user's own folder for our cache; `None` where the system names none."""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib takes a fifth of a run's time to load
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = f"{home}/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        # The specification has relative ones passed over.
        base = base if base.startswith("/") else f"{home}/.cache"
    return f"{base}/vault-tool" if os.path.isabs(base) else None  # noqa: PTH117


def kept(folder: str, name: str) -> bytes | None:
    """Return what is kept under the name; `None` where there is nothing, or it cannot be read."""
    try:
        with open(_place(folder, name), "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except (OSError, ValueError):
        return None


class KeptParts:
    """What is kept under a name, read part by part; to be used as a context."""

    def __init__(self, folder: str, name: str) -> None:
        """Open it; raises `OSError` where there is nothing."""
        self._file = open(_place(folder, name), "rb", buffering=0)  # noqa: PTH123, SIM115 - closed at the end
        self.size = os.fstat(self._file.fileno()).st_size

    def __enter__(self) -> "KeptParts":  # noqa: PYI034 - `typing` takes long to load
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def read(self, offset: int, length: int) -> bytes:
        """Return so many bytes from the offset on; none where there are fewer."""
        if offset + length > self.size:
            return b""
        self._file.seek(offset)
        return self._file.read(length)


def touch(folder: str, name: str) -> None:
    """Say that what is kept under the name was of use, so that others make room before it."""
    try:  # noqa: SIM105 - contextlib takes as long to load as all else here
        os.utime(_place(folder, name))
    except (OSError, ValueError):
        pass


def drop(folder: str, name: str) -> None:
    """Keep nothing under the name any longer."""
    _remove(_place(folder, name))


def keep(folder: str, name: str, parts: Iterable[bytes]) -> None:
    """Keep the bytes, given in parts, under the name: at once or not at all, so that two processes may do so too."""
    temporary = _place(folder, f"{name}-{os.urandom(8).hex()}") + _TEMPORARY
    try:
        _make(folder)
        with open(temporary, "xb") as file:  # noqa: PTH123
            file.writelines(parts)
        os.replace(temporary, _place(folder, name))  # noqa: PTH105
    except (OSError, ValueError):
        _remove(temporary)
        return
    _make_room(folder)


def _place(folder: str, name: str) -> str:
    return f"{folder}/{name}{_SUFFIX}"


def _make(folder: str) -> None:
    """Make the folder, and have version control and backups pass over it."""
    if os.path.isdir(folder):  # noqa: PTH112
        return
    os.makedirs(folder, mode=0o700)  # noqa: PTH103
    for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")):
        with open(f"{folder}/{name}", "x", encoding="ascii") as file:  # noqa: PTH123
            file.write(text)


def _make_room(folder: str) -> None:
    """Remove what was of no use for longest, where there is too much; and what a killed process left behind."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.stat(), entry.path) for entry in entries if entry.name.endswith((_SUFFIX, _TEMPORARY))]
    except OSError:
        return
    size = 0
    for number, (status, path) in enumerate(sorted(found, key=lambda pair: -pair[0].st_mtime_ns)):
        size += status.st_size
        if number and (number >= _FILES or size > _BYTES):
            _remove(path)


def _remove(path: str) -> None:
    try:  # noqa: SIM105
        os.unlink(path)  # noqa: PTH108
    except (OSError, ValueError):
        pass
