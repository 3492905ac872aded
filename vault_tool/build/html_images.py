"""Images in HTML, whose source is a path from the note's own folder: other than a link it must change with the folder.

In source form it begins with `@/` and goes on from the top of the vault (`<img src="@/pictures/x.png">`); an `@` that
the text has there itself is doubled. As for links, either form comes back from the other.
"""

import posixpath
import re
from collections.abc import Collection, Sequence
from urllib.parse import quote, unquote

from vault_tool.build.ends import IMAGE_SOURCE, loose_ends, source_place
from vault_tool.github import joined


def as_source(path: str) -> str:
    """Write a path of the vault as an image's source in source form."""
    return f"@/{quote(path)}"


def canonical_images(text: str, folders: Sequence[str], files: Collection[str]) -> str:
    """Bring a text's images into source form that are written as the builder writes them, and lead to one of `files`.

    `folders` are where the note may have been when they were written, the likeliest first. What is code stays.
    """
    if "<img" not in text.lower():
        return text
    source = text.encode()
    images = {place[0] for _, place in loose_ends(source, 0).images if place}
    pieces: list[str] = []
    at = 0
    for match in IMAGE_SOURCE.finditer(text):
        start, stop = source_place(match)
        written = text[start:stop]
        if written.startswith("@"):
            new = f"@{written}"
        elif len(text[:start].encode()) in images:
            new = _canonical(written, folders, files)
        else:
            continue
        pieces += [text[at:start], new]
        at = stop
    return "".join([*pieces, text[at:]])


def concrete_images(text: str, folder: str) -> str:
    """Bring a text's images out of source form, for a note in that folder."""
    if "@" not in text or "<img" not in text.lower():
        return text

    def written(match: re.Match[str]) -> str:
        start, stop = (place - match.start() for place in source_place(match))
        source = match[0][start:stop]
        if source.startswith("@@"):
            source = source[1:]
        elif source.startswith("@/"):
            source = _relative(unquote(source[2:]), folder)
        return match[0][:start] + source + match[0][stop:]

    return IMAGE_SOURCE.sub(written, text)


def _canonical(written: str, folders: Sequence[str], files: Collection[str]) -> str:
    for folder in folders:
        path = joined(folder, unquote(written))
        if path in files and path is not None and _relative(path, folder) == written:
            return as_source(path)
    return written


def _relative(path: str, folder: str) -> str:
    return quote(posixpath.relpath(path, folder or "."))
