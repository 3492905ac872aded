"""The timeline of a source as `vault.toml` has it: its phases, the tracks that stretch them, and its adaptations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from vault_tool.build.toml_table import TomlTable
from vault_tool.errors import UsageError
from vault_tool.toml_values import entry, known_words, table, written

_WEEKS_A_MONTH = 4
"""In the length of a phase; so a month is four weeks and a few days, and phases by weeks fill it up."""


class DateStyle(StrEnum):
    """How the due date of a task is written."""

    EMOJI = "emoji"
    DATAVIEW = "dataview"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A pace at which one may go."""

    name: str
    title: str
    months: int
    """How long all phases take together."""
    hours_a_week: int
    """How long one works in a week; 0 where that is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the timeline."""

    title: str
    """Empty where the heading of its first section is to say."""
    months: Fraction
    """How long it is, against the others."""
    sections: tuple[str, ...]
    """Its sections, as `document.md#anchor`."""
    hours: int
    """How long its work is thought to take; 0 where its sections say so, or nobody does."""

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The document and the anchor of each section."""
        parted = (section.partition("#") for section in self.sections)
        return tuple((document, anchor) for document, _, anchor in parted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is chosen of what a source offers."""

    track: Track | None = None
    focus: tuple[str, ...] = ()
    """Names of adaptations, in the order of `vault.toml`."""
    start: date | None = None


NO_CHOICE = Choice()


def choose(
    said: Mapping[str, str], tracks: Mapping[str, Track], default_track: str, adaptations: Mapping[str, str]
) -> Choice:
    """Return what is chosen by `said`, which has texts by `track`, `focus` (with commas) and `start`.

    What says `none` is not chosen, and neither is what says nothing, but for the track, which is then the default one.
    Raises `UsageError` for a name that the source does not have and for what is no date.
    """
    name = said.get("track", default_track)
    focus = [one.strip() for one in said.get("focus", "").split(",") if one.strip() and one.strip() != NONE]
    track = [name] if name not in ("", NONE) else []
    for kind, wanted, known in (("track", track, tracks), ("focus", focus, adaptations)):
        for one in wanted:
            if one not in known:
                where = known_words(one, known) if known else f"; vault.toml names none (--{kind} none takes it back)"
                raise UsageError(f"--{kind} {one}: not known{where}")
    start = said.get("start", NONE)
    try:
        day = None if start == NONE else date.fromisoformat(start)
    except ValueError as error:
        raise UsageError(f"--start {start}: no date; write --start 2027-01-04, or --start none") from error
    return Choice(track=tracks.get(name), focus=tuple(one for one in adaptations if one in focus), start=day)


NONE = "none"
"""What takes a choice back."""


def read_phases(options: TomlTable, file: str) -> tuple[tuple[Phase, ...], DateStyle]:
    """Return the phases of `[timeline]`, in order, and how dates are written."""
    timeline = TomlTable(options.table("timeline", "[timeline]"), file, ("dates", "phases"), "timeline.")
    phases = []
    for number, values in enumerate(timeline.tables("phases", _PHASE), start=1):
        phase = TomlTable(values, file, _PHASE_KEYS, f"timeline.phases[{number}].")
        months = Fraction(phase.count("months")) + Fraction(phase.count("weeks"), _WEEKS_A_MONTH)
        if not months:
            phase.refuse("months", "a phase needs a length; write months = 1 or weeks = 1")
        sections = phase.texts("sections")
        for section in sections:
            if not all(section.partition("#")[::2]):
                phase.refuse("sections", f'{written(section)} names no section; write "document.md#heading"')
        phases.append(Phase(title=phase.text("title"), months=months, sections=sections, hours=phase.count("hours")))
    style = timeline.word("dates", DateStyle) or DateStyle.EMOJI
    return tuple(phases), style


_PHASE_KEYS = ("hours", "months", "sections", "title", "weeks")
_PHASE = 'phases = [{ months = 1, sections = ["plan.md#month-1"] }]'


def read_tracks(options: TomlTable, file: str) -> Mapping[str, Track]:
    """Return the tracks by name, in the order of the file."""
    tracks = {}
    for name, values in options.table("tracks", _TRACK).items():
        key = entry("tracks", name)
        own = TomlTable(table(values, key, file, f"[{key}]"), file, ("hours_a_week", "months", "title"), f"{key}.")
        months = own.count("months")
        if not months:
            own.refuse("months", "a track needs a length; write months = 12")
        title = own.text("title") or name.capitalize()
        tracks[name] = Track(name=name, title=title, months=months, hours_a_week=own.count("hours_a_week"))
    return tracks


_TRACK = "[tracks.fast]"
