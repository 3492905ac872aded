"""The merge of a note's properties, key by key.

The result is read back as every other block is: if that does not give what was wanted, the block stays as it was, and
the report says so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from vault_tool.build.merge.property_lines import holds, is_empty, rewritten, same
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
    known, and then what is in the vault stays. Keys in `owned` are the tool's, and go where `ours` has no value. Of the
    others the side that changed a value wins; lists are merged as sets in the user's order; of two changes the user's
    stays and is reported. Where nothing changes the block is returned byte for byte.
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
    text = rewritten(theirs, read.values, values)
    if text is None:
        return MergedProperties(text=theirs, problem="the properties are written in a way that cannot be changed")
    return MergedProperties(text=text, conflicts=conflicts)


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
    mine = sorted(key.casefold() for key in owned)
    before = {key.casefold(): value for key, value in (base or {}).items() if not is_empty(value)}
    source = {key.casefold(): (key, value) for key, value in ours.items() if not is_empty(value)}
    wanted: dict[str, object] = dict(theirs)
    conflicts: list[PropertyConflict] = []
    place: str | None = None
    for name in dict.fromkeys([*source, *before, *mine]):
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
            if not same(wanted[key], value):
                wanted[key] = value
        else:
            wanted = _put_behind(wanted, place, key, value)
        place = key if key in wanted else place
    return wanted, tuple(conflicts)


def _of_three(was: object, user: object, new: object) -> object:
    """Return the merged value, `None` for a conflict."""
    if same(was, new) or same(user, new):
        return user
    if same(user, was):
        return new
    lists = [_items(value) for value in (was, user, new)]
    if any(isinstance(value, list | tuple) for value in (was, user, new)) and None not in lists:
        before, mine, source = (items or [] for items in lists)
        kept = [item for item in mine if not (holds(before, item) and not holds(source, item))]
        return kept + [item for item in source if not holds(before, item) and not holds(mine, item)]
    return None


def _items(value: object) -> list[object] | None:
    if value is _ABSENT or value is None or value == "":
        return []
    if isinstance(value, str | int | float):
        return [value]
    if isinstance(value, list | tuple):
        return list(value)
    return None


def _shown(value: object) -> object:
    return None if value is _ABSENT else value


def _same_mapping(one: Mapping[str, object], two: Mapping[str, object]) -> bool:
    return list(one) == list(two) and all(same(value, two[key]) for key, value in one.items())


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
