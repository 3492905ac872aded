"""The block of properties at the top of a note: cut, loaded as YAML 1.2, and searched for links."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tool.model import Defect, DefectKind, Frontmatter, Link, LinkKind
from vault_tool.safe_yaml import InvalidYamlError, is_sound, load_plain, load_yaml
from vault_tool.text import BOM
from vault_tool.written import is_url, split_destination, split_display

_BLOCK = re.compile(rb"---\r?\n(?:(.*?)\r?\n)??---(?:\r?\n|\Z)", re.DOTALL)


class Properties(NamedTuple):
    """What the block of a note came to."""

    state: Frontmatter
    values: Mapping[str, object]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    """Each with its `#`."""
    links: tuple[Link, ...]
    defects: tuple[Defect, ...]
    body: int
    """Where the note's body begins."""


NO_PROPERTIES = Properties(Frontmatter.NONE, {}, (), (), (), (), 0)
"""Those of a note that has none."""


def read_frontmatter(source: bytes) -> Properties:
    """Read the properties of a note (semantics 8); the block begins at the very start, or behind a BOM.

    A block that is no mapping, or no YAML, is a defect and has no properties. Never raises.
    """
    block = _block(source)
    if block is None:
        return NO_PROPERTIES._replace(body=_top(source))
    inner, start = block[1] or b"", block.start(1) if block[1] else block.end()
    text = inner.decode()
    body = block.end()
    try:
        loaded = load_yaml(text)
    except InvalidYamlError as error:
        at = start + _offset_of_line(inner, error.line)
        return _invalid(f"the properties are no valid YAML: {error}", at, start + len(inner), body, block.start())
    if loaded is None:
        return Properties(Frontmatter.EMPTY, {}, (), (), (), (), body)
    if not isinstance(loaded, dict):
        kind = "a list" if isinstance(loaded, list) else "a single value"
        return _invalid(f"the properties are {kind}, not `name: value` lines", start, start + len(inner), body, start)
    links, defects = _read_values(loaded, inner, start)
    aliases, tags = _named(loaded)
    return Properties(Frontmatter.VALID, loaded, aliases, tags, links, defects, body)


def body_start(source: bytes) -> int:
    """Return where the note's body begins, as `read_frontmatter` does."""
    block = _block(source)
    return block.end() if block else _top(source)


def _block(source: bytes) -> re.Match[bytes] | None:
    top = _top(source)
    return _BLOCK.match(source, top) if source.startswith(b"---", top) else None


def _top(source: bytes) -> int:
    return len(BOM) if source.startswith(BOM) else 0


_ALIASES = re.compile(rb"^[aA][lL][iI][aA][sS][eE][sS][ ]*:.*(?:\n[ ]{0,4}-.*)*", re.MULTILINE)


def skim_frontmatter(source: bytes) -> tuple[bytes, int] | None:
    """Return the lines that give a note its aliases and where its body begins, where aliases are all that there is.

    `None` where the block has links, may have defects, or is anything but plain lines; `source` has no carriage
    return.
    """
    end = source.find(b"\n---\n", 3)
    if end < 0 or source.find(b"[[", 0, end) >= 0 or source.find(b"](", 0, end) >= 0:
        return None
    block = source[4:end]
    if not is_sound(block.decode()):
        return None
    found = _ALIASES.findall(block)
    return (found[0] if found else b"", end + 5) if len(found) <= 1 else None


def aliases_in(lines: bytes) -> tuple[str, ...]:
    """Return the aliases that the lines give which `skim_frontmatter` returned."""
    loaded = load_plain(lines.decode()) if lines else None
    return _named(loaded)[0] if isinstance(loaded, dict) else ()


def _invalid(message: str, start: int, stop: int, body: int, fallback: int) -> Properties:
    start = start if start < stop else fallback
    defect = Defect(DefectKind.INVALID_FRONTMATTER, message, start, max(start, stop))
    return Properties(Frontmatter.INVALID, {}, (), (), (), (defect,), body)


def _offset_of_line(text: bytes, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.find(b"\n", at) + 1
        if at == 0:
            return 0
    return at


def _named(values: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the aliases (semantics 8.4) and the tags (semantics 7.6)."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    for key, value in values.items():
        name = key.lower()
        if name == "aliases":
            aliases = tuple(alias.strip() for alias in _strings(value) if alias.strip())
        elif name == "tags":
            names = (tag.strip() for tag in _strings(value))
            tags = tuple("#" + tag.removeprefix("#") for tag in names if tag not in ("", "#") and " " not in tag)
    return aliases, tags


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# -- Links ------------------------------------------------------------------------------------------------------------

_WHOLE_LINK = re.compile(
    r"\[\[(?!\[)(?P<wiki>(?:[^\[\]\n]|\[(?!\[)|\](?!\]))+)\]\]"
    r"|\[(?P<text>[^\]\n]*)\]\((?:<(?P<angled>[^>\n]*)>|(?P<bare>[^)\s]*))\)"
)


def _read_values(values: dict[str, object], inner: bytes, start: int) -> tuple[tuple[Link, ...], tuple[Defect, ...]]:
    """Find the values that are a link as a whole (semantics 2.11), and lists that were meant to be one."""
    if b"[[" not in inner and b"](" not in inner:
        return (), ()
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
        from vault_tool.spelling.quoting import BACKSLASHED, DOUBLED, unquoted  # noqa: PLC0415 - few need it

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
