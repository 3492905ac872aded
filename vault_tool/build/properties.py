"""The frontmatter of a built note, written so that Obsidian's own property editor would write it alike.

Text is plain where YAML cannot take it for anything else and double-quoted where it could; lists are blocks; nothing
is nested. `frontmatter.read_frontmatter` reads back what was given, which is a law in the tests.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = Scalar | Sequence[Scalar]

# What YAML 1.1 or 1.2 might read as a null, a boolean, a number, a date or a time does not begin with two letters and
# is none of these words. Anything that is special to YAML is not in the set.
_PLAIN = re.compile(r"[^\W\d_][\w/.()&+,;'%-]*(?: [\w/.()&+,;'%-]+)*(?:#[\w-]+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
"""A text in YAML 1.2, and a date to Obsidian, which writes it without quotes."""

_WORDS = re.compile(r"(?:null|true|false|yes|no|on|off|y|n)", re.IGNORECASE)


def frontmatter_block(properties: Mapping[str, Value]) -> str:
    """Return the block with its `---` lines; keys in the order given, empty text and empty lists left out."""
    lines = ["---"]
    for key, value in properties.items():
        if isinstance(value, str | int | float):
            if value != "":
                lines.append(f"{_key(key)}: {_scalar(value)}")
        elif value:
            lines.append(f"{_key(key)}:")
            lines += [f"  - {_scalar(item)}" for item in value]
    return "\n".join([*lines, "---", ""])


def flat(value: object) -> Value | None:
    """Return the value if a property may hold it: a scalar or a list of scalars; `None` for anything else."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return value
    return None


def _scalar(value: Scalar) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if _DATE.fullmatch(value) or (_PLAIN.fullmatch(value) and not _WORDS.fullmatch(value)):
        return value
    # JSON's strings are YAML's double-quoted ones, but for what YAML does not allow to stand unescaped.
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", _quoted(value))


_key = lru_cache(maxsize=1024)(_scalar)
"""There are few keys, and each is written in every note."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
