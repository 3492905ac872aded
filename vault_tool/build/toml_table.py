"""A table of a TOML file that a person wrote: each value by its key and kind, or an error that names the way out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NoReturn, TypeAlias

from vault_tool.errors import ConfigurationError

Text: TypeAlias = str | int | float | date
"""What is taken where a text belongs: `1.0` and `2026-11-24` need no quotes."""


class TomlTable:
    """The table with this content; `file` is the name that it goes by in errors, `keys` are all that it may hold.

    Making one raises `ConfigurationError` for an unknown key, and each method for a value of another kind.
    """

    __slots__ = ("_file", "_values")

    def __init__(self, values: Mapping[str, object], file: str, keys: Sequence[str]) -> None:
        self._values = values
        self._file = file
        for key in values:
            if key not in keys:
                self.refuse(key, f"no such key{_known(key, keys)}")

    def text(self, key: str) -> str:
        """Return the text, empty where there is none."""
        value = self._values.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, f'{_written(value)} where a text belongs; write {key} = "…"')
        return value.strip()

    def flag(self, key: str, *, default: bool) -> bool:
        """Return whether it is `true`."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            self.refuse(key, f"{_written(value)} is neither true nor false")
        return value

    def count(self, key: str) -> int:
        """Return the whole number, 0 where there is none."""
        value = self._values.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(key, f"{_written(value)} where a whole number belongs, 0 or more")
        return value

    def one_of(self, key: str, values: Sequence[int]) -> int | None:
        """Return the number, which must be one of these; `None` where there is none."""
        value = self._values.get(key)
        if value is not None and (isinstance(value, bool) or value not in values):
            self.refuse(key, f"{_written(value)} is not known (known: {', '.join(map(str, values))})")
        return value if isinstance(value, int) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        value = self._values.get(key, [])
        if isinstance(value, str):
            self.refuse(key, f'"{value}" where a list belongs; write {key} = ["{value}"]')
        if not isinstance(value, list):
            self.refuse(key, f'{_written(value)} where a list of strings belongs; write {key} = ["…"]')
        for item in value:
            if not isinstance(item, str):
                self.refuse(key, f'{_written(item)} in a list of strings; write {key} = ["…"]')
        return tuple(value)

    def date(self, key: str) -> date | None:
        """Return the day, written as a TOML date or as a text like one; `None` where there is none."""
        value = self._values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            self.refuse(key, f"{_written(value)} is no date; write {key} = 2026-11-24")

    def named_texts(self, key: str, example: str) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of a table, empty where there is none."""
        table = self._values.get(key, {})
        if not isinstance(table, dict):
            self.refuse(key, f"{_written(table)} where a table belongs; write {example}")
        for name, value in table.items():
            if isinstance(value, bool) or not isinstance(value, Text):
                self.refuse(f'{key}."{name}"', f"{_written(value)} where a text belongs; write {example}")
            yield name, str(value)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise `ConfigurationError` with the place and the reason."""
        raise ConfigurationError(f"{self._file}: {key}: {reason}")


def read_toml(raw: bytes, file: str) -> Mapping[str, object]:
    """Return the file's content; raises `ConfigurationError` where it is not TOML, saying where."""
    import tomllib  # noqa: PLC0415 - most sources have no such file

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{file}: line {line} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from error


def _known(word: str, known: Sequence[str]) -> str:
    """Say what was probably meant, and what else there is."""
    from difflib import get_close_matches  # noqa: PLC0415 - for errors alone

    near = get_close_matches(word.lower(), known, n=1)
    meant = f", did you mean {near[0]}?" if near else ""
    return f"{meant} (known: {', '.join(known)})"


def _written(value: object) -> str:
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
