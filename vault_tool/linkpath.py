"""The file that a link's path names, as Obsidian looks for it (`getFirstLinkpathDest`, semantics 4).

Where the semantics call a rule uncertain (section 10) the search is generous, but only after the certain rules have
found nothing: it takes the path without the spaces around it (U4), with `a/../b` and `a//b` collapsed to an exact path
(U4), and as a mere ending of a file's path, so that `[[b/Note]]` finds `ab/Note.md` (U1). Two descriptions of
Obsidian say the last of these; the finding that this may cost is better than a false alarm.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from vault_tool.names import NoteKey, cleaned, note_key

RIVALS = 100
"""How many rivals a hit names at most: with all of them, a vault of n files called `README.md` would need n² names."""


class Hit(NamedTuple):
    """A file that a link's path names."""

    path: str
    rivals: tuple[str, ...] = ()
    """Other files that the path fits, in the order of semantics 4.7; none where it is the exact path of one."""
    case_differs: bool = False
    local: bool = False
    """Whether this holds only for links from the same folder."""


class _Order(NamedTuple):
    """The files that a path fits as an ending, shortest path first."""

    keys: tuple[NoteKey, ...]
    first_below: Mapping[str, NoteKey]
    """The first of them in each folder that holds one, subfolders included; empty where there is one file only."""


class Files:
    """All files of a vault by folded path and by folded name; what is looked up once is remembered."""

    __slots__ = ("_by_tail", "_orders", "by_name", "by_path", "namesakes", "twins")

    def __init__(
        self,
        by_path: Mapping[NoteKey, str],
        twins: Mapping[NoteKey, tuple[str, ...]],
        by_name: Mapping[NoteKey, str],
        namesakes: Mapping[NoteKey, list[NoteKey]],
    ) -> None:
        self.by_path = by_path
        self.twins = twins
        """Files whose paths differ in letter case only, sorted."""
        self.by_name = by_name
        """The path of a file with this name."""
        self.namesakes = namesakes
        """The folded paths of all files with this name, where they are several."""
        self._by_tail: dict[str, list[NoteKey]] = {}
        """The paths by their last two components; made when first asked for."""
        self._orders: dict[NoteKey, _Order | None] = {}

    def named(self, name: NoteKey) -> list[NoteKey]:
        """Return the folded paths of the files with this name, in no order."""
        if name in self.namesakes:
            return self.namesakes[name]
        return [note_key(self.by_name[name])] if name in self.by_name else []

    def ending_with(self, key: NoteKey) -> _Order | None:
        """Return the files whose path ends with these whole components, in order; `None` where there are none."""
        if key not in self._orders:
            self._orders[key] = _order(self._fitting(key), self.by_path)
        return self._orders[key]

    def _fitting(self, key: NoteKey) -> list[NoteKey]:
        if "/" not in key:
            return self.named(key)
        if not self._by_tail:
            by_tail = defaultdict(list)
            for path in self.by_path:
                by_tail[_tail(path)].append(path)
            self._by_tail.update(by_tail)
        return [path for path in self._by_tail.get(_tail(key), ()) if path == key or path.endswith(f"/{key}")]


class _ByPath(Mapping[NoteKey, str]):
    """The files by folded path, looked up by their names: a table of all paths would be as large as that of names."""

    def __init__(self, by_name: Mapping[NoteKey, str], several: Mapping[NoteKey, str]) -> None:
        """Take the files by folded name, and by folded path those that are not alone with theirs."""
        self._by_name = by_name
        self._several = several

    def _find(self, key: NoteKey) -> str | None:
        path = self._several.get(key)
        if path is None:
            path = self._by_name.get(NoteKey(key.rpartition("/")[2]))
            if path is not None and note_key(path) != key:
                return None
        return path

    def __getitem__(self, key: NoteKey) -> str:
        path = self._find(key)
        if path is None:
            raise KeyError(key)
        return path

    def __contains__(self, key: object) -> bool:
        return self._find(key) is not None  # type: ignore[arg-type] # other keys than these are not asked for

    def get(self, key: NoteKey, default: Any = None) -> Any:  # noqa: ANN401 -- as Mapping has it
        """Return the file at the path, or else the default."""
        path = self._find(key)
        return default if path is None else path

    def __iter__(self) -> Iterator[NoteKey]:
        alone = (key for path in self._by_name.values() if (key := note_key(path)) not in self._several)
        return chain(alone, self._several)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def index_files(paths: Iterable[str]) -> Files:
    """Return the files by path and name; the order of `paths` does not matter."""
    by_name: dict[NoteKey, str] = {}
    several: dict[NoteKey, str] = {}
    twins: dict[NoteKey, list[str]] = {}
    namesakes: dict[NoteKey, list[NoteKey]] = {}
    for path in paths:
        key = note_key(path)
        name = NoteKey(key.rpartition("/")[2])
        namesake = by_name.setdefault(name, path)
        if namesake is path:
            continue
        if name not in namesakes:
            namesakes[name] = [first := note_key(namesake)]
            several[first] = namesake
        twin = several.setdefault(key, path)
        if twin is path:
            namesakes[name].append(key)
        else:
            twins.setdefault(key, [twin]).append(path)
    in_order = {key: tuple(sorted(set(same))) for key, same in twins.items()}
    several.update((key, same[0]) for key, same in in_order.items())
    shared = {name: keys for name, keys in namesakes.items() if len(keys) > 1}
    return Files(_ByPath(by_name, several), in_order, by_name, shared)


def find_file(files: Files, folder: str, linkpath: str) -> Hit | None:
    """Return the file that the path names in a link from a file in `folder`, or `None`.

    `linkpath` is what was written before the `#`, not empty. It never is a folder, an alias or a title (semantics 4.1,
    4.9).
    """
    written = cleaned(linkpath)
    find = _find_by_path if "/" in written else _find_by_name
    hit = find(files, folder, written)
    if hit is None and written != (trimmed := written.strip()):
        written = trimmed
        hit = find(files, folder, written)
    if hit is None and "/" in written:
        hit = _find_collapsed(files, folder, written) or _find_mere_ending(files, folder, written)
    return hit


def is_dotted(linkpath: str) -> bool:
    """Whether the path has components that are no names, so that what it finds depends on the link's folder."""
    return any(component in {"", ".", ".."} for component in linkpath.split("/"))


def climbs_out(folder: str, linkpath: str) -> bool:
    """Whether the path, taken step by step from `folder`, leaves the vault."""
    depth = folder.count("/") + 1 if folder and not linkpath.startswith("/") else 0
    if linkpath.count("..") <= depth:
        return False
    for component in linkpath.split("/"):
        if component == "..":
            depth -= 1
            if depth < 0:
                return True
        elif component not in {"", "."}:
            depth += 1
    return False


def _find_by_name(files: Files, folder: str, written: str) -> Hit | None:
    """Follow the certain rules for a bare name: the literal name first, then with `.md` (semantics 4.1, 4.2)."""
    for name in (written, f"{written}.md"):
        key = note_key(name)
        if key not in files.by_name:
            continue
        if key not in files.namesakes:
            path = files.by_name[key]
            if files.twins and (twin := note_key(path)) in files.twins:
                return _exact(files, twin, written, local=False)
            return Hit(path, (), not _is_spelled(path, written))
        if key in files.by_path:
            return _exact(files, key, written, local=False)
        order = files.ending_with(key)
        assert order is not None
        return _nearest(files, order, folder, written)
    return None


def _find_by_path(files: Files, folder: str, written: str) -> Hit | None:
    """Follow the certain rules for a path with a `/` (semantics 4.1, 4.3 to 4.7)."""
    relative = written.startswith(("./", "../"))
    wanted = _joined(folder, written) if relative else written.removeprefix("/")
    for path in (wanted, f"{wanted}.md"):
        key = note_key(path)
        if key in files.by_path:
            return _exact(files, key, wanted, local=relative)
        order = None if relative or written.startswith("/") else files.ending_with(key)
        if order is not None:
            return _nearest(files, order, folder, wanted)
    return None


def _joined(folder: str, written: str) -> str:
    """Join a path that begins with dots to the folder; above the root stays at the root (semantics 4.3)."""
    at = 0
    while True:
        if written.startswith("./", at):
            at += len("./")
        elif written.startswith("../", at):
            at += len("../")
            folder = folder.rpartition("/")[0]
        else:
            rest = written[at:]
            return f"{folder}/{rest}" if folder else rest


def _exact(files: Files, key: NoteKey, wanted: str, *, local: bool) -> Hit:
    """Return the file with this folded path; of several that differ in case, the one that is written (U9)."""
    twins = files.twins.get(key)
    if twins is None:
        path = files.by_path[key]
        return Hit(path, (), not _is_spelled(path, wanted), local)
    for path in twins:
        if _is_spelled(path, wanted):
            return Hit(path, (), case_differs=False, local=local)
    return Hit(twins[0], twins[1:][:RIVALS], case_differs=True, local=local)


def _nearest(files: Files, order: _Order, folder: str, wanted: str) -> Hit:
    """Choose by semantics 4.7: the link's own folder first, then the shortest path, then the alphabet."""
    if len(order.keys) == 1:
        return _exact(files, order.keys[0], wanted, local=False)
    chosen = order.first_below.get(note_key(folder), order.keys[0])
    rivals = tuple(files.by_path[key] for key in order.keys[: RIVALS + 1] if key != chosen)[:RIVALS]
    return _exact(files, chosen, wanted, local=True)._replace(rivals=rivals)


def _find_collapsed(files: Files, folder: str, written: str) -> Hit | None:
    if not is_dotted(written.strip("/")) or written.endswith("/"):
        return None
    relative = written.startswith(("./", "../"))
    for base in (folder,) if relative else ("",) if written.startswith("/") else ("", folder):
        wanted = posixpath.normpath(f"/{base}/{written}".replace("//", "/")).lstrip("/")
        for path in (wanted, f"{wanted}.md"):
            if (key := note_key(path)) in files.by_path:
                return _exact(files, key, wanted, local=True)
    return None


def _find_mere_ending(files: Files, folder: str, written: str) -> Hit | None:
    if written.startswith(("/", "./", "../")):
        return None
    for path in (written, f"{written}.md"):
        key = note_key(path)
        ending = [other for other in files.named(NoteKey(key.rpartition("/")[2])) if other.endswith(key)]
        order = _order(ending, files.by_path)
        if order is not None:
            return _nearest(files, order, folder, written)
    return None


def _is_spelled(path: str, wanted: str) -> bool:
    """Whether the file's path has what is wanted at its end, letter for letter, with or without its `.md`."""
    path = cleaned(path)
    return path.endswith(wanted) or path[: -len(".md")].endswith(wanted)


def _order(keys: list[NoteKey], paths: Mapping[NoteKey, str]) -> _Order | None:
    if not keys:
        return None
    if len(keys) == 1:
        return _Order((keys[0],), {})
    in_order = tuple(sorted(keys, key=lambda key: (_length(paths[key]), paths[key])))
    first_below: dict[str, NoteKey] = {}
    for key in in_order:
        for folder in _folders(key):
            first_below.setdefault(folder, key)
    return _Order(in_order, first_below)


def _length(path: str) -> int:
    """Count the path's characters as JavaScript does, in UTF-16 code units."""
    return len(path) if path.isascii() else len(path.encode("utf-16-le", "surrogatepass")) // 2


def _folders(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path


def _tail(path: str) -> str:
    """Return the last two components of the path."""
    name = path.rfind("/")
    return path[path.rfind("/", 0, name) + 1 :] if name > 0 else path
