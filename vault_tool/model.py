"""The nouns: what a vault holds, as values that know nothing of files.

A *path* is always relative to the vault, with `/`, in Unicode NFC (semantics 1.5). A *place* is a pair of byte
offsets into the note's text as UTF-8 (`start` included, `stop` not): `source[start:stop]` is what was written. A BOM
counts in the offsets and not in the columns. Records that come by the million are named tuples, which are made in
a third of a frozen dataclass's time.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from vault_tool.settings import Settings


class FileKind(StrEnum):
    """What Obsidian takes a file for, by its extension (Obsidian Help: Accepted file formats)."""

    NOTE = "note"
    CANVAS = "canvas"
    BASE = "base"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    PDF = "pdf"
    OTHER = "other"


class LinkKind(StrEnum):
    """How a link is written."""

    WIKILINK = "wikilink"
    EMBED = "embed"
    MARKDOWN = "markdown"
    MARKDOWN_EMBED = "markdown-embed"
    PROPERTY = "property"
    CANVAS_FILE = "canvas-file"

    @property
    def embeds(self) -> bool:
        """Whether the target is shown in place."""
        return self in (LinkKind.EMBED, LinkKind.MARKDOWN_EMBED)


class Link(NamedTuple):
    """A link as written; where it leads is a `Target`."""

    kind: LinkKind
    path: str
    """The file it names, percent-decoded in Markdown links; empty where it points into its own note."""
    subpath: str | None
    """What follows the first `#`, without it; `None` where there is none."""
    display: str | None
    """The text shown instead, as written; `None` where there is none."""
    start: int
    stop: int
    key: str = ""
    """The property (`up`, `related.0`) or the canvas node's id; empty in a note's body."""

    @property
    def linktext(self) -> str:
        """Path and subpath, as Obsidian's API calls the two together."""
        return self.path if self.subpath is None else f"{self.path}#{self.subpath}"

    def __str__(self) -> str:
        """Write the link as its author did, but for a Markdown link's title and escapes."""
        match self.kind:
            case LinkKind.MARKDOWN | LinkKind.MARKDOWN_EMBED:
                written = f"[{self.display or ''}]({self.linktext})"
            case LinkKind.CANVAS_FILE:
                return self.linktext
            case _:
                written = f"[[{self.linktext}]]" if self.display is None else f"[[{self.linktext}|{self.display}]]"
        return f"!{written}" if self.kind.embeds else written


class Heading(NamedTuple):
    """A heading that a link can name: one at the top level of the note (semantics 6.2)."""

    level: int
    text: str
    """The raw source between the marks, trimmed."""
    start: int
    stop: int


class Block(NamedTuple):
    """A block id (`^id`); its place is the `^id` itself."""

    id: str
    start: int
    stop: int


class Tag(NamedTuple):
    """A tag in the body, with its `#`."""

    name: str
    start: int
    stop: int


class Task(NamedTuple):
    """A list item with a box; its place begins at the `[` and ends with its first line."""

    mark: str
    text: str
    """The rest of the first line, trimmed."""
    parent: int
    """The index of the task whose sub-item this is, in the note's `tasks`; -1 where there is none."""
    start: int
    stop: int


class Goal(NamedTuple):
    """A list item that counts towards a number: `- **Posts** [have:: 3] [goal:: 10]`."""

    text: str
    """The item's first line without the two fields and a task's box, trimmed."""
    have: float
    goal: float
    start: int
    stop: int


class Frontmatter(StrEnum):
    """What became of the block between the `---` lines (semantics 8)."""

    NONE = "none"
    EMPTY = "empty"
    VALID = "valid"
    INVALID = "invalid"


class DefectKind(StrEnum):
    """What can be wrong with a text itself; each is the name of the rule that reports it."""

    INVALID_FRONTMATTER = "invalid-frontmatter"
    UNQUOTED_PROPERTY_LINK = "unquoted-property-link"
    UNDECODABLE_NOTE = "undecodable-note"
    MOJIBAKE = "mojibake"
    MALFORMED_TASK = "malformed-task"
    BROKEN_CANVAS = "broken-canvas"


class Defect(NamedTuple):
    """Something wrong with the text, seen while it was read."""

    kind: DefectKind
    message: str
    start: int
    stop: int


class Suppression(NamedTuple):
    """A comment that asks for silence about what some rules find in a part of its note."""

    rules: tuple[str, ...]
    """As written; `ALL` stands for every rule."""
    first: int
    """Where the part begins in which it holds; a finding is in it that begins in it."""
    last: int
    """Where that part ends."""
    start: int
    """Where the comment itself stands."""
    stop: int
    problem: str = ""
    """Why it cannot be followed; it then holds nowhere."""


_NOTHING: Mapping[str, Any] = {}


class Note(NamedTuple):
    """A Markdown file, read; it keeps no text."""

    path: str
    frontmatter: Frontmatter = Frontmatter.NONE
    properties: Mapping[str, object] = _NOTHING
    """The frontmatter's mapping; empty where it is not valid."""
    aliases: tuple[str, ...] = ()
    property_tags: tuple[str, ...] = ()
    """The tags of the frontmatter, each with its `#`."""
    links: tuple[Link, ...] = ()
    """In file order, properties first; external Markdown links included, resolved to `External`."""
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    tags: tuple[Tag, ...] = ()
    tasks: tuple[Task, ...] = ()
    goals: tuple[Goal, ...] = ()
    defects: tuple[Defect, ...] = ()
    allows: tuple[Suppression, ...] = ()
    """What its author wants no finding about."""
    body: int = 0
    """Where the body begins."""
    size: int = 0
    """Bytes of the text."""
    empty: bool = False
    """Whether the body is nothing but white space."""
    template: bool = False
    """Whether the body outside of code holds a template's placeholders (`<% %>`, `{{title}}`)."""

    @property
    def name(self) -> str:
        """The file's name without folder and extension."""
        return self.path.rpartition("/")[2][:-3]

    @property
    def folder(self) -> str:
        """The folder's path; empty at the root."""
        return self.path.rpartition("/")[0]


class Canvas(NamedTuple):
    """A canvas file, read (JSON Canvas 1.0); links of its text nodes count like those of a note."""

    path: str
    links: tuple[Link, ...] = ()
    """In node order; each has its node's id as `key`."""
    defects: tuple[Defect, ...] = ()


def _no_source(path: str) -> bytes:
    raise LookupError(path)


_NO_SETTINGS = Settings()


class Vault(NamedTuple):
    """Everything that was read of a vault."""

    notes: Mapping[str, Note]
    canvases: Mapping[str, Canvas] = _NOTHING
    files: Mapping[str, FileKind] = _NOTHING
    """Every visible file, notes and canvases included."""
    excluded: frozenset[str] = frozenset()
    """Files that stay link targets and yield no findings, no progress, no orphans."""
    unreadable: Mapping[str, str] = _NOTHING
    """Files and folders that the system would not let us read, each with its reason; what such a folder holds is
    not in `files`, and a note among them is in `notes` with a defect."""
    settings: Settings = _NO_SETTINGS
    source: Callable[[str], bytes] = _no_source
    """Reads the text of a note or canvas again, as the UTF-8 that its places count in."""
