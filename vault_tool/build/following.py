"""Links that the user wrote follow the notes of the build when these are renamed or moved, and their headings too.

What a link meant before is what it is to mean after; where it would not, its path is written anew and nothing else of
it. A link that led nowhere before is left as it is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote, unquote

from vault_tool.build.headings import renamed, subpath_under
from vault_tool.build.possible_links import PossibleLinks
from vault_tool.filekind import file_kind
from vault_tool.model import Link, LinkKind, Note, Vault
from vault_tool.parse import parse_note
from vault_tool.resolve import Index, index_vault, resolve
from vault_tool.target import Attached, External, Found, Missing

_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)
_DESTINATION = re.compile(rb"\]\(\s*(?:<(?=[^<>\n]*>))?([^\s()<>#]*)(#[^\s()<>]*)?")
_CANVAS_FILE = re.compile(rb'("file"\s*:\s*)("(?:[^"\\\n]|\\.)*")')
_WIKILINK = re.compile(rb"\[\[([^\[\]|#\\\n]*)(#[^\[\]|\\\n]*)?")


class Moves(NamedTuple):
    """What has changed its name since the links were written."""

    before: frozenset[str]
    """The paths of all files, as they were."""
    after: frozenset[str]
    paths: Mapping[str, str]
    """Where each file of the build that was moved is now, by where it was."""
    headings: Mapping[str, Mapping[str, str]]
    """The new text of renamed headings, by the old, by the note's path as it was."""
    ids: Mapping[str, str]
    """The path of each note of the build, as it was, by id: a text in source form names notes by these."""


class Follower:
    """Rewrites the links of one note after the other."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._old_paths = {new: old for old, new in moves.paths.items()}
        self._headings = {path: renamed(names) for path, names in moves.headings.items()}

    @cached_property
    def _before(self) -> Index:
        return _index(self._moves.before)

    @cached_property
    def _after(self) -> Index:
        return _index(self._moves.after)

    @cached_property
    def _possible(self) -> PossibleLinks:
        """Tells where a link may stand that means another file than before, or a heading of another name."""
        moves = self._moves
        return PossibleLinks((moves.before ^ moves.after) | moves.headings.keys() | moves.paths.keys())

    def _may_change(self, path: str, source: bytes) -> bool:
        """Whether a link in the text could have to change; one in source form does not say what it names."""
        if b"[" not in source:
            return False
        if path in self._headings or b"[[@" in source or b"](@" in source:
            return True
        return self._possible.stand_in(source)

    def follow(self, path: str, source: bytes) -> bytes:
        """Return a note's text with the links that must change; `path` is where it is now."""
        if path.endswith(".canvas"):
            return _CANVAS_FILE.sub(self._in_canvas, source)
        was = self._old_paths.get(path, path)
        if was == path and not self._may_change(path, source):
            return source
        note = parse_note(path, source)
        edits: dict[int, tuple[int, bytes]] = {}
        for link in note.links:
            for start, stop, written in self._edits(was, path, source, link):
                edits[start] = (stop, written)
        at = 0
        pieces = []
        for start, (stop, written) in sorted(edits.items()):
            pieces += [source[at:start], written]
            at = stop
        return b"".join([*pieces, source[at:]])

    def _in_canvas(self, match: re.Match[bytes]) -> bytes:
        try:
            path = json.loads(match[2])
        except ValueError:
            return match[0]
        moved = self._moves.paths.get(path)
        return match[0] if moved is None else match[1] + json.dumps(moved, ensure_ascii=False).encode()

    def _edits(self, was: str, path: str, source: bytes, link: Link) -> Iterator[tuple[int, int, bytes]]:
        by_id = self._moves.ids.get(unquote(link.path[1:])) if link.path.startswith("@") else None
        meant = by_id or self._meant(was, path, link)
        if meant is None:
            return
        wanted = self._moves.paths.get(meant, meant)
        subpath = self._subpath(meant, link)
        moved = bool(link.path) and not by_id and wanted in self._moves.after
        moved = moved and _file(self._after, path, link) != wanted
        if not moved and subpath is None:
            return
        markdown = link.kind in _MARKDOWN
        pattern = _DESTINATION if markdown else _WIKILINK
        # The last one: an image may stand in the text of a link.
        match = max(pattern.finditer(source, link.start, link.stop), key=lambda found: found.start(), default=None)
        if match is None:
            return
        if moved:
            spelled = self._spelled(path, wanted, link)
            yield match.start(1), match.end(1), (quote(spelled) if markdown else spelled).encode()
        if subpath is not None and match[2]:
            yield match.start(2), match.end(2), f"#{quote(subpath) if markdown else subpath}".encode()

    def _meant(self, was: str, path: str, link: Link) -> str | None:
        """Return the file that the link meant, as it was called then; it may know the new name already."""
        then = _file(self._before, was, link)
        now = None if then else _file(self._after, path, link)
        return self._old_paths.get(now, now) if now else then

    def _subpath(self, meant: str, link: Link) -> str | None:
        """Return the new subpath where a heading that it names was renamed."""
        names = self._headings.get(meant)
        if not names or not link.subpath:
            return None
        new = subpath_under(link.subpath, names)
        return new if new != link.subpath else None

    def _spelled(self, path: str, wanted: str, link: Link) -> str:
        """Return the shortest path that leads to the file: its name, or all of it."""
        keeps_extension = link.kind in _MARKDOWN or not wanted.endswith(".md")
        whole = wanted if keeps_extension else wanted.removesuffix(".md")
        name = whole.rpartition("/")[2]
        short = link._replace(path=name, subpath=None)
        is_short = "/" not in link.path and _file(self._after, path, short) == wanted
        return name if is_short and link.kind not in _MARKDOWN else whole


def _file(index: Index, source: str, link: Link) -> str | None:
    """Return the file that a link leads to, whatever place in it."""
    match resolve(index, source, link._replace(subpath=None)):
        case Found(path) | Attached(path):
            return path
        case Missing() | External():
            return None
    return None


def _index(paths: frozenset[str]) -> Index:
    notes = {path: Note(path=path) for path in paths if path.endswith(".md")}
    return index_vault(Vault(notes=notes, files={path: file_kind(path) for path in paths}))
