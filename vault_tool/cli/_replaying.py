"""A call that was made before: what it printed is printed again, where nothing that it depended on has changed."""

import os
import sys
import time

from vault_tool.cache.calls import Call, name_of
from vault_tool.cache.runs import Run, packed_run, unpacked_run

TYPE_CHECKING = False

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

    from vault_tool.store import Location


def replay(call: Call) -> int | None:
    """Print what the call printed when it was last made, and return its exit code; `None` where that may not hold."""
    from vault_tool.store.installed import installation
    from vault_tool.store.keeping import kept, own_folder, touch
    from vault_tool.store.rows import is_unchanged, signatures

    folder = call.folder or own_folder()
    if not call.is_kept or folder is None or sys.stdout is None or sys.stderr is None:
        return None
    try:
        surroundings = call.surroundings()
    except OSError:
        return None
    name = name_of(surroundings)
    data = kept(folder, name)
    run = unpacked_run(data, (*installation(), *surroundings)) if data is not None else None
    if run is None or signatures(run.watched) != run.signatures or not is_unchanged(run.root, run.rows):
        return None
    touch(folder, name)
    try:
        _write(sys.stderr, run.err)
        _write(sys.stdout, run.out)
    except BrokenPipeError:
        # What click makes of a reader that has seen enough, such as `head`; Python would try again, and complain.
        os._exit(1)
    return run.code


class Recording:
    """A call whose run is to be kept: what it depends on, noted before anything of it is read."""

    __slots__ = ("_began", "_folder", "_key", "_root", "_rows", "_signatures", "_surroundings", "_watched")

    def __init__(self, call: Call, start: "Path", location: "Location") -> None:
        """Note the state of the vault that was found from `start`; raises `OSError` where that cannot be seen."""
        from vault_tool.store.installed import installation
        from vault_tool.store.keeping import own_folder
        from vault_tool.store.location import find_vault, looked_at
        from vault_tool.store.rows import scan, signatures

        self._began = time.time_ns()
        self._folder = call.folder or own_folder() or ""
        self._surroundings = call.surroundings()
        self._key = (*installation(), *self._surroundings)
        self._watched = looked_at(start, location)
        self._signatures = signatures(self._watched)
        self._root = str(location.root)
        self._rows = scan(self._root)
        if not self._folder or find_vault(start) != location:
            raise OSError(self._folder)

    def keep(self, out: str, err: str, code: int) -> None:
        """Keep what was printed, unless a change to what it depends on could go unseen."""
        from vault_tool.store.keeping import keep
        from vault_tool.store.rows import are_settled, are_settled_signatures

        if not are_settled_signatures(self._signatures, self._began) or not are_settled(
            self._rows.values(), self._began
        ):
            return
        run = Run(
            key=self._key,
            watched=self._watched,
            signatures=self._signatures,
            root=self._root,
            rows=self._rows,
            out=out.encode(errors="replace"),
            err=err.encode(errors="replace"),
            code=code,
        )
        keep(self._folder, name_of(self._surroundings), packed_run(run))


def recording(call: object, start: "Path", location: "Location") -> Recording | None:
    """Begin to record the call; `None` where it is not to be kept, or could not be told from another."""
    if not isinstance(call, Call) or not call.is_kept or os.environ.get("GITHUB_STEP_SUMMARY"):
        return None
    if sys.platform == "win32" and sys.stdout is not None and sys.stdout.isatty():
        return None  # A console of Windows is not written to in bytes.
    # Where dots lead out of a linked folder, the link decides, and nobody would see it change.
    if ".." in start.parts and os.path.realpath(start) != os.path.normpath(start.absolute()):
        return None
    try:
        return Recording(call, start, location)
    except OSError:
        return None


def _write(stream: "TextIO", data: bytes) -> None:
    """Write the bytes to a text stream, with the line ends of the system."""
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(data.decode())
    elif data:
        buffer.write(data if os.linesep == "\n" else data.replace(b"\n", os.linesep.encode()))
        stream.flush()
