"""`lint --baseline`: the file read, held against what was found, and written again; and what is said of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault_tool.errors import UsageError

if TYPE_CHECKING:
    from vault_tool.diagnostic import Diagnostic
    from vault_tool.linting.baseline import Known, Ratchet

_NAMED = 10
"""How many findings that are fixed are named."""


def known_in(file: Path, *, extend: bool) -> "tuple[Known, ...]":
    """Return what the baseline lists; raises UsageError where it is none, or not there and not to be made."""
    from vault_tool.linting.baseline import read_baseline
    from vault_tool.store import read_if_there

    raw = read_if_there(file)
    if raw is None and not extend:
        raise UsageError(f"no such baseline: {file}; --extend-baseline takes in what is found and writes it")
    return read_baseline(raw, str(file)) if raw is not None else ()


def only_new(
    found: "Sequence[Diagnostic]",
    baseline: "Sequence[Known]",
    file: Path,
    rules: Iterable[str],
    within: str,
    *,
    update: bool,
    extend: bool,
    quiet: bool,
) -> "tuple[Diagnostic, ...]":
    """Return the findings that the baseline does not have; drop from it what is fixed, or take all in, where asked to.

    `baseline` is what the file lists, `rules` the names of those that ran, `within` the folder that was asked for.
    """
    from vault_tool.linting.baseline import baseline_text, compare, known_findings
    from vault_tool.names import within as lies_within
    from vault_tool.store import write_atomic

    ran = frozenset(rules)
    ratchet = compare(
        found, baseline, lambda entry: entry.rule in ran and (not within or lies_within(entry.path, (within,)))
    )
    added = known_findings(found, ratchet.new) if extend else ()
    if update or extend:
        # A canvas may hold half a surrogate pair, for which this writes the escape that JSON has too.
        write_atomic(file, baseline_text((*ratchet.known, *added)).encode(errors="backslashreplace"))
    if not quiet:
        _say(file, ratchet, added, update=update or extend)
    return () if extend else ratchet.new


def _say(file: Path, ratchet: "Ratchet", added: "Sequence[Known]", *, update: bool) -> None:
    from vault_tool.render.printable import printable

    for entry in ratchet.fixed[:_NAMED]:
        click.echo(printable(f"fixed: {entry.path}: {entry.message} [{entry.rule}]"), err=True)
    if len(ratchet.fixed) > _NAMED:
        click.echo(f"and {len(ratchet.fixed) - _NAMED:,} more are fixed", err=True)
    parts = [f"{len(ratchet.known) + len(added):,} known"]
    if added:
        parts.append(f"{len(added):,} of them added")
    if ratchet.fixed:
        parts.append(
            f"{len(ratchet.fixed):,} fixed" + (" and dropped" if update else ", which --update-baseline drops")
        )
    click.echo(f"{file}: {', '.join(parts)}", err=True)
