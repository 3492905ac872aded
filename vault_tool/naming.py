"""What a note may be called: styles of names, and expressions of one's own."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Style(NamedTuple):
    """A way of writing names."""

    fits: Callable[[str], bool]
    respelt: Callable[[str], str] | None
    """Writes a name of any other style in this one; `None` where that takes a mind."""


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_A-Za-z]+")
"""A word of a name in whatever style: `fooBar_baz qux` has four; scripts other than Latin are one run each."""

_SHORT = 4
"""In a title words of so many letters may be small: of, the, and, with."""


def _fullmatch(expression: str) -> Callable[[str], bool]:
    pattern = re.compile(expression)
    return lambda name: pattern.fullmatch(name) is not None


def _is_title(name: str) -> bool:
    first, *others = name.split(" ")
    return not first[:1].islower() and not any(word[:1].islower() and len(word) > _SHORT for word in others)


def _joined(separator: str) -> Callable[[str], str]:
    return lambda name: separator.join(_WORD.findall(name)).lower()


STYLES: Mapping[str, Style] = {
    "kebab-case": Style(_fullmatch(r"(?:(?![A-Z_])\w)+(?:-(?:(?![A-Z_])\w)+)*"), _joined("-")),
    "snake_case": Style(_fullmatch(r"(?:(?![A-Z_])\w)+(?:_(?:(?![A-Z_])\w)+)*"), _joined("_")),
    "camelCase": Style(_fullmatch(r"[a-z][A-Za-z0-9]*"), None),
    "PascalCase": Style(_fullmatch(r"[A-Z][A-Za-z0-9]*"), None),
    "title": Style(_is_title, None),
    "sentence": Style(lambda name: not name[:1].islower(), lambda name: name[:1].upper() + name[1:]),
    "lowercase": Style(lambda name: name == name.lower(), str.lower),
    "date": Style(_fullmatch(r"\d{4}-\d{2}-\d{2}"), None),
}
"""The styles by name."""


def expression(written: str) -> re.Pattern[str] | None:
    """Return the regular expression that stands between slashes, which a whole name must match; `None` if none does.

    Raises `re.error` where it is no expression.
    """
    if len(written) > len("//") and written.startswith("/") and written.endswith("/"):
        return re.compile(written[1:-1])
    return None


def fits(written: str, name: str) -> bool:
    """Whether a name is as the configuration writes that it must be: a style's name, or an expression."""
    pattern = expression(written)
    return STYLES[written].fits(name) if pattern is None else pattern.fullmatch(name) is not None


def respelt(written: str, name: str) -> str:
    """Return the name in that style; empty where there is no telling."""
    style = STYLES.get(written)
    spelt = style.respelt(name) if style and style.respelt else ""
    return spelt if spelt and style and style.fits(spelt) else ""
