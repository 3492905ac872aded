"""The report for a terminal: calm, aligned, one accent colour, and no wider than the window."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from vault_tool.progress import Progress
from vault_tool.render.excerpt import beginning, cells, excerpt_parts, shortened
from vault_tool.render.printable import printable
from vault_tool.render.sheet import INDENT, Block, Column, Line, Span, Style, Table, draw
from vault_tool.render.track_wording import outlook, standing, verdict
from vault_tool.render.wording import (
    NO_NOTES,
    counted,
    counts,
    distance,
    folder_of,
    full_cells,
    more,
    name_of,
    number,
    percent,
    plain,
    section_of,
)
from vault_tool.report import GoalCount, Linked, Listing, Place, Problem, Report, Share, Todo, Track

_WIDE = 100
"""From this many columns on bars are longer, and dates stand beside distances."""

_NUMBERS = 30
"""About how many columns the numbers beside a bar take."""

_NAME, _LEFT, _RIGHT = Column.NAME, Column.LEFT, Column.RIGHT
_NOTHING: Line = ()


def report_terminal(report: Report, *, width: int = 80, colour: bool = False, encoding: str = "utf-8") -> str:
    """Lay the report out in `width` columns, with ANSI colours where `colour`, in characters that `encoding` has.

    Sections that have nothing to say are left out; the others come in the order in which a reader acts on them.
    """
    return draw(_blocks(report, width), width=width, colour=colour, encoding=encoding)


def _blocks(report: Report, width: int) -> Iterator[Block]:
    bar_width = 24 if width >= _WIDE else 16
    yield from _head(report)
    yield from _progress(report.progress, bar_width)
    for by, shares in report.breakdowns.items():
        yield from _section(f"By {by}", "", shares, _shares(shares.items, bar_width, width))
    marks = ((_cell(f"[{mark}]"), _cell(f"{count:,}")) for mark, count in report.unknown_marks.items)
    yield from _section("Unknown marks", "taken as open", report.unknown_marks, _table((_LEFT, _RIGHT), marks))
    yield from _section("Goals", "", report.goals, _goals(report.goals.items, bar_width))
    if report.track:
        yield from _track(report.track)
    for title, todos, style in (("Overdue", report.overdue, Style.LATE), ("Due next", report.due_next, Style.NORMAL)):
        yield from _section(title, _total(todos), todos, _dated(todos.items, report.today, style, width >= _WIDE))
    yield from _section("Open tasks", _total(report.open_tasks), report.open_tasks, _open(report.open_tasks.items))
    yield from _section("Broken links", _causes(report), report.broken, _problems(report.broken.items, width))
    for title, paths, aside in (
        ("Orphans", report.orphans, "that nothing links to"),
        ("Out of reach", report.unreachable, "to which no hub leads"),
        ("Dead ends", report.dead_ends, "that link to no other note"),
    ):
        yield from _section(title, f"{_total(paths)} {aside}", paths, _notes(paths.items))
    yield from _section(
        "Islands", f"{_total(report.islands)} cut off from the rest", report.islands, _islands(report.islands.items)
    )
    most_linked = Listing.of(report.most_linked.items)
    yield from _section("Most linked", "", most_linked, _linked(most_linked.items))


def _section(title: str, aside: str, listing: Listing[Any], table: Table) -> Iterator[Block]:
    if not listing.items:
        return
    yield _NOTHING
    yield Span(title, Style.TITLE), Span(f"  {aside}" if aside else "", Style.QUIET)
    yield table
    if listing.more:
        yield (Span(f"{' ' * INDENT}{more(listing.more)}", Style.QUIET),)


def _total(listing: Listing[Any]) -> str:
    return f"{listing.total:,}"


def _causes(report: Report) -> str:
    broken, causes = report.links.broken, report.broken.total
    return f"{broken:,}" if broken == causes else f"{broken:,}, for {counted(causes, 'reason')}"


def _head(report: Report) -> Iterator[Line]:
    yield (
        Span(report.name or "vault", Style.ACCENT),
        Span(f" › {report.within}" if report.within else "", Style.ACCENT),
        Span(f"  {report.today}", Style.QUIET),
    )
    if not report.notes and not report.left_out:
        yield (Span(NO_NOTES),)
        return
    yield (Span(" · ".join(counts(report))),)
    links = report.links
    verdict = Span(f" · {links.broken:,} broken", Style.BAD) if links.broken else Span(" · none broken", Style.GOOD)
    yield (Span(counted(links.total, "link")), *([verdict] if links.total else []))
    if report.findings:
        others = ", ".join(f"{rule} {count:,}" for rule, count in report.findings.items())
        yield (Span(f"vault-tool lint shows more: {others}", Style.QUIET),)


def _progress(progress: Progress, bar_width: int) -> Iterator[Line]:
    if not progress.total and not progress.cancelled:
        return
    title = "Progress  "
    yield _NOTHING
    yield (
        Span(title, Style.TITLE),
        *_bar(progress, bar_width),
        Span(f"  {percent(progress) or 0}%  ", Style.ACCENT),
        Span(f"{progress.done:,} of {counted(progress.total, 'task')} done"),
    )
    asides = [
        f"{progress.in_progress:,} in progress" if progress.in_progress else "",
        f"{progress.cancelled:,} cancelled" if progress.cancelled else "",
    ]
    if any(asides):
        yield (Span(f"{' ' * len(title)}{' · '.join(filter(None, asides))}", Style.QUIET),)


def _bar(progress: Progress, width: int) -> Line:
    """Draw what is done, what is in progress and what is left."""
    done = full_cells(progress.done, progress.total, width)
    begun = full_cells(progress.done + progress.in_progress, progress.total, width) - done
    if progress.in_progress and done < width:
        begun = max(1, begun)
    return _cells(done, begun, width)


def _cells(done: int, begun: int, width: int) -> Line:
    return (
        Span("━" * done, Style.ACCENT),
        Span("╍" * begun, Style.ACCENT),
        Span("─" * (width - done - begun), Style.QUIET),
    )


def _table(columns: Iterable[Column], rows: Iterable[tuple[Line, ...]]) -> Table:
    return Table(tuple(columns), tuple(rows))


def _cell(text: str, style: Style = Style.NORMAL) -> Line:
    return (Span(text, style),)


def _shares(shares: Iterable[Share], bar_width: int, width: int) -> Table:
    return _table(
        (_NAME, _NAME, _LEFT, _RIGHT, _RIGHT, _LEFT),
        (
            (
                _cell(_share_name(share, width - bar_width - _NUMBERS)),
                _cell(name_of(share.path) if share.name and share.name != name_of(share.path) else "", Style.QUIET),
                _bar(share.progress, bar_width),
                _cell(f"{percent(share.progress)}%", Style.ACCENT),
                _cell(f"{share.progress.done:,}/{share.progress.total:,}"),
                _cell(f"+ {share.progress.cancelled:,} cancelled" if share.progress.cancelled else "", Style.QUIET),
            )
            for share in shares
        ),
    )


def _share_name(share: Share, width: int) -> str:
    """Return what the row is called; of a folder, the end tells more than the middle."""
    return plain(share.name) or name_of(share.path) if share.path else shortened(share.name, width)


def _goals(goals: Iterable[GoalCount], bar_width: int) -> Table:
    return _table(
        (_NAME, _NAME, _LEFT, _RIGHT, _RIGHT),
        (
            (
                _cell(plain(goal.text)),
                _cell(name_of(goal.path), Style.QUIET),
                _cells(full_cells(goal.have, goal.goal, bar_width), 0, bar_width),
                _cell(f"{goal.percent}%" if goal.percent is not None else "", Style.ACCENT),
                _cell(f"{number(goal.have)}/{number(goal.goal)}"),
            )
            for goal in goals
        ),
    )


def _track(track: Track) -> Iterator[Line]:
    pace = track.pace
    yield _NOTHING
    style = Style.GOOD if pace.on_track else Style.BAD
    yield Span(verdict(pace), style), Span(f"  {standing(pace)}")
    for line in outlook(pace):
        yield (Span(f"{' ' * INDENT}{line}"),)


def _dated(todos: Iterable[Todo], today: date, style: Style, wide: bool) -> Table:
    return _table(
        (_LEFT, _LEFT, _NAME, _NAME),
        (
            (
                _cell(distance(todo.due, today) if todo.due else "", style),
                _cell(f"{todo.due}" if wide else "", Style.QUIET),
                _cell(plain(todo.text)),
                _cell(_where(todo), Style.QUIET),
            )
            for todo in todos
        ),
    )


def _open(todos: Iterable[Todo]) -> Table:
    return _table(
        (_LEFT, _NAME, _NAME),
        (
            (
                _cell(f"[{todo.mark}]", Style.ACCENT if todo.started else Style.QUIET),
                _cell(plain(todo.text)),
                _cell(_where(todo), Style.QUIET),
            )
            for todo in todos
        ),
    )


def _where(todo: Todo) -> str:
    return " › ".join(filter(None, (name_of(todo.path), section_of(todo))))


def _problems(problems: Iterable[Problem], width: int) -> Table:
    """Show of each cause how often and what is wrong, the first line in which it shows, and what was meant."""
    problems = tuple(problems)
    times = [f"{problem.places.total:,}×" for problem in problems]
    room = width - INDENT - max(map(len, times), default=0) - 2
    rows: list[tuple[Line, ...]] = []
    for count, problem in zip(times, problems, strict=True):
        message, hint = Span(printable(problem.message)), Span(problem.hint, Style.ACCENT)
        alike = Span(f" and {problem.alike:,} alike" if problem.alike else "", Style.QUIET)
        first = (message._replace(text=beginning(message.text, room - len(alike.text))), alike)
        fits = cells(message.text) + len(alike.text) + 2 + cells(problem.hint) <= room
        rows.append((_cell(count, Style.BAD), (*first, Span("  "), hint) if fits else first))
        if not fits and problem.hint:
            rows.append((_NOTHING, (hint,)))
        rows.extend((_NOTHING, _shown(place, room)) for place in problem.places.items[:1])
    return _table((_RIGHT, _NAME), rows)


def _shown(place: Place, width: int) -> Line:
    where = shortened(f"{place.path}:{place.line}", width * 3 // 5)
    ahead, marked, behind = excerpt_parts(place.excerpt, place.column, place.end_column, width - cells(where) - 2)
    return (
        Span(f"{where}  ", Style.QUIET),
        Span(ahead, Style.QUIET),
        Span(marked, Style.BAD),
        Span(behind, Style.QUIET),
    )


def _notes(paths: Iterable[str]) -> Table:
    return _table((_NAME, _NAME), ((_cell(name_of(path)), _cell(folder_of(path), Style.QUIET)) for path in paths))


def _islands(islands: Iterable[Listing[str]]) -> Table:
    return _table(
        (_RIGHT, _NAME),
        (
            (
                _cell(counted(island.total, "note")),
                _cell(", ".join(map(name_of, island.items)) + (", …" if island.more else ""), Style.QUIET),
            )
            for island in islands
        ),
    )


def _linked(notes: Iterable[Linked]) -> Table:
    return _table(
        (_RIGHT, _NAME, _NAME),
        (
            (_cell(f"{note.backlinks:,}"), _cell(name_of(note.path)), _cell(folder_of(note.path), Style.QUIET))
            for note in notes
        ),
    )
