"""What the shards of a vault know from the beginning, ask each other, answer and tell in the end."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from vault_tool.diagnostic import Diagnostic
from vault_tool.linkpath import Files
from vault_tool.linting.stamping import Placed, Raised
from vault_tool.model import Canvas, FileKind, Note
from vault_tool.names import NoteKey
from vault_tool.skimming.places import Lines
from vault_tool.skimming.skim import Skimmed
from vault_tool.store import Unread


class Ground(NamedTuple):
    """What all shards of a vault know from the beginning."""

    vault: Unread
    named: Files
    names: Mapping[bytes, int]
    """The numbers of the notes by their plain names; see `plain_names`."""
    numbers: Mapping[str, int]
    """The numbers of the notes and canvases by their paths."""
    paths: Sequence[str]
    """Their paths by their numbers."""


def numbered(files: Mapping[str, FileKind]) -> dict[str, int]:
    """Return the numbers of a vault's notes and canvases, from 0."""
    texts = (path for path, kind in files.items() if kind in (FileKind.NOTE, FileKind.CANVAS))
    return {path: number for number, path in enumerate(texts)}


class Questions(NamedTuple):
    """What a shard must know of notes that are not its own."""

    places: frozenset[tuple[str, str]]
    """Paths of notes, each with a subpath that a link names in it."""
    notes: frozenset[str]
    """Paths of notes of which all places are wanted."""
    aliases: frozenset[NoteKey]
    """Folded names that no file has."""


class Answers(NamedTuple):
    """What shards know of their own notes that others ask."""

    missing: frozenset[tuple[str, str]]
    """The places that are not there."""
    lines: Mapping[str, Lines]
    """All places of the notes in which one is missing, and of those that were asked for."""
    aliases: Mapping[NoteKey, tuple[str, ...]]
    """The notes that have each name as an alias."""
    told: Mapping[str, int]
    """What observers tell each other of notes in which a place is missing."""


class Observer(Protocol):
    """Sees every file that a shard reads and what is found there, for a purpose of its own."""

    def see_skimmed(self, path: str, raw: bytes, skimmed: Skimmed) -> int:
        """Take in a note.

        Return how many of the notes that were taken in so far it had to read in full by now, and has not told yet.
        """

    def see_note(self, note: Note) -> None:
        """Take in a note that was read in full."""

    def see_canvas(self, canvas: Canvas) -> None:
        """Take in a canvas."""

    def told(self, paths: Iterable[str]) -> Mapping[str, int]:
        """Return what other observers should know of these notes, in which a place is missing; all has been seen."""

    def result(self, missing: Mapping[str, int], raised: Sequence[Raised], told: Mapping[str, int]) -> object:
        """Return what came of it.

        `missing` is how many links of each file lead nowhere, `raised` what the rules found, in no order, and `told`
        what all observers told.
        """


class Outcome(NamedTuple):
    """What came of a shard."""

    found: Sequence[Placed]
    """What wants explaining, sorted by place; none where an observer was told instead."""
    told: Sequence[Diagnostic]
    """What wants no explaining, sorted by place."""
    unreadable: Mapping[str, str]
    templates: frozenset[str]
    """Its notes that are templates by what they hold."""
    heard: object
    """What was made of what its links ask for, where that was to be listened to."""
    observed: object
    """What the observer made of it."""
