"""Options that several commands share, and the way their results go out."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from vault_tool.errors import WriteError
from vault_tool.settings import Dialect

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Command], Command]

NARROWEST = 40
"""Fewer cells than this no output is laid out for."""


def _day(context: click.Context, parameter: click.Parameter, given: datetime | None) -> date:
    del context, parameter
    return given.date() if given else datetime.now().astimezone().date()


def _names(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Take `a,b` for two names, in an option that may be repeated."""
    del context, parameter
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def _dialect(context: click.Context, parameter: click.Parameter, given: str | None) -> Dialect | None:
    del context, parameter
    return Dialect(given) if given else None


def vault_argument(command: Command) -> Command:
    """Add the argument VAULT, a folder; the current one by default."""
    return click.argument("vault", type=click.Path(path_type=Path), default=".")(command)


def dialect_option(command: Command) -> Command:
    """Add `--dialect`; `None` where the vault's settings are to decide."""
    return click.option(
        "--dialect",
        type=click.Choice([dialect.value for dialect in Dialect]),
        callback=_dialect,
        help="Whose rules decide where a link leads.  [default: obsidian, or as the vault's settings say]",
    )(command)


def hub_option(command: Command) -> Command:
    """Add `--hub`, which may be repeated."""
    return click.option(
        "--hub", "hubs", multiple=True, metavar="NOTE", help="A note to start from, besides those that say so."
    )(command)


def today_option(command: Command) -> Command:
    """Add `--today`, the day that dates are held against."""
    return click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_day,
        metavar="DATE",
        help="The day that due dates are held against, as YYYY-MM-DD.  [default: the clock's]",
    )(command)


def jobs_option(command: Command) -> Command:
    """Add `--jobs`; `None` where there are to be as many as there are processors."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many processes share in the work at most.  [default: as many as there are processors]",
    )(command)


def cache_options(command: Command) -> Command:
    """Add `--cache-dir` and `--no-cache`; they are followed before the command runs, and it is not told of them."""
    command = click.option(
        "--no-cache", is_flag=True, expose_value=False, help="Read everything anew, and keep nothing for the next run."
    )(command)
    return click.option(
        "--cache-dir",
        type=click.Path(file_okay=False),
        expose_value=False,
        metavar="DIR",
        help="Keep what is known in this folder.  [default: in the user's own folder for caches]",
    )(command)


def output_option(command: Command) -> Command:
    """Add `-o`, a file to write the result to."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write to this file instead of standard output.",
    )(command)


def colour_option(command: Command) -> Command:
    """Add `--color`; NO_COLOR and FORCE_COLOR are obeyed."""
    return click.option(
        "--color",
        type=click.Choice(("auto", "always", "never")),
        default="auto",
        show_default=True,
        help="Whether to colour the output; auto does so on a terminal.",
    )(command)


def names_option(*flags: str, **about: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - what click.option takes
    """Return an option that takes a list with commas and may be repeated."""
    return click.option(*flags, multiple=True, callback=_names, **about)


def wants_colour(color: str, output: Path | None) -> bool:
    """Whether output is to be coloured: `--color` first, then NO_COLOR and FORCE_COLOR, then where it goes."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (output is None and sys.stdout is not None and sys.stdout.isatty())


def terminal_width() -> int:
    """Return how many cells a row of the terminal has; 80 where there is none and COLUMNS does not say."""
    return max(NARROWEST, shutil.get_terminal_size().columns)


def deliver(result: str, output: Path | None, *, colour: bool = False) -> None:
    """Write the result to standard output, or whole and at once to a file; raises WriteError where it cannot."""
    if output is None:
        if sys.stdout is None:
            raise WriteError("standard output is closed; name a file with -o")
        click.echo(result, nl=False, color=colour)
        return
    from vault_tool.store import write_atomic

    # Half a character, which JSON can hold, is what standard output makes of it too.
    write_atomic(output, result.encode(errors="replace"))
