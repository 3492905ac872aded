"""The files that the links of skimmed notes lead to, in whatever way they are written; places in them do not matter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from vault_tool.linkpath import find_file
from vault_tool.model import Link, LinkKind, Vault
from vault_tool.names import note_key
from vault_tool.resolve import Index
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import ELSEWHERE, UNNUMBERED
from vault_tool.written import is_url, split_destination, wikilink


class Leading:
    """Says it of one note after another, by the numbers of notes and canvases: `None` is any other file, and none."""

    def __init__(self, ground: Ground) -> None:
        """Take what all shards know."""
        self._index = Index(Vault(notes={}, files=ground.vault.files), ground.named)
        self._names = ground.names
        self._numbers = ground.numbers

    def of_wikilinks(self, source: str, contents: Sequence[bytes], named: Sequence[int | None]) -> set[int | None]:
        """Return the files that wikilinks lead to, given what stands between their brackets.

        `named` are the notes that these name plainly, where that was asked before.
        """
        named = named or list(map(self._names.get, map(_name, contents)))
        found = set(named)
        if None in found:
            for content in [content for content, number in zip(contents, named, strict=True) if number is None]:
                if not self._surely_none(_name(content)):
                    found.add(self._number(self._file(source, wikilink(content, 0, embeds=False))))
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
        self, source: str, destinations: Sequence[bytes], leads: Mapping[bytes, int | None]
    ) -> tuple[set[int | None], int]:
        """Return the files that Markdown's destinations lead to, and how many lead out of the vault.

        `leads` has those of the destinations that are plain.
        """
        found = list(map(leads.get, destinations))
        if None in found:
            found = [
                self._destined(source, destination) if number is None else number
                for number, destination in zip(found, destinations, strict=True)
            ]
        destined = set(found)
        destined.discard(UNNUMBERED)
        if ELSEWHERE not in destined:
            return destined, 0
        destined.discard(ELSEWHERE)
        return destined, found.count(ELSEWHERE)

    def of_links(self, source: str, links: Iterable[Link]) -> Iterator[int | None]:
        """Yield the files that links lead to which were read."""
        return (None if is_external(link) else self._number(self._file(source, link)) for link in links)

    def _number(self, path: str | None) -> int | None:
        return None if path is None else self._numbers.get(path)

    def _destined(self, source: str, destination: bytes) -> int | None:
        path, _ = split_destination(destination.decode())
        if not path or path.isspace():
            return self._numbers[source]
        if is_url(path):
            return ELSEWHERE
        return self._number(self._file(source, Link(LinkKind.MARKDOWN, path, None, None, 0, 0)))

    def _file(self, source: str, link: Link) -> str | None:
        if link.kind is LinkKind.CANVAS_FILE:
            return self._index.exact(link.path)
        if not link.path or link.path.isspace():
            return source
        hit = find_file(self._index.files, source.rpartition("/")[0], link.path)
        return hit.path if hit else None


def _name(content: bytes) -> bytes:
    """Return what a wikilink calls its note, given what stands between its brackets."""
    return content.partition(b"|")[0].partition(b"#")[0]


def is_external(link: Link) -> bool:
    """Whether the link is a URL."""
    return link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED) and is_url(link.path)
