"""What a build depends on, and whether a vault is behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vault_tool.build.options import Options
from vault_tool.build.state import (
    Base,
    State,
    digest,
)
from vault_tool.exclusion import pattern_matcher

_FORM = 2
"""Is raised when drafts come out differently for the same sources: then all of them are made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """All that a build depends on."""

    name: str
    """What the source is called."""
    sources: Mapping[str, bytes]
    """The documents by path."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The source's other files; only those that are linked to are read."""
    options: Options
    values: Mapping[str, str] = field(default_factory=dict)
    """What `--set` has said, now and before; the options have it already."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What `--track`, `--focus` and `--start` have said so far, by these names; the options have it already."""
    created: str = ""
    """The day of the first build."""
    vault: Mapping[str, bytes] = field(default_factory=dict)
    """The visible files of the vault; notes are read, and those other files that a build has written."""
    hidden: frozenset[str] = frozenset()
    """Those of the files that a build adds for Obsidian's sake that are there and that a vault does not show."""
    state: State | None = None
    base: Callable[[str], Base] = lambda _: {}
    """Reads the base of a document's notes."""
    adopt: bool = False
    restore: tuple[str, ...] = ()


def behind(asked: Asked) -> tuple[str, ...]:
    """Return what the vault has not been built from yet, a clause each, without looking at its notes."""
    state = asked.state
    if state is None:
        return ("the vault has never been built",)
    sources = without(asked.sources, asked.options.exclude)
    changed = [f"{path}: changed" for path, data in sources.items() if differs_from(state, path, data)]
    gone = [f"{path}: no longer in the source" for path in state.documents if path not in sources]
    options = () if changed or gone or state.made == made_of(asked) else ("the options or the source's files changed",)
    return tuple(sorted([*changed, *gone, *options]))


def without(sources: Mapping[str, bytes], exclude: Sequence[str]) -> Mapping[str, bytes]:
    """Return the documents that are not left out."""
    if not exclude:
        return sources
    excluded = pattern_matcher(exclude)
    return {path: data for path, data in sources.items() if not excluded(path)}


def differs_from(state: State, path: str, data: bytes) -> bool:
    """Whether a document is another than the one that the state remembers."""
    record = state.documents.get(path)
    return record is None or record.digest != digest(data)


def made_of(asked: Asked) -> str:
    """Return a digest of all that drafts depend on besides the documents."""
    depends = (_FORM, asked.name, asked.options, sorted(asked.files))
    return digest(repr(depends).encode())[:16]
