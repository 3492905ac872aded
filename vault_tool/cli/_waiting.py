"""What a person sees while a command works: a bar on standard error, when that is a terminal and it takes a while."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.4
"""For so many seconds nothing is shown: what is over by then needs no bar."""


class Waiting:
    """Shows how far the reading is; as one that is not shown, it does nothing."""

    def __init__(self, *, shown: bool, patience: float = _PATIENCE) -> None:
        self._shown = shown
        self._from = time.monotonic() + patience
        self._bar: tuple[Progress, TaskID] | None = None

    def reading(self, done: int, total: int) -> None:
        """Say how many files are read."""
        self._show("reading", done, total)

    def phase(self, what: str) -> None:
        """Say what begins now, without knowing how long it takes."""
        self._show(what, 0, None)

    def _show(self, what: str, done: int, total: int | None) -> None:
        if not self._shown or (self._bar is None and time.monotonic() < self._from):
            return
        if self._bar is None:
            self._bar = self._begin()
        progress, task = self._bar
        progress.update(task, description=what, completed=done, total=total)

    def _begin(self) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(bar_width=32), MofNCompleteColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        progress.start()
        return progress, progress.add_task("reading", total=None)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar[0].stop()


@contextmanager
def waiting(*, quiet: bool) -> Iterator[Waiting]:
    """Give something to tell how far the work is; it shows it unless `quiet`, and takes it away at the end."""
    shown = Waiting(shown=not quiet and sys.stderr.isatty())
    try:
        yield shown
    finally:
        shown.close()
