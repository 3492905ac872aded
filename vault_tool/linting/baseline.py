"""The ratchet: what was found once is known, what is found besides is new, and what is known can only become less.

A baseline is a JSON file with one known finding a line, sorted, each with the fingerprint by which it is known again
wherever its text moves. The list ends with an empty object, so that no line depends on its neighbours: two branches
that fix or add different findings merge in git as lines do, and a line that stands twice counts once.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from vault_tool.diagnostic import Diagnostic
from vault_tool.errors import UsageError
from vault_tool.linting.fingerprint import VERSION, fingerprints

SCHEMA = 1


class Known(NamedTuple):
    """A finding that is in a baseline; sorts as its lines do."""

    path: str
    rule: str
    message: str
    """For people; it was so when the finding was taken in."""
    fingerprint: str


class Ratchet(NamedTuple):
    """Findings held against a baseline."""

    new: tuple[Diagnostic, ...]
    known: tuple[Known, ...]
    """Entries of the baseline that stay: they are found still, or were not looked for this time."""
    fixed: tuple[Known, ...]
    """Entries that were looked for and are not found any more."""


def compare(
    found: Sequence[Diagnostic], baseline: Collection[Known], was_looked_for: Callable[[Known], bool]
) -> Ratchet:
    """Hold findings against a baseline.

    `was_looked_for` says of an entry whether it would have been found, were it still there: its rule was run, on a
    folder with its file.
    """
    there = dict(zip(fingerprints(found), found, strict=True))
    known = {entry.fingerprint for entry in baseline}
    fixed = {entry for entry in baseline if entry.fingerprint not in there and was_looked_for(entry)}
    return Ratchet(
        new=tuple(diagnostic for fingerprint, diagnostic in there.items() if fingerprint not in known),
        known=tuple(sorted(set(baseline) - fixed)),
        fixed=tuple(sorted(fixed)),
    )


def known_findings(found: Sequence[Diagnostic], among: Collection[Diagnostic]) -> tuple[Known, ...]:
    """Return those of the findings that are also `among` others as entries of a baseline."""
    chosen = set(among)
    return tuple(
        Known(diagnostic.path, diagnostic.rule, diagnostic.message, fingerprint)
        for fingerprint, diagnostic in zip(fingerprints(found), found, strict=True)
        if diagnostic in chosen
    )


def baseline_text(entries: Iterable[Known]) -> str:
    """Write a baseline."""
    lines = (json.dumps(entry._asdict(), ensure_ascii=False) for entry in sorted(set(entries)))
    head = f'{{\n  "schema": {SCHEMA},\n  "tool": "vault-tool",\n  "fingerprints": {VERSION},\n  "findings": [\n'
    return head + "".join(f"    {line},\n" for line in lines) + "    {}\n  ]\n}\n"


def read_baseline(raw: bytes, file: str) -> tuple[Known, ...]:
    """Read a baseline, sorted; `file` is what errors call it. Raises UsageError where it is none."""
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        clash = "; of a conflict in it keep both sides" if b"<<<<<<<" in raw else ""
        raise UsageError(f"{file}: not a baseline: {error}{clash}") from error
    if not isinstance(document, dict) or document.get("tool") != "vault-tool" or "findings" not in document:
        raise UsageError(f"{file}: not a baseline; write one with --extend-baseline")
    if (document.get("schema"), document.get("fingerprints")) != (SCHEMA, VERSION):
        raise UsageError(f"{file}: from another version of vault-tool; delete it and write it with --extend-baseline")
    listed = document["findings"]
    for entry in listed if isinstance(listed, list) else (listed,):
        texts = isinstance(entry, dict) and all(isinstance(value, str) for value in entry.values())
        if not texts or (entry and set(entry) != set(Known._fields)):
            raise UsageError(f"{file}: not a baseline: an entry has other keys than {', '.join(Known._fields)}")
    return tuple(sorted({Known(**entry) for entry in listed if entry}))
