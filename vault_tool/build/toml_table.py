"""A table of a TOML file that a person wrote: each value by its key and kind, or an error that names the way out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn, TypeAlias, TypeVar

from vault_tool.toml_values import check_keys, entry, refuse, table, texts, word, written

_Word = TypeVar("_Word", bound=StrEnum)

Text: TypeAlias = str | int | float | date
"""What is taken where a text belongs: `1.0` and `2026-11-24` need no quotes."""


class TomlTable:
    """The table with this content; `file` is the name that it goes by in errors, `keys` are all that it may hold.

    `within` stands before the keys in errors (`timeline.`). Making one raises `ConfigurationError` for an unknown key,
    and each method for a value of another kind.
    """

    __slots__ = ("_file", "_values", "_within")

    def __init__(self, values: Mapping[str, object], file: str, keys: Sequence[str], within: str = "") -> None:
        self._values = values
        self._file = file
        self._within = within
        check_keys(values, keys, file, within)

    def text(self, key: str) -> str:
        """Return the text, empty where there is none."""
        value = self._values.get(key, "")
        if not isinstance(value, str):
            self.refuse(key, f'{written(value)} where a text belongs; write {key} = "…"')
        return value.strip()

    def flag(self, key: str, *, default: bool) -> bool:
        """Return whether it is `true`."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            self.refuse(key, f"{written(value)} is neither true nor false")
        return value

    def count(self, key: str) -> int:
        """Return the whole number, 0 where there is none."""
        value = self._values.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(key, f"{written(value)} where a whole number belongs, 0 or more")
        return value

    def one_of(self, key: str, values: Sequence[int]) -> int | None:
        """Return the number, which must be one of these; `None` where there is none."""
        value = self._values.get(key)
        if value is not None and (isinstance(value, bool) or value not in values):
            self.refuse(key, f"{written(value)} is not known (known: {', '.join(map(str, values))})")
        return value if isinstance(value, int) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        return texts(self._values.get(key, []), self._within + key, self._file)

    def word(self, key: str, words: type[_Word]) -> _Word | None:
        """Return one of the words, `None` where there is none."""
        return word(self._values[key], words, self._within + key, self._file) if key in self._values else None

    def table(self, key: str, example: str) -> Mapping[str, object]:
        """Return a table in this one, empty where there is none; `example` is one that would do."""
        return table(self._values.get(key, {}), self._within + key, self._file, example)

    def tables(self, key: str, example: str) -> Sequence[Mapping[str, object]]:
        """Return a list of tables, empty where there is none; `example` is one that would do."""
        values = self._values.get(key, [])
        if not isinstance(values, list):
            self.refuse(key, f"{written(values)} where a list of tables belongs; write {example}")
        return [table(value, self._within + key, self._file, example) for value in values]

    def date(self, key: str) -> date | None:
        """Return the day, written as a TOML date or as a text like one; `None` where there is none."""
        value = self._values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            self.refuse(key, f"{written(value)} is no date; write {key} = 2026-11-24")

    def named_texts(self, key: str, example: str) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of a table, empty where there is none."""
        for name, value in self.table(key, example).items():
            if isinstance(value, bool) or not isinstance(value, Text):
                self.refuse(entry(key, name), f"{written(value)} where a text belongs; write {example}")
            yield name, str(value)

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raise `ConfigurationError` with the place and the reason."""
        refuse(self._file, self._within + key, reason)
