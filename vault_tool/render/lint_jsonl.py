"""Findings as JSON, one a line, for `jq` and for whoever reads them while they come."""

import json
from collections.abc import Sequence

from vault_tool.diagnostic import Diagnostic
from vault_tool.render.lint_json import findings


def lint_jsonl(diagnostics: Sequence[Diagnostic], among: Sequence[Diagnostic] = ()) -> str:
    """Write each finding as one line, in the shape of a finding in `schema/lint.json`; nothing where there is none.

    `among` is all that was found, where these are the new ones.
    """
    return "".join(f"{json.dumps(finding, ensure_ascii=False)}\n" for finding in findings(diagnostics, among))
