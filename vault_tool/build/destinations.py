"""Where the links of the source documents are to lead in the vault.

A Markdown link is read as GitHub reads it, beside its own file and with GitHub's anchors, and else as Obsidian does;
a wikilink the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vault_tool.build.plan import Document, Layout
from vault_tool.github import anchors, fragment_key, joined
from vault_tool.linkpath import Files, find_file, index_files
from vault_tool.model import Block, Heading, Link, LinkKind, Note
from vault_tool.places import Places, find_place, places

MARKDOWN_KINDS = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)

# What would end, split or hide a wikilink; Obsidian takes each of these for a space in a heading (semantics 5.4).
_SPACES = str.maketrans(dict.fromkeys("#$%*:<>[\\]^`{|}~", " "))


class Destination(NamedTuple):
    """A place in the vault, and how a link names it."""

    path: str
    linktext: str
    """What stands between the brackets of a wikilink, without display text."""
    attached: bool = False
    """Whether it is an attachment, whose path is the same in the source."""


@dataclass(frozen=True, slots=True, eq=False)
class Destinations:
    """The places of a layout, indexed; what is looked up once is remembered."""

    documents: Mapping[str, Document]
    """By their paths in the source."""
    others: frozenset[str]
    """The paths of the source's other files."""
    files: Files
    """All of them, for Obsidian's way of finding one."""
    _anchors: dict[str, Mapping[str, Heading]] = field(default_factory=dict)
    _places: dict[str, Places] = field(default_factory=dict)

    def find(self, document: Document, link: Link) -> Destination | str:
        """Return where a link of the document is to lead, or what is missing, as a clause (`no such heading`)."""
        path = self._file(document, link)
        if path is None:
            return "no such file"
        target = self.documents.get(path)
        if target is None:
            return Destination(path, path if link.subpath is None else f"{path}#{link.subpath}", attached=True)
        place = self._place(target, link)
        if isinstance(place, str):
            return f"no such {place}"
        section = target.section_at(place.start) if place else None
        name, at = (section.name, target.section_path(section)) if section else (target.name, target.index_path)
        if place is None or place == (section.heading if section else target.heading):
            return Destination(at, name)
        if isinstance(place, Block):
            return Destination(at, f"{name}#^{place.id}")
        start, stop = (section.start, section.stop) if section else (0, target.preamble_stop)
        return Destination(at, name + _heading_path(target.note, place, start, stop))

    def _file(self, document: Document, link: Link) -> str | None:
        if not link.path:
            return document.path
        folder = document.note.folder
        if link.kind in MARKDOWN_KINDS:
            beside = joined(folder, link.path)
            for path in (beside, f"{beside}.md"):
                if path in self.documents or path in self.others:
                    return path
        hit = find_file(self.files, folder, link.path)
        return hit.path if hit else None

    def _place(self, target: Document, link: Link) -> Heading | Block | str | None:
        """Return what the subpath names, `None` for the whole document, or which kind of place is missing."""
        if not link.subpath:
            return None
        note = target.note
        if target.path not in self._places:
            self._places[target.path] = places(note)
            self._anchors[target.path] = anchors(note)
        anchored = self._anchors[target.path].get(fragment_key(link.subpath))
        named = find_place(note, self._places[target.path], link.subpath)
        if anchored and (isinstance(named, str) or link.kind in MARKDOWN_KINDS):
            return anchored
        return named


def destinations(layout: Layout) -> Destinations:
    """Index the places of a layout."""
    documents = {document.path: document for document in layout.documents}
    return Destinations(documents, layout.files, index_files([*documents, *layout.files]))


def _heading_path(note: Note, heading: Heading, start: int, stop: int) -> str:
    """Return `#Heading`, with as many of the headings above it as it takes to be the one that Obsidian finds.

    `start` and `stop` bound the part of the document that shares a note with it. The path is empty where none leads
    there, because a heading of the same name comes before it.
    """
    within = [other for other in note.headings if start <= other.start < stop]
    part = replace(note, headings=tuple(within))
    known = places(part)
    path: list[Heading] = []
    for other in reversed(within[: within.index(heading) + 1]):
        if not path or other.level < path[0].level:
            path.insert(0, other)
            names = [" ".join(above.text.translate(_SPACES).split()) for above in path]
            subpath = "#".join(names)
            if all(names) and find_place(part, known, subpath) == heading:
                return f"#{subpath}"
    return ""
