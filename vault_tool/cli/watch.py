"""`vault-tool watch`."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from vault_tool.cli._opening import skimmed, tell_unreadable
from vault_tool.cli._options import jobs_option, names_option, vault_argument
from vault_tool.cli._waiting import waiting
from vault_tool.errors import UsageError

if TYPE_CHECKING:
    from vault_tool.cache.session import Seen, Session
    from vault_tool.linting import Coverage
    from vault_tool.store import Location


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "jsonl")),
    default="text",
    show_default=True,
    help="For people, or one JSON object a line for programs.",
)
@names_option("--select", metavar="RULES", help="Run these rules only; DEFAULT and ALL stand for what they say.")
@names_option("--ignore", metavar="RULES", help="Do not run these rules.")
@jobs_option
def watch(vault: Path, style: str, select: tuple[str, ...], ignore: tuple[str, ...], jobs: int | None) -> None:
    """Show what is broken in VAULT, and what changes about that whenever a file is saved.

    With every note that is saved comes how many of its tasks are done, and how many of the whole vault. It goes on
    until it is interrupted. Only rules that judge notes one by one can be watched, and only Obsidian's dialect.
    """
    from vault_tool.store import find_vault
    from vault_tool.store.events import events

    location = find_vault(vault)
    told = _as_jsonl if style == "jsonl" else _as_text
    begun = _Watched.begin(vault, location, select, ignore, jobs)
    told.begin(begun.session, begun.coverage)
    for names in events(str(location.root)):
        seen = begun.after(names)
        if seen is None:
            # Settings have changed, or too much at once.
            begun = _Watched.begin(vault, location, select, ignore, jobs)
            told.begin(begun.session, begun.coverage)
        elif seen:
            told.after(begun.session, seen)


class _Watched:
    """A vault, and the state of its files when they were last looked at."""

    def __init__(
        self,
        root: str,
        rows: dict[str, bytes],
        places: Sequence[str],
        signatures: tuple[object, ...],
        session: "Session",
        coverage: "Coverage",
    ) -> None:
        self._root = root
        self._rows = rows
        self._places = places
        self._signatures = signatures
        self.session = session
        self.coverage = coverage

    @classmethod
    def begin(
        cls, start: Path, location: "Location", select: Sequence[str], ignore: Sequence[str], jobs: int | None
    ) -> "_Watched":
        """Look at everything."""
        from datetime import date

        from vault_tool.cache.base import part_of
        from vault_tool.cache.beginning import are_paths
        from vault_tool.cache.session import Session
        from vault_tool.linting import chosen_rules
        from vault_tool.store.contents import reader
        from vault_tool.store.location import looked_at
        from vault_tool.store.rows import files_in, have_linked_folders, scan, signatures
        from vault_tool.surveying.ticking import Ticking

        root = str(location.root)
        places = looked_at(start, location)
        state = signatures(places)
        try:
            rows = scan(root)
        except OSError as error:
            raise UsageError(f"{root}: a part of it cannot be listed: {error}") from error
        if have_linked_folders(rows.values()):
            raise UsageError(f"{root}: folders that are linked into a vault cannot be watched")
        if not are_paths(files_in(rows)):
            raise UsageError(f"{root}: files whose names are not in NFC cannot be watched")
        with waiting(quiet=False) as shown:
            checked = skimmed(
                location,
                shown,
                select,
                ignore,
                today=date.min,
                jobs=jobs,
                hints=False,
                listens=part_of,
                observe=Ticking,
            )
        if checked is None:
            raise UsageError("only rules that judge notes one by one can be watched, in the dialect obsidian")
        tell_unreadable(checked)
        rules = chosen_rules(checked.settings, select, ignore)
        session = Session(checked, rules, location.scope, reader(root))
        return cls(root, rows, places, state, session, checked.coverage)

    def after(self, names: Iterable[str]) -> "list[Seen] | None":
        """Return what was seen after something has happened to these files; `None` where all is to be looked at."""
        from vault_tool.cache.beginning import are_paths
        from vault_tool.cache.updating import Changes, TooMuchError
        from vault_tool.store.rows import changes, differing_at, have_linked_folders, rescan, signatures

        if signatures(self._places) != self._signatures:
            return None
        try:
            rows = rescan(self._root, self._rows, differing_at(self._root, self._rows, names))
            added, removed, changed = changes(self._rows, rows)
            fresh = [row for folder, row in rows.items() if self._rows.get(folder) != row]
            if have_linked_folders(fresh) or not are_paths((*added, *removed, *changed)):
                return None
            seen = self.session.after(Changes(added, removed, changed))
        except (OSError, TooMuchError):
            return None
        self._rows = rows
        return seen


class _Telling(NamedTuple):
    """How what happens is told."""

    begin: "Callable[[Session, Coverage], None]"
    after: "Callable[[Session, Sequence[Seen]], None]"


def _begin_text(session: "Session", coverage: "Coverage") -> None:
    from vault_tool.render.lint_concise import lint_concise
    from vault_tool.render.lint_text import summary_line
    from vault_tool.render.watch_text import progress_text

    found = session.found()
    parts = (summary_line(found, coverage), progress_text(session.progress()))
    click.echo(lint_concise(found) + ", ".join(filter(None, parts)))


def _after_text(session: "Session", seen: "Sequence[Seen]") -> None:
    from vault_tool.render.watch_text import watch_text

    click.echo(watch_text(seen, session.problems, session.progress()), nl=False)


def _begin_jsonl(session: "Session", coverage: "Coverage") -> None:
    from vault_tool.render.watch_jsonl import begin_line

    click.echo(begin_line(session.found(), coverage, session.progress()), nl=False)


def _after_jsonl(session: "Session", seen: "Sequence[Seen]") -> None:
    from vault_tool.render.watch_jsonl import after_line

    click.echo(after_line(seen, session.problems, session.progress()), nl=False)


_as_text = _Telling(_begin_text, _after_text)
_as_jsonl = _Telling(_begin_jsonl, _after_jsonl)
