"""The timeline as the hub shows it: what is chosen, and a table of the phases with their days and hours."""

import re
from collections.abc import Iterator, Sequence

from vault_tool.build.destinations import Destinations
from vault_tool.build.draft import reference
from vault_tool.build.options import Options
from vault_tool.build.schedule import Row, Schedule, short

TITLE = "## Timeline"

_UNSAFE = re.compile(r"[\[\]|*_`$<>\\%#]+")


def timetable(options: Options, schedule: Schedule | None, destinations: Destinations) -> str:
    """Return the part of the hub's region that shows the timeline, in source form; empty where there is none."""
    rows = list(schedule.rows()) if schedule else []
    parts = [" ".join(_chosen(options)), "\n".join(_table(rows, options, destinations))]
    return "\n\n".join([TITLE, *filter(None, parts)]) if any(parts) else ""


def _chosen(options: Options) -> Iterator[str]:
    track, focus = options.choice.track, options.choice.focus
    if track:
        pace = f" at {track.hours_a_week} hours a week" if track.hours_a_week else ""
        yield f"**Track:** {track.title}, {track.months} months{pace}."
    if focus:
        yield f"**Focus:** {', '.join(options.adaptations[name] for name in focus)}."


def _table(rows: Sequence[Row], options: Options, destinations: Destinations) -> Iterator[str]:
    if not rows:
        return
    has_days, has_hours = rows[0].first is not None, any(row.hours for row in rows)
    track = options.choice.track
    at_hand = f" of {track.hours_a_week}" if track and track.hours_a_week else ""
    head = ["Phase", *(("From", "To") if has_days else ("Weeks",)), *(("Hours", "Hours a week") if has_hours else ())]
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join(['---'] * len(head))} |"
    for row in rows:
        days = (str(row.first), str(row.last)) if has_days else (str(short(row.weeks)),)
        hours = (str(row.hours), f"{short(row.hours / row.weeks)}{at_hand}") if row.hours else ("", "")
        yield f"| {' | '.join([_phase(row, destinations), *days, *(hours if has_hours else ())])} |"


def _phase(row: Row, destinations: Destinations) -> str:
    """Return the phase's title as a link to its first section, as it can stand in a table."""
    title = _UNSAFE.sub(" ", row.title).strip()
    if row.place is None:
        return title
    place = destinations.place(row.place.document, row.place.heading)
    return reference(place.id, place.subpath, title, bar=r"\|")
