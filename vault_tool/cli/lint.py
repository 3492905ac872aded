"""`vault-tool lint`."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.cli._baseline import known_in, only_new
from vault_tool.cli._fixing import show_fixes, write_fixes
from vault_tool.cli._lint_formats import FORMATS, format_here, rendered, summarise_job
from vault_tool.cli._opening import opened_at, skimmed, tell_unreadable
from vault_tool.cli._options import (
    cache_options,
    colour_option,
    deliver,
    dialect_option,
    hub_option,
    jobs_option,
    names_option,
    output_option,
    today_option,
    vault_argument,
    wants_colour,
)
from vault_tool.cli._replaying import recording
from vault_tool.cli._since import only_broken_since
from vault_tool.cli._waiting import waiting
from vault_tool.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vault_tool.settings import Dialect
    from vault_tool.skimming.hearing import Heard


@click.command()
@vault_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.  [default: text; github in a run of GitHub Actions]",
)
@names_option("--select", metavar="RULES", help="Run these rules only; DEFAULT and ALL stand for what they say.")
@names_option("--ignore", metavar="RULES", help="Do not run these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    default="warning",
    show_default=True,
    help="Exit with 1 where a finding is at least as grave.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--fix", is_flag=True, help="Mend what can be mended without changing what is meant, and report the rest."
)
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --fix or --diff: mend by likely guesses too.")
@click.option(
    "--diff", "as_diff", is_flag=True, help="Print what --fix would change as a unified diff, and do nothing."
)
@click.option(
    "--since",
    metavar="REV",
    help="Report only what is broken since this git revision, uncommitted changes included.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Report what this file does not list as known, and what of it is fixed.",
)
@click.option("--update-baseline", "update", is_flag=True, help="Drop from the baseline what is fixed.")
@click.option("--extend-baseline", "extend", is_flag=True, help="Take all that is found into the baseline too.")
@dialect_option
@hub_option
@today_option
@jobs_option
@cache_options
@output_option
@click.option("-q", "--quiet", is_flag=True, help="Print findings only, without the line that counts them.")
@colour_option
def lint(
    vault: Path,
    style: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    exit_zero: bool,
    fix: bool,
    unsafe: bool,
    as_diff: bool,
    since: str | None,
    baseline: Path | None,
    update: bool,
    extend: bool,
    dialect: "Dialect | None",
    hubs: tuple[str, ...],
    today: date,
    jobs: int | None,
    output: Path | None,
    quiet: bool,
    color: str,
) -> None:
    """Find what is broken in VAULT.

    VAULT may be a folder inside a vault: links are followed in the whole vault, and only that folder is reported.
    With `--since` or `--baseline` only what is new is reported and fails; `--fix` mends whatever is found. Exits with
    0 where nothing is found, or left, with 1 where something is, and with 2 where it could not run.
    """
    if unsafe and not (fix or as_diff):
        raise UsageError("--unsafe-fixes says which fixes to make: add --fix or --diff")
    if baseline is None and (update or extend):
        raise UsageError(f"--{'extend' if extend else 'update'}-baseline needs --baseline FILE")
    # A baseline that cannot be read stops the run before anything is mended.
    known = known_in(baseline, extend=extend) if baseline else ()
    with waiting(quiet=quiet) as shown:
        from vault_tool.diagnostic import Severity
        from vault_tool.linting import chosen_rules, coverage
        from vault_tool.linting import lint as run_rules
        from vault_tool.skimming import Checked
        from vault_tool.store import find_vault

        location = find_vault(vault)
        style = format_here(style, output)
        is_plain = not (fix or as_diff or since or baseline or output)
        recorded = recording(click.get_current_context().obj, vault, location) if is_plain else None
        mended = None
        checked = None
        if not (fix or as_diff or since or hubs):
            hints = style != "concise" or baseline is not None
            listens: Callable[[Heard, int], object] | None = None
            if recorded is not None and style == "concise":
                from vault_tool.cache.base import part_of

                listens = part_of
            checked = skimmed(
                location, shown, select, ignore, today=today, dialect=dialect, jobs=jobs, hints=hints, listens=listens
            )
        if checked is None:
            links = opened_at(location, shown, dialect=dialect, hubs=hubs)
            if fix or as_diff:
                from vault_tool.fixing import mend

                shown.phase("looking for what can be mended")
                mended = mend(links, select=select, ignore=ignore, within=location.scope, today=today, unsafe=unsafe)
                links = mended.links
            shown.phase("looking for what is broken")
            found = run_rules(links, select=select, ignore=ignore, within=location.scope, today=today)
            read = links.vault
            checked = Checked(found, coverage(read, location.scope), read.settings, read.files, read.unreadable)
        found = news = checked.found
        if since is not None:
            shown.phase(f"looking for what was broken at {since}")
            run = partial(run_rules, select=select, ignore=ignore, today=today)
            news = only_broken_since(since, location.root, links, found, run)
    if mended and as_diff:
        show_fixes(mended.texts, mended.fixed, output, quiet=quiet)
        if mended.texts and not exit_zero:
            raise click.exceptions.Exit(1)
        return
    if mended:
        write_fixes(location.root, mended.texts)
    if baseline is not None:
        rules = [rule.name for rule in chosen_rules(checked.settings, select, ignore)]
        unknown = only_new(found, known, baseline, rules, location.scope, update=update, extend=extend, quiet=quiet)
        # Which of several equal findings is the new one, the change tells better than the baseline.
        if since:
            from vault_tool.linting.fingerprint import in_both

            news = in_both(news, unknown)
        else:
            news = unknown
    colour = wants_colour(color, output)
    covered = checked.coverage
    result = rendered(style, news, covered, location.root, colour=colour, among=found)
    if style == "text" and not quiet:
        from vault_tool.render.lint_text import summary_line

        result += f"{summary_line(news, covered, new=bool(baseline or since))}\n"
    notice = ""
    if style != "text" and covered == (0, 0) and not quiet:
        from vault_tool.render.wording import NO_NOTES

        notice = f"{NO_NOTES}\n"
    click.echo(notice, nl=False, err=True)
    deliver(result, output, colour=colour)
    if mended and not quiet:
        click.echo(f"fixed {mended.fixed}, {len(news)} left", err=style != "text")
    summarise_job(style, news, covered, location.root)
    tell_unreadable(checked)
    fails = not exit_zero and any(diagnostic.severity.rank <= Severity(fail_on).rank for diagnostic in news)
    if recorded and not checked.unreadable:
        from vault_tool.cache.plan import plan_of

        rules_run = chosen_rules(checked.settings, select, ignore)
        plan = plan_of(rules_run, checked.settings, location.scope, -1 if exit_zero else Severity(fail_on).rank)
        recorded.keep(result, notice, int(fails), checked, plan if style == "concise" else None)
    if fails:
        raise click.exceptions.Exit(1)
