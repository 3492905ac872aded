"""What the sources ask for: a draft for every note, before it is known what the vault has made of it.

The way from documents to notes has two halves that meet here. `sources` reads the documents and knows nothing of a
vault; `updating` brings the drafts together with what is there. In between:

1. `sources.divide(sources, name, files, options, standing=...)` gives `reading.Sources`: the documents in order, and on
   demand the `Part`s of one of them. A document whose source did not change is not even parsed, unless a link leads
   there. `name` is what the source is called, `files` are the paths of what else it holds, and `standing` has
   for each document that is known the slugs of the sections that are notes already: thresholds spare those.
2. `identity` gives every part an id.
3. `sources.drafts(divided, paths, ids)` gives the `Draft`s of the documents at `paths`, and always the hub's. `ids`
   answers `(document path, number of the part) -> id`, for any document.
4. `derived.derive(outline, options)` gives a `Derivation`, made once a build: what follows from all notes together.

Texts of drafts are in *source form*: they name notes of the build by id and not by file. A link is written by
`reference`; what the document itself says that looks like one is made `literal`. Source form holds no mentions, no
numbers, no prev and next; a region is its two marker lines and nothing between them.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import quote

from vault_tool.build.properties import Value
from vault_tool.diagnostic import Finding

HUB_ID = "hub"
"""The id of the hub over all documents."""

REGION_BEGIN = "%% vault-tool:begin %%"
REGION_END = "%% vault-tool:end %%"
EMPTY_REGION = f"{REGION_BEGIN}\n{REGION_END}"
"""A region in source form: the place where `region` puts its lines in hub and index notes."""

OWNED = frozenset(
    {"title", "type", "source", "up", "prev", "next", "reading_time", "tasks_total", "tasks_done", "removed"}
    | {"hours_a_week", "hours_at_hand", "phase_start", "phase_end"}
)
"""The properties that are the builder's: what the user writes there is written over."""

Ids = Callable[[str, int], str]
"""The id of a document's part, by the document's path and the part's place in it, from 0."""


class Kind(StrEnum):
    """What a note is in the build."""

    HUB = "hub"
    INDEX = "index"
    SECTION = "section"
    LISTED = "listed"
    """An item of a list, or a list with a label, that became a note of its own."""


class Part(NamedTuple):
    """A section that becomes a note, before it has an id."""

    slug: str
    """What an id is derived from where there is none: the heading's anchor, unique in the document."""
    explicit: str | None
    """The id that the source gives it: `{#id}` or `<!-- id: x -->`."""
    title: str
    text: str
    """Its raw text below the heading, for comparing it with what it may have been before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A note as the sources alone would have it."""

    id: str
    """`overview.md#goals` for a section, `overview.md` for an index note, or `hub`; kept when these move."""
    kind: Kind
    document: str
    """The path of its document in the source; empty for the hub."""
    title: str
    wanted_name: str
    """A legal file name for the title, without extension; `layout` makes it unique."""
    qualifier: str = ""
    """What tells it from another of its name: the document's title, as `unique_names` takes it."""
    above: str = ""
    """The id of the note in which a listed one is linked; empty for all others."""
    type: str = ""
    """The `type` of a listed note; empty for all others."""
    folder: str = ""
    """The wanted folder; the same for all notes of one document, and no other document's. Empty where the document is
    in `standing`: it has one in the vault."""
    aliases: tuple[str, ...] = ()
    """Names that it may have besides its title; `Derivation.properties` says which of all it gets."""
    properties: Mapping[str, Value] = field(default_factory=dict)
    """Without those that `Derivation.properties` gives; links in them are in source form."""
    body: str = ""
    """The text below the frontmatter, its heading included, in source form, without blank lines at its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The drafts of some documents, and of the hub."""

    drafts: tuple[Draft, ...]
    """In the order of the build: the hub, then document by document its index note and its sections."""
    attachments: Mapping[str, frozenset[str]]
    """For each of the documents, the files of the source that it links to; they keep their paths."""
    depends: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each of the documents, the others whose text its drafts depend on: a change in one asks for new ones."""
    findings: tuple[Finding, ...] = ()
    """Places in the source documents, by document and offset."""
    timetable: str = ""
    """The part of the hub's region that shows the timeline, in source form."""


class Numbers(NamedTuple):
    """What is counted in a note's final text: `derived.measure(body) -> Numbers`, for a body in any form."""

    tasks_total: int = 0
    tasks_done: int = 0
    words: int = 0
    goals: tuple[tuple[str, float, float], ...] = ()
    """Text, have and goal of each numeric goal."""


class Entry(NamedTuple):
    """What a note is known by to the others."""

    id: str
    kind: Kind
    document: str
    title: str
    name: str
    """Its file's name in the vault, without extension; the user may have chosen it."""
    origin: str = ""
    """What its property `source` says; its id where it is empty."""
    above: str = ""
    """`Draft.above`."""
    type: str = ""
    """`Draft.type`."""
    aliases: tuple[str, ...] = ()
    """`Draft.aliases`."""
    numbers: Numbers = Numbers()


@dataclass(frozen=True, slots=True)
class Outline:
    """Every note of the build that stands in the vault, in the order of the build; deleted ones are not among them."""

    entries: Mapping[str, Entry]
    """By id."""


class Mention(NamedTuple):
    """A place where a note's text names another note and was made a link to it."""

    id: str
    shown: str
    """The words as they stand in the text."""


class Derivation(Protocol):
    """What follows from all notes together; it is recomputed in every build and never makes a conflict."""

    def mention(
        self, body: str, note_id: str, unlinked: Collection[str] = (), may: Callable[[int, str], bool] | None = None
    ) -> tuple[str, tuple[Mention, ...]]:
        """Return a body with the first mention of each other note made a `reference`, and what was made one.

        The body is in source form, merged with the user's edits; its region is empty. `unlinked` are the notes that
        are to stay plain text there, and `may` says of a place and a note whether a link may be made.
        """

    def properties(self, note_id: str) -> Mapping[str, Value]:
        """Return the note's derived properties (`up`, `prev`, `next`, `tasks_total` ...), links in source form."""

    def region(self, note_id: str) -> str:
        """Return what stands between the marker lines of a hub or index note, in source form; may be empty."""


# -- Links in source form ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def token(note_id: str) -> str:
    """Write an id so that it can stand in a link: as it is, but for what would end or split one (`#` is `%23`)."""
    return _UNSAFE.sub(_quoted, note_id)


def _quoted(match: re.Match[str]) -> str:
    return "%23" if match[0] == "#" else quote(match[0], safe="")


_UNSAFE = re.compile(r"[%#|\[\]\\^`<>()@\s\x00-\x1f]")


def reference(
    note_id: str, subpath: str | None = None, display: str | None = None, *, embeds: bool = False, bar: str = "|"
) -> str:
    r"""Return a wikilink to a note of the build: `[[@overview.md%23goals#Numbers|display]]`.

    `subpath` is what follows the `#` (`Heading`, `^block`); `bar` is `\|` in a table. A display text that is what the
    note's name would show anyway may be given: it is dropped when the names are known.
    """
    hash_ = "" if subpath is None else f"#{subpath}"
    shown = "" if display is None else f"{bar}{display}"
    return f"{'!' if embeds else ''}[[@{token(note_id)}{hash_}{shown}]]"


def markdown_reference(note_id: str, subpath: str | None, display: str, *, embeds: bool = False) -> str:
    """Return a Markdown link to a note of the build, for a text that cannot stand in a wikilink: `[text](@hub)`."""
    hash_ = "" if subpath is None else f"#{quote(subpath)}"
    return f"{'!' if embeds else ''}[{display}](@{token(note_id)}{hash_})"


def literal(text: str) -> str:
    """Escape what looks like a link in source form and is none, such as `[[@Alice]]` in a document."""
    return _LOOKALIKE.sub(r"\1@@", text)


_LOOKALIKE = re.compile(r"(\[\[|\]\()@")
