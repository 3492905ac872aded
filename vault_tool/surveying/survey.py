"""What a part of a vault has for a report besides what is broken in it, gathered while that part is read."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from vault_tool.hubs import is_hub
from vault_tool.linting.stamping import Raised
from vault_tool.model import Canvas, Link, LinkKind, Note, Task, Vault
from vault_tool.names import within as lies_within
from vault_tool.on_demand import read_in_full
from vault_tool.progress import is_counted
from vault_tool.report.summary import is_report
from vault_tool.report.tally import LinkTally, TaskTally, count_tasks, tasks_together
from vault_tool.skimming.exchange import Ground
from vault_tool.skimming.skim import Skimmed
from vault_tool.skimming.strands import NUMBER, Strands
from vault_tool.surveying.boxes import Boxes, marks_in
from vault_tool.surveying.faults import Faults, faults_in, faults_together
from vault_tool.surveying.glance import glance
from vault_tool.surveying.leading import Leading, is_external
from vault_tool.surveying.outline import Outline
from vault_tool.surveying.sketch import Sketch, Subject, sketch_of, sketches
from vault_tool.surveying.web import Threads

_AT_A_TIME = 64
"""How many notes are sketched at a time."""


class Wanted(NamedTuple):
    """What of a survey depends on the report that it is for."""

    within: str
    today: date
    top: int
    """How many items each list keeps."""


class Marked(NamedTuple):
    """The marks of the tasks of some notes; their paths would take many times as long to send to another process."""

    notes: "array[int]"
    """Their numbers."""
    marks: str
    """Those of the first note, then those of the second, and so on, each with a line end behind."""

    @classmethod
    def of(cls, marks: Mapping[str, str], numbers: Mapping[str, int]) -> "Marked":
        """Take the marks of each note."""
        return cls(array(NUMBER, map(numbers.__getitem__, marks)), "\n".join((*marks.values(), "")))


class Survey(NamedTuple):
    """What a vault, or a part of it, has for a report; without the reports that lie in it."""

    reports: frozenset[str]
    links: LinkTally
    threads: Sequence[Threads]
    """Which notes and canvases the links connect, part by part."""
    hubs: Mapping[str, Sequence[str]]
    """The notes that say they are hubs, or of which the settings do, with the notes that their bodies link to."""
    marked: Sequence[Marked]
    """The notes that have tasks and count, whether or not they are reported, part by part."""
    folders: Mapping[str, Counter[str]]
    """How often each mark stands in the notes of a folder that count and are reported; folders below apart."""
    tasks: TaskTally
    faults: Faults


class Surveyor:
    """Surveys the files of a shard, one after another; an `Observer`."""

    def __init__(self, wanted: Wanted, ground: Ground) -> None:
        """Begin with nothing seen."""
        self._vault = Vault(notes={}, excluded=ground.vault.excluded, settings=ground.vault.settings)
        self._source = ground.vault.source
        self._wanted = wanted
        self._leading = Leading(ground)
        self._strands = Strands.empty()
        self._numbers = ground.numbers
        self._paths = ground.paths
        self._counts_all = not (self._vault.excluded or self._vault.settings.template_folders)
        self._shows_all = not (self._vault.excluded or wanted.within)
        self._reports: set[str] = set()
        self._wikilinks = self._embeds = self._destinations = self._images = 0
        self._kinds: Counter[LinkKind] = Counter()
        """The links that were read, and not only counted."""
        self._external = 0
        self._hubs: dict[str, Sequence[str]] = {}
        self._outlines: dict[str, Outline] = {}
        """Those of the notes that have boxes, as far as an outline says it all."""
        self._sizes: dict[str, int] = {}
        """How many bytes the notes have that hide no heading."""
        self._notes: dict[str, Note] = {}
        """Those that have tasks or goals, where it does not."""
        self._waiting: list[Subject] = []
        """The notes that are to be sketched next."""
        self._led: list[tuple[int, set[int]]] = []
        """The files to which the links of the last files lead, by their numbers."""

    def see_skimmed(self, path: str, raw: bytes, skimmed: Skimmed) -> int:
        """Take in a note; see `Observer`."""
        self._waiting.append(Subject(path, raw, skimmed))
        return self._sketch() if len(self._waiting) == _AT_A_TIME else 0

    def _sketch(self) -> int:
        """Take in the notes that wait, and return how many of them had to be read."""
        unsure = 0
        for (path, raw, _), drawn in zip(self._waiting, sketches(self._waiting), strict=True):
            if drawn is None:
                self.see_note(read_in_full(path, raw))
                unsure += 1
                continue
            if self._see(path, drawn) and drawn.outline:
                self._outlines[path] = drawn.outline
            if drawn.hides_nothing:
                self._sizes[path] = len(raw)
        self._waiting.clear()
        self._strands.add(self._led)
        self._led.clear()
        return unsure

    def see_note(self, note: Note) -> None:
        """Take in a note that was read in full."""
        self._see(note.path, sketch_of(note))

    def see_canvas(self, canvas: Canvas) -> None:
        """Take in a canvas."""
        self._lead(canvas.path, set(self._leading.of_links(canvas.path, canvas.links)))
        if self._shows_all or self._shows(canvas.path):
            self._count_links(canvas.links)

    def _see(self, path: str, drawn: Sketch) -> bool:
        """Take in a sketch, all but its outline; false where it is that of a report."""
        note, wikilinks, _, embeds, destinations, _, images, links, *_ = drawn
        if note and is_report(note):
            self._reports.add(path)
            return False
        led, external = self._leading.of_sketch(path, drawn)
        if links:
            led.update(self._leading.of_links(path, (link for link in links if link.kind is not LinkKind.PROPERTY)))
        if (note or self._vault.settings.hubs) and is_hub(note or Note(path=path), self._vault.settings):
            self._hubs[path] = [self._paths[number] for number in led if number is not None]
        if links:
            led.update(self._leading.of_links(path, (link for link in links if link.kind is LinkKind.PROPERTY)))
        self._lead(path, led)
        if self._shows_all or self._shows(path):
            self._wikilinks += len(wikilinks)
            self._embeds += embeds
            self._destinations += len(destinations)
            self._images += images
            self._external += external
            if links:
                self._count_links(links)
        if note and (note.tasks or note.goals):
            self._notes[path] = note
        return True

    def _lead(self, source: str, led: set[int | None]) -> None:
        number = self._numbers[source]
        led.discard(None)
        led.discard(number)
        if led:
            self._led.append((number, led))  # type: ignore[arg-type] # nothing was taken out

    def _shows(self, path: str) -> bool:
        return path not in self._vault.excluded and self._lies_within(path)

    def _lies_within(self, path: str) -> bool:
        within = self._wanted.within
        return not within or lies_within(path, (within,))

    def _count_links(self, links: Sequence[Link]) -> None:
        for link in links:
            self._kinds[link.kind] += 1
            self._external += is_external(link)

    def told(self, paths: Iterable[str]) -> Mapping[str, int]:
        """Return how many bytes those of the notes have that are known to hide no heading; see `Observer`."""
        self._sketch()
        return {path: self._sizes[path] for path in paths if path in self._sizes}

    def result(self, missing: Mapping[str, int], raised: Sequence[Raised], told: Mapping[str, int]) -> Survey:
        """Return what was seen; see `Observer`."""
        self._sketch()
        lost = sum(count for path, count in missing.items() if path not in self._reports and self._shows(path))
        outlines = {path: outline for path, outline in self._outlines.items() if self._counts(path)}
        marks = marks_in(outlines)
        marks |= {
            path: "".join([task.mark for task in note.tasks])
            for path, note in self._notes.items()
            if self._counts(path)
        }
        return Survey(
            frozenset(self._reports),
            LinkTally(self._all_kinds(), self._external, lost),
            (Threads.of(self._strands, len(self._numbers)),),
            self._hubs,
            (Marked.of(marks, self._numbers),),
            self._by_folder(marks),
            self._count(outlines),
            faults_in(raised, self._reports, self._source, told),
        )

    def _counts(self, path: str) -> bool:
        return self._counts_all or is_counted(Note(path=path), self._vault)

    def _by_folder(self, marks: Mapping[str, str]) -> dict[str, Counter[str]]:
        """Return how often each mark stands in the notes of a folder that are reported."""
        folders: dict[str, list[str]] = {}
        for path, of_note in marks.items():
            if self._lies_within(path):
                folders.setdefault(path.rpartition("/")[0], []).append(of_note)
        return {folder: Counter("".join(of_notes)) for folder, of_notes in folders.items()}

    def _count(self, outlines: Mapping[str, Outline]) -> TaskTally:
        wanted = self._wanted
        vault = Vault(notes=self._notes, excluded=self._vault.excluded, settings=self._vault.settings)
        if wanted.within:
            outlines = {path: outline for path, outline in outlines.items() if self._lies_within(path)}
        boxes = Boxes(outlines, vault.settings).tally(wanted.top, self._tasks)
        others = count_tasks(vault, today=wanted.today, within=wanted.within, top=wanted.top)
        return tasks_together([others, boxes], wanted.top)

    def _tasks(self, path: str) -> Sequence[Task]:
        note = glance(path, self._source(path))
        return note.tasks if note else ()

    def _all_kinds(self) -> Counter[LinkKind]:
        written = {
            LinkKind.WIKILINK: self._wikilinks - self._embeds,
            LinkKind.EMBED: self._embeds,
            LinkKind.MARKDOWN: self._destinations - self._images,
            LinkKind.MARKDOWN_EMBED: self._images,
        }
        return self._kinds + Counter(written)


def marks_by_note(marked: Iterable[Marked]) -> dict[int, str]:
    """Return the marks of each note by its number."""
    return dict(chain.from_iterable(zip(notes, marks.split("\n")[:-1], strict=True) for notes, marks in marked))


def together(parts: Sequence[Survey], top: int) -> Survey:
    """Return the surveys of a vault's parts as that of the whole."""
    folders: dict[str, Counter[str]] = {}
    for part in parts:
        for folder, marks in part.folders.items():
            folders.setdefault(folder, Counter()).update(marks)
    return Survey(
        frozenset().union(*(part.reports for part in parts)),
        sum((part.links for part in parts), LinkTally(Counter())),
        tuple(chain.from_iterable(part.threads for part in parts)),
        dict(chain.from_iterable(part.hubs.items() for part in parts)),
        tuple(chain.from_iterable(part.marked for part in parts)),
        folders,
        tasks_together([part.tasks for part in parts], top),
        faults_together([part.faults for part in parts]),
    )
