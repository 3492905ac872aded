"""How far along things are: what the boxes of a note, section, folder, tag or vault add up to.

What a mark means is the vault's own affair (`Settings.statuses`). Subtasks count like tasks. Marks are counted first
and read after, so that half a million tasks make a handful of `Progress` values and not half a million.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from vault_tool.model import Goal, Heading, Note, Task, Vault
from vault_tool.names import within as is_within
from vault_tool.settings import Settings, Status

_NO_MARKS: Mapping[str, int] = {}


class Progress(NamedTuple):
    """A number of tasks by what became of them; `sum(parts, Progress())` adds up."""

    done: int = 0
    in_progress: int = 0
    open: int = 0
    cancelled: int = 0
    """Tasks given up; they stand beside the total, so giving one up changes no ratio of the rest."""
    unknown: Mapping[str, int] = _NO_MARKS
    """Of the open tasks, those whose mark stands in no map: how many there are, by mark."""

    @property
    def total(self) -> int:
        """The tasks that are or were to be done: done, in progress and open."""
        return self.done + self.in_progress + self.open

    @property
    def ratio(self) -> float | None:
        """The share done, from 0 to 1; `None` where there is nothing to do, which is neither begun nor finished."""
        return self.done / self.total if self.total else None

    def __hash__(self) -> int:
        return hash(self[:4])

    def __add__(self, other: object) -> "Progress":
        if not isinstance(other, Progress):
            return NotImplemented
        return Progress(
            done=self.done + other.done,
            in_progress=self.in_progress + other.in_progress,
            open=self.open + other.open,
            cancelled=self.cancelled + other.cancelled,
            unknown=_sorted_sum(self.unknown, other.unknown),
        )


def _sorted_sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items())) if one or other else one


_NOTHING = Progress()


def progress_of(marks: Mapping[str, int], settings: Settings) -> Progress:
    """Read how often each mark stands in a box as a progress.

    A mark that `settings.statuses` does not know counts as open, as the Tasks plugin takes it (semantics 9.6), and
    is listed as unknown too. Boxes that are no tasks count nowhere.
    """
    if not marks:
        return _NOTHING
    statuses = settings.statuses
    done = in_progress = open_ = cancelled = 0
    unknown = {}
    for mark, times in sorted(marks.items()):
        match statuses.get(mark):
            case Status.DONE:
                done += times
            case Status.IN_PROGRESS:
                in_progress += times
            case Status.CANCELLED:
                cancelled += times
            case Status.NON_TASK:
                pass
            case Status.OPEN:
                open_ += times
            case None:
                open_ += times
                unknown[mark] = times
    return Progress(done=done, in_progress=in_progress, open=open_, cancelled=cancelled, unknown=unknown)


def is_counted(note: Note, vault: Vault) -> bool:
    """Whether the note's tasks count in the sums of the vault: it is neither excluded nor in a template folder.

    Placeholders alone do not make a note uncounted: a note that only speaks of `{{title}}` has real tasks.
    """
    folders = vault.settings.template_folders
    return not (note.path in vault.excluded or (folders and is_within(note.path, folders)))


def counted_notes(vault: Vault, within: str = "") -> Iterator[Note]:
    """Yield the notes whose tasks count, in the folder `within` and below it; the empty path is the whole vault."""
    for note in vault.notes.values():
        if is_counted(note, vault) and (not within or is_within(note.path, (within,))):
            yield note


def _marks(tasks: Iterable[Task]) -> Counter[str]:
    return Counter(task.mark for task in tasks)


def note_progress(note: Note, settings: Settings) -> Progress:
    """Return the progress of one note, whether or not the vault counts it."""
    return progress_of(_marks(note.tasks), settings)


class SectionProgress(NamedTuple):
    """What stands under one heading."""

    heading: Heading | None
    """`None` for what stands before the first heading."""
    own: Progress
    """Its tasks up to the next heading of any level."""
    whole: Progress
    """Its own and those of its subsections."""


def section_progress(note: Note, settings: Settings) -> tuple[SectionProgress, ...]:
    """Return the sections of a note in file order, the part before the first heading first, tasks or none.

    A task belongs to the last heading before it; a heading lies in the nearest one before it that is of a higher
    rank. All `own` progresses add up to the note's.
    """
    tasks, headings = note.tasks, note.headings
    starts = [task.start for task in tasks]
    first = [bisect_left(starts, heading.start) for heading in headings]
    first.append(len(tasks))
    before = progress_of(_marks(tasks[: first[0]]), settings)
    sections = [SectionProgress(None, before, before)]
    for at, heading in enumerate(headings):
        own_end, end = first[at + 1], len(tasks)
        for later in range(at + 1, len(headings)):
            if headings[later].level <= heading.level:
                end = first[later]
                break
        own = progress_of(_marks(tasks[first[at] : own_end]), settings)
        whole = own if end == own_end else progress_of(_marks(tasks[first[at] : end]), settings)
        sections.append(SectionProgress(heading, own, whole))
    return tuple(sections)


def vault_progress(vault: Vault, within: str = "") -> Progress:
    """Return the progress of the vault, or of the folder `within` and all below it."""
    return progress_of(_marks(task for note in counted_notes(vault, within) for task in note.tasks), vault.settings)


def folder_progress(vault: Vault, within: str = "") -> dict[str, Progress]:
    """Return the progress of each folder with all below it, by path and sorted; the root's path is empty.

    A folder is listed where a counted note lies in it or below it.
    """
    own: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in counted_notes(vault, within):
        marks = own[note.folder]
        if note.tasks:
            marks.update(task.mark for task in note.tasks)
    return progress_of_folders(own, vault.settings, within)


def progress_of_folders(
    own: Mapping[str, Mapping[str, int]], settings: Settings, within: str = ""
) -> dict[str, Progress]:
    """Return the same, given how often each mark stands in the notes of each folder, folders below it apart."""
    whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for folder, marks in own.items():
        for around in _upwards(folder):
            whole[around].update(marks)
    return {
        folder: progress_of(marks, settings)
        for folder, marks in sorted(whole.items())
        if not within or is_within(f"{folder}/", (within,))
    }


def _upwards(path: str) -> Iterator[str]:
    """Yield the root, then each folder on the way down to `path`, then `path`."""
    yield ""
    if path:
        yield from accumulate(path.split("/"), "{}/{}".format)


def tag_progress(vault: Vault, within: str = "") -> dict[str, Progress]:
    """Return the progress of each tag that has tasks, by tag (with its `#`) and sorted without regard to case.

    A task counts for a tag that stands on its own line or in its note's properties, and once for each tag. A tag in
    the note's prose says nothing of its tasks. `#a/b` counts for `#a` too; letter case does not matter, and the
    first spelling in the order of paths is shown (semantics 7.5).
    """
    spellings: dict[str, str] = {}
    marks: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for note in sorted((note for note in counted_notes(vault, within) if note.tasks), key=attrgetter("path")):
        of_note = _spellings(note.property_tags)
        if of_note:
            marks_of_note = _marks(note.tasks)
            for key, spelling in of_note.items():
                spellings.setdefault(key, spelling)
                marks[key].update(marks_of_note)
        for task, tags in _tagged_tasks(note):
            for key, spelling in _spellings(tags).items():
                if key not in of_note:
                    spellings.setdefault(key, spelling)
                    marks[key][task.mark] += 1
    return {spellings[key]: progress_of(marks[key], vault.settings) for key in sorted(marks)}


def _spellings(tags: Iterable[str]) -> dict[str, str]:
    """Return what the tags answer to, each once: the tag folded for comparison, and its first spelling."""
    spellings: dict[str, str] = {}
    for tag in tags:
        for level in _levels(tag):
            spellings.setdefault(level.lower(), level)
    return spellings


def _levels(tag: str) -> tuple[str, ...]:
    """Return the tag's parents and the tag: `#a`, `#a/b` and `#a/b/c` of `#a/b/c`; needless slashes say nothing."""
    names = (name for name in tag.removeprefix("#").split("/") if name)
    return tuple(f"#{level}" for level in accumulate(names, "{}/{}".format))


def _tagged_tasks(note: Note) -> Iterator[tuple[Task, list[str]]]:
    """Yield each task that has tags on its own line, with them."""
    starts = [tag.start for tag in note.tags]
    for task in note.tasks if starts else ():
        first, last = bisect_left(starts, task.start), bisect_left(starts, task.stop)
        if first < last:
            yield task, [tag.name for tag in note.tags[first:last]]


class NoteGoal(NamedTuple):
    """A numeric goal and the note that it stands in."""

    path: str
    goal: Goal

    @property
    def ratio(self) -> float | None:
        """What is there as a share of what is wanted, above 1 where there is more; `None` where nothing is wanted."""
        return self.goal.have / self.goal.goal if self.goal.goal > 0 else None


def vault_goals(vault: Vault, within: str = "") -> tuple[NoteGoal, ...]:
    """Return the numeric goals of the notes whose tasks count, in the order of paths and then of the file."""
    return tuple(
        NoteGoal(path, goal)
        for path, goals in sorted((note.path, note.goals) for note in counted_notes(vault, within) if note.goals)
        for goal in goals
    )
