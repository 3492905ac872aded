"""The files that the links of skimmed notes lead to, in whatever way they are written; places in them do not matter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from vault_tool.linkpath import find_file
from vault_tool.model import Link, LinkKind, Vault
from vault_tool.names import note_key
from vault_tool.resolve import Index
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import ELSEWHERE
from vault_tool.written import is_url, split_destination, wikilink


class Leading:
    """Says it of one note after another; remembers what holds for those of one folder."""

    def __init__(self, ground: Ground) -> None:
        """Take what all shards know."""
        self._index = Index(Vault(notes={}, files=ground.vault.files), ground.named)
        self._names = ground.names

    def of_wikilinks(self, source: str, contents: Sequence[bytes]) -> set[str | None]:
        """Return the files that wikilinks lead to, given what stands between their brackets."""
        names = self._names
        found = set(map(names.get, contents))
        if None in found:
            # What is written with a heading or a display names its note plainly too, most of the time.
            for content in contents:
                if content not in names:
                    name = content.partition(b"|")[0].partition(b"#")[0]
                    path = names.get(name)
                    if path is not None or not self._surely_none(name):
                        found.add(path or self._file(source, wikilink(content, 0, embeds=False)))
        return found

    def _surely_none(self, name: bytes) -> bool:
        """Whether no file can have the name, in any folder and however it is read; quick, for most missing ones."""
        if not name or b"/" in name or b"\\" in name:
            return False
        written = name.decode()
        key = note_key(written)
        by_name = self._index.files.by_name
        return key not in by_name and f"{key}.md" not in by_name and written == written.strip()

    def of_destinations(
        self, source: str, destinations: Sequence[bytes], leads: Mapping[bytes, str | None]
    ) -> list[str | None]:
        """Return the files that Markdown's destinations lead to, one for each; `leads` are those of the plain ones."""
        found = list(map(leads.get, destinations))
        if None in found:
            found = [
                self._destined(source, destination) if path is None else path
                for path, destination in zip(found, destinations, strict=True)
            ]
        return found

    def of_links(self, source: str, links: Iterable[Link]) -> Iterator[str | None]:
        """Yield the files that links lead to which were read."""
        return (None if is_external(link) else self._file(source, link) for link in links)

    def _destined(self, source: str, destination: bytes) -> str | None:
        path, _ = split_destination(destination.decode())
        if not path or path.isspace():
            return source
        return ELSEWHERE if is_url(path) else self._file(source, Link(LinkKind.MARKDOWN, path, None, None, 0, 0))

    def _file(self, source: str, link: Link) -> str | None:
        if link.kind is LinkKind.CANVAS_FILE:
            return self._index.exact(link.path)
        if not link.path or link.path.isspace():
            return source
        hit = find_file(self._index.files, source.rpartition("/")[0], link.path)
        return hit.path if hit else None


def is_external(link: Link) -> bool:
    """Whether the link is a URL."""
    return link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED) and is_url(link.path)
