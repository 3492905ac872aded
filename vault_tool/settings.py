"""What a vault's own files say about how it is to be read; the values, not the reading of them.

`configuration` makes a `Settings` from `.vault-tool.toml` and from `.obsidian/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """What the mark in a task's box means (the types of the Tasks plugin)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"
    NON_TASK = "non_task"
    """The box is no task at all: it is not counted."""


class Dialect(StrEnum):
    """Whose rules decide where a link leads."""

    OBSIDIAN = "obsidian"
    GITHUB = "github"


DEFAULT_STATUSES: Mapping[str, Status] = {
    " ": Status.OPEN,
    "x": Status.DONE,
    "X": Status.DONE,
    "-": Status.CANCELLED,
    "/": Status.IN_PROGRESS,
}
"""The marks that Obsidian and the Tasks plugin know without a setting (Tasks: Core Statuses)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one vault; every field has the value of a vault that says nothing."""

    statuses: Mapping[str, Status] = field(default_factory=lambda: DEFAULT_STATUSES)
    """What each mark means: ours first, then the Tasks plugin's, then the defaults."""
    dialect: Dialect = Dialect.OBSIDIAN
    hubs: tuple[str, ...] = ()
    """Paths or names of notes that are hubs whatever they say of themselves."""
    template_folders: tuple[str, ...] = ()
    """Vault folders whose notes are templates and raise no alarm."""
    user_ignore_filters: tuple[str, ...] = ()
    """Obsidian's own *Excluded files*: path prefixes, and regular expressions between slashes (semantics 1.4)."""
    exclude: tuple[str, ...] = ()
    """Files (gitignore-style, from the vault's root) that stay link targets and yield no findings."""
    include: tuple[str, ...] = ()
    """Files (gitignore-style) that count although `exclude` or Obsidian's filters leave them out."""
    allow_missing: tuple[str, ...] = ()
    """Link paths (gitignore-style) that may be missing."""
    select: tuple[str, ...] = ()
    """Rules to run in place of those that are on by default; `DEFAULT` and `ALL` stand for what they say."""
    ignore: tuple[str, ...] = ()
    """Rules not to run."""
