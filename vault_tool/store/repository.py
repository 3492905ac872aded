"""Where a vault lies in the repository that it is a part of, which is how code hosts name files."""

import os
from pathlib import Path

from vault_tool.names import cleaned


def folder_in_repository(root: Path, workspace: str | None = None) -> str:
    """Return the vault's folder as a path in its repository, with `/`; empty where it is the repository itself.

    The repository is the `workspace` that a CI server names, where the vault lies in it; else the nearest folder at
    or above the vault that has a `.git`; else the vault.
    """
    real = Path(os.path.realpath(root))
    if workspace:
        base = Path(os.path.realpath(workspace))
        if real.is_relative_to(base):
            return _within(real, base)
    base = next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), real)
    return _within(real, base)


def _within(folder: Path, base: Path) -> str:
    path = folder.relative_to(base).as_posix()
    return "" if path == "." else cleaned(path)
