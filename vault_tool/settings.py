"""What a vault's own files say about how it is to be read; the values, not the reading of them.

`configuration` makes a `Settings` from `.vault-tool.toml` and from `.obsidian/`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from vault_tool.demands import PropertySchema, PropertyType


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
    FOAM = "foam"


class LinkFormat(StrEnum):
    """How much of a file's path Obsidian writes into a new link (Obsidian Help: Settings, New link format)."""

    SHORTEST = "shortest"
    RELATIVE = "relative"
    ABSOLUTE = "absolute"


DEFAULT_STATUSES: Mapping[str, Status] = {
    " ": Status.OPEN,
    "x": Status.DONE,
    "X": Status.DONE,
    "-": Status.CANCELLED,
    "/": Status.IN_PROGRESS,
}
"""The marks that Obsidian and the Tasks plugin know without a setting (Tasks: Core Statuses)."""


_NOTHING: Mapping[str, Any] = {}


class Settings(NamedTuple):
    """The settings of one vault; every field has the value of a vault that says nothing."""

    statuses: Mapping[str, Status] = DEFAULT_STATUSES
    """What each mark means: ours first, then the Tasks plugin's, then the defaults."""
    dialect: Dialect = Dialect.OBSIDIAN
    link_format: LinkFormat | None = None
    """How Obsidian is to write links; `None` where the vault does not say. It never decides how one is read."""
    markdown_links: bool = False
    """Whether Obsidian is to write Markdown links in place of wikilinks; it never decides how one is read."""
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
    per_path_ignores: Mapping[str, tuple[str, ...]] = _NOTHING
    """Rules whose findings do not count in the files of a pattern (gitignore-style)."""
    severity: Mapping[str, str] = _NOTHING
    """`error`, `warning` or `off`, by rule, in place of the rule's own severity."""
    properties: Mapping[str, "PropertySchema"] = _NOTHING
    """What is asked of properties, by a name of the user's."""
    property_types: Mapping[str, "PropertyType"] = _NOTHING
    """The types that the vault's own `.obsidian/types.json` gives to properties, by lower-case name."""
    naming: Mapping[str, str] = _NOTHING
    """How notes are named, by folder (empty: the vault), the deepest deciding: a style, or `/an expression/`."""
    origins: Mapping[str, str] = _NOTHING
    """The file that said so, by key (`select`) or entry of a table (`severity.broken-link`); a key that is not here
    has its default."""
    unreadable: Mapping[str, str] = _NOTHING
    """Files of Obsidian's that count as absent because they cannot be read, each with the reason."""
