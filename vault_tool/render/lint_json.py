"""Findings as one JSON document; its shape is in `schema/lint.json`."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from vault_tool import __version__
from vault_tool.diagnostic import Diagnostic, Severity
from vault_tool.linting import Coverage
from vault_tool.linting.fingerprint import fingerprints

SCHEMA = 1


def lint_json(diagnostics: Sequence[Diagnostic], coverage: Coverage, among: Sequence[Diagnostic] = ()) -> str:
    """Write the findings, and how many there are in how many files and notes.

    `among` is all that was found, where these are the new ones: their fingerprints are to be told from the known ones'.
    """
    severities = Counter(diagnostic.severity for diagnostic in diagnostics)
    document = {
        "schema": SCHEMA,
        "tool": "vault-tool",
        "version": __version__,
        "summary": {
            "problems": len(diagnostics),
            "errors": severities[Severity.ERROR],
            "warnings": severities[Severity.WARNING],
            "files": len({diagnostic.path for diagnostic in diagnostics}),
            "notes": coverage.notes,
            "left_out": coverage.left_out,
        },
        "findings": findings(diagnostics, among),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def findings(diagnostics: Sequence[Diagnostic], among: Sequence[Diagnostic] = ()) -> list[Mapping[str, object]]:
    """Return the findings as JSON objects, each with its fingerprint."""
    prints = fingerprints(diagnostics, among)
    return [_finding(diagnostic, fingerprint) for diagnostic, fingerprint in zip(diagnostics, prints, strict=True)]


def _finding(diagnostic: Diagnostic, fingerprint: str) -> Mapping[str, object]:
    return {
        "path": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "end_line": diagnostic.end_line,
        "end_column": diagnostic.end_column,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "cause": diagnostic.cause,
        "related": list(diagnostic.related),
        "fingerprint": fingerprint,
    }
