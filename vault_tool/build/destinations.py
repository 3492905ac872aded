"""Where the links of the source documents are to lead: to which note of the build, and to which place in it.

A Markdown link is read as GitHub reads it, beside its own file and with GitHub's anchors, and else as Obsidian does;
a wikilink the other way round. An id that the source gives a heading is an anchor as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vault_tool.build.documents import Document
from vault_tool.build.draft import Ids
from vault_tool.github import fragment_key, joined
from vault_tool.linkpath import Files, find_file, is_dotted
from vault_tool.model import Block, Heading, Link, LinkKind, Note
from vault_tool.places import Places, find_place, places

MARKDOWN_KINDS = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)

# What would end, split or hide a wikilink; Obsidian takes each of these for a space in a heading (semantics 5.4).
_SPACES = str.maketrans(dict.fromkeys("#$%*:<>[\\]^`{|}~", " "))


_OF_A_FOLDER = ("README.md", "readme.md", "index.md")
"""What GitHub and site builders show for a folder."""


class NotePlace(NamedTuple):
    """A note of the build, or a place in it."""

    id: str
    subpath: str | None


class Attachment(NamedTuple):
    """Another file of the source; its path in the vault is the same."""

    path: str
    subpath: str | None

    @property
    def linktext(self) -> str:
        """What stands between the brackets of a wikilink, without display text."""
        return self.path if self.subpath is None else f"{self.path}#{self.subpath}"


class Resting(NamedTuple):
    """A part of the source that is not chosen."""


RESTING = Resting()


@dataclass(frozen=True, slots=True, eq=False)
class Destinations:
    """The places of a source, found when a link asks for them; what is looked up once is remembered."""

    document: Callable[[str], Document]
    """Reads a document of the source."""
    documents: frozenset[str]
    """The paths of all of them."""
    others: frozenset[str]
    """The paths of the source's other files."""
    files: Files
    """All of them, for Obsidian's way of finding one."""
    ids: Ids
    indexes: Mapping[str, str]
    """The ids of index notes that are not their document's path."""
    _places: dict[str, Places] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)

    def file(self, document: Document, link: Link) -> str | None:
        """Return the file of the source that a link names."""
        if not link.path:
            return document.path
        folder = document.note.folder
        if link.kind in MARKDOWN_KINDS:
            beside = joined(folder, link.path)
            if beside is None:
                return None
            for path in (beside, f"{beside}.md"):
                if path in self.documents or path in self.others:
                    return path
            for name in _OF_A_FOLDER:
                if (path := f"{beside}/{name}" if beside else name) in self.documents:
                    return path
        if is_dotted(link.path) or "/" in link.path:
            hit = find_file(self.files, folder, link.path)
            return hit.path if hit else None
        return self._named(folder, link.path)

    def find(self, document: Document, link: Link) -> NotePlace | Attachment | Resting | str:
        """Return where a link of the document is to lead, or what is missing, as a clause (`no such heading`)."""
        path = self.file(document, link)
        if path is None:
            return "no such file"
        if path not in self.documents:
            return Attachment(path, link.subpath)
        target = document if path == document.path else self.document(path)
        place = self._place(target, link)
        if isinstance(place, str):
            return RESTING if _rests(target, link) else f"no such {place}"
        if place is None:
            return NotePlace(self.index(path), None)
        return self.place(path, place)

    def place(self, path: str, place: Heading | Block) -> NotePlace:
        """Return where a place of a document is in the vault."""
        target = self.document(path)
        number = target.number_at(place.start)
        note_id = self.index(path) if number < 0 else self.ids(path, number)
        section = target.sections[number] if number >= 0 else None
        if target.divided and place == (section.heading if section else target.heading):
            return NotePlace(note_id, None)
        if isinstance(place, Block):
            return NotePlace(note_id, f"^{place.id}")
        start, stop = (section.start, section.stop) if section else (0, target.preamble_stop)
        return NotePlace(note_id, _heading_path(target, place, start, stop))

    def index(self, path: str) -> str:
        """Return the id of a document's index note."""
        return self.indexes.get(path, path)

    def _named(self, folder: str, name: str) -> str | None:
        key = f"{folder}\0{name}"
        if key not in self._found:
            hit = find_file(self.files, folder, name)
            self._found[key] = hit.path if hit else None
        return self._found[key]

    def _place(self, target: Document, link: Link) -> Heading | Block | str | None:
        """Return what the subpath names, `None` for the whole document, or which kind of place is missing."""
        if not link.subpath:
            return None
        note = target.note
        if target.path not in self._places:
            self._places[target.path] = places(note)
        anchored = target.anchors.get(fragment_key(link.subpath))
        named = find_place(self._places[target.path], link.subpath)
        if anchored and (isinstance(named, str) or link.kind in MARKDOWN_KINDS):
            return anchored
        return named


def _rests(target: Document, link: Link) -> bool:
    """Whether a link that leads nowhere leads to a part of the document that is not chosen."""
    if target.resting is None or not link.subpath:
        return False
    found = target.resting.anchors.get(fragment_key(link.subpath)) or find_place(
        places(target.resting.note), link.subpath
    )
    return not isinstance(found, str)


def _heading_path(document: Document, heading: Heading, start: int, stop: int) -> str | None:
    """Return the heading, with as many of those above it as it takes to be the one that Obsidian finds.

    `start` and `stop` bound the part of the document that shares a note with it. `None` is where no path leads there,
    because a heading of the same name comes before it.
    """
    note_of = {other: _in_note(document, other) for other in document.note.headings if start <= other.start < stop}
    within = list(note_of.values())
    wanted = note_of[heading]
    part: Note = document.note._replace(headings=tuple(within))
    known = places(part)
    path: list[Heading] = []
    for other in reversed(within[: within.index(wanted) + 1]):
        if not path or other.level < path[0].level:
            path.insert(0, other)
            names = [" ".join(above.text.translate(_SPACES).split()) for above in path]
            subpath = "#".join(names)
            if all(names) and find_place(known, subpath) == wanted:
                return subpath
    return None


def _in_note(document: Document, heading: Heading) -> Heading:
    """Return the heading with the level that it has in its note."""
    is_title = document.divided and (section := document.section_at(heading.start)) and section.heading == heading
    return heading._replace(level=1 if is_title else document.level_in_note(heading))
