"""A block of properties with new values: only the lines of the keys that change are written.

ruamel.yaml finds those lines and changes the values in them, so that comments, order, quotes and spacing stay.
"""

import re
from collections.abc import Mapping, MutableSequence, Sequence
from datetime import date
from io import StringIO
from typing import Any

from vault_tool.build.properties import frontmatter_block
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Frontmatter

_BLOCK = re.compile(r"(?P<top>\ufeff?---\r?\n)(?:(?P<inner>.*?)\r?\n)??(?P<end>---(?:\r?\n|\Z).*)", re.DOTALL)


def rewritten(theirs: str, old: Mapping[str, object], new: Mapping[str, object]) -> str | None:
    """Return the block with the new values, or `None` where that cannot be done."""
    block = _BLOCK.match(theirs)
    if block is None:
        return None
    end = "\r\n" if block["top"].endswith("\r\n") else "\n"
    inner = (block["inner"] or "").replace("\r\n", "\n")
    for way in (_by_lines, _as_a_whole):
        try:
            changed = way(inner, old, new)
        except Exception:  # noqa: BLE001, S112 -- ruamel raises all sorts; what it cannot do is then not done.
            continue
        changed = changed.strip("\n")
        text = block["top"] + (changed.replace("\n", end) + end if changed else "") + block["end"]
        read = read_frontmatter(text.encode(errors="replace"))
        if (read.state is Frontmatter.VALID or not new) and _equal(read.values, new):
            return text
    return None


def _equal(read: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return read.keys() == wanted.keys() and all(same(value, wanted[key]) for key, value in read.items())


def _by_lines(inner: str, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """Change the lines of the keys that change."""
    lines = inner.split("\n") if inner else []
    places = _places(inner, lines) if old else {}
    comments_at_top = min((start for start, _ in places.values()), default=len(lines))
    parts: dict[str, list[str]] = {}
    for key, (start, stop) in places.items():
        parts[key] = lines[start:stop]
    keys = list(places)
    if keys != [key for key in old if key in parts] or len(keys) != len(old):
        raise ValueError("the keys are not where they should be")
    result = lines[:comments_at_top]
    behind = _neighbours(list(new))
    pending: dict[str | None, list[str]] = {}
    for key in new:
        if key not in old:
            pending.setdefault(behind[key], []).append(key)

    def add(place: str | None) -> None:
        for key in pending.get(place, ()):
            result.extend(_fresh(key, new[key]))
            add(key)

    add(None)
    for index, key in enumerate(keys):
        start, stop = places[key]
        following = places[keys[index + 1]][0] if index + 1 < len(keys) else len(lines)
        if key in new:
            result += lines[start:stop] if same(old[key], new[key]) else _changed(parts[key], key, old[key], new[key])
        add(key)
        result += lines[stop:following]
    return "\n".join(result)


def _neighbours(keys: list[str]) -> dict[str, str | None]:
    return dict(zip(keys, [None, *keys], strict=False))


def _places(inner: str, lines: list[str]) -> dict[str, tuple[int, int]]:
    """Return the lines of each key of a block mapping, without the comments and blank lines at their end."""
    loaded = _yaml().load(inner)
    starts = []
    for key in loaded:
        line, start = loaded.lc.key(key)
        if start or loaded.fa.flow_style():
            raise ValueError("not a block mapping at the margin")
        starts.append((line, str(key)))
    places = {}
    for index, (line, key) in enumerate(starts):
        stop = starts[index + 1][0] if index + 1 < len(starts) else len(lines)
        while stop > line + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        places[key] = line, stop
    return places


def _changed(lines: list[str], key: str, old: object, new: object) -> list[str]:
    """Write a new value over the old one."""
    text = "\n".join(lines)
    if isinstance(old, list) and not isinstance(new, list | tuple):
        return _fresh(key, new)
    yaml = _yaml()
    first = next((line for line in lines[1:] if line.lstrip().startswith("- ")), "  - ")
    indent = len(first) - len(first.lstrip())
    yaml.indent(mapping=2, sequence=indent + 2, offset=indent)
    loaded = yaml.load(text)
    (name,) = loaded
    if isinstance(old, list) and isinstance(new, list | tuple):
        _change_list(loaded[name], new)
    elif isinstance(new, list | tuple) or isinstance(old, list | dict):
        return _fresh(key, new)
    else:
        loaded[name] = _styled(new)
    out = StringIO()
    yaml.dump(loaded, out)
    return out.getvalue().rstrip("\n").split("\n")


def _change_list(items: MutableSequence[object], wanted: Sequence[object]) -> None:
    """Change a list item by item, so that the comments stay at those that stay."""
    for index in range(len(items) - 1, -1, -1):
        if not holds(wanted, _plain(items[index])):
            del items[index]
    for index, item in enumerate(wanted):
        if index >= len(items):
            items.append(_styled(item))
        elif not same(_plain(items[index]), item):
            items.insert(index, _styled(item))
    del items[len(wanted) :]


def _plain(value: object) -> object:
    """Return a value of ruamel's as the reader of blocks would have it; its scalars are subclasses."""
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return str(value)


def _styled(value: object) -> object:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415 -- heavy

    plain = _fresh("k", value)[0].removeprefix("k: ")
    if not isinstance(value, str):
        return value
    if plain.startswith('"'):
        return DoubleQuotedScalarString(value)
    try:
        return date.fromisoformat(value)  # As text, ruamel would put it in quotes.
    except ValueError:
        return value


def _fresh(key: str, value: object) -> list[str]:
    """Write a key as the builder writes it into a new note."""
    if is_empty(value):
        return [frontmatter_block({key: "x"}).split("\n")[1].removesuffix(" x") + (" []" if value is not None else "")]
    return frontmatter_block({key: value}).split("\n")[1:-2]  # type: ignore[dict-item]


def _as_a_whole(inner: str, old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """Change the mapping through ruamel, whatever its form."""
    yaml = _yaml()
    loaded = yaml.load(inner)
    for key in old:
        if key not in new:
            del loaded[key]
    for index, (key, value) in enumerate(new.items()):
        if key not in old:
            loaded.insert(
                index, key, [_styled(item) for item in value] if isinstance(value, list | tuple) else _styled(value)
            )
        elif not same(old[key], value):
            loaded[key] = [_styled(item) for item in value] if isinstance(value, list | tuple) else _styled(value)
    out = StringIO()
    yaml.dump(loaded, out)
    return out.getvalue()


def _yaml() -> Any:  # noqa: ANN401 -- ruamel is heavy, its types too
    """Return a reader and writer that keeps what it can; made for each use, for it remembers what it read."""
    from ruamel.yaml import YAML  # noqa: PLC0415 -- heavy

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.allow_duplicate_keys = False
    return yaml


def same(one: object, two: object) -> bool:
    """Whether two values are the same; `true` is not 1."""
    if isinstance(one, list | tuple) and isinstance(two, list | tuple):
        return len(one) == len(two) and all(same(a, b) for a, b in zip(one, two, strict=True))
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return one == two


def holds(items: Sequence[object], item: object) -> bool:
    """Whether the item is among them."""
    return any(same(item, other) for other in items)


def is_empty(value: object) -> bool:
    """Whether the builder would leave the value out."""
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)
