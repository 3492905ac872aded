"""What was probably meant: looked for once for each thing that is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from vault_tool.diagnostic import Finding
from vault_tool.model import Note, Vault
from vault_tool.nearest import hidden_heading, nearest_blocks, nearest_headings, nearest_notes
from vault_tool.resolve import Index

_NAMES_COMPARED = 100
"""How many missing files are held against all names of the vault: each costs 43 ms where there are 100,000."""

_BYTES_COMPARED = 30_000_000
"""How many bytes of notes are gone through for headings and blocks that are missing in them: at most about a second."""


class Look(NamedTuple):
    """What came of a look into a note in which a heading or block is missing."""

    size: int
    """How many bytes the note has."""
    hidden: str = ""
    """What the heading stands inside of, where it does; see `hidden_heading`."""


Looks = Mapping[tuple[str, str], Look]
"""Looks by the note's path and what is missing there."""


def look_ahead(
    findings: Iterable[tuple[str, Finding]], source: Callable[[str], bytes], sizes: Mapping[str, int]
) -> Looks:
    """Return the looks that `Hints` would take for these findings, each with its rule's name, if there were no others.

    `source` reads a note's text; `sizes` says how many bytes notes have that are known to hide no heading. Of a
    vault's parts all looks together are those that `Hints` takes for the whole, and some more: among others it comes
    to the end of its bytes sooner.
    """

    @lru_cache(maxsize=8)
    def read(path: str) -> Note:
        from vault_tool.parse import parse_note  # noqa: PLC0415 -- few notes are read for this

        return parse_note(path, source(path))

    looks: dict[tuple[str, str], Look] = {}
    known: set[tuple[str, str]] = set()
    left = _BYTES_COMPARED
    for rule, finding in findings:
        path = finding.wanted_in
        if path is None or finding.hint or _is_no_heading(finding.wanted) or (rule, finding.cause) in known:
            continue
        known.add((rule, finding.cause))
        size = sizes.get(path)
        look = Look(size) if size is not None else _look(source(path), partial(read, path), finding.wanted)
        left -= look.size
        if left < 0:
            break
        looks[path, finding.wanted] = look
    return looks


def _is_no_heading(wanted: str) -> bool:
    return not wanted or wanted.startswith("^")


def _look(text: bytes, read: Callable[[], Note], wanted: str) -> Look:
    hidden = hidden_heading(text, read, wanted)
    return Look(len(text), hidden.inside if hidden else "")


class _Hint(NamedTuple):
    """What is said besides the message, and the cause that the finding turns out to have."""

    cause: str
    text: str | None
    """`None` where it has not been looked for."""


class Hints:
    """Explains findings; remembers what it has explained, because one missing note has many links.

    So much is looked for and no more, for the findings in the order in which they are asked about.
    """

    def __init__(
        self, vault: Vault, index: Index, looks: Looks | None = None, listed: Mapping[str, Note] | None = None
    ) -> None:
        """Begin with nothing explained.

        `looks` are those taken already. `listed` are the notes with no more than their headings and block ids, which
        may be had sooner than all of them.
        """
        self._vault = vault
        self._listed = vault.notes if listed is None else listed
        self._looks = looks or {}
        all_looked = looks is not None and sum(look.size for look in looks.values()) <= _BYTES_COMPARED
        self._hidden = {asked for asked, look in self._looks.items() if look.hidden} if all_looked else None
        """What is hidden, where all that is asked about was looked for."""
        self._index = index
        self._known: dict[tuple[str, str], _Hint] = {}
        self._names_compared = 0
        self._bytes_compared = 0

    def cause(self, rule: str, finding: Finding) -> str:
        """Return the cause that the finding turns out to have."""
        if finding.hint or not finding.wanted or (finding.wanted_in is not None and finding.wanted.startswith("^")):
            return finding.cause
        return self._hint(rule, finding).cause

    def keeps_cause(self, rule: str, finding: Finding) -> bool:
        """Whether it is plain that `cause` returns the finding's own, and does not have to count that it was asked."""
        path = finding.wanted_in
        if path is None:
            return self._names_compared >= _NAMES_COMPARED
        if self._hidden is not None:
            return (path, finding.wanted) not in self._hidden
        return self._bytes_compared > _BYTES_COMPARED and (rule, finding.cause) not in self._known

    def text(self, rule: str, finding: Finding) -> str:
        """Return the rule's own hint where it has one, else what comes near to the name that is missing."""
        if finding.hint or not finding.wanted:
            return finding.hint
        hint = self._hint(rule, finding)
        if hint.text is not None:
            return hint.text
        text = _did_you_mean(self._near(finding))
        self._known[rule, finding.cause] = hint._replace(text=text)
        return text

    def _hint(self, rule: str, finding: Finding) -> _Hint:
        key = (rule, finding.cause)
        hint = self._known.get(key)
        if hint is None:
            hint = self._known[key] = self._explained(finding)
        return hint

    def _explained(self, finding: Finding) -> _Hint:
        wanted, path = finding.wanted, finding.wanted_in
        if path is None:
            self._names_compared += 1
            return _Hint(finding.cause, "" if self._names_compared > _NAMES_COMPARED else None)
        if wanted.startswith("^"):
            return _Hint(finding.cause, None)
        if self._bytes_compared > _BYTES_COMPARED:
            return _Hint(finding.cause, "")
        look = self._looks.get((path, wanted))
        if look is None:
            look = _look(self._vault.source(path), partial(self._vault.notes.__getitem__, path), wanted)
        self._bytes_compared += look.size
        if self._bytes_compared > _BYTES_COMPARED:
            return _Hint(finding.cause, "")
        if hidden := look.hidden:
            # A heading that one template hides in a thousand notes is one problem.
            return _Hint(f"#{wanted} inside {hidden}", f"the heading stands only inside {hidden} of {path}")
        return _Hint(finding.cause, None)

    def _near(self, finding: Finding) -> Iterator[str]:
        wanted, path = finding.wanted, finding.wanted_in
        if path is None:
            return self._near_files(wanted)
        return self._near_blocks(path, wanted) if wanted.startswith("^") else self._near_headings(path, wanted)

    def _near_files(self, wanted: str) -> Iterator[str]:
        return (f"[[{name}]]" for name in nearest_notes(self._index, wanted))

    def _near_blocks(self, path: str, wanted: str) -> Iterator[str]:
        if self._bytes_compared > _BYTES_COMPARED:
            return iter(())
        self._bytes_compared += len(self._vault.source(path))
        return (f"#^{block}" for block in nearest_blocks(self._listed[path], wanted))

    def _near_headings(self, path: str, wanted: str) -> Iterator[str]:
        return (f"#{heading}" for heading in nearest_headings(self._listed[path], wanted))


def _did_you_mean(names: Iterable[str]) -> str:
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""
