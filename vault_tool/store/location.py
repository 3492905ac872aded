"""Which vault is meant, and which settings hold in it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vault_tool.configuration import (
    OBSIDIAN_FILES,
    OWN_FILES,
    Layer,
    configured_root,
    extended_file,
    own_table,
    settings_from,
    unreadable_files,
)
from vault_tool.errors import ConfigurationError, UsageError
from vault_tool.names import cleaned
from vault_tool.settings import Settings
from vault_tool.store.contents import read_bytes, read_if_there, reason


@dataclass(frozen=True, slots=True)
class Location:
    """A vault, and the part of it that was asked for."""

    root: Path
    """Absolute."""
    scope: str = ""
    """The vault folder that was asked for; empty for all."""


class _Configuration(NamedTuple):
    table: Mapping[str, object]
    file: Path
    root: Path
    """The vault that it is about."""


def find_vault(start: Path) -> Location:
    """Return the vault that holds the folder.

    It is the nearest parent with `.obsidian/`, a `.vault-tool.toml` or a `pyproject.toml` with a table
    `[tool.vault-tool]`, the last two of which may name a folder beside them as the vault's `root`. A vault in which
    the folder does not lie, because its root is elsewhere or it does not see names that begin with a dot, is passed
    over. Where there is none, the folder itself is the vault.

    Raises `UsageError` where there is no such folder, and `ConfigurationError` where a file on the way cannot be
    followed.
    """
    folder = _existing(start)
    for root in _vaults_around(folder):
        scope = _scope(root, folder)
        if scope is not None:
            return Location(root, scope)
    return Location(folder)


def read_settings(root: Path) -> Settings:
    """Return the settings of the vault at the root, from its own files and Obsidian's.

    Our configuration is the nearest, there or above, that is about this vault, with what it extends; others farther
    up count for nothing. Raises `ConfigurationError` where it cannot be followed.
    """
    root = _absolute(root)
    obsidian, unreadable = {}, {}
    for name in OBSIDIAN_FILES:
        try:
            obsidian[name] = read_bytes(str(root / ".obsidian" / name))
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            unreadable[f".obsidian/{name}"] = reason(error)
    unreadable.update(unreadable_files(obsidian))
    layers: tuple[Layer, ...] = ()
    for folder in (root, *root.parents):
        found = _configuration(folder)
        if found and found.root == root:
            layers = tuple(_layers(found))
            break
    return settings_from(layers, obsidian)._replace(unreadable=unreadable)


def looked_at(start: Path, location: Location) -> tuple[str, ...]:
    """Return every place outside of what the vault shows that says what and where it is, be there something or not.

    These are what `find_vault` and `read_settings` look at, and what makes a folder a repository. `start` is what the
    location was found from. Raises `ConfigurationError` as those do.
    """
    folder, root = _existing(start), location.root
    places = [folder, *(root / ".obsidian" / name for name in OBSIDIAN_FILES)]
    for parent in dict.fromkeys((folder, *folder.parents, root, *root.parents)):
        places += [parent / name for name in (*OWN_FILES, ".obsidian", ".git")]
        found = _configuration(parent)
        if found:
            places.append(found.root)
            places += [Path(layer.file).absolute() for layer in _layers(found)] if found.root == root else []
    return tuple(dict.fromkeys(map(str, places)))


def _existing(start: Path) -> Path:
    try:
        folder = _absolute(start)
        if folder.is_dir():
            return folder
        if folder.exists():
            raise UsageError(f"{start} is a file; name the folder that holds it: {start.parent}")
    except OSError as error:
        raise UsageError(f"{start}: cannot be read: {reason(error)}") from error
    raise UsageError(f"no such folder: {start}; name the folder that holds the notes")


def _absolute(folder: Path) -> Path:
    """Return the folder's path without `..`, and otherwise by the links that lead to it: those are part of a vault."""
    return Path(os.path.realpath(folder)) if ".." in folder.parts else folder.absolute()


def _vaults_around(folder: Path) -> Iterator[Path]:
    """Yield the roots of the vaults that the folder or a parent of it announces, nearest first."""
    for parent in (folder, *folder.parents):
        found = _configuration(parent)
        if found:
            if not found.root.is_dir():
                shown = _shown(found.file)
                raise ConfigurationError(f"{shown}: root: no such folder: {found.root}; create or correct it")
            yield found.root
        elif (parent / ".obsidian").is_dir():
            yield parent


def _configuration(folder: Path) -> _Configuration | None:
    """Return what the folder's own files say of a vault."""
    for name in OWN_FILES:
        raw = read_if_there(folder / name)
        if raw is None:
            continue
        shown = _shown(folder / name)
        table = own_table(raw, shown)
        if table is not None:
            return _Configuration(table, folder / name, folder / configured_root(table, shown))
    return None


def _layers(found: _Configuration) -> Iterator[Layer]:
    """Yield the file and those that it extends, one after the other; one that extends itself is refused."""
    table, file = found.table, found.file
    met = [file]
    while True:
        shown = _shown(file)
        yield Layer(table, shown)
        extend = extended_file(table, shown)
        if not extend:
            return
        file = Path(os.path.normpath(file.parent / extend))
        if file in met:
            circle = " extends ".join(map(_shown, (*met[met.index(file) :], file)))
            raise ConfigurationError(f"{shown}: extend: it leads in a circle: {circle}")
        met.append(file)
        raw = read_if_there(file)
        if raw is None:
            raise ConfigurationError(f"{shown}: extend: no such file: {_shown(file)}; create or correct it")
        read = own_table(raw, _shown(file))
        if read is None:
            raise ConfigurationError(f"{shown}: extend: {_shown(file)} has no table [tool.vault-tool]")
        table = read


def _scope(root: Path, folder: Path) -> str | None:
    """Return the folder as a path in the vault, empty where it holds the vault, `None` where it is not in it."""
    if root.is_relative_to(folder):
        return ""
    if not folder.is_relative_to(root):
        return None
    parts = folder.relative_to(root).parts
    return None if any(part.startswith(".") for part in parts) else cleaned("/".join(parts))


def _shown(file: Path) -> str:
    """Return the file as a person in the current folder would name it."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
