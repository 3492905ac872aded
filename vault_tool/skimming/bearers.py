"""Which notes bear which aliases. Few are ever asked for: an alias resolves no link, but a finding names its bearer.

So the lines that give a note its aliases are kept as they were read, and only those are read as YAML in which a name
stands that is asked for.
"""

from collections.abc import Collection, Iterable, Sequence

from vault_tool.frontmatter import aliases_in
from vault_tool.names import BETWEEN_KEYS, NoteKey, note_key


class Bearers:
    """The notes of a shard that have aliases."""

    def __init__(self) -> None:
        """Begin with none."""
        self._folded: dict[str, str] = {}
        """The folded aliases of notes."""
        self._lines: dict[str, bytes] = {}
        """The lines that give them, of notes where each alias stands in these letter for letter."""

    def keep(self, path: str, aliases: Sequence[str], lines: bytes = b"") -> None:
        """Keep the aliases of a note, and those that these lines of its properties give."""
        if lines:
            # An escape or a doubled quote stands for another letter, and what is not ASCII has several spellings.
            if not aliases and lines.isascii() and b"\\" not in lines and b"''" not in lines:
                self._lines[path] = lines
                return
            aliases = (*aliases, *aliases_in(lines))
        if aliases:
            self._folded[path] = _folded(aliases)

    def of(self, names: Collection[NoteKey]) -> dict[NoteKey, tuple[str, ...]]:
        """Return for each of these folded names the notes that have it as an alias, where there is one."""
        found: dict[NoteKey, tuple[str, ...]] = {}
        if not names:
            return found
        mentioning = ((path, aliases_in(self._lines[path])) for path in self._mentioning(names))
        known = self._folded | {path: _folded(aliases) for path, aliases in mentioning if aliases}
        for path, folded in known.items():
            for alias in map(NoteKey, folded.split(BETWEEN_KEYS)):
                if alias in names:
                    found[alias] = (*found.get(alias, ()), path)
        return found

    def all(self) -> dict[str, str]:
        """Return the folded aliases of each note, parted by `BETWEEN_KEYS`, and keep none."""
        while self._lines:
            path, lines = self._lines.popitem()
            if aliases := aliases_in(lines):
                self._folded[path] = _folded(aliases)
        return self._folded

    def _mentioning(self, names: Iterable[NoteKey]) -> Iterable[str]:
        """Return the notes in whose lines one of the names stands."""
        wanted = [name.encode() for name in names if name and name.isascii()]
        if not wanted or not self._lines:
            return ()
        from ahocorasick_rs import BytesAhoCorasick  # noqa: PLC0415 -- vaults without a broken link need none

        find = BytesAhoCorasick(wanted).find_matches_as_indexes
        return [path for path, lines in self._lines.items() if find(lines.lower())]


def _folded(aliases: Iterable[str]) -> str:
    return BETWEEN_KEYS.join(map(note_key, aliases))
