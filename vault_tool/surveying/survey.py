"""What a part of a vault has for a report besides what is broken in it, gathered while that part is read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, repeat
from typing import NamedTuple

from vault_tool.hubs import is_hub
from vault_tool.linkpath import find_file
from vault_tool.linting.stamping import Raised
from vault_tool.model import Canvas, FileKind, Link, LinkKind, Note, Vault
from vault_tool.names import within as lies_within
from vault_tool.report.summary import is_report
from vault_tool.report.tally import LinkTally, TaskTally, count_tasks, tasks_together
from vault_tool.resolve import Index
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import Skimmed
from vault_tool.surveying.faults import Faults, faults_in, faults_together
from vault_tool.surveying.sketch import Sketch, sketch, sketch_of
from vault_tool.written import is_url, split_destination, wikilink


class Wanted(NamedTuple):
    """What of a survey depends on the report that it is for."""

    within: str
    today: date
    top: int
    """How many items each list keeps."""


class Survey(NamedTuple):
    """What a vault, or a part of it, has for a report; without the reports that lie in it."""

    reports: frozenset[str]
    links: LinkTally
    neighbours: Mapping[str, Sequence[str]]
    """The other notes and canvases that each note and canvas links to, each once; where it links to any."""
    hubs: Mapping[str, Sequence[str]]
    """The notes that say they are hubs, or of which the settings do, with the files that their bodies link to."""
    marks: Mapping[str, str]
    """The marks of the tasks of each note that has any."""
    tasks: TaskTally
    faults: Faults


class Surveyor:
    """Surveys the files of a shard, one after another; an `Observer`."""

    def __init__(self, wanted: Wanted, ground: Ground) -> None:
        """Begin with nothing seen."""
        self._vault = ground.vault
        self._index = Index(Vault(notes={}, files=ground.vault.files), ground.index)
        self._names = ground.names
        self._wanted = wanted
        self._reports: set[str] = set()
        self._kinds: Counter[LinkKind] = Counter()
        self._external = 0
        self._neighbours: dict[str, Sequence[str]] = {}
        self._hubs: dict[str, Sequence[str]] = {}
        self._notes: dict[str, Note] = {}
        """Those that have tasks or goals."""
        self._folder = ""
        self._destinations: dict[bytes, str | None] = {}
        """The files that destinations lead to from the folder that is being read."""

    def see_skimmed(self, path: str, raw: bytes, skimmed: Skimmed) -> bool:
        """Take in a note; false where it must be read in full."""
        drawn = sketch(path, raw, skimmed)
        if drawn is not None:
            self._see(drawn)
        return drawn is not None

    def see_note(self, note: Note) -> None:
        """Take in a note that was read in full."""
        self._see(sketch_of(note))

    def see_canvas(self, canvas: Canvas) -> None:
        """Take in a canvas."""
        self._lead(canvas.path, set(self._led(canvas.path, canvas.links)))
        if self._shows(canvas.path):
            self._count(canvas.links)

    def _see(self, sketch: Sketch) -> None:
        note = sketch.note
        path = note.path
        if is_report(note):
            self._reports.add(path)
            return
        names = self._names
        led = {
            names.get(content.partition(b"|")[0]) or self._named(path, content)
            for content in chain(sketch.wikilinks, sketch.embeds)
        }
        folder = path.rpartition("/")[0]
        if folder != self._folder:
            self._folder = folder
            self._destinations.clear()
        written = (*sketch.destinations, *sketch.images)
        led.update(map(self._destined, repeat(path), written))
        body = [link for link in sketch.links if link.kind is not LinkKind.PROPERTY]
        led.update(self._led(path, body))
        if is_hub(note, self._vault.settings):
            self._hubs[path] = [file for file in led if file]
        if len(body) < len(sketch.links):
            led.update(self._led(path, (link for link in sketch.links if link.kind is LinkKind.PROPERTY)))
        self._lead(path, led)
        if self._shows(path):
            self._kinds[LinkKind.WIKILINK] += len(sketch.wikilinks)
            self._kinds[LinkKind.EMBED] += len(sketch.embeds)
            self._kinds[LinkKind.MARKDOWN] += len(sketch.destinations)
            self._kinds[LinkKind.MARKDOWN_EMBED] += len(sketch.images)
            self._external += sum(self._destinations.get(destination) == _ELSEWHERE for destination in written)
            self._count(sketch.links)
        if note.tasks or note.goals:
            self._notes[path] = note

    def result(self, missing: Mapping[str, int], raised: Sequence[Raised]) -> Survey:
        """Return what was seen; see `Observer`."""
        wanted, notes = self._wanted, self._notes
        vault = Vault(notes=notes, excluded=self._vault.excluded, settings=self._vault.settings)
        lost = sum(count for path, count in missing.items() if path not in self._reports and self._shows(path))
        return Survey(
            frozenset(self._reports),
            LinkTally(+self._kinds, self._external, lost),
            self._neighbours,
            self._hubs,
            {path: "".join([task.mark for task in note.tasks]) for path, note in notes.items() if note.tasks},
            count_tasks(vault, today=wanted.today, within=wanted.within, top=wanted.top),
            faults_in(raised, self._reports, self._vault.source),
        )

    def _shows(self, path: str) -> bool:
        within = self._wanted.within
        return path not in self._vault.excluded and (not within or lies_within(path, (within,)))

    def _count(self, links: Sequence[Link]) -> None:
        for link in links:
            self._kinds[link.kind] += 1
            self._external += _is_external(link)

    def _lead(self, source: str, led: set[str | None]) -> None:
        kinds = self._vault.files
        led.discard(source)
        found = [path for path in led if path and kinds.get(path) in _NODES]
        if found:
            self._neighbours[source] = found

    def _named(self, source: str, content: bytes) -> str | None:
        name = content.partition(b"|")[0].partition(b"#")[0]
        return self._names.get(name) or self._file(source, wikilink(content, 0, embeds=False))

    def _destined(self, source: str, destination: bytes) -> str | None:
        if destination in self._destinations:
            return self._destinations[destination]
        path, _ = split_destination(destination.decode())
        if not path or path.isspace():
            return source
        if is_url(path):
            found: str | None = _ELSEWHERE
        else:
            found = self._file(source, Link(LinkKind.MARKDOWN, path, None, None, 0, 0))
        self._destinations[destination] = found
        return found

    def _led(self, source: str, links: Iterable[Link]) -> Iterable[str | None]:
        return (None if _is_external(link) else self._file(source, link) for link in links)

    def _file(self, source: str, link: Link) -> str | None:
        if link.kind is LinkKind.CANVAS_FILE:
            return self._index.exact(link.path)
        if not link.path or link.path.isspace():
            return source
        hit = find_file(self._index.files, source.rpartition("/")[0], link.path)
        return hit.path if hit else None


_ELSEWHERE = ""
"""Stands for what lies outside of the vault."""
_NODES = frozenset({FileKind.NOTE, FileKind.CANVAS})


def _is_external(link: Link) -> bool:
    return link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED) and is_url(link.path)


def together(parts: Sequence[Survey], top: int) -> Survey:
    """Return the surveys of a vault's parts as that of the whole."""
    reports = frozenset().union(*(part.reports for part in parts))
    neighbours = dict(chain.from_iterable(part.neighbours.items() for part in parts))
    if reports:
        neighbours = {path: [other for other in others if other not in reports] for path, others in neighbours.items()}
    return Survey(
        reports,
        sum((part.links for part in parts), LinkTally(Counter())),
        neighbours,
        dict(chain.from_iterable(part.hubs.items() for part in parts)),
        dict(chain.from_iterable(part.marks.items() for part in parts)),
        tasks_together([part.tasks for part in parts], top),
        faults_together([part.faults for part in parts]),
    )
