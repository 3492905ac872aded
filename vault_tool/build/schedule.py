"""A timeline laid over the sections of a source: which days and hours each has, and how the hub shows it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, NoReturn

from vault_tool.build.dating import Stretch
from vault_tool.build.documents import Document
from vault_tool.build.ends import plain_text
from vault_tool.build.marks import NO_MARKS
from vault_tool.build.options import OPTIONS_FILE
from vault_tool.build.properties import Value
from vault_tool.build.reading import Sources
from vault_tool.build.scaling import begins, shares
from vault_tool.build.timeline import Phase
from vault_tool.errors import ConfigurationError
from vault_tool.github import fragment_key
from vault_tool.model import Heading
from vault_tool.toml_values import known_words, written

_WEEKS_A_MONTH = Fraction(52, 12)
_MOST_NAMED = 8
"""How many headings an error names at most."""


class Place(NamedTuple):
    """A section of the timeline: a heading of a document."""

    document: str
    heading: Heading


class Row(NamedTuple):
    """A phase as the hub shows it."""

    title: str
    place: Place | None
    """The first of its sections that is chosen."""
    first: date | None
    """Its first day; `None` where nobody has said when one starts."""
    last: date | None
    weeks: Fraction
    """How long it is."""
    hours: int
    """How long its work is thought to take; 0 where nobody says so."""


def short(number: Fraction) -> float:
    """Return a number to a tenth, as a whole number where that is one."""
    exact = round(float(number), 1)
    return int(exact) if exact == int(exact) else exact


def _nearest(key: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - for errors alone

    return known if len(known) <= _MOST_NAMED else get_close_matches(key, known, n=_MOST_NAMED, cutoff=0)


class Schedule:
    """The timeline of a source; all documents that it names are read."""

    def __init__(self, divided: Sources) -> None:
        self._divided = divided
        self._options = divided.options
        phases, choice = self._options.phases, self._options.choice
        self._months = shares([phase.months for phase in phases], choice.track.months if choice.track else None)
        self._days = begins(choice.start, self._months) if choice.start else None
        self._places = [
            [place for name in phase.places if (place := self._place(*name, at))] for at, phase in enumerate(phases)
        ]
        self._phases_of: dict[Place, list[int]] = {}
        for at, places in enumerate(self._places):
            for place in dict.fromkeys(places):
                numbers = self._phases_of.setdefault(place, [])
                if numbers and numbers[-1] != at - 1:
                    heading = plain_text(place.heading.text)
                    self._refuse(at, f"{written(heading)} was in an earlier phase and not in the one before this")
                numbers.append(at)

    def _place(self, path: str, anchor: str, at: int) -> Place | None:
        """Return the section of that name; `None` where it is not chosen."""
        name = f"{path}#{anchor}"
        if path not in self._divided.paths:
            self._refuse(at, f"no such document: {name}{known_words(path, self._divided.paths)}")
        document = self._divided.document(path)
        key = fragment_key(anchor)
        heading = document.anchors.get(key)
        if heading is not None and heading.level > 1:
            return Place(path, heading)
        if document.resting and key in document.resting.anchors:
            return None
        known = [found for found, other in document.anchors.items() if other.level > 1]
        return self._refuse(at, f"no such heading: {name}{known_words(key, _nearest(key, known))}")

    def _refuse(self, at: int, reason: str) -> NoReturn:
        raise ConfigurationError(f"{OPTIONS_FILE}: timeline.phases[{at + 1}].sections: {reason}")

    # -- What it means for a document ---------------------------------------------------------------------------------

    def stretches(self, document: Document) -> Iterator[Stretch]:
        """Yield the parts of a document that have days of their own."""
        for place, numbers in self._phases_of.items():
            if place.document == document.path and self._days:
                first, after = self._days[numbers[0]], self._days[numbers[-1] + 1]
                yield Stretch(*document.part_below(place.heading), first, after - timedelta(days=1))

    def properties(self, document: Document, heading: Heading) -> Mapping[str, Value]:
        """Return the properties of a section's note."""
        place = Place(document.path, heading)
        numbers = self._phases_of.get(place)
        hours = document.marks.get(heading, NO_MARKS).hours
        if not numbers:
            return {"hours": hours} if hours else {}
        hours = hours or sum(self._options.phases[at].hours for at in numbers)
        weeks = self._weeks(numbers)
        found: dict[str, Value] = {}
        if hours:
            # What a track gives says something beside what is needed alone: an exercise has its month with others.
            found |= {"hours": hours, "hours_a_week": short(hours / weeks)}
            track = self._options.choice.track
            if track and track.hours_a_week:
                found["hours_at_hand"] = round(track.hours_a_week * weeks)
        if self._days:
            last = self._days[numbers[-1] + 1] - timedelta(days=1)
            found |= {"phase_start": self._days[numbers[0]].isoformat(), "phase_end": last.isoformat()}
        return found

    def _weeks(self, numbers: Sequence[int]) -> Fraction:
        return sum((self._months[at] for at in numbers), Fraction()) * _WEEKS_A_MONTH

    # -- What the hub shows -------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Yield the phases, but for those of which no section is chosen."""
        days = list(pairwise(self._days)) if self._days else [(None, None)] * len(self._months)
        for at, (phase, (first, after)) in enumerate(zip(self._options.phases, days, strict=True)):
            places = self._places[at]
            if phase.sections and not places:
                continue
            title = phase.title or (plain_text(places[0].heading.text) if places else str(at + 1))
            last = after - timedelta(days=1) if after else None
            yield Row(title, places[0] if places else None, first, last, self._weeks([at]), self._hours(at, phase))

    def _hours(self, at: int, phase: Phase) -> int:
        """Return the hours of a phase: what its sections say, of those that have several phases the phase's share."""
        hours = Fraction()
        for place in dict.fromkeys(self._places[at]):
            said = self._divided.document(place.document).marks.get(place.heading, NO_MARKS).hours
            numbers = self._phases_of[place]
            hours += said * self._months[at] / sum(self._months[other] for other in numbers)
        return round(hours) or phase.hours
