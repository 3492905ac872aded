"""Values of a TOML file that a person wrote: each checked by its kind, with a message that names the way out."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from vault_tool.errors import ConfigurationError

_Word = TypeVar("_Word", bound=StrEnum)


def read_toml(raw: bytes, file: str) -> Mapping[str, object]:
    """Return the file's content; raises `ConfigurationError` where it is not TOML, saying where."""
    import tomllib  # noqa: PLC0415 - most folders have no such file

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file}: line {line} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from error


def refuse(file: str, key: str, reason: str) -> NoReturn:
    """Raise `ConfigurationError` about a key of a file."""
    raise ConfigurationError(f"{file}: {key}: {reason}")


def check_keys(table: Mapping[str, object], known: Iterable[str], file: str, within: str = "") -> None:
    """Refuse a key that is not known, naming the nearest that is."""
    names = tuple(known)
    for key in table:
        if key not in names:
            refuse(file, f"{within}{key}", f"no such key{known_words(key, names)}")


def texts(value: object, key: str, file: str) -> tuple[str, ...]:
    """Return a list of strings."""
    if isinstance(value, str):
        refuse(file, key, f'{written(value)} where a list belongs; write {key} = ["{value}"]')
    if not isinstance(value, list):
        refuse(file, key, f'{written(value)} where a list of strings belongs; write {key} = ["…"]')
    for item in value:
        if not isinstance(item, str):
            refuse(file, key, f'{written(item)} in a list of strings; write {key} = ["…"]')
    return tuple(value)


def table(value: object, key: str, file: str, example: str) -> Mapping[str, object]:
    """Return a table; `example` is one that would do."""
    if not isinstance(value, dict):
        refuse(file, key, f"{written(value)} where a table belongs; write {example}")
    return value


def word(value: object, words: type[_Word], key: str, file: str) -> _Word:
    """Return one of the words."""
    known = [one.value for one in words]
    if value not in known:
        refuse(file, key, f"{written(value)} is not known{known_words(value, known)}")
    return words(value)


def entry(key: str, name: str) -> str:
    """Return how an entry of a table is called: `severity.broken-link`, `statuses."/"`."""
    bare = name != "" and all(character.isascii() and (character.isalnum() or character in "-_") for character in name)
    # JSON writes texts as TOML does, but for the one control character that TOML does not take as it is.
    return f"{key}.{name}" if bare else f"{key}.{json.dumps(name, ensure_ascii=False)}".replace("\x7f", r"\u007f")


def known_words(said: object, known: Iterable[str]) -> str:
    """Say what was probably meant, and what else there is."""
    from difflib import get_close_matches  # noqa: PLC0415 - for errors alone

    folded = {name.lower(): name for name in known}
    near = get_close_matches(said.lower(), list(folded), n=1) if isinstance(said, str) else ()
    meant = f", did you mean {folded[near[0]]}?" if near else ""
    return f"{meant} (known: {', '.join(folded.values())})"


def written(value: object) -> str:
    """Describe a TOML value as its author wrote it, or by its kind where it is long."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)
