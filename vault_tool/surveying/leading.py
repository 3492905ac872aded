"""The files that the links of skimmed notes lead to, in whatever way they are written; places in them do not matter."""

from collections.abc import Iterable, Iterator

from vault_tool.linkpath import find_file
from vault_tool.model import Link, LinkKind, Vault
from vault_tool.names import note_key
from vault_tool.resolve import Index
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import ELSEWHERE, UNNUMBERED
from vault_tool.surveying.sketch import Sketch
from vault_tool.written import is_url, split_destination, wikilink

_NO_NUMBERS = frozenset({None, ELSEWHERE, UNNUMBERED})


class Leading:
    """Says it of one note after another, by the numbers of notes and canvases: `None` is any other file, and none."""

    def __init__(self, ground: Ground) -> None:
        """Take what all shards know."""
        self._index = Index(Vault(notes={}, files=ground.vault.files), ground.named)
        self._names = ground.names
        self._numbers = ground.numbers

    def of_sketch(self, source: str, drawn: Sketch) -> tuple[set[int | None], int]:
        """Return the notes and canvases that all but the `links` of a sketch lead to, and how many lead elsewhere."""
        _, contents, named, _, destinations, destined, *_ = drawn
        led = {*named, *destined}
        if None in led:
            others = [content for content, number in zip(contents, named, strict=True) if number is None]
            led.update([self._named(source, content) for content in others])
            destined = [
                self._destined(source, destination) if number is None else number
                for destination, number in zip(destinations, destined, strict=True)
            ]
            led.update(destined)
        led -= _NO_NUMBERS
        return led, destined.count(ELSEWHERE)

    def _named(self, source: str, content: bytes) -> int | None:
        """Return the file that a wikilink names, given what stands between its brackets."""
        name = content.partition(b"|")[0].partition(b"#")[0]
        number = self._names.get(name)
        if number is not None or self._surely_none(name):
            return number
        return self._number(self._file(source, wikilink(content, 0, embeds=False)))

    def _surely_none(self, name: bytes) -> bool:
        """Whether no file can have the name, in any folder and however it is read; quick, for most missing ones."""
        if not name or b"/" in name or b"\\" in name:
            return False
        written = name.decode()
        key = note_key(written)
        by_name = self._index.files.by_name
        return key not in by_name and f"{key}.md" not in by_name and written == written.strip()

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


def is_external(link: Link) -> bool:
    """Whether the link is a URL."""
    return link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED) and is_url(link.path)
