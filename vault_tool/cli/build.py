"""`vault-tool build`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.errors import UsageError

if TYPE_CHECKING:
    from vault_tool.build.changes import Changes
    from vault_tool.build.render import Rendered


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("vault", type=click.Path(path_type=Path))
@click.option("-n", "--dry-run", is_flag=True, help="Print what would happen, a line for each file, and do nothing.")
@click.option(
    "--adopt", is_flag=True, help="Build into a vault that holds other files: keep them, add what is missing."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not print the line that sums up.")
def build(source: Path, vault: Path, dry_run: bool, adopt: bool, quiet: bool) -> None:
    """Make or update VAULT from SOURCE, a Markdown file or a folder of such files.

    Each document becomes a folder with an index note, each of its second-level sections a note, and one hub note
    links to all of them; links between files and sections become wikilinks. A file that was changed by hand is left
    alone and reported, and so is a link that leads nowhere.
    """
    from vault_tool.build.changes import changes
    from vault_tool.build.options import OPTIONS_FILE, Options, options_from
    from vault_tool.build.render import render
    from vault_tool.build.state import STATE_PATH, decode_state
    from vault_tool.store import list_files, read_if_there, read_sources, remove_files, write_tree

    _check_apart(source, vault)
    documents = read_sources(source)
    files = list_files(source).files if source.is_dir() else {}
    raw = read_if_there((source if source.is_dir() else source.parent) / OPTIONS_FILE)
    options = options_from(raw) if raw is not None else Options()
    rendered = render(documents, source.resolve().name if source.is_dir() else source.stem, files, options)
    wanted = {**rendered.notes, **_contents({path: files[path] for path in rendered.attachments})}

    state = read_if_there(vault / STATE_PATH)
    written = None if state is None else decode_state(state)
    there = list_files(vault).files if vault.is_dir() else {}
    ours = wanted.keys() | (written or {}).keys()
    present = _contents({path: disk for path, disk in there.items() if path in ours})
    steps = changes(wanted, present, written, others=there.keys() - ours, adopt=adopt)

    for line in _findings(rendered):
        click.echo(line, err=True)
    if dry_run:
        for line in _steps(steps):
            click.echo(line)
    else:
        for path, reason in steps.kept:
            click.echo(f"kept: {path}: {reason}", err=True)
        remove_files(vault, steps.remove)
        write_tree(vault, steps.write)
        write_tree(vault, {STATE_PATH: steps.state})
    if not quiet:
        click.echo(f"{'would build' if dry_run else 'built'} {_summary(rendered, steps, vault)}")


def _check_apart(source: Path, vault: Path) -> None:
    """Raise `UsageError` where one of them would hold the other, and a build thus read what it has written."""
    inner, outer = source.resolve(), vault.resolve()
    if inner.is_relative_to(outer):
        raise UsageError(f"{source} lies in the vault {vault}; name a vault beside it")
    if outer.is_relative_to(inner):
        raise UsageError(f"the vault {vault} lies in {source}; name a vault beside it")


def _contents(files: Mapping[str, str]) -> dict[str, bytes]:
    """Return the bytes of files, from where they lie on the disk; without those that have gone."""
    from vault_tool.store import read_if_there

    read = {path: read_if_there(Path(disk)) for path, disk in files.items()}
    return {path: data for path, data in read.items() if data is not None}


def _findings(rendered: "Rendered") -> Iterator[str]:
    from vault_tool.text import Locator

    locators = {path: Locator(text) for path, text in rendered.texts.items()}
    for finding in rendered.findings:
        line, column = locators[finding.path].position(finding.start)
        yield f"warning: {finding.path}:{line}:{column}: {finding.message}"


def _steps(steps: "Changes") -> Iterator[str]:
    yield from (f"remove {path}" for path in steps.remove)
    yield from (f"write {path}" for path in steps.write)
    yield from (f"keep {path}: {reason}" for path, reason in steps.kept)


def _summary(rendered: "Rendered", steps: "Changes", vault: Path) -> str:
    attached = f" and {_counted(len(rendered.attachments), 'attachment')}" if rendered.attachments else ""
    counts = [f"{len(steps.write)} written", f"{len(steps.unchanged)} unchanged"]
    if steps.remove:
        counts.append(f"{len(steps.remove)} removed")
    if steps.kept:
        counts.append(f"{len(steps.kept)} kept")
    return f"{_counted(len(rendered.notes), 'note')}{attached} in {vault}: {', '.join(counts)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
