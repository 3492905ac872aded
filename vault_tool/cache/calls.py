"""A call of the command line as it was made, and what of its surroundings its output depends on."""

import marshal
import os
import sys
import time
import zlib

_VARIABLES = (
    "CI_PROJECT_DIR",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "NO_COLOR",
)
"""The environment variables that the output of a command depends on."""

_GIVEN = "--cache-dir"
_OFF = "--no-cache"


class Call:
    """The arguments, and what is known by them alone; made before they are parsed."""

    __slots__ = ("arguments", "day", "folder", "is_kept")

    def __init__(self, arguments: list[str]) -> None:
        """Take the arguments behind the program's name."""
        self.arguments = arguments
        self.day = time.localtime()[:3]
        """The day on which it began; it may end on the next."""
        self.is_kept = _OFF not in arguments
        """Whether its run may be kept, and one that was kept used."""
        self.folder = _given_folder(arguments)
        """The folder that is to hold the cache; `None` for the user's own."""

    def surroundings(self) -> tuple[object, ...]:
        """Return all besides files, the tool and the day that decides over the output, such as the current folder.

        Raises `OSError` where the current folder is gone.
        """
        environment = os.environ
        return (
            *self.arguments,
            os.getcwd(),  # noqa: PTH109 - pathlib takes a fifth of a run's time to load
            _width(),
            *(environment.get(name) for name in _VARIABLES),
        )


def name_of(surroundings: tuple[object, ...]) -> str:
    """Return the name under which the run of a call in such surroundings is kept; two may share one."""
    written = marshal.dumps(surroundings, 2)  # type: ignore[arg-type] # what it takes has no name
    return f"run-{zlib.crc32(written):08x}{zlib.adler32(written):08x}"


def _given_folder(arguments: list[str]) -> str | None:
    for at, argument in enumerate(arguments):
        if argument == _GIVEN and at + 1 < len(arguments):
            return arguments[at + 1]
        if argument.startswith(f"{_GIVEN}="):
            return argument[len(_GIVEN) + 1 :]
    return None


def _width() -> int | None:
    """Return how wide the terminal is that the output goes to; `None` where it goes to none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 0
