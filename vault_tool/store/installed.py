"""Which vault-tool is running, told by what cannot stay the same when it, or something that it uses, is replaced."""

import os
import sys

from vault_tool import __version__

_PACKAGES = ("site-packages", "dist-packages")


def installation() -> tuple[object, ...]:
    """Return the versions of vault-tool and Python, and the state of our own files and of the packages beside us.

    A folder of packages changes its time when one is installed, upgraded or removed. Our own files are looked at one
    by one, because they may be those of a checkout that somebody works in.
    """
    packages = [path for path in sys.path if path.endswith(_PACKAGES)]
    return (
        __version__,
        sys.version,
        *(_time(path) for path in packages),
        *_state(os.path.dirname(os.path.dirname(__file__))),  # noqa: PTH120 - pathlib takes a fifth of a run's time
    )


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _state(package: str) -> tuple[int, int]:
    """Return the sum of the sizes and of the times of our modules."""
    sizes = times = 0
    folders = [package]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    sizes += status.st_size
                    times += status.st_mtime_ns
                elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
    return sizes, times
