"""Links in the properties of a note, and where in the block they stand."""

import re
from collections.abc import Iterator

from vault_tool.model import Defect, DefectKind, Link, LinkKind
from vault_tool.spelling.quoting import BACKSLASHED, DOUBLED, unquoted
from vault_tool.written import is_url, split_destination, split_display

_WHOLE_LINK = re.compile(
    r"\[\[(?!\[)(?P<wiki>(?:[^\[\]\n]|\[(?!\[)|\](?!\]))+)\]\]"
    r"|\[(?P<text>[^\]\n]*)\]\((?:<(?P<angled>[^>\n]*)>|(?P<bare>[^)\s]*))\)"
)


def read_property_links(
    values: dict[str, object], inner: bytes, start: int
) -> tuple[tuple[Link, ...], tuple[Defect, ...]]:
    """Return the values that are a link as a whole (semantics 2.11), and the lists that were meant to be one.

    `inner` is the block's text, which begins at `start` in its file, and `values` what it was loaded as.
    """
    links: list[Link] = []
    defects: list[Defect] = []
    places = _Places(inner)
    for key, value in _walk(values):
        if isinstance(value, str):
            if value[:1] == "[" and (match := _WHOLE_LINK.fullmatch(value)):
                found, stop = places.find(value, quoted=True)
                link = _property_link(key, match, start + found, start + stop)
                if link is not None:
                    links.append(link)
        elif (name := _bracketed(value)) is not None:
            found, stop = places.find(f"[[{name}]]", quoted=False)
            if found < stop:
                message = f'a link in a property must be quoted: `{key.partition(".")[0]}: "[[{name}]]"`'
                defects.append(Defect(DefectKind.UNQUOTED_PROPERTY_LINK, message, start + found, start + stop))
    return tuple(links), tuple(defects)


def _walk(values: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every value with its key path (`name`, `name.0`), in file order, without recursion."""
    pending: list[tuple[str, object]] = list(reversed(values.items()))
    while pending:
        key, value = pending.pop()
        yield key, value
        if isinstance(value, list):
            if _bracketed(value) is None:
                pending += [(f"{key}.{at}", item) for at, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            pending += [(f"{key}.{name}", item) for name, item in reversed(value.items())]


_MOST_MISSES = 50
_QUOTED = re.compile(rb"(?<=[\s,\[{])(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)')", re.DOTALL)


class _Places:
    """Finds where values stand in the block, asked for in file order.

    A value that stands there as an alias is not found. After some misses it stops looking, for each costs a search of
    all that follows; a value that is written with escapes is one too.
    """

    def __init__(self, inner: bytes) -> None:
        self._inner = inner
        self._at = 0
        self._misses = 0

    def find(self, value: str, *, quoted: bool) -> tuple[int, int]:
        """Return the range of the value, in quotes or not; of one that is not found, an empty one."""
        if self._misses > _MOST_MISSES:
            return self._at, self._at
        inner = self._inner
        written = value.encode(errors="replace")
        first = found = inner.find(written, self._at)
        while found >= 0 and self._is_quoted(found) is not quoted:
            found = inner.find(written, found + 1)
        if found < 0 and quoted:
            self._misses += 1
            found, written = self._find_escaped(value) or (found, written)
        if found < 0:
            self._misses += 1
            found = first
        if found < 0:
            return self._at, self._at
        self._at = found + len(written)
        return found, self._at

    def _find_escaped(self, value: str) -> tuple[int, bytes] | None:
        """Return where the value stands with escapes in its quotes: `''` for `'`, or backslashes."""
        wanted = value.encode(errors="replace")
        # The last value that was found ends before its closing quote.
        for match in _QUOTED.finditer(self._inner, self._at + 1 if self._at else 0):
            quoting = BACKSLASHED if match[1] is not None else DOUBLED
            written = match[match.lastindex or 0]
            if unquoted(quoting, written).text == wanted:
                return match.start(match.lastindex or 0), written
        return None

    def _is_quoted(self, offset: int) -> bool:
        return self._inner[offset - 1 : offset] in (b'"', b"'")


def _bracketed(value: object) -> str | None:
    """Return `x` where the value is what YAML makes of an unquoted `[[x]]`."""
    if isinstance(value, list) and len(value) == 1:
        inner = value[0]
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str) and inner[0]:
            return inner[0]
    return None


def _property_link(key: str, match: re.Match[str], start: int, stop: int) -> Link | None:
    if match["wiki"] is not None:
        linktext, display = split_display(match["wiki"])
        path, hash_, rest = linktext.partition("#")
        return Link(LinkKind.PROPERTY, path, rest if hash_ else None, display, start, stop, key)
    destination = match["angled"] or match["bare"]
    if not destination or is_url(destination):
        return None
    path, subpath = split_destination(destination)
    return Link(LinkKind.PROPERTY, path, subpath, match["text"], start, stop, key)
