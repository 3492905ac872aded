"""What was probably meant: looked for once for each thing that is missing."""

from collections.abc import Iterable
from typing import NamedTuple

from vault_tool.diagnostic import Finding
from vault_tool.model import Vault
from vault_tool.nearest import hidden_heading, nearest_blocks, nearest_headings, nearest_notes
from vault_tool.resolve import Index

_NAMES_COMPARED = 100
"""How many missing files are held against all names of the vault: each costs 43 ms where there are 100,000."""

_LINES_COMPARED = 300_000
"""How many headings, block ids and lines of notes are gone through for places that are missing: about a second."""
_BYTES_A_LINE = 100


class Hint(NamedTuple):
    """What is said besides the message, and the cause that the finding turns out to have."""

    text: str
    cause: str


class Hints:
    """Explains findings; remembers what it has explained, because one missing note has many links."""

    def __init__(self, vault: Vault, index: Index) -> None:
        self._vault = vault
        self._index = index
        self._known: dict[tuple[str, str], Hint] = {}
        self._names_compared = 0
        self._lines_compared = 0

    def of(self, rule: str, finding: Finding) -> Hint:
        """Return the rule's own hint where it has one, else what comes near to the name that is missing."""
        if finding.hint or not finding.wanted:
            return Hint(finding.hint, finding.cause)
        key = (rule, finding.cause)
        if key not in self._known:
            self._known[key] = self._explained(finding)
        return self._known[key]

    def _explained(self, finding: Finding) -> Hint:
        wanted, path = finding.wanted, finding.wanted_in
        if path is None:
            return Hint(self._nearest_file(wanted), finding.cause)
        note = self._vault.notes[path]
        self._lines_compared += len(note.headings) + len(note.blocks) + note.size // _BYTES_A_LINE
        if self._lines_compared > _LINES_COMPARED:
            return Hint("", finding.cause)
        if wanted.startswith("^"):
            return Hint(_did_you_mean(f"#^{block}" for block in nearest_blocks(note, wanted)), finding.cause)
        hidden = hidden_heading(self._vault.source(path), note, wanted)
        if hidden is not None:
            # A heading that one template hides in a thousand notes is one problem.
            return Hint(f"the heading stands only inside {hidden} of {path}", f"#{wanted} inside {hidden}")
        return Hint(_did_you_mean(f"#{heading}" for heading in nearest_headings(note, wanted)), finding.cause)

    def _nearest_file(self, wanted: str) -> str:
        """Return the nearest names; none any more after so many that the search would take longer than all else."""
        self._names_compared += 1
        if self._names_compared > _NAMES_COMPARED:
            return ""
        return _did_you_mean(f"[[{name}]]" for name in nearest_notes(self._index, wanted))


def _did_you_mean(names: Iterable[str]) -> str:
    listed = " or ".join(names)
    return f"did you mean {listed}?" if listed else ""
