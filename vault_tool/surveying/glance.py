"""Notes as far as a report lists something of them: their headings, block ids and tasks.

Where a note's lines say those for sure, they are taken from there. So a vault that was surveyed without the reader is
reported without it, which takes longer to load than all that is listed to find.
"""

from collections.abc import Callable, Container, Iterator, Mapping

from vault_tool.model import Note
from vault_tool.skimming.places import blocks_in, headings_in
from vault_tool.skimming.skim import Plain, heading_starts, skim
from vault_tool.surveying.outline import tasks_of
from vault_tool.surveying.sketch import sketch


class Glances(Mapping[str, Note]):
    """The notes of a vault, of which few are asked for."""

    def __init__(self, whole: Mapping[str, Note], source: Callable[[str], bytes]) -> None:
        """Take the notes as they are when they are read in full, and what reads a note's text."""
        self._whole = whole
        self._source = source
        self._known: dict[str, Note] = {}

    def __getitem__(self, path: str) -> Note:
        if path not in self._known:
            self._known[path] = glance(path, self._source(path)) or self._whole[path]
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def glance(path: str, raw: bytes) -> Note | None:
    """Return the note of these bytes with its headings, block ids and tasks; `None` where only the reader can say."""
    skimmed = skim(raw, _ALL_PLAIN)
    drawn = sketch(path, raw, skimmed) if skimmed else None
    if skimmed is None or drawn is None:
        return None
    layout, shift = skimmed.layout, skimmed.body - 1
    tasks = drawn.note.tasks if drawn.note else ()
    if drawn.outline:
        tasks = tuple(tasks_of(layout.text, layout.without_code(), shift))
    starts = heading_starts(layout, shift)
    headings = [
        heading._replace(start=start, stop=start)
        for heading, start in zip(headings_in(skimmed.lines), starts, strict=True)
    ]
    return Note(path=path, tasks=tasks, headings=tuple(headings), blocks=tuple(blocks_in(skimmed.lines)))


class _Everything(Container[bytes]):
    def __contains__(self, _: object) -> bool:
        return True


_ALL_PLAIN = Plain(_Everything(), lambda _: True, lambda _: True, lambda _: True)
"""Says of every link that it is right: nobody asks for those here."""
