"""`vault-tool build`."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import click

from vault_tool.errors import UsageError


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("vault", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="KEY=VALUE",
    help="Say what stands for {{KEY}}; may be repeated, and is remembered for the next build.",
)
@click.option(
    "--track",
    metavar="NAME",
    help="The pace at which to go, one of those in vault.toml, or none; is remembered, as are --focus and --start.",
)
@click.option(
    "--focus",
    multiple=True,
    metavar="NAME",
    help="The adaptation to build, one of those in vault.toml, or none; may be repeated.",
)
@click.option("--start", metavar="DATE", help="The first day, from which tasks get their due dates, or none.")
@click.option(
    "--check", is_flag=True, help="Only see whether SOURCE has changed since VAULT was built: then exit with 1."
)
@click.option("-n", "--dry-run", is_flag=True, help="Print what would happen, a line for each file, and do nothing.")
@click.option("--diff", is_flag=True, help="Print how each file would change, and do nothing.")
@click.option(
    "--adopt", is_flag=True, help="Build into a vault that holds other files: keep them, add what is missing."
)
@click.option(
    "--restore", multiple=True, metavar="NOTE", help="Bring back a note that was deleted from VAULT; may be repeated."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not print the line that sums up.")
def build(
    source: Path,
    vault: Path,
    values: tuple[str, ...],
    track: str | None,
    focus: tuple[str, ...],
    start: str | None,
    check: bool,
    dry_run: bool,
    diff: bool,
    adopt: bool,
    restore: tuple[str, ...],
    quiet: bool,
) -> None:
    """Make or update VAULT from SOURCE, a Markdown file or a folder of such files.

    Each document becomes a folder with an index note, each of its second-level sections a note, and one hub note
    links to all of them; links between files and sections become wikilinks. What you write, tick, rename, move or
    delete in VAULT stays as you left it when SOURCE changes and is built again; where both changed the same text,
    yours stays and the new one is put beside it. A link that leads nowhere is reported.
    """
    from dataclasses import replace

    from vault_tool.build.asking import behind
    from vault_tool.build.updating import update
    from vault_tool.cli import _building as building

    building.check_apart(source, vault)
    given = dict(_value(written) for written in values)
    choices = {"track": track, "focus": ",".join(focus), "start": start}
    chosen = {name: said.strip() for name, said in choices.items() if said}
    today = _today().isoformat()
    if check:
        standing = building.look_at(vault, state_only=True)
        reasons = behind(building.read_asked(source, standing, given, chosen, today))
        if standing.rest:
            reasons = ("a build was interrupted, and the next one finishes it", *reasons)
        for reason in reasons:
            click.echo(reason)
        if not quiet:
            click.echo(f"{vault} is {'behind' if reasons else 'up to date with'} {source}")
        raise SystemExit(1 if reasons else 0)
    does = not (dry_run or diff)
    if does and building.finish(vault):
        click.echo("finished a build that was interrupted", err=True)
    standing = building.look_at(vault)
    asked = replace(building.read_asked(source, standing, given, chosen, today), adopt=adopt, restore=restore)
    changes = update(asked)
    building.check_places(vault, changes)
    if standing.rest:
        click.echo("notice: a build was interrupted, and the next one finishes it first", err=True)
    to_do = [*([(standing.rest, standing.now)] if standing.rest else ()), (changes, asked.vault)]
    for document, line, column, message in changes.found:
        click.echo(f"warning: {document}:{line}:{column}: {message}", err=True)
    for report in changes.reports:
        click.echo(f"notice: {report}", err=True)
    if dry_run:
        for what, _ in to_do:
            for step in building.steps(what):
                click.echo(step)
    if diff:
        for what, there in to_do:
            for row in building.differences(what, there):
                click.echo(row)
    if does:
        for told in building.gone(changes):
            click.echo(told, err=True)
        building.carry_out(vault, changes, asked.vault)
    if not quiet and not diff:
        click.echo(f"{'built' if does else 'would build'} {building.summary(changes, vault)}")


def _value(written: str) -> tuple[str, str]:
    key, equals, value = written.partition("=")
    if not equals or not key.strip():
        raise UsageError(f"--set {written}: write --set KEY=VALUE")
    return key.strip(), value.strip()


def _today() -> date:
    """Return the day of a first build: the clock's, or that of SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() else datetime.now().astimezone().date()
