"""The merge of a note's properties, key by key; of the block only the lines of the keys that change are written.

ruamel.yaml finds those lines and changes the values in them, so that comments, order, quotes and spacing stay as the
user has them. The result is read back as every other block is: if that does not give what was wanted, the block stays
as it was, and the report says so.
"""

import re
from collections.abc import Collection, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final, NamedTuple

from vault_tool.build.properties import frontmatter_block
from vault_tool.frontmatter import read_frontmatter
from vault_tool.model import Frontmatter


class PropertyConflict(NamedTuple):
    """A property that the user and the source both changed; the user's value stays."""

    key: str
    yours: object
    """`None` where the user took it away."""
    source: object


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedProperties:
    """A merged block of properties, and what is to be said about it."""

    text: str
    """The block with its fences; empty where there is no property."""
    conflicts: tuple[PropertyConflict, ...] = ()
    problem: str | None = None
    """Why the block was left as it is, as a sentence without its end."""


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


_ABSENT: Final = _Absent()


def merge_properties(
    base: Mapping[str, object] | None, theirs: str, ours: Mapping[str, object], *, owned: Collection[str]
) -> MergedProperties:
    """Merge the properties of a note; never raises.

    `theirs` is the block as it stands in the vault, fences and all, or empty. `base` and `ours` are the values that
    the last build wrote and that this one would write, scalars and lists of scalars; `base` is `None` where it is not
    known, and then what is in the vault stays. Keys in `owned` are the tool's. Of the others the side that changed a
    value wins; lists are merged as sets in the user's order; of two changes the user's stays and is reported. Where
    nothing changes the block is returned byte for byte.
    """
    if not theirs.strip("\ufeff"):
        values, conflicts = _merged(base, {}, ours, owned)
        block = theirs + frontmatter_block(values) if values else theirs  # type: ignore[arg-type]
        return MergedProperties(text=block, conflicts=conflicts)
    read = read_frontmatter(theirs.encode(errors="replace"))
    if read.state not in (Frontmatter.VALID, Frontmatter.EMPTY):
        problem = read.defects[0].message if read.defects else "there is no block of properties here"
        return MergedProperties(text=theirs, problem=problem)
    values, conflicts = _merged(base, read.values, ours, owned)
    if _same_mapping(values, read.values):
        return MergedProperties(text=theirs, conflicts=conflicts)
    text = _rewritten(theirs, read.values, values)
    if text is None:
        return MergedProperties(text=theirs, problem="the properties are written in a way that cannot be changed")
    return MergedProperties(text=text, conflicts=conflicts)


# -- Values -----------------------------------------------------------------------------------------------------------


def _merged(
    base: Mapping[str, object] | None,
    theirs: Mapping[str, object],
    ours: Mapping[str, object],
    owned: Collection[str],
) -> tuple[dict[str, object], tuple[PropertyConflict, ...]]:
    """Return the values that are wanted, in order, and what both sides changed."""
    written: dict[str, str] = {}
    for key in theirs:
        written.setdefault(key.casefold(), key)
    mine = {key.casefold() for key in owned}
    before = {key.casefold(): value for key, value in (base or {}).items() if not _is_empty(value)}
    source = {key.casefold(): (key, value) for key, value in ours.items() if not _is_empty(value)}
    wanted: dict[str, object] = dict(theirs)
    conflicts: list[PropertyConflict] = []
    place: str | None = None
    for name in [*source, *(name for name in before if name not in source)]:
        key, new = source.get(name, (name, _ABSENT))
        key = written.get(name, key)
        user, was = theirs.get(key, _ABSENT), before.get(name, _ABSENT)
        if name in mine:
            value = new
        elif base is None:
            value = new if user is _ABSENT else user
        else:
            value = _of_three(was, user, new)
            if value is None:
                value = user
                conflicts.append(PropertyConflict(key, _shown(user), _shown(new)))
        if value is _ABSENT:
            wanted.pop(key, None)
        elif key in wanted:
            if not _same(wanted[key], value):
                wanted[key] = value
        else:
            wanted = _put_behind(wanted, place, key, value)
        place = key if key in wanted else place
    return wanted, tuple(conflicts)


def _of_three(was: object, user: object, new: object) -> object:
    """Return the merged value, `None` for a conflict."""
    if _same(was, new) or _same(user, new):
        return user
    if _same(user, was):
        return new
    lists = [_items(value) for value in (was, user, new)]
    if any(isinstance(value, list | tuple) for value in (was, user, new)) and None not in lists:
        before, mine, source = (items or [] for items in lists)
        kept = [item for item in mine if not (_holds(before, item) and not _holds(source, item))]
        return kept + [item for item in source if not _holds(before, item) and not _holds(mine, item)]
    return None


def _items(value: object) -> list[object] | None:
    if value is _ABSENT or value is None or value == "":
        return []
    if isinstance(value, str | int | float):
        return [value]
    if isinstance(value, list | tuple):
        return list(value)
    return None


def _holds(items: Sequence[object], item: object) -> bool:
    return any(_same(item, other) for other in items)


def _is_empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple) and not value)


def _shown(value: object) -> object:
    return None if value is _ABSENT else value


def _same(one: object, two: object) -> bool:
    if isinstance(one, list | tuple) and isinstance(two, list | tuple):
        return len(one) == len(two) and all(_same(a, b) for a, b in zip(one, two, strict=True))
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return one == two


def _same_mapping(one: Mapping[str, object], two: Mapping[str, object]) -> bool:
    return list(one) == list(two) and all(_same(value, two[key]) for key, value in one.items())


def _put_behind(values: dict[str, object], place: str | None, key: str, value: object) -> dict[str, object]:
    """Put a new key behind the one that the source has before it, or at the end."""
    if place is None or place not in values:
        return {**values, key: value}
    result: dict[str, object] = {}
    for other, old in values.items():
        result[other] = old
        if other == place:
            result[key] = value
    return result


# -- Text -------------------------------------------------------------------------------------------------------------

_BLOCK = re.compile(r"(?P<top>\ufeff?---\r?\n)(?:(?P<inner>.*?)\r?\n)??(?P<end>---(?:\r?\n|\Z).*)", re.DOTALL)


def _rewritten(theirs: str, old: Mapping[str, object], new: Mapping[str, object]) -> str | None:
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
    return read.keys() == wanted.keys() and all(_same(value, wanted[key]) for key, value in read.items())


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
            result += lines[start:stop] if _same(old[key], new[key]) else _changed(parts[key], key, old[key], new[key])
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
        if not _holds(wanted, _plain(items[index])):
            del items[index]
    for index, item in enumerate(wanted):
        if index >= len(items):
            items.append(_styled(item))
        elif not _same(_plain(items[index]), item):
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
    return DoubleQuotedScalarString(value) if isinstance(value, str) and plain.startswith('"') else value


def _fresh(key: str, value: object) -> list[str]:
    """Write a key as the builder writes it into a new note."""
    if _is_empty(value):
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
        elif not _same(old[key], value):
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
