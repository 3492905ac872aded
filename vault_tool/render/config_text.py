"""The settings that hold, as TOML with the origin of each value behind it: it can be read as a configuration."""

import json
import re
from collections.abc import Mapping, Sequence

from vault_tool.configuration.effective import Value
from vault_tool.render.printable import printable
from vault_tool.rules._rule import Rule

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MOST_BEFORE_A_COMMENT = 48
"""A longer line has its comment right behind it, so that one long list does not push all comments away."""


def config_text(vault: str, values: Sequence[Value], rules: Sequence[Rule]) -> str:
    """Write the values, one a line, and the rules that run as comments."""
    lines = [(_line(value), value.origin) for value in values]
    width = max(len(line) for line, _ in lines if len(line) <= _MOST_BEFORE_A_COMMENT)
    rows = [f"# vault: {printable(vault)}", ""]
    rows += [f"{line:<{width}}  # {printable(origin)}" for line, origin in lines]
    rows += ["", f"# {len(rules)} rules run:"] if len(rules) != 1 else ["", "# 1 rule runs:"]
    rows += [f"# {rule.severity:<7}  {rule.name}" for rule in sorted(rules, key=lambda rule: rule.severity.rank)]
    return "".join(f"{row}\n" for row in rows)


def _line(value: Value) -> str:
    line = f"{value.key} = {_toml(value.value)}"
    return line if value.ours else f"# {line}"


def _toml(value: object) -> str:
    """Write a value of TOML on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(value)
        case Mapping():
            entries = ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in value.items())
            return f"{{ {entries} }}" if entries else "{}"
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    """Write a string as JSON does, which is one of TOML's ways; what could move the cursor becomes an escape."""
    return "".join(
        character if character == printable(character) or character.isspace() else f"\\u{ord(character):04x}"
        for character in json.dumps(text, ensure_ascii=False)
    )
