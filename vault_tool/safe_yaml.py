"""YAML 1.2 from files that nobody vouches for: never raises anything but `InvalidYamlError`, always in linear time.

py-yaml12 (Rust) reads what is plain, which is nearly everything. It must not see the rest: deep nesting crashes its
process, it copies aliases without bound, it accepts duplicate keys and several documents. That goes to PyYAML's C
parser, of which only the events are used: its loaders speak YAML 1.1, and recurse.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final


class InvalidYamlError(ValueError):
    """A text that is no YAML, or too much of it; `line` is counted from 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


# What is plain: lines of `key: value` at the left edge and of `- value` below them, each value whole on its line. An
# allow-list, because it must not let through what py-yaml12 cannot bear: nesting, anchors and aliases, tags, explicit
# keys, document marks, mappings below the top (whose double keys it would not mind), control characters. These are
# looked for first, because sets of characters that name some beyond Latin-1 take most of a pattern's time to compile.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL_BEYOND = frozenset("\u2028\u2029\ufffe\uffff")
_FIRST = r"-?[^\s\-?:,\[\]{}#&*!|>'\"%@`\n]"
_BARE = rf"{_FIRST}(?:[^:#\n]|:(?=\S)|(?<=\S)#)*+"
_QUOTED = r"\"(?:[^\"\\\n]|\\[\"\\/nt_])*+\"|'(?:[^'\n]|'')*+'"
_ITEM = rf"(?:{_QUOTED}|{_FIRST}[^:#,\[\]{{}}\"'\n]*+)[ ]*"
_FLOW = rf"\[[ ]*(?:{_ITEM}(?:,[ ]*{_ITEM})*)?\]"
_VALUE = rf"(?:{_BARE}|(?:{_QUOTED}|{_FLOW})[ ]*)"
_COMMENT = r"(?:(?<!\S)#[^\n]*)?"
_KEY = r"[^\W\d_][\w .()/-]*"
_PAIR = rf"{_KEY}:(?:[ ]+{_VALUE}?+)?{_COMMENT}(?:\n|\Z)"
_ENTRY = rf"[ ]{{0,4}}-(?:[ ]+{_VALUE}?+)?{_COMMENT}(?:\n|\Z)"
_BLANK = rf"[ ]*{_COMMENT}(?:\n|\Z)"
_PLAIN = rf"(?:{_BLANK})*+(?:{_PAIR}(?:{_PAIR}|{_ENTRY}|{_BLANK})*+)?\Z"
_LISTED = rf"-(?:[ ]+{_VALUE}|[ ]*)(?=\n|\Z)"
_LINES = rf"(?=\n(?P<indent>[ ]{{0,4}})-)(?:\n(?P=indent){_LISTED})++"
_SOUND = rf"(?:{_KEY}:(?:[ ]+{_VALUE}|[ ]*(?:{_LINES})?)(?:\n|\Z))++\Z"
_KEYS = re.compile(rf"^({_KEY}):", re.MULTILINE)
_MOST_SIZE: Final = 1_000_000
_MOST_DEPTH: Final = 100
_MOST_UNFOLDED: Final = 10_000
_MOST_DIGITS: Final = 1_000


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Each takes a millisecond, and most runs need one of them only.
    return re.compile(pattern)


def load_yaml(text: str) -> object:
    """Load one YAML 1.2 document (core schema): `None`, a scalar, a list or a dict; dates stay strings.

    The keys of a dict are strings, as in JavaScript. Raises `InvalidYamlError` for what is no YAML, has a key twice,
    is more than one document, is nested more than 100 levels deep, unfolds to more than 10,000 values by its aliases,
    or is longer than a million characters.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", " ")
    if len(text) > _MOST_SIZE:
        raise InvalidYamlError(f"longer than {_MOST_SIZE:,} characters")
    return load_plain(text) if is_plain(text) else _load_carefully(text)


def load_plain(text: str) -> object:
    """Load a text that `is_plain`, or some lines of one that `is_sound`, as `load_yaml` does."""
    import yaml12  # noqa: PLC0415 - to see that a text is sound takes less

    try:
        loaded: Any = yaml12.parse_yaml(text)
    except ValueError:
        return _load_carefully(text)  # PyYAML has the better messages.
    return {_name(key): value for key, value in loaded.items()} if loaded is not None else None


def is_plain(text: str) -> bool:
    """Whether py-yaml12 bears the text: lines of `key: value` and of `- value` below them, no key twice."""
    return _is(_PLAIN, text)


def is_sound(text: str) -> bool:
    """Whether the text is a valid mapping for sure: each value on its line, or in a list of lines below its key."""
    return _is(_SOUND, text)


def _is(pattern: str, text: str) -> bool:
    if _CONTROL.search(text) or not (text.isascii() or _CONTROL_BEYOND.isdisjoint(text)):
        return False
    if not _compiled(pattern).match(text):
        return False
    keys = _KEYS.findall(text)
    if " :" in text:
        keys = [key.rstrip() for key in keys]
    return len(keys) == len(set(keys))


# PyYAML takes U+0085, U+2028 and U+2029 for line ends, as YAML 1.1 did, and refuses control characters.
_NOT_PYYAML: Final = dict.fromkeys([0x85, 0x2028, 0x2029], " ") | dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF], "\ufffd"
)

# Nor does it like a tab at the end of a line or before a comment.
_TABS = re.compile(r"^ *\t[ \t]*(?=#)", re.MULTILINE)


def _load_carefully(text: str) -> object:
    import yaml  # noqa: PLC0415 -- 15 ms that most vaults never need

    text = text.translate(_NOT_PYYAML)
    if "\t" in text:
        text = _TABS.sub("", "\n".join(line.rstrip(" \t") for line in text.split("\n")))
    try:
        return _build(yaml.parse(text, Loader=yaml.CSafeLoader), text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InvalidYamlError(error.problem or str(error), mark.line if mark else 0) from None
    except yaml.YAMLError as error:
        raise InvalidYamlError(str(error).partition("\n")[0]) from None


class _Open:
    """A list or a mapping whose end has not come."""

    __slots__ = ("anchor", "key", "seen", "size", "start", "value")

    def __init__(self, value: list[object] | dict[str, object], anchor: str | None, start: int) -> None:
        self.value = value
        self.anchor = anchor
        self.start = start
        """Where it begins in the text."""
        self.size = 1
        """How many values it holds, itself included."""
        self.key: str | None = None
        """The key that waits for its value."""
        self.seen: set[tuple[type, object]] = set()


def _build(events: Iterator[Any], text: str) -> object:
    """Build the value from PyYAML's events, without recursion; an alias is the very value that its anchor names."""
    anchored: dict[str, tuple[object, int]] = {}
    path: list[_Open] = []
    documents = unfolded = 0
    root: object = None
    for event in events:
        value: object
        match type(event).__name__:
            case "ScalarEvent":
                value, size, anchor, start = _scalar(event), 1, event.anchor, event.start_mark.index
            case "SequenceStartEvent" | "MappingStartEvent" as kind:
                if len(path) == _MOST_DEPTH:
                    raise InvalidYamlError(f"nested more than {_MOST_DEPTH} levels deep", event.start_mark.line)
                empty: list[object] | dict[str, object] = [] if kind == "SequenceStartEvent" else {}
                path.append(_Open(empty, event.anchor, event.start_mark.index))
                continue
            case "SequenceEndEvent" | "MappingEndEvent":
                closed = path.pop()
                value, size, anchor, start = closed.value, closed.size, closed.anchor, closed.start
            case "AliasEvent":
                if event.anchor not in anchored:
                    raise InvalidYamlError(f"the alias `*{event.anchor}` has no anchor", event.start_mark.line)
                value, size = anchored[event.anchor]
                anchor, start = None, event.start_mark.index
                unfolded += size
                if unfolded > _MOST_UNFOLDED:
                    raise InvalidYamlError("its aliases unfold to too much", event.start_mark.line)
            case "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise InvalidYamlError("more than one document", event.start_mark.line)
                continue
            case _:
                continue
        if anchor is not None:
            anchored[anchor] = value, size
        if not path:
            root = value
            continue
        parent = path[-1]
        parent.size += size
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            if isinstance(value, list | dict):
                parent.key = text[start : min(event.end_mark.index, start + _MOST_DIGITS)]
                continue
            parent.key = _name(value)
            if (type(value), value) in parent.seen:
                raise InvalidYamlError(f"the key `{parent.key}` stands twice", event.start_mark.line)
            parent.seen.add((type(value), value))
        else:
            parent.value[parent.key] = value
            parent.key = None
    return root


def _name(key: object) -> str:
    """Return the key as a string, as JavaScript makes it one."""
    if isinstance(key, str):
        return key
    if key is None:
        return ""
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)


# YAML 1.2.2, section 10.3.2.
_CORE = (
    r"(?P<null>~|null|Null|NULL|)|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+)|(?P<octal>0o[0-7]+)|(?P<hex>0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<inf>[-+]?\.(?:inf|Inf|INF))|(?P<nan>\.(?:nan|NaN|NAN))"
)
_CORE_TAGS = frozenset("tag:yaml.org,2002:" + name for name in ("null", "bool", "int", "float"))


def _scalar(event: Any) -> str | int | float | bool | None:  # noqa: ANN401 -- yaml is imported where it is used
    written: str = event.value
    if not event.implicit[0] and event.tag not in _CORE_TAGS:
        return written
    match = _compiled(_CORE).fullmatch(written)
    match match.lastgroup if match else None:
        case "null":
            return None
        case "true" | "false" as word:
            return word == "true"
        case "int" if len(written) < _MOST_DIGITS:
            return int(written)
        case "octal" | "hex" if len(written) < _MOST_DIGITS:
            return int(written, 0)
        case "float" | "inf" | "nan":
            return float(written.replace(".", "", 1) if written.lstrip("+-")[1:].isalpha() else written)
        case _:
            return written
