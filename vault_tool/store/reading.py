"""A vault, a source or a tree of files, read whole."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from vault_tool.collector import collector_paused
from vault_tool.errors import UsageError
from vault_tool.exclusion import excluded_paths
from vault_tool.filekind import file_kind
from vault_tool.model import Canvas, Defect, DefectKind, FileKind, Note, Vault
from vault_tool.settings import Dialect, Settings
from vault_tool.store.contents import read_bytes, reason
from vault_tool.store.listing import list_files
from vault_tool.store.location import read_settings
from vault_tool.text import readable

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many notes and canvases are read, and how many there are."""

_STRIDE = 100
"""How many files are read between two calls of it."""

_SOURCE_SUFFIXES = (".md", ".markdown")


def read_vault(
    root: Path,
    *,
    dialect: Dialect | None = None,
    hubs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Vault:
    """Read every note and canvas of the vault at the root, with the settings that its own files give it.

    `dialect` goes before what those say; `hubs` are added to it. What cannot be read is left alone: a note or canvas
    becomes one without content and with a defect, and all of it stands in `unreadable`.

    Raises `UsageError` where the root cannot be listed, `ConfigurationError` where its configuration cannot be
    followed.
    """
    said = read_settings(root)
    settings = said._replace(dialect=dialect or said.dialect, hubs=(*said.hubs, *hubs))
    return _read(root, settings, progress)


class Unread(NamedTuple):
    """A vault of which only the names are known, and how its files are read."""

    root: Path
    settings: Settings
    files: Mapping[str, FileKind]
    """Every visible file, in the order of their names, folder by folder."""
    excluded: frozenset[str]
    unreadable: Mapping[str, str]
    """Configuration files and folders that the system would not let us read, each with its reason."""
    read: Callable[[str], bytes]
    """Reads a file by its path. Raises `OSError`."""
    source: Callable[[str], bytes]
    """Reads the text of a note or canvas, as the UTF-8 that its places count in; empty where it has gone."""


def list_vault(root: Path, *, dialect: Dialect | None = None) -> Unread:
    """Return what the vault at the root holds, with the settings that its own files give it. Raises as `read_vault`."""
    said = read_settings(root)
    settings = said._replace(dialect=dialect or said.dialect)
    listing = list_files(root)
    files = {path: file_kind(path) for path in listing.files}
    return Unread(
        root,
        settings,
        files,
        excluded_paths(files, settings),
        {**settings.unreadable, **listing.unreadable},
        partial(_bytes, listing.files),
        partial(_source, listing.files),
    )


def _read(root: Path, settings: Settings, progress: Progress | None) -> Vault:
    # A command that writes, or that finds all in its cache, needs no parser.
    from vault_tool.canvas import parse_canvas  # noqa: PLC0415
    from vault_tool.parse import parse_note  # noqa: PLC0415

    listing = list_files(root)
    files = {path: file_kind(path) for path in listing.files}
    texts = [path for path, kind in files.items() if kind in (FileKind.NOTE, FileKind.CANVAS)]
    notes: dict[str, Note] = {}
    canvases: dict[str, Canvas] = {}
    unreadable = {**settings.unreadable, **listing.unreadable}
    with collector_paused():
        for done, path in enumerate(texts):
            if progress and done % _STRIDE == 0:
                progress(done, len(texts))
            is_note = files[path] is FileKind.NOTE
            try:
                raw = read_bytes(listing.files[path])
            except OSError as error:
                unreadable[path] = reason(error)
                message = f"cannot be read: {unreadable[path]}"
                if is_note:
                    notes[path] = Note(path=path, defects=(Defect(DefectKind.UNDECODABLE_NOTE, message, 0, 0),))
                else:
                    canvases[path] = Canvas(path=path, defects=(Defect(DefectKind.BROKEN_CANVAS, message, 0, 0),))
                continue
            if is_note:
                notes[path] = parse_note(path, raw)
            else:
                canvases[path] = parse_canvas(path, raw)
    if progress:
        progress(len(texts), len(texts))
    return Vault(
        notes=notes,
        canvases=canvases,
        files=files,
        excluded=excluded_paths(files, settings),
        unreadable=unreadable,
        settings=settings,
        source=partial(_source, listing.files),
    )


def read_tree(root: Path, kinds: Container[FileKind] = frozenset(FileKind)) -> Mapping[str, bytes]:
    """Return the bytes of the visible files of these kinds, by vault path; of a folder that is not there, none.

    Raises `UsageError` where one of them cannot be read: who builds on what is there must not take it for absent.
    """
    if not root.exists():
        return {}
    listing = list_files(root)
    for path, trouble in listing.unreadable.items():
        raise UsageError(f"{root / path}: cannot be read: {trouble}")
    return {path: _required(disk) for path, disk in listing.files.items() if file_kind(path) in kinds}


def read_sources(path: Path) -> Mapping[str, bytes]:
    """Return the bytes of a Markdown file by its name, or of a folder's `.md` and `.markdown` files by their paths.

    Names that begin with a dot are left out. Raises `UsageError` where there is no such source, where one of its
    files cannot be read and where a folder has no Markdown.
    """
    if path.is_file():
        return {path.name: _required(str(path))}
    if not path.is_dir():
        raise UsageError(f"no such source: {path}; name a Markdown file or a folder of such files")
    sources = {
        name: _required(disk)
        for name, disk in list_files(path).files.items()
        if name.lower().endswith(_SOURCE_SUFFIXES)
    }
    if not sources:
        raise UsageError(f"no Markdown in {path}; name a Markdown file or a folder of such files")
    return sources


def _bytes(files: Mapping[str, str], path: str) -> bytes:
    return read_bytes(files[path])


def _source(files: Mapping[str, str], path: str) -> bytes:
    """Return the text of a note or canvas as its places count; empty where it has gone since it was read."""
    try:
        return readable(read_bytes(files[path]))
    except OSError:
        return b""


def _required(disk: str) -> bytes:
    try:
        return read_bytes(disk)
    except OSError as error:
        raise UsageError(f"{disk}: cannot be read: {reason(error)}") from error
