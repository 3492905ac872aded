"""The report as one JSON document; its shape is in `schema/report.json`."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from vault_tool import __version__
from vault_tool.progress import Progress
from vault_tool.report import GoalCount, LinkCount, Linked, Listing, Place, Problem, Report, Share, Todo, Track

SCHEMA = 1
"""Goes up when a key changes its meaning or goes away; new keys may come at any time."""

Item = TypeVar("Item")
Record = Mapping[str, object]


def report_json(report: Report) -> str:
    """Write the report, each item of a list on a line of its own.

    A list that is cut short says by its `total` how long it is.
    """
    document: dict[str, object] = {
        "schema": SCHEMA,
        "tool": "vault-tool",
        "version": __version__,
        "vault": report.name,
        "within": report.within,
        "today": report.today.isoformat(),
        "counts": {
            "notes": report.notes,
            "left_out": report.left_out,
            "canvases": report.canvases,
            "attachments": report.attachments,
        },
        "links": _links(report.links),
        "progress": _progress(report.progress),
        **{f"by_{by}": _rows(shares, _share) for by, shares in report.breakdowns.items()},
        "unknown_marks": _rows(report.unknown_marks, lambda mark: {"mark": mark[0], "tasks": mark[1]}),
        "goals": _rows(report.goals, _goal),
        "track": _track(report.track) if report.track else None,
        "overdue": _rows(report.overdue, _todo),
        "due_next": _rows(report.due_next, _todo),
        "due_by_week": {week.isoformat(): _progress(progress) for week, progress in report.by_week.items()},
        "open_tasks": _rows(report.open_tasks, _todo),
        "broken_links": _rows(report.broken, _problem),
        "other_findings": dict(report.findings),
        "orphans": _rows(report.orphans, str),
        "dead_ends": _rows(report.dead_ends, str),
        "islands": _rows(report.islands, lambda island: _listing(island, str)),
        "unreachable": _rows(report.unreachable, str),
        "most_linked": _rows(report.most_linked, _linked),
    }
    text = "{" + ",".join(f"\n  {_line(key)}: {_written(value)}" for key, value in document.items()) + "\n}\n"
    # A file name that is not UTF-8 holds lone surrogates, which no JSON reader has to take.
    return text.encode(errors="replace").decode()


class _Rows(NamedTuple):
    """A list of the document's first level."""

    total: int
    records: Iterator[object]


def _written(value: object) -> str:
    if not isinstance(value, _Rows):
        return _line(value)
    rows = ",".join(f"\n    {_line(record)}" for record in value.records)
    end = "\n  " if rows else ""
    return f'{{"total": {value.total}, "items": [{rows}{end}]}}'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rows(listing: Listing[Item], record: Callable[[Item], object]) -> _Rows:
    return _Rows(listing.total, map(record, listing.items))


def _listing(listing: Listing[Item], record: Callable[[Item], object]) -> Record:
    return {"total": listing.total, "items": [record(item) for item in listing.items]}


def _links(links: LinkCount) -> Record:
    return {
        "total": links.total,
        "resolved": links.resolved,
        "broken": links.broken,
        "pending": links.pending,
        "external": links.external,
        "by_kind": dict(links.by_kind),
    }


def _progress(progress: Progress) -> Record:
    return {
        "total": progress.total,
        "done": progress.done,
        "in_progress": progress.in_progress,
        "open": progress.open,
        "cancelled": progress.cancelled,
        "unknown": dict(progress.unknown),
        "ratio": progress.ratio,
    }


def _share(share: Share) -> Record:
    return {"name": share.name, "path": share.path, "progress": _progress(share.progress)}


def _goal(goal: GoalCount) -> Record:
    return {"path": goal.path, "line": goal.line, "text": goal.text, "have": goal.have, "goal": goal.goal}


def _todo(todo: Todo) -> Record:
    return {
        "path": todo.path,
        "line": todo.line,
        "section": todo.section,
        "mark": todo.mark,
        "text": todo.text,
        "in_progress": todo.started,
        "due": None if todo.due is None else todo.due.isoformat(),
    }


def _track(track: Track) -> Record:
    pace = track.pace
    return {
        "on_track": pace.on_track,
        "due": pace.due,
        "done": pace.done,
        "left": pace.left,
        "undated": pace.undated,
        "recent": pace.recent,
        "days": pace.days,
        "per_week": round(pace.per_week, 2),
        "ends": None if pace.ends is None else pace.ends.isoformat(),
        "last_due": pace.last_due.isoformat(),
        "week_ends": pace.week_ends.isoformat(),
        "this_week": _listing(track.this_week, _todo),
    }


def _problem(problem: Problem) -> Record:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
        "alike": problem.alike,
        "hint": problem.hint,
        "places": _listing(problem.places, _place),
    }


def _place(place: Place) -> Record:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
        "excerpt": place.excerpt,
    }


def _linked(note: Linked) -> Record:
    return {"path": note.path, "backlinks": note.backlinks}
