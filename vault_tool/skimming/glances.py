"""Notes as far as something of them is listed, taken from their lines where these say it for sure.

So what is shown of notes that were skimmed is found without the reader, which takes several times as long.
"""

from collections.abc import Callable, Iterator, Mapping

from vault_tool.model import Note
from vault_tool.skimming.places import blocks_in, headings_in
from vault_tool.skimming.skim import UNNUMBERED, Plain, Skimmed, heading_starts, skim


class Glances(Mapping[str, Note]):
    """The notes of a vault, of which few are asked for."""

    def __init__(
        self,
        whole: Mapping[str, Note],
        source: Callable[[str], bytes],
        glance: Callable[[str, bytes], Note | None],
    ) -> None:
        """Take the notes as they are when they are read in full, what reads a note's text, and what glances at it."""
        self._whole = whole
        self._source = source
        self._glance = glance
        self._known: dict[str, Note] = {}

    def __getitem__(self, path: str) -> Note:
        if path not in self._known:
            self._known[path] = self._glance(path, self._source(path)) or self._whole[path]
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def note_with_places(path: str, raw: bytes) -> Note | None:
    """Return the note of these bytes with its headings and block ids; `None` where only the reader can say."""
    skimmed = skim_places(raw)
    return None if skimmed is None else with_places(Note(path=path), skimmed)


def skim_places(raw: bytes) -> Skimmed | None:
    """Skim a note of whose links nobody asks whether they are right."""
    return skim(raw, _ALL_PLAIN)


def with_places(note: Note, skimmed: Skimmed) -> Note:
    """Return the note with the headings and block ids that were skimmed; headings say where they begin."""
    starts = heading_starts(skimmed.layout, skimmed.body - 1)
    headings = [
        heading._replace(start=start, stop=start)
        for heading, start in zip(headings_in(skimmed.lines), starts, strict=True)
    ]
    return note._replace(headings=tuple(headings), blocks=tuple(blocks_in(skimmed.lines)))


_ALL_PLAIN = Plain(lambda _: 0, lambda _: True, lambda _: UNNUMBERED, lambda _: True)
