"""Which texts could link to some files at all: told by the words of the files' names, without reading a link."""

import re
from collections.abc import Iterable


class PossibleLinks:
    """Lets through each text that holds the words of one of the files' names, or escapes that could spell them."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Take the paths of the files; what a link would say of their folders does not count."""
        self._names = {frozenset(_WORD.findall(_name(path).lower())) for path in paths}

    def stand_in(self, text: bytes) -> bool:
        """Whether the text of a note or canvas could hold a link to one of the files."""
        if not self._names:
            return False
        if any(sign in text for sign in _SIGNS) and _ESCAPED.search(text):
            return True
        low = text.decode(errors="replace").lower()
        return any(all(word in low for word in words) for words in self._names)


_WORD = re.compile("[a-z0-9]+")
"""What no link can spell in another way but by an escape; accents and marks may be written in several."""

_SIGNS = (b"%", b"&", b"\\u")
_ESCAPED = re.compile(rb"%[0-9A-Fa-f]{2}|&#?\w+;|\\u[0-9A-Fa-f]{4}")


def _name(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
