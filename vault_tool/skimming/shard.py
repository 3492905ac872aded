"""Some of a vault's files, read as far as what is broken in them asks for.

A vault is dealt out in shards, each of which may live in a process of its own. A shard reads its files, asks the
others for the places and aliases that it cannot know, and then finds what is broken in its own files. So no process
ever holds the vault.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.linkpath import find_file
from vault_tool.links import LinkTable
from vault_tool.linting.running import checked_files, findings_in
from vault_tool.linting.stamping import Placed, Raised, explain, placed
from vault_tool.model import Canvas, Defect, DefectKind, FileKind, Link, LinkKind, Note, Vault
from vault_tool.names import NoteKey, note_key
from vault_tool.on_demand import read_in_full
from vault_tool.places import Places, find_place, places
from vault_tool.resolve import Index, looked_into, resolve_all
from vault_tool.rules._rule import Rule
from vault_tool.skimming.bearers import Bearers
from vault_tool.skimming.exchange import Answers, Ground, Observer, Outcome, Questions
from vault_tool.skimming.hearing import Heard, Hearing
from vault_tool.skimming.places import (
    NO_PLACES,
    Lines,
    lines_of,
    names_plainly,
    surely_lack,
    surely_lack_in_any_dialect,
    with_lines,
)
from vault_tool.skimming.plain import PlainLinks
from vault_tool.skimming.skim import UNSURE, Asked, Plain, skim
from vault_tool.store import reason
from vault_tool.target import Missing, Reference

if TYPE_CHECKING:
    from vault_tool.diagnostic import Diagnostic

_MOST_REMEMBERED = 500
"""Of how many notes the places are kept ready: links to one note stand together, or nowhere near each other."""
_AT_A_TIME = 500
"""How many files are checked at a time: what is needed for that is let go before the next ones are."""
_MOST_IN_VAIN = 50
_NOW_AND_THEN = 8


class Shard:
    """Some of a vault's files; its methods are to be called in their order here."""

    def __init__(
        self,
        ground: Ground,
        paths: Sequence[str],
        *,
        explains: bool,
        listens: Callable[[Heard, int], object] | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Begin with nothing read.

        `explains` says whether other dialects are tried on what is missing; `listens` is told what links ask for and
        how many files there are, and makes of it what is handed on.
        """
        self._ground = ground
        self._explains = explains
        self._own = frozenset(paths)
        self._plain = PlainLinks(ground.named, ground.names.get, ground.numbers)
        self._listens = listens
        self._hearing = Hearing(ground.paths) if listens else None
        self._observer = observer
        self._numbers = ground.numbers if listens else {}
        self._asked: dict[str, Sequence[Asked]] = {}
        """Wikilinks of skimmed notes that are not plainly right."""
        self._links: dict[str, list[Link]] = {}
        """Links that are not plainly right, by the file that they stand in."""
        self._pending: dict[str, list[Link | Asked]] = {}
        """Links over which other shards decide, by the file that they stand in."""
        self._notes: dict[str, Note] = {}
        """Notes of which more is wanted than links and places."""
        self._canvases: dict[str, Canvas] = {}
        self._lines: dict[str, Lines] = {}
        self._bearers = Bearers()
        self._unreadable: dict[str, str] = {}
        self._lacking: set[str] = set()
        """Own notes in which a place is missing that own links ask for."""
        self._places: dict[str, Places] = {}
        unread = _Notes(ground.vault.files, {}, {})
        vault = Vault(notes=unread, files=ground.vault.files, settings=ground.vault.settings)
        self._names_only = Index(vault, ground.named)
        """Knows the vault's files, and nothing of what is in them."""
        self._in_vain = 0
        """How many skims have been unsure, less twice those that were sure."""

    # -- Reading --------------------------------------------------------------------------------------------------

    def read(self, path: str) -> None:
        """Read one of the shard's files."""
        self._read(path)
        if self._hearing:
            self._hearing.end(self._numbers[path])

    def _read(self, path: str) -> None:
        ground = self._ground
        is_note = ground.vault.files[path] is FileKind.NOTE
        try:
            raw = ground.vault.read(path)
        except OSError as error:
            self._unreadable[path] = reason(error)
            message = f"cannot be read: {self._unreadable[path]}"
            if is_note:
                self._notes[path] = Note(path=path, defects=(Defect(DefectKind.UNDECODABLE_NOTE, message, 0, 0),))
            else:
                self._canvases[path] = Canvas(path=path, defects=(Defect(DefectKind.BROKEN_CANVAS, message, 0, 0),))
            return
        if not is_note:
            from vault_tool.canvas import parse_canvas  # noqa: PLC0415 -- most files are notes

            canvas = self._canvases[path] = parse_canvas(path, raw)
            self._links[path] = list(canvas.links)
            if self._hearing:
                self._hearing.hear(canvas.links)
            if self._observer:
                self._observer.see_canvas(canvas)
            return
        plain = self._plain.of(path.rpartition("/")[0])
        if self._hearing:
            plain = self._hearing.listening(plain)
        skimmed = skim(raw, plain) if self._is_worth_skimming() else None
        if skimmed is None:
            self._in_vain += 1
            note = read_in_full(path, raw)
            self._keep(note, plain)
            if self._observer:
                self._observer.see_note(note)
            return
        self._in_vain = max(0, self._in_vain - 2)
        if self._observer:
            self._in_vain += 3 * self._observer.see_skimmed(path, raw, skimmed)
        if self._hearing:
            self._hearing.hear_skimmed(skimmed)
        if skimmed.wikilinks and (asked := tuple(self._not_there_yet(path, skimmed.wikilinks))):
            self._asked[path] = asked
        if skimmed.links:
            self._links[path] = list(skimmed.links)
        if skimmed.defects:
            self._notes[path] = Note(path=path, defects=skimmed.defects)
        if skimmed.lines:
            self._lines[path] = skimmed.lines
        self._bearers.keep(path, skimmed.aliases, skimmed.alias_lines)

    def _not_there_yet(self, source: str, wikilinks: Iterable[Asked]) -> Iterator[Asked]:
        """Yield the wikilinks that name no place in a note that was read before: they take most of a shard's room."""
        here = self._ground.numbers[source]
        for asked in wikilinks:
            if asked.number is not None and asked.number < here:
                path, subpath = self._place(source, asked)
                if path and names_plainly(self._lines.get(path, NO_PLACES), subpath):
                    continue
            yield asked

    def _is_worth_skimming(self) -> bool:
        """Whether a skim may be sure of the next note; where it has rarely been, it is tried now and then."""
        return self._in_vain < _MOST_IN_VAIN or self._in_vain % _NOW_AND_THEN == 0

    def _keep(self, note: Note, plain: Plain) -> None:
        """Keep of a note that was read in full what is kept of one that was skimmed."""
        path = note.path
        links = [link for link in note.links if not plain.link(link)]
        if links:
            self._links[path] = links
        if note.defects or note.allows or note.template:
            self._notes[path] = Note(path=path, defects=note.defects, allows=note.allows, template=note.template)
        lines = lines_of(note)
        if lines:
            self._lines[path] = lines
        self._bearers.keep(path, note.aliases)

    # -- What must be known of other notes ------------------------------------------------------------------------

    def ask(self) -> Questions:
        """Drop the links that the shard's own notes show to be right, and return what decides over the others."""
        own = self._own
        wanted: set[tuple[str, str]] = set()
        while self._asked:
            # What comes now takes the place of what is no longer needed.
            source, asked = self._asked.popitem()
            links = []
            for wanting in asked:
                path, subpath = self._place(source, wanting)
                if not path:
                    links.append(wanting.link())
                elif path not in own:
                    wanted.add((path, subpath.decode()))
                    self._pending.setdefault(source, []).append(wanting)
                elif not names_plainly(self._lines.get(path, NO_PLACES), subpath):
                    links.append(wanting.link())
            if links:
                self._links[source] = [*self._links.get(source, ()), *links]
        notes: set[str] = set()
        aliases: set[NoteKey] = set()
        for source, written in self._links.items():
            kept = []
            for link in written:
                file = self._file(source, link)
                if file is None:
                    aliases.add(note_key(link.path.strip()))
                    notes |= self._elsewhere(source, link)
                elif link.subpath and self._ground.vault.files.get(file.path) is FileKind.NOTE:
                    if file.is_doubtful:
                        notes.add(file.path)
                        notes |= self._elsewhere(source, link)
                    elif file.path not in own:
                        notes |= self._elsewhere(source, link)
                        wanted.add((file.path, link.subpath))
                        self._pending.setdefault(source, []).append(link)
                        continue
                    else:
                        is_missing, is_asked_for = self._look_for(file.path, link.subpath)
                        if not is_missing:
                            continue
                        self._lacking.add(file.path)
                        if is_asked_for:
                            notes.add(file.path)
                        notes |= self._elsewhere(source, link)
                kept.append(link)
            self._links[source] = kept
        return Questions(frozenset(wanted), frozenset(notes), frozenset(aliases))

    def _place(self, source: str, asked: Asked) -> tuple[str, bytes]:
        """Return the note that a wikilink names plainly, and the subpath in it; both are empty for any other."""
        content, _, _, number = asked
        if content.startswith(b"#"):
            number = self._ground.numbers[source]
        if number is None:
            return "", b""
        subpath = content.partition(b"|")[0].partition(b"#")[2]
        if not subpath or subpath.endswith(b"\\"):
            return "", b""
        return self._ground.paths[number], subpath

    def _elsewhere(self, source: str, link: Link) -> frozenset[str]:
        """Return the notes in which other dialects look for the place that the link names."""
        if not self._explains or not link.subpath or link.kind is LinkKind.CANVAS_FILE:
            return frozenset()
        if self._is_the_same_in_every_dialect(link.path):
            return frozenset()
        files = self._ground.vault.files
        found = looked_into(self._names_only, source, link)
        return frozenset(path for path in found if files.get(path) is FileKind.NOTE)

    def _is_the_same_in_every_dialect(self, path: str) -> bool:
        """Whether it is plain that every dialect takes the path for the same note, or for none.

        It is empty, or it fits one file in whatever folder, or none.
        """
        if not path or path.isspace() or path.encode(errors="replace") in self._ground.names:
            return True
        if "/" in path or "?" in path or path in {".", ".."} or path != path.strip():
            return False
        if self._names_only.has_folder_notes:
            return False
        files = self._ground.named
        bare = note_key(path).removesuffix(".md")
        fitting = [name for name in map(NoteKey, (bare, f"{bare}.md", f"{bare}.md.md")) if name in files.by_name]
        return not fitting or (len(fitting) == 1 and fitting[0] not in files.namesakes and not files.twins)

    def _file(self, source: str, link: Link) -> "_File | None":
        """Return the file that the link names, and whether that is in doubt; `None` where there is none."""
        if link.kind is LinkKind.CANVAS_FILE:
            path = self._names_only.exact(link.path)
            return _File(path, is_doubtful=True) if path else None
        if not link.path or link.path.isspace():
            return _File(source, is_doubtful=False)
        hit = find_file(self._ground.named, source.rpartition("/")[0], link.path)
        return _File(hit.path, is_doubtful=bool(hit.rivals or hit.case_differs)) if hit else None

    def _lacks(self, path: str, subpath: str) -> bool:
        lines = self._lines.get(path, NO_PLACES)
        if surely_lack(lines, subpath.encode(errors="replace")):
            return True
        known = self._places.get(path)
        if known is None:
            if len(self._places) >= _MOST_REMEMBERED:
                self._places.clear()
            known = self._places[path] = places(with_lines(Note(path=path), lines))
        return isinstance(find_place(known, subpath), str)

    def _look_for(self, path: str, subpath: str) -> tuple[bool, bool]:
        """Return whether the note lacks the place, and whether it is then to be asked if another dialect finds it."""
        if path in self._unreadable:
            return False, False
        if surely_lack_in_any_dialect(self._lines.get(path, NO_PLACES), subpath.encode(errors="replace")):
            return True, False
        is_missing = self._lacks(path, subpath)
        return is_missing, is_missing and self._explains

    def answer(self, questions: Questions) -> Answers:
        """Return what the shard knows of what is asked."""
        missing: set[tuple[str, str]] = set()
        described = set(self._own & questions.notes)
        for path, subpath in questions.places:
            if path not in self._own or names_plainly(
                self._lines.get(path, NO_PLACES), subpath.encode(errors="replace")
            ):
                continue
            is_missing, is_asked_for = self._look_for(path, subpath)
            if is_missing:
                missing.add((path, subpath))
            if is_asked_for:
                described.add(path)
        lines = {path: self._lines.get(path, NO_PLACES) for path in described}
        told: Mapping[str, int] = {}
        if self._observer:
            told = self._observer.told({*self._lacking, *(path for path, _ in missing)})
        return Answers(frozenset(missing), lines, self._bearers.of(questions.aliases), told)

    # -- What is broken -------------------------------------------------------------------------------------------

    def check(self, answers: Answers, rules: Sequence[Rule], within: str, today: date) -> Outcome:
        """Return what the rules find in the shard's files of the folder `within`, `answers` being those of all."""
        source = self._ground.vault.source
        # They have answered what they were kept for.
        self._lines.clear()
        self._places.clear()
        known = dict(self._notes)
        for path, lines in answers.lines.items():
            known[path] = with_lines(known.get(path, _UNREAD), lines)
        found: list[Placed] = []
        told: list[Diagnostic] = []
        raised: list[Raised] = []
        missing: dict[str, int] = {}
        sources = sorted({*self._links, *self._pending, *self._notes, *self._canvases})
        for at in range(0, len(sources), _AT_A_TIME):
            table = self._table(sources[at : at + _AT_A_TIME], known, answers)
            here = findings_in(table, rules, checked_files(table.vault, within, among=table.references), today)
            if not self._explains:
                told += explain(placed(source, here, brief=True), None)
            elif not self._observer:
                found += placed(source, here)
            if self._observer:
                raised += here
                missing |= _missing_in(table.references)
        templates = frozenset(path for path, note in self._notes.items() if note.template)
        observed = self._observer.result(missing, raised, answers.told) if self._observer else None
        # What was to be checked has made room for it.
        return Outcome(found, told, self._unreadable, templates, self._heard(), observed)

    def _heard(self) -> object:
        """Return what is made of what was heard, and let go of that."""
        if not (self._hearing and self._listens):
            return None
        heard = self._hearing.heard(self._bearers.all())
        self._hearing, self._bearers = None, Bearers()
        return self._listens(heard, len(self._ground.vault.files))

    def _table(self, sources: Sequence[str], known: Mapping[str, Note], answers: Answers) -> LinkTable:
        """Return the links of these files that are not right; of other notes the vault has what is `known`."""
        notes: dict[str, Note] = {}
        canvases: dict[str, Canvas] = {}
        for path in sources:
            links = tuple(self._unsettled(path, answers.missing))
            if path in self._canvases:
                canvases[path] = self._canvases[path]._replace(links=links)
            else:
                notes[path] = known.get(path, _UNREAD)._replace(path=path, links=links)
        vault = Vault(
            notes=_Notes(self._ground.vault.files, known, notes),
            canvases=canvases,
            files=self._ground.vault.files,
            excluded=self._ground.vault.excluded,
            unreadable=self._unreadable,
            settings=self._ground.vault.settings,
            source=self._ground.vault.source,
        )
        index = Index(
            vault,
            self._ground.named,
            compares_dialects=self._explains,
            known_aliases=answers.aliases,
            names=self._names_only,
        )
        files: dict[str, Note | Canvas] = {**notes, **canvases}
        return LinkTable(vault, index, {path: resolve_all(index, path, file.links) for path, file in files.items()})

    def _unsettled(self, source: str, missing: Collection[tuple[str, str]]) -> list[Link]:
        """Return the links of the file that are not right, in file order."""
        links = self._links.pop(source, [])
        for link in self._pending.pop(source, ()):
            if isinstance(link, Asked):
                path, subpath = self._place(source, link)
                if (path, subpath.decode()) in missing:
                    links.append(link.link())
            elif (file := self._file(source, link)) and (file.path, link.subpath) in missing:
                links.append(link)
        if any(link.start == UNSURE for link in links):
            kinds = {_wanted(link) for link in links}
            read = read_in_full(source, self._ground.vault.source(source))
            return [link for link in read.links if _wanted(link) in kinds]
        links.sort(key=_start)
        return links


def _missing_in(references: Mapping[str, Sequence[Reference]]) -> dict[str, int]:
    """Return how many links of each file lead nowhere."""
    counts = ((path, sum(isinstance(one.target, Missing) for one in listed)) for path, listed in references.items())
    return {path: count for path, count in counts if count}


class _File(NamedTuple):
    path: str
    is_doubtful: bool


_UNREAD = Note(path="")
"""Stands for every note of which nothing is wanted."""


class _Notes(Mapping[str, Note]):
    """The notes of a vault, of which few are known, and some are looked at."""

    def __init__(self, files: Mapping[str, FileKind], known: Mapping[str, Note], looked_at: Mapping[str, Note]) -> None:
        self._files = files
        self._known = known
        self._looked_at = looked_at

    def __getitem__(self, path: str) -> Note:
        note = self._looked_at.get(path) or self._known.get(path)
        if note is None:
            if path not in self:
                raise KeyError(path)
            return _UNREAD
        return note

    def __contains__(self, path: object) -> bool:
        return self._files.get(path) is FileKind.NOTE  # type: ignore[call-overload] # any key may be asked

    def __iter__(self) -> Iterator[str]:
        return (path for path, kind in self._files.items() if kind is FileKind.NOTE)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _start(link: Link) -> int:
    return link.start


def _wanted(link: Link) -> tuple[bool, str, str | None]:
    """Return what links of one note have in common that lead to the same place."""
    return link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED), link.path, link.subpath
