"""One note, from three sides: what the source asked for, what it asks for now, and what the user made of it."""

from collections.abc import Mapping
from typing import NamedTuple

from vault_tool.build.draft import OWNED
from vault_tool.build.merge import merge_body, merge_properties
from vault_tool.build.merge.tasks import unmarked
from vault_tool.build.properties import Value, flat, frontmatter_block
from vault_tool.build.state import BaseNote
from vault_tool.frontmatter import read_frontmatter


class NoteText(NamedTuple):
    """A note's file, taken apart."""

    block: str
    """The properties with their `---` lines; empty where there are none."""
    body: str
    """The rest, with `\\n` as line end."""
    crlf: bool = False
    """Whether every line of the file ends with CRLF."""

    def encode(self) -> bytes:
        """Put the file together again."""
        text = self.block + self.body
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()


class Composed(NamedTuple):
    """What becomes of a note's body, in source form."""

    body: str
    """As it stands in the file, blank lines at its ends included."""
    reports: tuple[tuple[str, str], ...] = ()
    """What the user should hear of: a clause, and the text in source form that it is about."""
    renamed_headings: Mapping[str, str] = {}
    """The new text of headings that the source has renamed."""
    own_headings: Mapping[str, str] = {}
    """What the user calls headings, by what the source calls them."""


def take_apart(data: bytes) -> NoteText | None:
    """Take a note's file apart; `None` where it is not UTF-8, and thus not ours to edit."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    crlf = "\r" in text and text.count("\r\n") == text.count("\n") == text.count("\r")
    if crlf:
        text = text.replace("\r\n", "\n")
    source = text.encode()
    at = read_frontmatter(source).body
    return NoteText(source[:at].decode(), source[at:].decode(), crlf)


def framed(body: str) -> str:
    """Return a body as it stands in a new file: a blank line below the properties, a line end after the last line."""
    return f"\n{body}\n"


def compose(note_id: str, base: str | None, theirs: str | None, ours: str) -> Composed:
    """Bring the three sides of a body together; `None` where there is none.

    `theirs` is as in the file, the others are without blank lines at their ends.
    """
    ours = framed(ours)
    if theirs is None or theirs == ours:
        return Composed(ours)
    if base is not None:
        base = framed(base)
        if theirs == base:
            # Headings are compared even so: links of the user's own notes may name one that was renamed.
            merged = merge_body(base, theirs, ours, note_id=note_id)
            return Composed(ours, (), dict(merged.renamed_headings))
    merged = merge_body(base, theirs, ours, note_id=note_id)
    reports = tuple((_REPORTS[conflict.kind], conflict.yours or conflict.source) for conflict in merged.conflicts)
    reports += tuple(
        ("no longer in the source, and kept as you touched it", unmarked(task)) for task in merged.removed_tasks
    )
    return Composed(merged.text, reports, dict(merged.renamed_headings), dict(merged.own_headings))


def with_values(composed: Composed, was: str, now: str) -> Composed:
    """Bring a composed body up to date where the source differs in values of placeholders alone.

    `was` is what the source asks for with the values that it was composed with, `now` the same with those of today.
    """
    merged = merge_body(framed(was), composed.body, framed(now), note_id="", only_values=True)
    later = dict(merged.renamed_headings)
    renamed = {before: later.pop(after, after) for before, after in composed.renamed_headings.items()}
    return composed._replace(
        body=merged.text, renamed_headings={**later, **renamed}, own_headings=dict(merged.own_headings)
    )


_REPORTS = {
    "changed": "changed by you and in the source, whose text stands beside yours",
    "reworded": "a task reworded by you and in the source, yours stays",
    "removed": "changed by you and removed from the source, yours stays",
    "deleted": "deleted by you and changed in the source, whose text stands there",
}


def excerpt(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1].rstrip()}…"


_EXCERPT = 60


def merge_block(
    base: Mapping[str, Value] | None, block: str, asked: Mapping[str, Value]
) -> tuple[str, tuple[str, ...]]:
    """Merge a note's properties; return the block and what is to be said of it.

    `base` are the values that the last build wrote, `None` where that is not known, and `asked` those that this one
    would write, empty where the note is to have none. What is `OWNED` becomes what is asked for.
    """
    merged = merge_properties(base, block, asked, owned=OWNED)
    conflicts = (f"{conflict.key}: changed by you and in the source, yours stays" for conflict in merged.conflicts)
    return merged.text, (*conflicts, *([merged.problem] if merged.problem else []))


def differs(theirs: NoteText, base: BaseNote, asked: Mapping[str, Value]) -> bool:
    """Whether the user has changed a note: its body is in source form, `asked` its properties in the vault's form."""
    if theirs.body.strip() != base.body.strip():
        return True
    values = read_frontmatter(theirs.block.encode()).values
    there = {key: value for key, value in values.items() if key not in OWNED}
    if there != {key: _plain(value) for key, value in asked.items() if key not in OWNED and _says(value)}:
        return True
    return "#" in theirs.block and _has_comment(theirs.block, values)


def _has_comment(block: str, values: Mapping[str, object]) -> bool:
    """Whether there is a comment among properties, which the builder writes none of; in doubt there is."""
    written = frontmatter_block({key: value for key, said in values.items() if (value := flat(said)) is not None})
    lines = frozenset(written.split("\n"))
    return any("#" in line and line not in lines for line in block.split("\n"))


def _says(value: Value) -> bool:
    return isinstance(value, int | float) or bool(value)


def _plain(value: Value) -> object:
    return value if isinstance(value, str | int | float) else list(value)
