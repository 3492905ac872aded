"""What a link means, and a spelling for it that means the same when files and headings have changed."""

import posixpath
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Literal, NamedTuple

from vault_tool.links import LinkTable
from vault_tool.model import Block, Heading, Link, LinkKind, Note
from vault_tool.moving.candidates import Way, path_candidates, subpath_candidates, way_of, written_way
from vault_tool.moving.moves import Moves
from vault_tool.names import heading_key, linkable
from vault_tool.resolve import Index, resolve
from vault_tool.settings import Dialect
from vault_tool.target import External, Found, Missing, Target
from vault_tool.written import is_url

_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)


class Place(NamedTuple):
    """A heading or block by its number in its note, which does not change when the text around it does."""

    kind: Literal["heading", "block"]
    number: int


class Meaning(NamedTuple):
    """Where a link leads."""

    target: Target
    place: Place | None

    @property
    def path(self) -> str | None:
        """The file that it leads to; `None` where it leads to none."""
        return None if isinstance(self.target, External) else self.target.path

    def is_kept(self, moves: Moves, now: "Meaning") -> bool:
        """Whether the link leads to the same place as before; one that led nowhere may lead anywhere."""
        if self.path is None:
            return True
        if now.path != moves.of(self.path):
            return False
        return isinstance(self.target, Missing) or (not isinstance(now.target, Missing) and self.place == now.place)

    def is_as_plain(self, now: "Meaning") -> bool:
        """Whether the link fits no more files than before, and not only with another letter case."""
        if not isinstance(self.target, Missing | External) and not isinstance(now.target, Missing | External):
            return bool(self.target.rivals or not now.target.rivals) and (
                self.target.case_differs or not now.target.case_differs
            )
        return True


def meaning(notes: Mapping[str, Note], target: Target) -> Meaning:
    """Return what the target of a link is, by numbers; `notes` are those that it was resolved among."""
    if not isinstance(target, Found) or target.place is None:
        return Meaning(target, None)
    note, place = notes[target.path], target.place
    if isinstance(place, Block):
        return Meaning(target, Place("block", note.blocks.index(place)))
    return Meaning(target, Place("heading", note.headings.index(place)))


class Respeller:
    """Looks for spellings in the vault as it will be."""

    def __init__(self, before: LinkTable, after: Index, moves: Moves) -> None:
        self._before = before
        self._after = after
        self._moves = moves
        self._settings = before.vault.settings

    def is_right(self, source: str, was: Link, link: Link, wanted: Meaning, now: Meaning) -> bool:
        """Whether the link leads where it should, and no less plainly than before: to one file, and in its own way.

        `was` is the link of the file `source` before the change, `link` as it stands there now.
        """
        if not (wanted.is_kept(self._moves, now) and wanted.is_as_plain(now)):
            return False
        if wanted.path is None or not was.path.strip():
            return True
        way = written_way(was, source, wanted.path)
        if way not in (Way.RELATIVE, Way.ABSOLUTE) or way_of(was, source, wanted.path, self._settings) is not way:
            return True
        return written_way(link, self._moves.of(source), self._moves.of(wanted.path)) is way

    def respelled(self, source: str, link: Link, wanted: Meaning) -> Link | None:
        """Return the link of the file `source` as it has to be written to mean what is wanted; `None` if it cannot.

        Both are as they were before the change. A spelling that fits other files too is the last resort.
        """
        if wanted.path is None:
            return self._adrift(source, link, wanted)
        place = self._moves.of(source)
        second_best = None
        for path, subpath in product(self._paths(source, link, wanted.path), tuple(self._subpaths(link, wanted))):
            candidate = link._replace(path=path, subpath=subpath)
            now = meaning(self._after.vault.notes, resolve(self._after, place, candidate))
            if self.is_right(source, link, candidate, wanted, now):
                return candidate
            if second_best is None and wanted.is_kept(self._moves, now):
                second_best = candidate
        return second_best

    def _paths(self, source: str, link: Link, target: str) -> Iterator[str]:
        yield link.path
        if link.path.strip():
            way = way_of(link, source, target, self._settings)
            yield from path_candidates(link, way, self._moves.of(source), self._moves.of(target))

    def _subpaths(self, link: Link, wanted: Meaning) -> Iterator[str | None]:
        if link.subpath is None or wanted.place is None or wanted.place.kind == "block" or wanted.path is None:
            yield link.subpath
            return
        path, number = self._moves.of(wanted.path), wanted.place.number
        note = self._after.vault.notes[path]
        if number >= len(note.headings):
            return
        if link.kind in _MARKDOWN and self._settings.dialect is Dialect.GITHUB:
            yield link.subpath
            yield from (
                anchor for anchor, heading in self._after.anchors(path).items() if heading == note.headings[number]
            )
            return
        steps = _steps(link.subpath, self._before.vault.notes[wanted.path], note)
        yield from subpath_candidates(link.subpath, steps, note.headings, number)

    def _adrift(self, source: str, link: Link, wanted: Meaning) -> Link | None:
        """Rewrite a path from the link's own folder to a file that is not there, or outside of the vault.

        What will stand there some day is then still what is meant.
        """
        path = link.path
        if not _is_from_its_folder(link, wanted, self._settings.dialect):
            return None
        # Deep enough that the path cannot climb above it.
        root = "/above" * path.count("..")
        meant = posixpath.normpath(f"{root}/{source.rpartition('/')[0]}/{path}")
        if meant.startswith(f"{root}/"):
            meant = f"{root}/{self._moves.of(meant[len(root) + 1 :])}"
        folder = f"{root}/{self._moves.of(source).rpartition('/')[0]}"
        relative = posixpath.relpath(meant, folder) + ("/" if path.endswith("/") else "")
        if posixpath.normpath(path) == posixpath.normpath(relative):
            return None
        dotted = path.startswith("./") and not relative.startswith("../")
        return link._replace(path=f"./{relative}" if dotted else relative)


def _is_from_its_folder(link: Link, wanted: Meaning, dialect: Dialect) -> bool:
    path = link.path
    if not path.strip() or path.startswith("/") or is_url(path) or link.kind is LinkKind.CANVAS_FILE:
        return False
    if path.startswith(("./", "../")):
        return True
    on_github = isinstance(wanted.target, Missing) and Dialect.GITHUB in wanted.target.dialects
    return link.kind in _MARKDOWN and (dialect is Dialect.GITHUB or on_github)


def _steps(subpath: str, before: Note, after: Note) -> list[str]:
    """Return the parts of a path of headings, those whose heading has another text with the new one."""
    parts = [part for part in subpath.split("#") if part]
    number = level = 0
    steps = []
    for part in parts:
        while number < len(before.headings) and not _fits(before.headings[number], part, level, single=len(parts) == 1):
            number += 1
        if number < min(len(before.headings), len(after.headings)):
            level = before.headings[number].level
            is_new = before.headings[number].text != after.headings[number].text
            steps.append(linkable(after.headings[number].text) if is_new else part)
            number += 1
        else:
            steps.append(part)
    return steps


def _fits(heading: Heading, part: str, level: int, *, single: bool) -> bool:
    return (single or heading.level > level) and heading_key(heading.text) == heading_key(part)
