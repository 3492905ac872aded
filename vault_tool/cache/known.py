"""What is known of a vault without looking at it: its base, and over it what has changed since."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from vault_tool.asking import ANY
from vault_tool.cache.base import Asked, Base
from vault_tool.filekind import file_kind
from vault_tool.linkpath import Files
from vault_tool.model import FileKind, Note, Vault
from vault_tool.names import NoteKey, note_key
from vault_tool.resolve import Index
from vault_tool.settings import Settings

Key = TypeVar("Key")
Value = TypeVar("Value")


class Reread(NamedTuple):
    """What is known of a note or canvas that was read again."""

    asks: tuple[str, ...]
    asks_places: tuple[str, ...]
    aliases: tuple[str, ...]
    places: bytes
    """Its headings and block ids, to be compared: where they are equal, links to them lead as they did."""


class Overlay:
    """What has changed since the base was made; as plain values, so that it can be kept."""

    def __init__(self, reread: dict[str, Any], added: Iterable[str], removed: Iterable[str]) -> None:
        """Take the notes and canvases that were read again by their paths, and the files that came and went."""
        self.reread = {path: Reread(*values) for path, values in reread.items()}
        self.added = set(added)
        self.removed = set(removed)

    def values(self) -> tuple[dict[str, tuple[object, ...]], list[str], list[str]]:
        """Return what it is made of."""
        return {path: tuple(values) for path, values in self.reread.items()}, sorted(self.added), sorted(self.removed)

    def remove(self, path: str) -> None:
        """Note that a file is gone."""
        self.added.discard(path)
        self.removed.add(path)
        self.reread.pop(path, None)


class Known:
    """The names of a vault, and what asks for them."""

    def __init__(self, base: Base, overlay: Overlay) -> None:
        self._base = base
        self.overlay = overlay
        self._named: dict[str, list[str]] = {}

    @cached_property
    def _added(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.overlay.added:
            found.setdefault(note_key(path).rpartition("/")[2], []).append(path)
        return found

    def named(self, name: str) -> list[str]:
        """Return the paths of the files with this folded name."""
        if name not in self._named:
            gone = self.overlay.removed
            found = [path for path in self._base.named(name) if path not in gone]
            self._named[name] = sorted({*found, *self._added.get(name, ())})
        return self._named[name]

    def has(self, path: str) -> bool:
        """Whether there is a file at exactly this path."""
        return path in self.named(note_key(path).rpartition("/")[2])

    def asking(self, names: Iterable[str]) -> set[str]:
        """Return the notes and canvases with links that ask for one of the names."""
        return self._asking(names, 0, lambda asked: asked.asking)

    def asking_places(self, names: Iterable[str]) -> set[str]:
        """Return those that ask for a heading or block in a file of one of the names."""
        return self._asking(names, 1, lambda asked: asked.asking_places)

    def _asking(self, names: Iterable[str], field: int, of: Callable[[Asked], Mapping[str, list[int]]]) -> set[str]:
        wanted = {*names}
        if not wanted:
            return wanted
        wanted.add(ANY)
        overlay = self.overlay
        numbers = {number for name in wanted for asked in self._base.asked(name) for number in of(asked).get(name, ())}
        found = {
            path for path in map(self._base.path, numbers) if path not in overlay.reread and path not in overlay.removed
        }
        return found | {path for path, values in overlay.reread.items() if not wanted.isdisjoint(values[field])}

    def aliases(self, path: str) -> tuple[str, ...]:
        """Return the folded aliases of the note at the path."""
        reread = self.overlay.reread.get(path)
        if reread is not None:
            return reread.aliases
        if path in self.overlay.removed:
            return ()
        return tuple(alias for asked in self._base.asked(path) for alias in asked.aliases.get(path, ()))

    def bearers(self, alias: str) -> tuple[str, ...]:
        """Return the notes that have this folded alias."""
        overlay = self.overlay
        found = {
            path
            for asked in self._base.asked(alias)
            for path in asked.bearers.get(alias, ())
            if path not in overlay.reread and path not in overlay.removed
        }
        found.update(path for path, values in overlay.reread.items() if alias in values.aliases)
        return tuple(sorted(found))


class Lookup(Mapping[Key, Value]):
    """A mapping whose values are found when they are asked for, and that cannot be gone through."""

    def __init__(self, find: Callable[[Key], Value | None]) -> None:
        """Take what finds a value; `None` is none."""
        self._find = find
        self._found: dict[Key, Value | None] = {}

    def __getitem__(self, key: Key) -> Value:
        if key not in self._found:
            self._found[key] = self._find(key)
        value = self._found[key]
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type] # other keys than these are not asked for

    def __iter__(self) -> Iterator[Key]:
        raise TypeError("only what is asked for is known")

    def __len__(self) -> int:
        return 1


class KnownFiles(Files):
    """The files of a vault, of which only those are looked up whose names are asked for."""

    __slots__ = ("_known",)

    def __init__(self, known: Known) -> None:
        self._known = known
        super().__init__(
            by_path=Lookup(lambda key: next(iter(self._at(key)), None)),
            twins=Lookup(lambda key: at if len(at := self._at(key)) > 1 else None),
            by_name=Lookup(lambda name: next(iter(known.named(name)), None)),
            namesakes=Lookup(lambda name: keys if len(keys := self.named(name)) > 1 else None),
        )

    def _at(self, key: NoteKey) -> tuple[str, ...]:
        return tuple(path for path in self._known.named(key.rpartition("/")[2]) if note_key(path) == key)

    def named(self, name: NoteKey) -> list[NoteKey]:
        """Return the folded paths of the files with this name, in no order."""
        return list(dict.fromkeys(map(note_key, self._known.named(name))))

    def _fitting(self, key: NoteKey) -> list[NoteKey]:
        named = self.named(NoteKey(key.rpartition("/")[2]))
        return [path for path in named if path == key or path.endswith(f"/{key}")]


class _Notes(Mapping[str, Note]):
    """The notes of a vault, of which those are read that are asked for; they cannot be gone through."""

    def __init__(self, known: Known, read: Callable[[str], Note]) -> None:
        self._known = known
        self._read = read

    def __getitem__(self, path: str) -> Note:
        if path not in self:
            raise KeyError(path)
        return self._read(path)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and file_kind(path) is FileKind.NOTE and self._known.has(path)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("only what is asked for is known")

    def __len__(self) -> int:
        return 1


def known_index(known: Known, files: KnownFiles, settings: Settings, read: Callable[[str], Note]) -> Index:
    """Return an index by which links are resolved as Obsidian does; `read` reads the notes that this asks for."""
    notes = _Notes(known, read)
    kinds = Lookup[str, FileKind](lambda path: file_kind(path) if known.has(path) else None)
    vault = Vault(notes=notes, files=kinds, settings=settings)
    bearers = Lookup[NoteKey, tuple[str, ...]](lambda alias: known.bearers(alias) or None)
    return Index(vault, files, compares_dialects=False, known_aliases=bearers)
