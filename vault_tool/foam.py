"""How Foam reads links: identifiers and paths, folders that are notes, sections by their text.

The source of each rule is Foam's own documentation (docs/user/features: wikilinks, block-anchors, note-properties,
link-reference-definitions) and, where that is silent, its code (packages/foam-core/src: `FoamWorkspace.find`,
`MarkdownResourceProvider.resolveLink`, `Resource.findSection`). Where Foam's code gives up on a link because several
files fit it, the first of them is taken here: one finding too few is better than a false alarm.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vault_tool import github
from vault_tool.linkpath import RIVALS, Files, Hit
from vault_tool.model import Heading, Note
from vault_tool.names import NoteKey, cleaned, note_key

_FOLDER_NOTES = ("index.md", "readme.md")
"""What makes a note of a folder, in the order of their precedence."""


@dataclass(frozen=True, slots=True, eq=False)
class FolderNotes:
    """The note that Foam opens for each folder that has one: its `index.md`, or else its `README.md`."""

    by_path: Mapping[NoteKey, str]
    """By the folder's folded path."""
    by_name: Mapping[str, Sequence[NoteKey]]
    """The folded paths of those folders by their last component."""

    def named(self, identifier: str) -> list[str]:
        """Return the notes of the folders whose path ends with the identifier."""
        key = note_key(identifier).strip("/")
        folders = self.by_name.get(key.rpartition("/")[2], ()) if key else ()
        return [self.by_path[folder] for folder in folders if folder == key or folder.endswith(f"/{key}")]


def is_path(written: str) -> bool:
    """Whether a wikilink names a file by its path; otherwise it is an identifier, the end of a path."""
    return written.startswith(("/", "./", "../"))


def find_by_identifier(files: Files, folder_notes: FolderNotes, identifier: str) -> Hit | None:
    """Return the file whose path ends with the identifier, with or without `.md`, or the note of such a folder.

    Letter case counts only where several fit; of those that still do, the first in the alphabet is meant. The
    outermost folder of the identifier may be cut short, as `[[hou/todo]]` for `house/todo.md`.
    """
    written = cleaned(identifier)
    wanted = (written,) if note_key(written).endswith(".md") else (written, f"{written}.md")
    keys = {key for name in wanted for key in _fitting(files, note_key(name))}
    paths = [path for key in keys for path in files.twins.get(key, (files.by_path[key],))]
    if len(paths) > 1:
        exact = [path for path in paths if cleaned(path).rpartition("/")[2] in wanted]
        paths = exact or paths
    if paths:
        return _first(paths, wanted)
    notes = folder_notes.named(written)
    return _first(notes, ()) if notes else None


def find_by_path(files: Files, folder_notes: FolderNotes, folder: str, written: str) -> tuple[Hit | None, str | None]:
    """Return the file at the path, with or without `.md`, or the note of the folder there, and the path looked at.

    A path that begins with `/` counts from the vault's root, any other from `folder`. The path looked at is `None`
    where it lies above the root.
    """
    # Two slashes name another machine to Foam.
    path = None if written.startswith("//") else github.joined(folder, cleaned(written))
    if path is None:
        return None, None
    for name in (path, f"{path}.md"):
        key = note_key(name)
        if key in files.by_path and path:
            return _first(files.twins.get(key, (files.by_path[key],)), (path, f"{path}.md")), path
    note = folder_notes.by_path.get(note_key(path))
    return (Hit(note) if note else None), path


def folder_notes(paths: Iterable[str]) -> FolderNotes:
    """Return the notes that stand for their folders."""
    found: dict[NoteKey, str] = {}
    for path in sorted(paths):
        folder, _, name = note_key(path).rpartition("/")
        if name in _FOLDER_NOTES:
            known = found.get(NoteKey(folder))
            if known is None or _precedence(name) < _precedence(note_key(known).rpartition("/")[2]):
                found[NoteKey(folder)] = path
    by_name: dict[str, list[NoteKey]] = defaultdict(list)
    for key in found:
        by_name[key.rpartition("/")[2]].append(key)
    return FolderNotes(found, by_name)


def _precedence(name: str) -> int:
    return _FOLDER_NOTES.index(name)


def _fitting(files: Files, wanted: NoteKey) -> list[NoteKey]:
    folder, _, name = wanted.rpartition("/")
    named = files.named(NoteKey(name))
    if not folder:
        return named
    outer, _, inner = folder.partition("/")
    ending = f"/{inner}/{name}" if inner else f"/{name}"
    return [
        key
        for key in named
        if key.endswith(ending) and key.removesuffix(ending).rpartition("/")[2].startswith(outer) and key != name
    ]


def _first(paths: Sequence[str], written: Sequence[str]) -> Hit:
    first, *others = sorted(paths, key=lambda path: (note_key(path), path))
    differs = bool(written) and not any(_is_spelt(cleaned(first), name) for name in written)
    return Hit(first, tuple(others[:RIVALS]), differs)


def _is_spelt(path: str, written: str) -> bool:
    """Whether the path ends in what is written, letter for letter, the outermost folder of which may be cut short."""
    outer, *inner = written.strip("/").split("/")
    components = path.split("/")
    at = len(components) - len(inner)
    return components[at:] == inner and components[at - 1].startswith(outer)


# -- Places -----------------------------------------------------------------------------------------------------------

_BLOCK = re.compile(r"\^([a-zA-Z0-9-]+)")
_BLOCK_AT_END = re.compile(r"\s\^[a-zA-Z0-9-]+$")
_PUNCTUATION = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n]""")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_UNMARKED = re.compile(r"(?:[^\W_]|[ '-])*").fullmatch
"""Says of a text that nothing in it is Markdown."""
# This, too, is compiled when it is first used, for few vaults are read in this dialect.
_HEADING_LINE = r"(?m)^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*#{1,6}[ \t]+(.{1,1000})"


def block_id(subpath: str) -> str | None:
    """Return the id where the subpath names a block."""
    match = _BLOCK.fullmatch(subpath)
    return match[1] if match else None


def section_key(text: str) -> str:
    """Fold what a link says of a section: punctuation does not count, letter case does.

    Foam compares whole texts, after Markdown has been taken off the heading's; what is left of that does not depend
    here on punctuation, in which the two readers of Markdown might differ.
    """
    return " ".join(_PUNCTUATION.sub(" ", cleaned(text)).split())


def sections(note: Note) -> Mapping[str, Heading]:
    """Return the sections of a note by their folded texts; of several with one text the first."""
    found: dict[str, Heading] = {}
    for heading in note.headings:
        for key in _keys(heading.text):
            found.setdefault(key, heading)
    return found


def other_sections(source: bytes) -> frozenset[str]:
    """Return the folded texts of all lines that could be headings, those in lists and quotations among them."""
    text = source.decode(errors="replace")
    return frozenset(key for line in re.findall(_HEADING_LINE, text) for key in _keys(line.rstrip(" \t\r#")))


@lru_cache(maxsize=4096)
def _keys(heading: str) -> frozenset[str]:
    """Return what may name the heading: its text as written, as read, and as Foam reads it, without its code.

    The notes of a vault tend to have the same headings, hence the cache.
    """
    text = _BLOCK_AT_END.sub("", heading)
    readings = {text} if _UNMARKED(text) else {text, github.plain(text), github.plain(_CODE.sub("", text))}
    return frozenset(map(section_key, readings)) - {""}


# -- What a note says of links ----------------------------------------------------------------------------------------

_DEFINITION = r"(?m)^ {0,3}\[([^\[\]\n]{1,999})\]:[ \t]*(?:<([^<>\n]*)>|(\S+))"


def definitions(source: bytes) -> Mapping[str, str]:
    """Return the destinations of a note's link reference definitions by their labels, which are wikilinks' texts."""
    found: dict[str, str] = {}
    if b"]:" in source:
        for label, angled, bare in re.findall(_DEFINITION, source.decode(errors="replace")):
            found.setdefault(cleaned(label).strip(), angled or bare)
    return found


def aliases(properties: Mapping[str, object]) -> tuple[str, ...]:
    """Return the aliases: the property `alias`, a list or a text with commas. They only help while a link is typed."""
    said = properties.get("alias")
    names = said.split(",") if isinstance(said, str) else said if isinstance(said, list) else ()
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip())
