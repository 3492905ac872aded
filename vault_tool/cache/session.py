"""A vault that is worked in: what is found in it, kept right change by change."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from vault_tool.cache.base import Base, base_of
from vault_tool.cache.known import Known, Overlay
from vault_tool.cache.updating import Changes, looked_again
from vault_tool.diagnostic import Diagnostic
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind
from vault_tool.parse import parse_note
from vault_tool.progress import Progress, note_progress
from vault_tool.rules._rule import Rule
from vault_tool.skimming import Checked
from vault_tool.surveying.ticking import Ticks, marks_of

_MOST = 10_000
"""How many files may have been read again before everything is."""


class Seen(NamedTuple):
    """A file in which something may be found now that was not, or the other way round."""

    path: str
    found: tuple[Diagnostic, ...]
    """All that is found in it now."""
    appeared: tuple[Diagnostic, ...]
    gone: tuple[Diagnostic, ...]
    """What was found in it, and is not any more; what only has another place is neither."""
    progress: Progress | None
    """That of a note which has changed and has tasks."""


class Session:
    """What is found in a vault; begun with a whole look at it that has listened to what links ask for.

    What its tasks come to is known where `Ticking` observed that look.
    """

    def __init__(self, checked: Checked, rules: Sequence[Rule], within: str, read: Callable[[str], bytes]) -> None:
        """`read` returns the bytes of a file by its path, and may raise `OSError`."""
        self._settings = checked.settings
        self._rules = rules
        self._within = within
        self._read = read
        identity, parts = base_of(checked.files, checked.heard)
        base = b"".join(parts)
        self._base = Base(lambda offset, length: base[offset : offset + length], len(base), identity)
        self._overlay = Overlay({}, (), ())
        marks = chain.from_iterable(seen.items() for seen in checked.observed if isinstance(seen, dict))
        self._ticks = Ticks(marks, checked.settings, within)
        self._found: dict[str, tuple[Diagnostic, ...]] = {}
        for diagnostic in checked.found:
            self._found[diagnostic.path] = (*self._found.get(diagnostic.path, ()), diagnostic)

    @property
    def problems(self) -> int:
        """How many findings there are."""
        return sum(map(len, self._found.values()))

    def progress(self) -> Progress:
        """Return what the tasks come to in all."""
        return self._ticks.progress()

    def found(self) -> tuple[Diagnostic, ...]:
        """Return all findings, sorted by place, without hints."""
        return tuple(diagnostic for path in sorted(self._found) for diagnostic in self._found[path])

    def after(self, changes: Changes) -> list[Seen]:
        """Return what has become of the files that the changes touched, by their paths.

        Raises `TooMuchError` and `OSError`, after which the session is over.
        """
        known = Known(self._base, self._overlay)
        looked = looked_again(
            lambda _: self._rules, self._settings, self._within, known, changes, self._read, most=_MOST
        )
        now: dict[str, list[Diagnostic]] = {}
        for diagnostic in looked.found:
            now.setdefault(diagnostic.path, []).append(diagnostic)
        notes = {
            path: parse_note(path, self._read(path))
            for path in (*changes.added, *changes.changed)
            if file_kind(path) is FileKind.NOTE
        }
        self._ticks.put(dict.fromkeys(changes.removed, "") | {path: marks_of(note) for path, note in notes.items()})
        seen = []
        for path in sorted({*looked.files, *changes.removed}):
            old, new = self._found.pop(path, ()), tuple(now.get(path, ()))
            if new:
                self._found[path] = new
            is_changed = path in looked.files and (path in changes.changed or path in changes.added)
            note = notes.get(path)
            progress = note_progress(note, self._settings) if note and note.tasks else None
            if old != new or is_changed:
                seen.append(Seen(path, new, _less(new, old), _less(old, new), progress))
        return seen


def _less(those: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    left = Counter((other.rule, other.message) for other in others)
    found = []
    for one in those:
        if left[one.rule, one.message] > 0:
            left[one.rule, one.message] -= 1
        else:
            found.append(one)
    return tuple(found)
