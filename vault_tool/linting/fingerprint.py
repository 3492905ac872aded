"""What a finding is known by from one run to the next, wherever in its file the text has moved."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from vault_tool.diagnostic import Diagnostic

VERSION = 1
"""Rises when the fingerprints of an unchanged vault change."""

_DIGITS = 16
"""Of 64 hex digits: among a million findings, two share these with a chance of 1 in 37 million."""


def fingerprints(diagnostics: Sequence[Diagnostic], among: Iterable[Diagnostic] = ()) -> tuple[str, ...]:
    """Return 16 hex digits for each finding, in the order given: no two alike.

    Where the findings are the new ones `among` all that were found, each has a fingerprint that it has among these
    too, and that the known ones do not have.

    A finding is known by its file, its rule and the text that it marks; where it marks none, by its cause, or else by
    its message. The line, the rest of the line and the wording count for nothing: text may move, a task may become
    overdue by one more day, and a link to nothing may have another nearest name. Equal findings of a file are told
    apart by their number among themselves, so that one more of them is one new fingerprint, wherever it stands.
    """
    seen = Counter(map(_known_by, among))
    seen.subtract(Counter(map(_known_by, diagnostics)) if seen else ())
    made = []
    for diagnostic in diagnostics:
        known_by = _known_by(diagnostic)
        seen[known_by] += 1
        # JSON keeps the parts apart whatever they hold, and has an escape for lone surrogates.
        written = json.dumps((*known_by, seen[known_by]))
        made.append(hashlib.sha256(written.encode("ascii")).hexdigest()[:_DIGITS])
    return tuple(made)


def in_both(one: Iterable[Diagnostic], other: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings of the one choice that the other has too, be it with another of several that are equal."""
    left = Counter(map(_known_by, other))
    chosen = []
    for diagnostic in one:
        known_by = _known_by(diagnostic)
        if left[known_by] > 0:
            left[known_by] -= 1
            chosen.append(diagnostic)
    return tuple(chosen)


def _known_by(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.path, diagnostic.rule, _subject(diagnostic)


def _subject(diagnostic: Diagnostic) -> str:
    """Return what the finding is about; of a text over several lines, its first line."""
    stop = diagnostic.end_column - 1 if diagnostic.end_line == diagnostic.line else None
    return diagnostic.excerpt[diagnostic.column - 1 : stop] or diagnostic.cause or diagnostic.message
