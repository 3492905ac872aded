"""The boxes of each note, gathered while a vault is looked through, and kept right when notes change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vault_tool.exclusion import excluded_paths
from vault_tool.linting.stamping import Raised
from vault_tool.model import Canvas, Note, Vault
from vault_tool.names import within as lies_within
from vault_tool.on_demand import read_in_full
from vault_tool.progress import Progress, is_counted, progress_of
from vault_tool.report.summary import is_report
from vault_tool.settings import Settings
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import Skimmed
from vault_tool.surveying.sketch import sketch

Marks = str
"""What stands in the boxes of a note, one character each."""


def marks_of(note: Note) -> Marks:
    """Return the marks of a note that was read; a report has none, for it only repeats what others say."""
    return "" if is_report(note) else "".join([task.mark for task in note.tasks])


class Ticking:
    """Gathers the marks of the notes of a shard that have any; an `Observer`."""

    def __init__(self, ground: Ground) -> None:
        """Begin with nothing seen; nothing of the ground is needed."""
        del ground
        self._marks: dict[str, Marks] = {}

    def see_skimmed(self, path: str, raw: bytes, skimmed: Skimmed) -> int:
        """Take in a note; see `Observer`."""
        drawn = sketch(path, raw, skimmed)
        if drawn is None:
            self.see_note(read_in_full(path, raw))
            return 1
        if drawn.note and is_report(drawn.note):
            return 0
        outlined = drawn.outline.translate(None, b"\n").decode()
        self._keep(path, outlined or (marks_of(drawn.note) if drawn.note else ""))
        return 0

    def see_note(self, note: Note) -> None:
        """Take in a note that was read in full."""
        self._keep(note.path, marks_of(note))

    def see_canvas(self, canvas: Canvas) -> None:
        """Take in a canvas, which has no boxes."""

    def _keep(self, path: str, marks: Marks) -> None:
        if marks:
            self._marks[path] = marks

    def told(self, paths: Iterable[str]) -> Mapping[str, int]:
        """Return nothing; see `Observer`."""
        del paths
        return {}

    def result(
        self, missing: Mapping[str, int], raised: Sequence[Raised], told: Mapping[str, int]
    ) -> Mapping[str, Marks]:
        """Return the marks by the notes' paths; see `Observer`."""
        del missing, raised, told
        return self._marks


class Ticks:
    """What the boxes of a vault come to, or of a folder in it, note by note."""

    def __init__(self, marks: Iterable[tuple[str, Marks]], settings: Settings, within: str) -> None:
        """Begin with the marks of notes by their paths, whether or not they count; `within` is the folder."""
        self._settings = settings
        self._within = within
        self._marks: dict[str, Marks] = {}
        self._sums: Counter[str] = Counter()
        self.put(dict(marks))

    def put(self, marks: Mapping[str, Marks]) -> None:
        """Take these marks for those of the notes at the paths; no marks where a note is gone."""
        excluded = excluded_paths(marks, self._settings)
        vault = Vault(notes={}, excluded=excluded, settings=self._settings)
        for path, now in marks.items():
            self._sums.subtract(self._marks.pop(path, ""))
            lies_here = not self._within or lies_within(path, (self._within,))
            if now and lies_here and is_counted(Note(path=path), vault):
                self._marks[path] = now
                self._sums.update(now)

    def progress(self) -> Progress:
        """Return what all of them come to."""
        return progress_of(+self._sums, self._settings)
