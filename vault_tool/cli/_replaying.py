"""A call that was made before: what it printed is printed again, brought up to date where notes have changed."""

import os
import sys
import time

from vault_tool.cache.amendments import (
    SUFFIX,
    Amendment,
    amended_output,
    amended_rows,
    packed_amendment,
    rows_since,
    unpacked_amendment,
)
from vault_tool.cache.calls import Call, name_of
from vault_tool.cache.runs import Run, packed_run, unpacked_run

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import TextIO

    from vault_tool.cache.plan import Plan
    from vault_tool.skimming import Checked
    from vault_tool.store import Location


def replay(call: Call) -> int | None:
    """Print what the call would print, and return its exit code; `None` where that is not known."""
    from vault_tool.store.installed import installation
    from vault_tool.store.keeping import kept, own_folder, touch
    from vault_tool.store.rows import differing, signatures

    folder = call.folder or own_folder()
    if not call.is_kept or folder is None or sys.stdout is None or sys.stderr is None:
        return None
    began = time.time_ns()
    try:
        surroundings = call.surroundings()
    except OSError:
        return None
    name = name_of(surroundings)
    data = kept(folder, name)
    run = unpacked_run(data, (*installation(), *surroundings)) if data is not None else None
    if run is None or (run.day and run.day != call.day) or signatures(run.watched) != run.signatures:
        return None
    amendment = _amendment(run, folder, name)
    rows = amended_rows(run.rows, amendment) if amendment else run.rows
    get_ready = (lambda: _get_ready(run)) if run.update else None
    other = differing(run.root, rows, amendment.rows if amendment else (), get_ready)
    if not other:
        touch(folder, name)
    else:
        amendment = _amended(run, amendment, rows, other, folder, name, began) if run.update else None
        if amendment is None:
            return None
    try:
        _write(sys.stderr, (run.err,))
        _write(sys.stdout, amended_output(run.out, amendment.pieces) if amendment else (run.out,))
    except BrokenPipeError:
        # What click makes of a reader that has seen enough, such as `head`; Python would try again, and complain.
        os._exit(1)
    return run.code if amendment is None else int(amendment.failing > 0)


def _get_ready(run: Run) -> None:
    """Load what brings the run up to date, in time that would be spent waiting."""
    from vault_tool.cache.beginning import plan_in
    from vault_tool.cache.updating import get_ready

    get_ready(plan_in(run.update))


def _amendment(run: Run, folder: str, name: str) -> Amendment | None:
    """Return what has changed about the run, as far as that is known."""
    from vault_tool.store.keeping import kept

    data = kept(folder, f"{name}{SUFFIX}") if run.update else None
    return unpacked_amendment(data, run.name) if data is not None else None


def _amended(
    run: Run,
    amendment: Amendment | None,
    before: dict[str, bytes],
    other: "dict[str, bytes | None]",
    folder: str,
    name: str,
    began: int,
) -> Amendment | None:
    """Return what has changed about the run now, and keep it; `None` where it is quicker, or the only way, to run anew.

    `before` are the rows of the vault when it was last looked at, `other` what differs from them.
    """
    from vault_tool.cache.base import DamagedError
    from vault_tool.cache.beginning import are_paths, resumed
    from vault_tool.cache.updating import Changes, TooMuchError, amend, has_notes
    from vault_tool.store.contents import reader
    from vault_tool.store.keeping import KeptParts, keep, touch
    from vault_tool.store.rows import changes, doubted, files_in, have_linked_folders, rescan

    amendment = amendment or Amendment(run.name, {}, {}, ({}, [], []), 0)
    try:
        rows = rescan(run.root, before, other)
        found = Changes(*changes(before, rows))
        fresh = [row for path, row in rows.items() if before.get(path) != row]
        if have_linked_folders(fresh) or not are_paths((*found.added, *found.removed, *found.changed)):
            return None
        with KeptParts(folder, f"{name}-base") as parts:
            begun = resumed(run.update, parts.read, parts.size)
            if found.removed and not has_notes(files_in(rows), begun.plan.within):
                return None
            amend(amendment, begun, found, run.out, reader(run.root))
    except (DamagedError, TooMuchError, OSError):
        return None
    now = {path: row if before.get(path) == row else doubted(row, began) for path, row in rows.items()}
    amendment.rows = rows_since(run.rows, now)
    touch(folder, name)
    touch(folder, f"{name}-base")
    keep(folder, f"{name}{SUFFIX}", (packed_amendment(amendment),))
    return amendment


class Recording:
    """A call whose run is to be kept: what it depends on, noted before anything of it is read."""

    def __init__(self, call: Call, start: "Path", location: "Location") -> None:
        """Note the state of the vault that was found from `start`; raises `OSError` where that cannot be seen."""
        from vault_tool.store.installed import installation
        from vault_tool.store.keeping import own_folder
        from vault_tool.store.location import find_vault, looked_at
        from vault_tool.store.rows import scan, signatures

        self._began = time.time_ns()
        self._day = call.day
        self._folder = call.folder or own_folder() or ""
        self._surroundings = call.surroundings()
        self._key = (*installation(), *self._surroundings)
        self._watched = looked_at(start, location)
        self._signatures = signatures(self._watched)
        self._root = str(location.root)
        self._rows = scan(self._root)
        if not self._folder or find_vault(start) != location:
            raise OSError(self._folder)

    def keep(self, out: str, err: str, code: int, checked: "Checked | None" = None, plan: "Plan | None" = None) -> None:
        """Keep what was printed; what has changed since it began, the next run will see changed.

        It holds on this day only, unless it was made of what was found by skimming. Where there is a `plan`, it is all
        that was found, one a line.
        """
        from vault_tool.store.keeping import drop, keep
        from vault_tool.store.rows import are_settled, doubted, files_in, have_linked_folders

        if not are_settled(self._signatures, self._began) or have_linked_folders(self._rows.values()):
            return
        name = name_of(self._surroundings)
        update = b""
        if checked and plan and checked.heard and not err:
            from vault_tool.cache.beginning import are_paths, begun

            if are_paths(files_in(self._rows)):
                update, base = begun(checked, plan)
                keep(self._folder, f"{name}-base", base)
        run = Run(
            key=self._key,
            day=None if checked and checked.is_skimmed else self._day,
            watched=self._watched,
            signatures=self._signatures,
            root=self._root,
            rows={folder: doubted(row, self._began) for folder, row in self._rows.items()},
            out=out.encode(errors="replace"),
            err=err.encode(errors="replace"),
            code=code,
            update=update,
            name=os.urandom(8),
        )
        drop(self._folder, f"{name}{SUFFIX}")
        keep(self._folder, name, (packed_run(run),))


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


def _write(stream: "TextIO", pieces: "Iterable[bytes | memoryview]") -> None:
    """Write the bytes to a text stream, with the line ends of the system."""
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(b"".join(pieces).decode())
        return
    for piece in pieces:
        buffer.write(piece if os.linesep == "\n" else bytes(piece).replace(b"\n", os.linesep.encode()))
    stream.flush()
