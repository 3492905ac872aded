"""What a fix is: a function from a finding to the edits that would mend it, or to nothing.

A fix is *safe* where it cannot change what the author meant; the others are made only when somebody asks for them.
Either way it is the smallest edit that does it, and one that has been tried: the text has been read again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from vault_tool.canvas import parse_canvas
from vault_tool.diagnostic import Finding
from vault_tool.edits import Edit, edited
from vault_tool.links import LinkTable
from vault_tool.model import Link, Note
from vault_tool.parse import parse_note
from vault_tool.resolve import resolve
from vault_tool.spelling.placing import Written, locate
from vault_tool.target import Reference, Target


@dataclass(frozen=True, slots=True)
class Remedy:
    """The edits of one file that mend one finding."""

    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A finding, the vault that it was made in, and the text that it stands in."""

    links: LinkTable
    finding: Finding
    source: bytes
    """The text of the finding's file."""

    @property
    def path(self) -> str:
        """The finding's file."""
        return self.finding.path

    @property
    def note(self) -> Note:
        """The finding's file, where it is a note."""
        return self.links.vault.notes[self.path]

    @property
    def marked(self) -> bytes:
        """The text that the finding marks."""
        return self.source[self.finding.start : self.finding.stop]

    def reference(self) -> Reference | None:
        """Return the link that the finding is about."""
        place = (self.finding.start, self.finding.stop)
        found = self.links.references.get(self.path, ())
        return next((reference for reference in found if reference.link[4:6] == place), None)

    def written(self, link: Link) -> Written | None:
        """Return where the link's path and subpath stand."""
        return locate(self.path, self.source, link)

    def leads(self, link: Link) -> Target:
        """Return where a link would lead that stood in this file."""
        return resolve(self.links.index, self.path, link)

    def links_after(self, *edits: Edit) -> tuple[Link, ...]:
        """Read the links of the note or canvas as it would be."""
        text = edited(self.source, edits)
        is_note = self.path in self.links.vault.notes
        return parse_note(self.path, text).links if is_note else parse_canvas(self.path, text).links

    def after(self, *edits: Edit) -> Note:
        """Read the note as it would be."""
        return parse_note(self.path, edited(self.source, edits))


Fix: TypeAlias = Callable[[Case], Remedy | None]


@cache
def all_fixes() -> Mapping[str, Fix]:
    """Return the fix of each rule that has one, by the rule's name."""
    return dict(_found())


def _found() -> Iterator[tuple[str, Fix]]:
    from vault_tool.fixing import fixes  # noqa: PLC0415 - they import this module

    for module in iter_modules(fixes.__path__):
        if not module.name.startswith("_"):
            fix = getattr(import_module(f"{fixes.__name__}.{module.name}"), module.name)
            yield module.name.replace("_", "-"), fix
