"""Findings as GitLab's Code Quality report: the fields that its documentation names, and no other."""

import json
from collections.abc import Mapping, Sequence

from vault_tool.diagnostic import Diagnostic, Severity
from vault_tool.linting.fingerprint import fingerprints
from vault_tool.render.wording import told

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}
"""Of GitLab's `info`, `minor`, `major`, `critical` and `blocker`; a link that leads nowhere stops nobody's build."""


def lint_gitlab(diagnostics: Sequence[Diagnostic], among: Sequence[Diagnostic] = ()) -> str:
    """Write one JSON array; paths are those of the repository, and fingerprints stay when text moves.

    `among` is all that was found, where these are the new ones.
    """
    prints = fingerprints(diagnostics, among)
    issues = [_issue(found, fingerprint) for found, fingerprint in zip(diagnostics, prints, strict=True)]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(found: Diagnostic, fingerprint: str) -> Mapping[str, object]:
    return {
        "description": told(found),
        "check_name": found.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": found.path, "lines": {"begin": found.line}},
    }
