"""Links that are the user's own: what they lead to is kept when the source drops it, and what breaks is reported."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from vault_tool.build.ends import loose_ends
from vault_tool.build.possible_links import PossibleLinks
from vault_tool.canvas import parse_canvas
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import read_frontmatter
from vault_tool.github import joined
from vault_tool.model import FileKind, Link, LinkKind, Note, Vault
from vault_tool.parse import parse_note
from vault_tool.resolve import Index, index_vault, resolve
from vault_tool.target import Attached, Found, Missing
from vault_tool.text import readable


class Leading(NamedTuple):
    """A link and the file that it leads to."""

    link: Link
    target: str


class Ways:
    """Where links lead in a vault of these files, whatever place in a file they name."""

    def __init__(self, paths: Iterable[str], ids: Mapping[str, str] | None = None) -> None:
        """`ids` has the paths of notes by id, for texts in source form."""
        self._paths = paths
        self._ids = ids or {}

    def leading(self, path: str, data: bytes) -> Iterator[Leading]:
        """Yield the links of a note or canvas that lead to a file."""
        for link in _links(path, data):
            by_id = self._ids.get(unquote(link.path[1:])) if link.path.startswith("@") else None
            if by_id is not None:
                yield Leading(link, by_id)
                continue
            match resolve(self._index, path, link._replace(subpath=None)):
                case Found(target) | Attached(target):
                    yield Leading(link, target)
                case _:
                    pass
        if b"<img" in data.lower() and file_kind(path) is FileKind.NOTE:
            for written, _ in loose_ends(readable(data), 0).images:
                shown = joined(path.rpartition("/")[0], unquote(written))
                if shown is not None:
                    yield Leading(Link(LinkKind.MARKDOWN_EMBED, shown, None, None, 0, 0), shown)

    def count(self, path: str, data: bytes, *, without: Collection[str] = ()) -> Counter[str]:
        """Count the links to each file, but for those in properties of these names."""
        found = self.leading(path, data)
        return Counter(target for link, target in found if link.key.partition(".")[0] not in without)

    @cached_property
    def _index(self) -> Index:
        return bare_index(self._paths)


def bare_index(paths: Iterable[str], notes: Mapping[str, Note] | None = None) -> Index:
    """Return an index of these files; only of `notes` the headings and blocks are known."""
    files = {path: file_kind(path) for path in paths}
    known = {path: Note(path=path) for path, kind in files.items() if kind is FileKind.NOTE}
    return index_vault(Vault(notes={**known, **(notes or {})}, files=files))


def _links(path: str, data: bytes) -> Iterable[Link]:
    if file_kind(path) is FileKind.CANVAS:
        return parse_canvas(path, data).links
    return parse_note(path, data).links if file_kind(path) is FileKind.NOTE else ()


def place_of(path: str, data: bytes, link: Link) -> str:
    """Return where a link stands, as `note.md:3`."""
    return f"{path}:{readable(data).count(10, 0, link.start) + 1}"


# -- What breaks ------------------------------------------------------------------------------------------------------


class Turn(NamedTuple):
    """A vault before and after a build."""

    before: Collection[str]
    """The paths of all files that a link could lead to, also those of notes that the user has deleted since."""
    after: Collection[str]
    rewritten: Mapping[str, tuple[bytes, bytes]]
    """Notes that lose a place that a link could name: what they said and what they say, by their path after."""


def stranded(turn: Turn, texts: Mapping[str, bytes], asked: Mapping[str, str]) -> Iterator[str]:
    """Yield a clause for each link in the user's texts that led somewhere before the build and does not after.

    `asked` is what the source asks for in some of them, by path: what is broken there itself is told of the source.
    """
    gone = set(turn.before) - set(turn.after)
    doubtful = [*gone, *turn.rewritten]
    possible = PossibleLinks(doubtful)
    suspects = {path: data for path, data in texts.items() if path in turn.rewritten or possible.stand_in(data)}
    if not suspects:
        return
    then = bare_index(turn.before, {path: parse_note(path, old) for path, (old, _) in turn.rewritten.items()})
    now = bare_index(turn.after, {path: parse_note(path, new) for path, (_, new) in turn.rewritten.items()})
    for path, data in sorted(suspects.items()):
        for link in _links(path, data):
            target = resolve(now, path, link)
            if not isinstance(target, Missing) or _written(data, link) in asked.get(path, ""):
                continue
            match resolve(then, path, link):
                case Found(was) | Attached(was):
                    why = f"{was} is gone" if was in gone else f"{was} has no such {target.what} any more"
                    yield f"{place_of(path, data, link)}: your link leads nowhere now, {why}: {link}"
                case _:
                    pass


def _written(data: bytes, link: Link) -> str:
    return readable(data)[link.start : link.stop].decode()


def loses_a_place(before: bytes, after: bytes) -> bool:
    """Whether a line that may be a heading or end in a block's id is in the first text alone."""
    return not _places(before) <= _places(after)


def _places(text: bytes) -> set[bytes]:
    return set(_PLACES.findall(text, read_frontmatter(readable(text)).body))


_PLACES = re.compile(rb"^ {0,3}#.*|^.+(?=\n {0,3}(?:=+|-+)[ \t]*$)|\^[\w-]+(?=[ \t\r]*$)", re.MULTILINE)
