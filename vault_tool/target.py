"""Where a link leads: the answer, as against the `Link` that was written."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tool.model import Block, Heading, Link


class Found(NamedTuple):
    """A note, and the place in it that the subpath names."""

    path: str
    place: Heading | Block | None = None
    """`None` where the link names the whole note."""
    rivals: tuple[str, ...] = ()
    """Other files that the written name fits too, in Obsidian's order (semantics 4.7), at most a hundred; none where
    the link gives the file's exact path."""
    case_differs: bool = False
    """Whether only a comparison without case finds it."""
    escapes: bool = False
    """Whether the link climbs above the vault's root, where Obsidian stays (semantics 4.3)."""


class Attached(NamedTuple):
    """A file that is no note; a subpath on it is not checked (semantics 5.8)."""

    path: str
    """In the GitHub dialect it may be a folder's; the vault's own is empty."""
    rivals: tuple[str, ...] = ()
    case_differs: bool = False
    escapes: bool = False


class External(NamedTuple):
    """A URL."""

    url: str


class Missing(NamedTuple):
    """Nothing there."""

    what: Literal["note", "attachment", "heading", "block", "placeholder"]
    """A placeholder is a link that a template will fill in (`[[{{title}}]]`, `[[<% … %>]]`): nobody's mistake."""
    path: str | None = None
    """The note that was found, where only its heading or block is missing: still an edge of the graph."""
    aliases: tuple[str, ...] = ()
    """Notes that have the name as an alias; an alias never resolves a link (semantics 4.9)."""
    escapes: bool = False
    """Whether the link climbs above the vault's root."""
    dialects: tuple[str, ...] = ()
    """Other dialects in which it resolves."""


Target: TypeAlias = Found | Attached | External | Missing


class Reference(NamedTuple):
    """A link, who wrote it, and where it leads."""

    source: str
    link: Link
    target: Target

    @property
    def edge(self) -> str | None:
        """The path that it connects its source with; `None` where there is nothing at the other end."""
        return None if isinstance(self.target, External) else self.target.path
