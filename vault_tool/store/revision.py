"""A vault as it was at a git revision, read from git's objects: nothing is checked out, nothing written.

Most of it is what it is now. A note whose content git knows to be the same, under whatever name, is not parsed again;
and what git does not know (ignored files, what a link or a submodule brings in) is taken to be the same before and now.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vault_tool.exclusion import excluded_paths
from vault_tool.filekind import file_kind
from vault_tool.model import Canvas, FileKind, Note, Vault
from vault_tool.store.git import Blob, Repository
from vault_tool.store.listing import vault_path
from vault_tool.text import readable

_SYMLINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A vault as it was, and what has become of its files."""

    vault: Vault
    """With the settings of now, so that the two differ in their files alone."""
    renamed: Mapping[str, str]
    """From the path that a file had to the one that it has, as git's rename detection sees it."""


def read_vault_at(root: Path, revision: str, now: Vault) -> Earlier:
    """Read the vault as it was at the revision; `now` is the vault at the root as it is.

    `main...` is where the current branch left `main`. A link among the files that has changed since is left out.
    Raises `UsageError` where git is not there, the root is in no repository, or it has no such revision.
    """
    repository = Repository(root)
    commit = repository.commit(revision)
    unchanged = {path: blob.id for path, blob in _visible(repository.clean_files()).items() if path in now.files}
    untracked = repository.untracked()
    known_to_git = {*_visible_names(repository.indexed()), *_visible_names(untracked)}
    files = {path: kind for path, kind in now.files.items() if path not in known_to_git}
    kept = {path: path for path in files}
    anew: dict[str, str] = {}
    alike = {identity: path for path, identity in unchanged.items()}
    for path, blob in _visible(repository.tree(commit)).items():
        same = path if unchanged.get(path) == blob.id else alike.get(blob.id)
        if blob.mode == _SYMLINK and same != path:
            continue
        kind = files[path] = file_kind(path)
        if same is not None and file_kind(same) is kind:
            kept[path] = same
        elif kind in (FileKind.NOTE, FileKind.CANVAS):
            anew[path] = blob.id
    texts = dict(zip(anew, repository.contents(anew.values()), strict=True))
    notes, canvases = _parsed(texts)
    for path, same in kept.items():
        if same in now.notes:
            notes[path] = now.notes[same] if same == path else now.notes[same]._replace(path=path)
        elif same in now.canvases:
            canvases[path] = now.canvases[same]._replace(path=path)

    def source(path: str) -> bytes:
        return readable(texts[path]) if path in texts else now.source(kept[path])

    vault = Vault(
        notes=notes,
        canvases=canvases,
        files=files,
        excluded=excluded_paths(files, now.settings),
        settings=now.settings,
        source=source,
    )
    gone = any(path not in now.files for path in files)
    return Earlier(vault, dict(_renamed(repository.renames(commit, untracked))) if gone else {})


def _renamed(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for old, new in names:
        before, after = vault_path(old), vault_path(new)
        if before is not None and after is not None:
            yield before, after


def _parsed(texts: Mapping[str, bytes]) -> tuple[dict[str, Note], dict[str, Canvas]]:
    from vault_tool.canvas import parse_canvas  # noqa: PLC0415
    from vault_tool.parse import parse_note  # noqa: PLC0415

    notes = {path: parse_note(path, raw) for path, raw in texts.items() if file_kind(path) is FileKind.NOTE}
    return notes, {path: parse_canvas(path, raw) for path, raw in texts.items() if path not in notes}


def _visible(files: Iterable[tuple[str, Blob]]) -> dict[str, Blob]:
    """Return the files that a vault sees, by vault path."""
    named = ((vault_path(name), blob) for name, blob in files if blob.mode != _SUBMODULE)
    return {path: blob for path, blob in named if path is not None}


def _visible_names(names: Iterable[str]) -> Iterator[str]:
    return (path for name in names if (path := vault_path(name)) is not None)
