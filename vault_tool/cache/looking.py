"""Files read again as far as findings ask for it: a note is skimmed, and read in full where that is unsure."""

from collections.abc import Callable
from typing import NamedTuple

from vault_tool.asking import Asks
from vault_tool.cache.known import Reread
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import aliases_in
from vault_tool.linkpath import Files
from vault_tool.model import Canvas, FileKind, Link, Note
from vault_tool.names import note_key
from vault_tool.skimming.glances import skim_places
from vault_tool.skimming.hearing import Hearing
from vault_tool.skimming.places import NO_PLACES, Lines, lines_of, with_lines
from vault_tool.skimming.plain import PlainLinks, PlainNames
from vault_tool.skimming.skim import UNSURE, Skimmed, skim


class Look(NamedTuple):
    """What was seen in a file."""

    file: Note | Canvas
    """As far as findings come from it: of its links those that are not plainly right, and all that a link can name."""
    asks: tuple[str, ...]
    asks_places: tuple[str, ...]
    lines: Lines
    alias_lines: bytes = b""
    """Lines of a note's properties that give it more aliases than were read: see `aliases_in`."""

    def known(self) -> Reread:
        """Return what is to be known of the file from now on."""
        aliases = (*self.file.aliases, *aliases_in(self.alias_lines)) if isinstance(self.file, Note) else ()
        return Reread(self.asks, self.asks_places, tuple(map(note_key, aliases)), self.lines)


class Looking:
    """Looks into files by their paths, and remembers what it has seen."""

    def __init__(self, files: Files, read: Callable[[str], bytes]) -> None:
        """`files` are those of the vault as it is now; `read` returns a file's bytes, and may raise `OSError`."""
        self._read = read
        self._plain = PlainLinks(files, PlainNames(files).get)
        self._seen: dict[str, Look] = {}

    def look(self, path: str) -> Look:
        """Return what is in the note or canvas at the path. Raises `OSError`."""
        seen = self._seen.get(path)
        if seen is None:
            raw = self._read(path)
            seen = self._seen[path] = self._note(path, raw) if file_kind(path) is FileKind.NOTE else _canvas(path, raw)
        return seen

    def target(self, path: str) -> Note:
        """Return the note at the path with what a link can name in it, and no more. Raises `OSError`."""
        if path not in self._seen:
            # Where no link is of interest, none has to be looked for.
            skimmed = skim_places(self._read(path))
            if skimmed is not None:
                return with_lines(Note(path=path), skimmed.lines)
        note = self.look(path).file
        assert isinstance(note, Note)
        return note

    def _note(self, path: str, raw: bytes) -> Look:
        hearing = Hearing()
        plain = hearing.listening(self._plain.of(path.rpartition("/")[0]))
        skimmed = skim(raw, plain)
        if skimmed is None or any(asked.start == UNSURE for asked in skimmed.wikilinks):
            from vault_tool.parse import parse_note  # noqa: PLC0415 - it takes longer to load than to read a note

            note = parse_note(path, raw)
            links = [link for link in note.links if not plain.link(link)]
            return _look(note._replace(links=tuple(links)), lines_of(note), hearing)
        hearing.hear_skimmed(skimmed)
        note = Note(path=path, links=_links(skimmed), aliases=skimmed.aliases, defects=skimmed.defects)
        return _look(with_lines(note, skimmed.lines), skimmed.lines, hearing, skimmed.alias_lines)


def get_ready_to_skim() -> None:
    """Load what is loaded with the first note that needs it."""
    aliases_in(b"aliases: none")
    skim_places(b"---\ntitle: none\n---\n\n[[none]] [none](none.md) ^none\n")


def _links(skimmed: Skimmed) -> tuple[Link, ...]:
    asked = (asked.link() for asked in skimmed.wikilinks)
    return tuple(sorted((*skimmed.links, *asked), key=_start))


def _start(link: Link) -> int:
    return link.start


def _look(note: Note, lines: Lines, hearing: Hearing, alias_lines: bytes = b"") -> Look:
    hearing.end(0)
    heard = hearing.heard({})
    return Look(note, tuple(heard.names), tuple(heard.places), lines, alias_lines)


def _canvas(path: str, raw: bytes) -> Look:
    from vault_tool.canvas import parse_canvas  # noqa: PLC0415 - most files are notes

    canvas = parse_canvas(path, raw)
    names, with_places = Asks().of(canvas.links)
    return Look(canvas, tuple(names), tuple(with_places), NO_PLACES)
