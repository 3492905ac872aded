"""The ways in which a link could name a file or a place in it, the one that its author would choose first.

An author's way is read from what was written: a bare name, a path from the vault's root, from the link's own folder,
or from somewhere between. `newLinkFormat`, where the vault's settings have it, decides between the first three, but a
path that begins with `/` or a dot was typed on purpose and stays one. Whether a candidate leads where it should is
for the resolver to say.
"""

import posixpath
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from vault_tool.github import joined
from vault_tool.model import Heading, Link, LinkKind
from vault_tool.names import linkable, note_key
from vault_tool.settings import Dialect, LinkFormat, Settings

_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)


class Way(Enum):
    """How a path is written."""

    SHORTEST = auto()
    """As few components as tell the file from others."""
    NAME = auto()
    """The same, but no fewer than there are."""
    RELATIVE = auto()
    DOTTED = auto()
    """Relative, and never without a dot in front."""
    ABSOLUTE = auto()
    ROOTED = auto()
    """Absolute, with a `/` in front."""


def way_of(link: Link, source: str, target: str, settings: Settings) -> Way:
    """Return how the link in the file `source` names its target."""
    written = written_way(link, source, target)
    if written in (Way.ROOTED, Way.DOTTED):
        return written
    if link.kind in _MARKDOWN and settings.dialect is Dialect.GITHUB:
        return Way.RELATIVE
    return written if settings.link_format is None else _FORMATS[settings.link_format]


def written_way(link: Link, source: str, target: str) -> Way:
    """Return how the link's own text names its target, whatever the vault's settings ask for.

    Where a path is right from the root and from the link's own folder, a Markdown link is taken to be relative, as it
    is to every other program.
    """
    path = link.path
    if path.startswith("/"):
        return Way.ROOTED
    if path.startswith(("./", "../")):
        return Way.DOTTED
    markdown = link.kind in _MARKDOWN
    if link.kind is LinkKind.CANVAS_FILE or ("/" not in path and not markdown):
        return Way.NAME
    beside = joined(source.rpartition("/")[0], path)
    is_relative = beside is not None and _is_path_of(beside, target)
    if is_relative and markdown:
        return Way.RELATIVE
    if "/" in path and _is_path_of(path, target):
        return Way.ABSOLUTE
    return Way.RELATIVE if is_relative else Way.NAME


def _is_path_of(written: str, target: str) -> bool:
    return note_key(written) in (note_key(target), note_key(_bare(target)))


_FORMATS = {LinkFormat.SHORTEST: Way.SHORTEST, LinkFormat.RELATIVE: Way.RELATIVE, LinkFormat.ABSOLUTE: Way.ABSOLUTE}


def path_candidates(link: Link, way: Way, source: str, target: str) -> Iterator[str]:
    """Yield ways to name the file `target` in a link from the file `source`, the most wanted first.

    A note is named with its `.md` where the link had it, and otherwise only where nothing else will do.
    """
    if link.kind is LinkKind.CANVAS_FILE:
        yield target
        return
    written = link.path.rstrip()
    extension = written.lower().endswith(".md") or not target.lower().endswith(".md")
    # On GitHub a folder may end with a slash, and a query may follow a file.
    tail = "/" if written.endswith("/") else "" if "?" in target else "".join(written.partition("?")[1:])
    names = (target,) if extension else (_bare(target), target)
    # Of `../x` in a Markdown link no dot need stay; in a wikilink a path without one is no relative path.
    plain = link.kind in _MARKDOWN and written.startswith("../")
    for name in names:
        for path in _paths(way, written, source.rpartition("/")[0], name, plain=plain):
            yield path + tail


def _paths(way: Way, written: str, folder: str, target: str, *, plain: bool) -> Iterator[str]:
    relative = posixpath.relpath(f"/{target}", f"/{folder}")
    dotted = relative if relative.startswith("../") else f"./{relative}"
    parts = target.split("/")
    match way:
        case Way.ROOTED:
            yield f"/{target}"
        case Way.DOTTED:
            if plain:
                yield relative
            yield dotted
        case Way.RELATIVE:
            yield relative
            yield dotted
        case Way.ABSOLUTE:
            yield target
        case Way.NAME | Way.SHORTEST:
            least = 1 if way is Way.SHORTEST else min(len(parts), written.count("/") + 1)
            yield from ("/".join(parts[-length:]) for length in range(least, len(parts) + 1))
    yield target
    yield f"/{target}"
    yield dotted


def subpath_candidates(written: str, steps: Sequence[str], headings: Sequence[Heading], at: int) -> Iterator[str]:
    """Yield ways to name the heading `headings[at]`, which is the note's, the most wanted first.

    `steps` are the parts of the subpath as written, those of changed headings with the new text. Headings above it are
    named where it alone is not found.
    """
    yield written
    yield "#".join(steps)
    parts = [linkable(headings[at].text)]
    yield parts[0]
    level = headings[at].level
    for heading in reversed(headings[:at]):
        if heading.level < level:
            level = heading.level
            parts.insert(0, linkable(heading.text))
            yield "#".join(parts)


def _bare(path: str) -> str:
    return path[: -len(".md")] if path.lower().endswith(".md") else path
