"""A vault made ready for looking up what its links mean; what was looked up once is remembered here."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from vault_tool.errors import VaultToolError
from vault_tool.linkpath import Files, index_files
from vault_tool.model import Heading, Note, Vault
from vault_tool.names import NoteKey, cleaned, likeness_key, note_key
from vault_tool.places import Places, places
from vault_tool.settings import Dialect
from vault_tool.target import Attached, Found, Target

if TYPE_CHECKING:
    from vault_tool.foam import FolderNotes

Resolved = dict[str | tuple[str, str] | tuple[str, str, str | None], Target]
"""What was resolved already: by path, or path and subpath, where these settle it, else by the source's folder, path
and subpath."""

_NAMES_OF_FOLDER_NOTES = (NoteKey("index.md"), NoteKey("readme.md"))


class Index:
    """A vault made ready for looking up what its links mean; made by `index_vault`."""

    def __init__(
        self,
        vault: Vault,
        files: Files,
        *,
        compares_dialects: bool = True,
        known_aliases: Mapping[NoteKey, tuple[str, ...]] | None = None,
        names: "Index | None" = None,
    ) -> None:
        """Begin with nothing looked up.

        `names` is another index of the same vault, which is asked for what follows from the names of all files.
        `compares_dialects` has it said of what is missing in which other dialects it is found. `known_aliases` are the
        notes that have each alias, where that is known without looking at the notes.
        """
        self.vault = vault
        self.files = files
        self.compares_dialects = compares_dialects
        self.known_aliases = known_aliases
        self._names = names
        self.resolved_wikilinks: Resolved = {}
        self.resolved_markdown: Resolved = {}
        self.obsidian_files: dict[str, Found | Attached] = {}
        """What Obsidian takes a path for, where the dialect is another one."""
        self._places: dict[str, Places] = {}
        self._anchors: dict[str, Mapping[str, Heading]] = {}
        self._other_anchors: dict[str, frozenset[str]] = {}
        self._sections: dict[str, Mapping[str, Heading]] = {}
        self._other_sections: dict[str, frozenset[str]] = {}
        self._definitions: dict[str, Mapping[str, str]] = {}

    @cached_property
    def aliases(self) -> Mapping[NoteKey, tuple[str, ...]]:
        """The notes that have each alias, in no order; an alias never resolves a link (semantics 4.9)."""
        if self.known_aliases is not None:
            return self.known_aliases
        in_foam = self.vault.settings.dialect is Dialect.FOAM
        found: dict[NoteKey, tuple[str, ...]] = {}
        for path, note in self.vault.notes.items():
            for alias in _aliases_in_foam(note) if in_foam else note.aliases:
                key = note_key(alias)
                found[key] = (*found[key], path) if key in found else (path,)
        return found

    @cached_property
    def titles(self) -> tuple[Sequence[str], Sequence[str]]:
        """The folded names of all files, sorted, and for each what it is compared by when likeness is looked for."""
        names = sorted(self.files.by_name)
        return names, [likeness_key(name.removesuffix(".md")) for name in names]

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder of the vault that holds a file; the vault itself is the empty path."""
        from vault_tool import github  # noqa: PLC0415 -- few vaults are read in that dialect

        if self._names:
            return self._names.folders
        return github.folders(self.vault.files.keys() | self.vault.notes.keys())

    @cached_property
    def folder_notes(self) -> "FolderNotes":
        """The notes that Foam opens for folders."""
        from vault_tool import foam  # noqa: PLC0415 -- few vaults are read in that dialect

        if self._names:
            return self._names.folder_notes
        return foam.folder_notes(self.vault.notes)

    @property
    def has_folder_notes(self) -> bool:
        """Whether there may be notes that Foam opens for folders."""
        return any(name in self.files.by_name for name in _NAMES_OF_FOLDER_NOTES)

    def exact(self, path: str) -> str | None:
        """Return the file with exactly this path, letter case included, as the vault spells it (semantics 1.5)."""
        if path in self.vault.files:
            return path
        key = note_key(path)
        first = self.files.by_path.get(key)
        for found in self.files.twins.get(key, () if first is None else (first,)):
            if cleaned(found) == cleaned(path):
                return found
        return None

    def places(self, path: str) -> Places:
        """Return what a subpath can name in the note at the path."""
        found = self._places.get(path)
        if found is None:
            found = self._places[path] = places(self.vault.notes[path])
        return found

    def anchors(self, path: str) -> Mapping[str, Heading]:
        """Return GitHub's anchors of the headings in the note at the path."""
        from vault_tool import github  # noqa: PLC0415 -- few vaults are read in that dialect

        found = self._anchors.get(path)
        if found is None:
            found = self._anchors[path] = github.anchors(self.vault.notes[path])
        return found

    def other_anchors(self, path: str) -> frozenset[str]:
        """Return GitHub's further anchors in the note at the path, for which its text is read again."""
        from vault_tool import github  # noqa: PLC0415 -- few vaults are read in that dialect

        found = self._other_anchors.get(path)
        if found is None:
            found = self._other_anchors[path] = github.other_anchors(self._source(path))
        return found

    def sections(self, path: str) -> Mapping[str, Heading]:
        """Return Foam's sections of the note at the path."""
        from vault_tool import foam  # noqa: PLC0415 -- few vaults are read in that dialect

        found = self._sections.get(path)
        if found is None:
            found = self._sections[path] = foam.sections(self.vault.notes[path])
        return found

    def other_sections(self, path: str) -> frozenset[str]:
        """Return Foam's further sections of the note at the path, for which its text is read again."""
        from vault_tool import foam  # noqa: PLC0415 -- few vaults are read in that dialect

        found = self._other_sections.get(path)
        if found is None:
            found = self._other_sections[path] = foam.other_sections(self._source(path))
        return found

    def definitions(self, path: str) -> Mapping[str, str]:
        """Return the link reference definitions of the note at the path, for which its text is read again."""
        from vault_tool import foam  # noqa: PLC0415 -- few vaults are read in that dialect

        found = self._definitions.get(path)
        if found is None:
            found = self._definitions[path] = foam.definitions(self._source(path))
        return found

    def _source(self, path: str) -> bytes:
        try:
            return self.vault.source(path)
        except (LookupError, OSError, VaultToolError):
            return b""


def _aliases_in_foam(note: Note) -> Sequence[str]:
    from vault_tool import foam  # noqa: PLC0415 -- few vaults are read in that dialect

    return foam.aliases(note.properties)


def index_vault(vault: Vault) -> Index:
    """Return the index of the vault's files; reads no note, and does not depend on the order of the files."""
    paths = dict.fromkeys(vault.files)
    for more in (vault.notes, vault.canvases):
        paths.update(dict.fromkeys(more))
    return Index(vault, index_files(paths))
