"""The block of properties at the top of a note: cut, loaded as YAML 1.2, and searched for links.

py-yaml12 (Rust) reads plain blocks. It must not see all: deep nesting crashes its process, it copies aliases without
bound, and it accepts duplicate keys. So whatever is not plain goes to PyYAML, whose resolution is set to YAML 1.2 and
whose events are counted first.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import yaml12

from vault_tool.model import Defect, DefectKind, Frontmatter, Link, LinkKind
from vault_tool.syntax import is_url, split_destination, split_display
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


def read_frontmatter(source: bytes) -> Properties:
    """Read the properties of a note (semantics 8); the block begins at the very start, or behind a BOM.

    A block that is no mapping, or no YAML, is a defect and has no properties. Never raises.
    """
    top = len(BOM) if source.startswith(BOM) else 0
    block = _BLOCK.match(source, top) if source.startswith(b"---", top) else None
    if block is None:
        return Properties(Frontmatter.NONE, {}, (), (), (), (), top)
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
    values = {str(key): value for key, value in loaded.items()}
    links, defects = _read_values(values, inner, start)
    aliases, tags = _named(values)
    return Properties(Frontmatter.VALID, values, aliases, tags, links, defects, body)


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
            tags = tuple("#" + tag.removeprefix("#") for tag in names if tag and " " not in tag)
    return aliases, tags


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# -- Links ------------------------------------------------------------------------------------------------------------

_WHOLE_LINK = re.compile(
    r"\[\[(?:[^\[\]]|\[(?!\[)|\](?!\]))+\]\]|\[(?P<text>[^\]\n]*)\]\((?:<(?P<angled>[^>\n]*)>|(?P<bare>[^)\s]*))\)"
)
_MOST_VALUES: Final = 100_000
"""How many values of one block are looked at: more are an alias bomb, not a note."""


def _read_values(values: Mapping[str, object], inner: bytes, start: int) -> tuple[tuple[Link, ...], tuple[Defect, ...]]:
    """Find the values that are a link as a whole (semantics 2.11), and lists that were meant to be one."""
    if b"[" not in inner:
        return (), ()
    links: list[Link] = []
    defects: list[Defect] = []
    at = 0
    for key, value in _walk(values):
        if isinstance(value, str):
            if value[:1] != "[" or (match := _WHOLE_LINK.fullmatch(value)) is None:
                continue
            place, at = _place_of(value, inner, at)
            link = _property_link(key, value, match, start + place[0], start + place[1])
            if link is not None:
                links.append(link)
        elif (name := _bracketed(value)) is not None:
            written = f"[[{name}]]".encode()
            found = inner.find(written, at)
            if found >= 0:
                at = found + len(written)
                message = f'a link in a property must be quoted: `{key.partition(".")[0]}: "[[{name}]]"`'
                span = start + found, start + at
                defects.append(Defect(DefectKind.UNQUOTED_PROPERTY_LINK, message, *span))
    return tuple(links), tuple(defects)


def _walk(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield every value with its key path (`name`, `name.0`), in file order, without recursion."""
    pending: list[tuple[str, object]] = list(reversed(values.items()))
    left = _MOST_VALUES
    while pending and left:
        left -= 1
        key, value = pending.pop()
        yield key, value
        if isinstance(value, list):
            if _bracketed(value) is None:
                pending += [(f"{key}.{at}", item) for at, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            pending += [(f"{key}.{name}", item) for name, item in reversed(value.items())]


def _bracketed(value: object) -> str | None:
    """Return `x` where the value is what YAML makes of an unquoted `[[x]]`."""
    if isinstance(value, list) and len(value) == 1:
        inner = value[0]
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str) and inner[0]:
            return inner[0]
    return None


def _place_of(value: str, inner: bytes, at: int) -> tuple[tuple[int, int], int]:
    """Return where the value stands in the block, and where to look for the next one.

    A value with escapes stands there in another form; its place is then empty and at the last place found.
    """
    written = value.encode(errors="replace")
    found = inner.find(written, at)
    if found < 0:
        found = inner.find(written)
    if found < 0:
        return (at, at), at
    stop = found + len(written)
    return (found, stop), stop


def _property_link(key: str, value: str, match: re.Match[str], start: int, stop: int) -> Link | None:
    if value.startswith("[["):
        linktext, display = split_display(value[2:-2])
        path, hash_, subpath = linktext.partition("#")
        return Link(LinkKind.PROPERTY, path, subpath if hash_ else None, display, start, stop, key)
    destination = match["angled"] or match["bare"]
    if not destination or is_url(destination):
        return None
    path, subpath = split_destination(destination)
    return Link(LinkKind.PROPERTY, path, subpath, match["text"], start, stop, key)


# -- YAML -------------------------------------------------------------------------------------------------------------


class InvalidYamlError(ValueError):
    """A text that is no YAML; `line` is counted from 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


# Anchors, aliases, tags and explicit keys where a value may begin; document marks; nesting within one line; deep
# indentation; keys below the top, whose doubles only PyYAML would notice.
_NOT_PLAIN = re.compile(
    r"(?:^|[\s\[{,:-])[&*!](?=\S)|(?:^|[\s\[{,])\?(?:\s|$)|^(?:\.\.\.|%)|(?:[-?:][ \t]){4}|^ {40}"
    r"|^[ \t]+(?:- +)*[^\s\"'#\[{][^:\n]*:(?:\s|$)|^[ \t]+(?:- +)*[\"'].*:(?:\s|$)|^- +[^\s\"'\[{][^:\n]*:(?:\s|$)",
    re.MULTILINE,
)
_TOP_KEY = re.compile(r"^([^\s#\-\[\]{},:][^:\n]*?|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?=\s|$)", re.MULTILINE)
_MOST_PLAIN: Final = 65_536
_MOST_BRACKETS: Final = 200
_MOST_SIZE: Final = 1_000_000
_MOST_DEPTH: Final = 100


def load_yaml(text: str) -> object:
    """Load one YAML 1.2 document: `None`, a scalar, a list or a dict; dates stay strings.

    Raises `InvalidYamlError` for what is no YAML, has a key twice, is more than one document, is nested more than 100
    levels deep or longer than a million characters.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if (
        len(text) <= _MOST_PLAIN
        and text.count("[") + text.count("{") <= _MOST_BRACKETS
        and _NOT_PLAIN.search(text) is None
    ):
        keys = _TOP_KEY.findall(text)
        if len(keys) == len(set(keys)):
            try:
                return yaml12.parse_yaml(text)
            except ValueError:
                pass  # PyYAML gives the second opinion, and the better message.
    return _load_carefully(text)


def _load_carefully(text: str) -> object:
    """Load with PyYAML, after its events have been counted."""
    import yaml  # noqa: PLC0415 -- 15 ms that most vaults never need

    if len(text) > _MOST_SIZE:
        raise InvalidYamlError(f"longer than {_MOST_SIZE:,} characters")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _MOST_DEPTH:
                    raise InvalidYamlError(f"nested more than {_MOST_DEPTH} levels deep", event.start_mark.line)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return yaml.load(text, Loader=_core_schema_loader())  # noqa: S506 -- it derives from the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InvalidYamlError(error.problem or str(error), mark.line if mark else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidYamlError(str(error).splitlines()[0] if str(error) else type(error).__name__) from None


_loaders: list[Any] = []


def _core_schema_loader() -> Any:  # noqa: ANN401 -- PyYAML's loaders have no useful type
    """Return PyYAML's C loader with YAML 1.2's core schema (YAML 1.2.2, section 10.3.2); made once."""
    if _loaders:
        return _loaders[0]
    import yaml  # noqa: PLC0415

    class CoreLoader(yaml.CSafeLoader):
        """Resolves only what the core schema names, and refuses a key that stands twice."""

        yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            seen = set()
            for key_node, _ in node.value:
                key = (key_node.tag, key_node.value) if isinstance(key_node, yaml.ScalarNode) else id(key_node)
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key `{key_node.value}` stands twice", key_node.start_mark
                    )
                seen.add(key)
            return super().construct_mapping(node, deep=deep)

    core = {
        "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
        "float": (
            r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
            list("-+0123456789."),
        ),
    }
    for name, (pattern, first) in core.items():
        CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(rf"(?:{pattern})\Z"), first)
    CoreLoader.add_constructor("tag:yaml.org,2002:int", _construct_int)
    CoreLoader.add_constructor(None, _construct_unknown)
    _loaders.append(CoreLoader)
    return CoreLoader


def _construct_int(_loader: Any, node: Any) -> object:  # noqa: ANN401
    written: str = node.value
    if written[:2] in ("0o", "0x"):
        return int(written, 0)
    # More digits than Python converts without asking are a text to us.
    return int(written) if len(written) < 1_000 else written  # noqa: PLR2004


def _construct_unknown(loader: Any, node: Any) -> object:  # noqa: ANN401
    """Take an unknown tag's value as if the tag were not there."""
    import yaml  # noqa: PLC0415

    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return node.value
