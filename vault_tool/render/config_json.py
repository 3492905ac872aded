"""The settings that hold as one JSON document."""

import json
from collections.abc import Sequence

from vault_tool import __version__
from vault_tool.configuration.effective import Value
from vault_tool.rules._rule import Rule

SCHEMA = 1


def config_json(vault: str, values: Sequence[Value], rules: Sequence[Rule]) -> str:
    """Write each value with its origin, and the severity of each rule that runs."""
    document = {
        "schema": SCHEMA,
        "tool": "vault-tool",
        "version": __version__,
        "vault": vault,
        "values": [{"key": value.key, "value": value.value, "origin": value.origin} for value in values],
        "rules": {rule.name: rule.severity for rule in rules},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
