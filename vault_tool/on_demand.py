"""Notes that are read when they are asked for."""

from collections.abc import Callable, Iterator, Mapping

from vault_tool.model import Note


def read_in_full(path: str, raw: bytes) -> Note:
    """Return the note of these bytes; the reader is loaded with the first one."""
    from vault_tool.parse import parse_note  # noqa: PLC0415 -- to load it takes as long as to skim 300 notes

    return parse_note(path, raw)


class NotesOnDemand(Mapping[str, Note]):
    """The notes of a vault, of which few are asked for; each is read once."""

    def __init__(
        self,
        has: Callable[[str], bool],
        read: Callable[[str], bytes],
        paths: Callable[[], Iterator[str]] | None = None,
    ) -> None:
        """Take what says whether a note is at a path, and what reads its bytes; without `paths` none can be listed."""
        self._has = has
        self._bytes = read
        self._paths = paths
        self._read: dict[str, Note] = {}

    def __getitem__(self, path: str) -> Note:
        if path not in self._read:
            if path not in self:
                raise KeyError(path)
            self._read[path] = read_in_full(path, self._bytes(path))
        return self._read[path]

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._has(path)

    def __iter__(self) -> Iterator[str]:
        if self._paths is None:
            raise TypeError("only what is asked for is known")
        return self._paths()

    def __len__(self) -> int:
        return sum(1 for _ in self._paths()) if self._paths else 1
