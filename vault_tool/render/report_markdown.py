"""The report as a note: it reads well in Obsidian, in a pull request, and as the source of the HTML page.

Nothing in it is a task, a tag or a broken link of its own, whatever the vault holds: it can lie in the vault that it
is about, and adds no finding there.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from vault_tool.pace import Pace
from vault_tool.progress import Progress
from vault_tool.render.markup import NoteLink, cell, code, escaped, wikilink
from vault_tool.render.track_wording import outlook, standing, verdict
from vault_tool.render.wording import (
    NO_NOTES,
    counted,
    counts,
    distance,
    full_cells,
    number,
    percent,
    plain,
    section_of,
)
from vault_tool.report import MADE_BY, By, GoalCount, Linked, Listing, Place, Problem, Report, Share, Todo

_BAR_WIDTH = 10
_PLACES = 3
"""How many of the places of one problem are named."""


def report_markdown(report: Report, link: NoteLink = wikilink) -> str:
    """Write the report as a note with properties; `link` makes what stands for another note."""
    return "\n".join((*_properties(report), "", report_body(report, link)))


def report_body(report: Report, link: NoteLink) -> str:
    """Write the report without properties, sections that have nothing to say left out."""
    return "\n".join((*_head(report), *_progress(report, link), *_left(report, link), *_shape(report, link)))


def _properties(report: Report) -> Iterator[str]:
    key, value = MADE_BY
    progress = report.progress
    yield "---"
    yield "type: report"
    yield f"{key}: {value}"
    yield f"date: {report.today}"
    yield f"notes: {report.notes}"
    yield f"links: {report.links.total}"
    yield f"broken_links: {report.links.broken}"
    yield f"orphans: {report.orphans.total}"
    yield f"open_tasks: {progress.total - progress.done}"
    yield f"done_tasks: {progress.done}"
    yield "---"


def _head(report: Report) -> Iterator[str]:
    about = " › ".join(escaped(part) for part in (report.name or "the vault", report.within) if part)
    yield f"# Report on {about}"
    yield ""
    if not report.notes and not report.left_out:
        yield f"As of {report.today}: {NO_NOTES}"
        yield ""
        return
    links = report.links
    verdict = f", **{links.broken:,} broken**" if links.broken else ", none broken"
    total = counted(links.total, "link")
    yield f"As of {report.today}: {', '.join(counts(report))}; {total}{verdict if links.total else ''}."
    yield ""
    if report.findings:
        others = ", ".join(f"{rule} {count:,}" for rule, count in report.findings.items())
        yield f"Other findings, which `vault-tool lint` shows: {others}."
        yield ""


def _progress(report: Report, link: NoteLink) -> Iterator[str]:
    progress = report.progress
    if progress.total or progress.cancelled:
        yield "## Progress"
        yield ""
        asides = [
            f"{progress.in_progress:,} in progress" if progress.in_progress else "",
            f"{progress.cancelled:,} cancelled besides" if progress.cancelled else "",
        ]
        done = f"{progress.done:,} of {counted(progress.total, 'task')} done"
        yield f"{_bar(progress)} · {', '.join(filter(None, (done, *asides)))}"
        yield ""
    for by, shares in report.breakdowns.items():
        yield from _section(f"By {by}", shares, _shares(by, shares.items, link), level=3)
    marks = ((f"{code(f'[{mark}]')}", f"{count:,}") for mark, count in report.unknown_marks.items)
    yield from _section(
        "Unknown marks", report.unknown_marks, _table(("Mark", ">Tasks"), marks), "Taken as open.", level=3
    )
    yield from _section("Goals", report.goals, _goals(report.goals.items, link))


def _left(report: Report, link: NoteLink) -> Iterator[str]:
    if report.track:
        yield from _track(report.track.pace)
    for title, due in (("Overdue", report.overdue), ("Due next", report.due_next)):
        yield from _section(_counting(title, due), due, _dated(due.items, report.today, link))
    open_tasks = report.open_tasks
    yield from _section(_counting("Open tasks", open_tasks), open_tasks, _open(open_tasks.items, link))
    title = f"Broken links ({report.links.broken:,})"
    yield from _section(title, report.broken, _problems(report.broken.items, link))


def _shape(report: Report, link: NoteLink) -> Iterator[str]:
    for title, about, paths in (
        ("Orphans", "Nothing links to them.", report.orphans),
        ("Out of reach", "No hub leads to them.", report.unreachable),
        ("Dead ends", "They link to no other note.", report.dead_ends),
    ):
        yield from _section(_counting(title, paths), paths, _bullets(map(link, paths.items)), about)
    about = "Each hangs together, and no link connects it with the rest."
    islands = report.islands
    yield from _section(
        _counting("Islands", islands), islands, _bullets(_island(entry, link) for entry in islands.items), about
    )
    most_linked = Listing.of(report.most_linked.items)
    yield from _section("Most linked", most_linked, _linked(most_linked.items, link))


def _section(
    title: str, listing: Listing[Any], body: Iterable[str], about: str = "", *, level: int = 2
) -> Iterator[str]:
    if not listing.items:
        return
    yield f"{'#' * level} {title}"
    yield ""
    if about:
        yield about
        yield ""
    yield from body
    yield ""
    if listing.more:
        yield f"*{listing.more:,} more, `vault-tool report --all` shows them.*"
        yield ""


def _counting(title: str, listing: Listing[Any]) -> str:
    return f"{title} ({listing.total:,})"


def _table(head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table; a column whose head begins with `>` is set to the right, one without any text is left out."""
    filled = tuple(rows)
    used = [index for index in range(len(head)) if any(row[index] for row in filled)]
    yield f"| {' | '.join(head[index].removeprefix('>') for index in used)} |"
    yield f"|{'|'.join(' --: ' if head[index].startswith('>') else ' --- ' for index in used)}|"
    for row in filled:
        yield f"| {' | '.join(cell(row[index]) for index in used)} |"


def _bullets(items: Iterable[str]) -> Iterator[str]:
    return (f"- {item}" for item in items)


def _bar(progress: Progress) -> str:
    return _cells(progress.done, progress.total, percent(progress))


def _cells(done: float, total: float, share: int | None) -> str:
    full = full_cells(done, total, _BAR_WIDTH)
    return f"{'▰' * full}{'▱' * (_BAR_WIDTH - full)} {share or 0}%"


def _shares(by: By, shares: Iterable[Share], link: NoteLink) -> Iterator[str]:
    names = ("Section", "Note") if by is By.SECTION else (by.capitalize(),)
    return _table(
        (*names, "Progress", ">Done", ">Tasks", ">Cancelled"),
        (
            (
                *_named(by, share, link),
                _bar(share.progress),
                f"{share.progress.done:,}",
                f"{share.progress.total:,}",
                f"{share.progress.cancelled:,}" if share.progress.cancelled else "",
            )
            for share in shares
        ),
    )


def _named(by: By, share: Share, link: NoteLink) -> Iterator[str]:
    if by is By.SECTION or not share.path:
        yield escaped(plain(share.name))
    if share.path:
        yield link(share.path)


def _goals(goals: Iterable[GoalCount], link: NoteLink) -> Iterator[str]:
    return _table(
        ("Goal", "Note", "Progress", ">Have", ">Goal"),
        (
            (
                escaped(plain(goal.text)),
                link(goal.path),
                _cells(goal.have, goal.goal, goal.percent),
                number(goal.have),
                number(goal.goal),
            )
            for goal in goals
        ),
    )


def _track(pace: Pace) -> Iterator[str]:
    yield f"## {verdict(pace)}"
    yield ""
    yield from _bullets((standing(pace), *outlook(pace)))
    yield ""


def _dated(todos: Iterable[Todo], today: date, link: NoteLink) -> Iterator[str]:
    return _table(
        ("Due", "", "Task", "Note", "Section"),
        ((f"{todo.due}", distance(todo.due, today) if todo.due else "", *_task(todo, link)) for todo in todos),
    )


def _open(todos: Iterable[Todo], link: NoteLink) -> Iterator[str]:
    return _table(("Task", "Note", "Section"), (_task(todo, link) for todo in todos))


def _task(todo: Todo, link: NoteLink) -> tuple[str, str, str]:
    text = escaped(plain(todo.text))
    return f"{text} *(in progress)*" if todo.started else text, link(todo.path), escaped(section_of(todo))


def _problems(problems: Iterable[Problem], link: NoteLink) -> Iterator[str]:
    for problem in problems:
        hint = f"; {escaped(problem.hint)}" if problem.hint else ""
        times = f" ({problem.places.total:,} times)" if problem.places.total > 1 else ""
        alike = f" and {problem.alike:,} alike" if problem.alike else ""
        yield f"- **{escaped(problem.message)}**{alike}{hint}{times}"
        for place in problem.places.items[:_PLACES]:
            yield f"  - {link(place.path)}, line {place.line}: {code(_cut(place))}"


_EXCERPT = 160
"""How many characters of a line are shown."""


def _cut(place: Place) -> str:
    """Return the line, or what stands around the link in it."""
    line = place.excerpt
    if len(line) <= _EXCERPT:
        return line
    start = max(0, place.column - 1 - _EXCERPT // 3)
    return f"{'…' if start else ''}{line[start : start + _EXCERPT]}…"


def _island(island: Listing[str], link: NoteLink) -> str:
    return f"{counted(island.total, 'note')}: {', '.join(map(link, island.items))}{', …' if island.more else ''}"


def _linked(notes: Iterable[Linked], link: NoteLink) -> Iterator[str]:
    return _table(("Note", ">Backlinks"), ((link(note.path), f"{note.backlinks:,}") for note in notes))
