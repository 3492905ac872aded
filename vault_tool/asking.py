"""Under which names a link looks for its file, so that one is known that may lead elsewhere when a file comes or goes.

A file is *announced* under its folded name without `.md`, and a link *asks* for the names under which a file that it
could lead to in Obsidian is announced: `linkpath` looks for what was written, with and without `.md`, and whatever
else it demands, the last component has to be the file's. It may ask for more, but never for less.
"""

from collections.abc import Collection, Iterable

from vault_tool.model import Link, LinkKind
from vault_tool.names import cleaned, note_key
from vault_tool.written import is_url

ANY = ""
"""Asked for where the last component is no name but dots: every file is announced under it too."""

_DOTS = ("", ".", "..")


def announced(path: str) -> str:
    """Return the name under which the file at the path is announced."""
    return note_key(path).rpartition("/")[2].removesuffix(".md")


def announced_alias(alias: str) -> str:
    """Return the name under which an alias is announced."""
    return note_key(alias).rpartition("/")[2]


def asked(linkpath: str) -> Collection[str]:
    """Return the names that a link with this path asks for, each once."""
    if linkpath.isascii():
        # The same as below, for what nearly all paths are like.
        name = linkpath.lower().rpartition("/")[2]
        if name == name.strip() and name not in _DOTS:
            return (name, name[:-3]) if name.endswith(".md") else (name,)
    written = cleaned(linkpath)
    names = {note_key(path).rpartition("/")[2] for path in (written, written.strip())}
    if not names.isdisjoint(_DOTS):
        names.add(ANY)
    return frozenset(names | {name.removesuffix(".md") for name in names})


class Asks:
    """What the links of one file after another ask for; remembers, for many have the same path."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def of_path(self, linkpath: str) -> tuple[str, ...]:
        """Return the names that a link with this path asks for."""
        names = self._known.get(linkpath)
        if names is None:
            names = self._known[linkpath] = () if not linkpath or linkpath.isspace() else tuple(asked(linkpath))
        return names

    def of(self, links: Iterable[Link]) -> tuple[set[str], set[str]]:
        """Return the names that the links ask for, and those of them that they ask for a heading or block."""
        names: set[str] = set()
        with_places: set[str] = set()
        for link in links:
            if link.kind in _MARKDOWN and is_url(link.path):
                continue
            names.update(self.of_path(link.path))
            if link.subpath:
                with_places.update(self.of_path(link.path))
        return names, with_places


_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)
