"""Where everything goes: which documents there are, which notes each becomes, and what those are called.

A document is a folder with an index note; each of its second-level sections is a note; one hub note stands over all.
The title of the whole is the first-level heading of the only document, or of an overview; that document's index note
is then named after its file, so that no two notes have one name.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vault_tool.build.ends import plain_text
from vault_tool.build.names import file_name, unique_names
from vault_tool.errors import UsageError
from vault_tool.github import anchors, slug
from vault_tool.model import Heading, Note
from vault_tool.parse import parse_note
from vault_tool.text import BOM, readable

_LEADS = ("overview", "readme", "index", "(?:.* )?(?:overview|readme)(?: .*)?")
"""What the document is called that stands for all of them, the likeliest first; it lies at the top of the source."""

_SECTION_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document that becomes a note of its own, from its heading to the next of its level or above."""

    title: str
    heading: Heading
    anchor: str
    """The heading's anchor on GitHub: `overview.md#anchor` leads to it in the source."""
    start: int
    stop: int
    name: str = ""
    """The note's name, unique in the vault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document, read and divided; its places are byte offsets into `source`."""

    path: str
    source: bytes
    """Valid UTF-8 with `\\n` as line end and no BOM."""
    note: Note
    title: str
    heading: Heading | None
    """The first-level heading that gave the title."""
    sections: tuple[Section, ...]
    decoded: bool = True
    """Whether the file was UTF-8; else `source` has U+FFFD for what was not."""
    folder: str = ""
    """The vault folder of its notes."""
    name: str = ""
    """The index note's name, unique in the vault."""

    @property
    def index_path(self) -> str:
        """The index note's path in the vault."""
        return f"{self.folder}/{self.name}.md"

    @property
    def preamble_stop(self) -> int:
        """Where the part before the first section ends."""
        return self.sections[0].start if self.sections else len(self.source)

    def section_path(self, section: Section) -> str:
        """Return the path of a section's note in the vault."""
        return f"{self.folder}/{section.name}.md"

    def section_at(self, offset: int) -> Section | None:
        """Return the section that the offset lies in; `None` before the first of them, which is the index note's."""
        at = bisect_right(self.sections, offset, key=_start) - 1
        return self.sections[at] if at >= 0 else None


def _start(section: Section) -> int:
    return section.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the vault will consist of; `render` makes the files."""

    title: str
    name: str
    """The hub note's name; it stands at the top of the vault."""
    title_from: Document | None
    """The document whose first-level heading is the hub's."""
    documents: tuple[Document, ...]
    files: frozenset[str]
    """The other files of the source, which become attachments where a document links to them."""

    @property
    def hub_path(self) -> str:
        """The hub note's path in the vault."""
        return f"{self.name}.md"


def plan(sources: Mapping[str, bytes], name: str, files: Collection[str] = ()) -> Layout:
    """Lay a vault out from Markdown documents, by their paths in the source.

    `name` is what the source is called, and `files` are the paths of what else it holds. The order is that of the
    paths, the overview first, and a folder's documents before those of its folders. Raises `UsageError` where there
    is no document.
    """
    if not sources:
        raise UsageError(f"no Markdown documents in {name}")
    documents = [_read_document(path, sources[path]) for path in sorted(sources, key=_order)]
    lead = documents[0]
    leads = lead.heading is not None and (len(documents) == 1 or _rank(lead.path) < len(_LEADS))
    title = lead.title if leads else _humanised(name)
    if leads:
        documents[0] = replace(lead, title=_humanised(_stem(lead.path)))
    attachments = {path.rpartition("/")[2] for path in files}
    names = unique_names(_wanted_names(title, documents), taken=attachments)
    hub = next(names)
    index_names = [next(names) for _ in documents]
    folders = unique_names((document.title, _qualifier(document)) for document in documents)
    named = tuple(
        replace(
            document,
            name=index_name,
            folder="/".join([*_folders(document.path), folder]),
            sections=tuple(replace(section, name=next(names)) for section in document.sections),
        )
        for document, index_name, folder in zip(documents, index_names, folders, strict=True)
    )
    return Layout(
        title=title,
        name=hub,
        title_from=named[0] if leads else None,
        documents=named,
        files=frozenset(files) - sources.keys(),
    )


def _qualifier(document: Document) -> str:
    """Return what tells a document from another of its title: its file's name, its folder's, or its office."""
    *folders, _ = document.path.split("/")
    stem = _humanised(_stem(document.path))
    return stem if stem != document.title else _humanised(folders[-1]) if folders else "index"


def _order(path: str) -> tuple[int, Sequence[tuple[bool, str]]]:
    *folders, name = path.split("/")
    return _rank(path), [*((True, folder) for folder in folders), (False, name)]


def _rank(path: str) -> int:
    """Return the place of a document's name among those of leading documents; `len(_LEADS)` for all others."""
    words = re.sub(r"[\W_]+", " ", _stem(path).lower())
    fits = (rank for rank, lead in enumerate(_LEADS) if "/" not in path and re.fullmatch(lead, words))
    return next(fits, len(_LEADS))


def _wanted_names(title: str, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Yield title and qualifier of the hub, of all index notes and of all sections, in the order of their claims."""
    yield title, ""
    for document in documents:
        yield document.title, _qualifier(document)
    for document in documents:
        for section in document.sections:
            yield section.title, document.title


def _read_document(path: str, raw: bytes) -> Document:
    source = readable(raw).removeprefix(BOM).replace(b"\r\n", b"\n")
    note = parse_note(path, source)
    heading = _title_heading(note)
    written = note.properties.get("title")
    title = plain_text(heading.text) if heading else written.strip() if isinstance(written, str) else ""
    return Document(
        path=path,
        source=source,
        note=note,
        title=title or _humanised(_stem(path)),
        heading=heading,
        sections=tuple(_divide(note, source, heading)),
        decoded=readable(raw) is raw,
    )


def _title_heading(note: Note) -> Heading | None:
    """Return the first-level heading, if no section comes before it."""
    first = next((heading for heading in note.headings if heading.level <= _SECTION_LEVEL), None)
    return first if first and first.level == 1 else None


def _divide(note: Note, source: bytes, title: Heading | None) -> Iterator[Section]:
    """Yield the sections in order; a first-level heading after the title begins one as well."""
    heads = [heading for heading in note.headings if heading.level <= _SECTION_LEVEL and heading is not title]
    starts = [source.rfind(b"\n", 0, heading.start) + 1 for heading in heads]
    anchor_of = {heading: anchor for anchor, heading in anchors(note).items()}
    for heading, start, stop in zip(heads, starts, [*starts, len(source)][1:], strict=True):
        yield Section(
            title=plain_text(heading.text) or "Untitled",
            heading=heading,
            anchor=anchor_of.get(heading, slug(heading.text)),
            start=start,
            stop=stop,
        )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _folders(path: str) -> list[str]:
    return [file_name(folder) for folder in path.split("/")[:-1]]


def _humanised(name: str) -> str:
    """Return a file's or folder's name as a title: `career-strategy` is `Career strategy`, `2026-11-24` stays."""
    if " " in name:
        return name
    words = re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", name).strip()
    return words[:1].upper() + words[1:] or "Vault"
