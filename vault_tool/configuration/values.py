"""The kinds of values that our configuration alone has, each checked with a message that names the way out."""

from vault_tool.exclusion import pattern_matcher
from vault_tool.toml_values import refuse, texts

_BACKSLASH = "put a backslash before a character that stands for itself"


def patterns(value: object, key: str, file: str) -> tuple[str, ...]:
    """Return a list of gitignore-style patterns."""
    listed = texts(value, key, file)
    if listed:
        try:
            pattern_matcher(listed)
        except ValueError as error:
            refuse(file, key, f"{error}; {_BACKSLASH}")
    return listed


def pattern(value: str, key: str, file: str) -> str:
    """Return a gitignore-style pattern that is itself a key."""
    try:
        pattern_matcher((value,))
    except ValueError as error:
        refuse(file, key, f"{error}; {_BACKSLASH}")
    return value


def rule_name(written_name: str) -> str:
    """Return a rule's name as rules are called; whether there is one is not known here."""
    return written_name.strip().lower().replace("_", "-")
