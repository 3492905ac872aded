"""A folder whose files are read when they are asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from vault_tool.errors import UsageError
from vault_tool.store.contents import read_bytes, reason
from vault_tool.store.listing import list_files


class Tree(Mapping[str, bytes]):
    """The visible files of a folder by vault path; each is read once, when it is first asked for.

    Asking raises `KeyError` for what is not there, and `UsageError` for what cannot be read.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._read: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        data = self._read.get(path)
        if data is None:
            disk = self._files[path]
            try:
                data = self._read[path] = read_bytes(disk)
            except OSError as error:
                raise UsageError(f"{disk}: cannot be read: {reason(error)}") from error
        return data

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def open_tree(root: Path) -> Tree:
    """List the visible files below the folder; of one that is not there, none.

    Links to nowhere are left out. Raises `UsageError` where the folder or one below it cannot be listed: what it holds
    must not be taken for absent.
    """
    if not root.exists():
        return Tree({})
    listing = list_files(root)
    for path, trouble in listing.unreadable.items():
        if path not in listing.files:
            raise UsageError(f"{root / path}: cannot be read: {trouble}")
    return Tree({path: disk for path, disk in listing.files.items() if path not in listing.unreadable})
