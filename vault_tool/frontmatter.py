"""The block of properties at the top of a note: cut, loaded as YAML 1.2, and searched for links."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from vault_tool.model import Defect, DefectKind, Frontmatter, Link
from vault_tool.safe_yaml import InvalidYamlError, is_sound, load_plain, load_yaml
from vault_tool.text import BOM

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
    links: tuple[Link, ...] = ()
    defects: tuple[Defect, ...] = ()
    if b"[[" in inner or b"](" in inner:
        from vault_tool.property_links import read_property_links  # noqa: PLC0415 - most notes have none

        links, defects = read_property_links(loaded, inner, start)
    aliases, tags = _named(loaded)
    return Properties(Frontmatter.VALID, loaded, aliases, tags, links, defects, body)


def body_start(source: bytes) -> int:
    """Return where the note's body begins, as `read_frontmatter` does."""
    if source.startswith(b"---\n"):
        # Nearly every block is written so, and a search for what ends it is ten times as fast.
        end = source.find(b"\n---\n", 3)
        if end >= 0 and source.find(b"\r", 0, end) < 0:
            return end + 5
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
