"""The files of a vault, from its layout: every note as bytes, the same for the same sources on every day.

Which note holds what::

    hub       # title              every index note as a heading, and below it a list of its sections
    index     # title of document  what stands before the first section; then a list of the sections
    section   # title of section   the section, its deeper headings one level up

Each says in its properties where it comes from (`source: overview.md#purpose`), what is above it (`up`) and what is
beside it (`prev`, `next`). The index notes are hubs too, so that progress is summed up by document.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vault_tool.build.destinations import destinations
from vault_tool.build.ends import loose_ends
from vault_tool.build.passages import Passages, passages
from vault_tool.build.plan import Document, Layout
from vault_tool.build.properties import Value, flat, frontmatter_block
from vault_tool.build.relink import Relinked, relink
from vault_tool.diagnostic import Finding
from vault_tool.model import DefectKind
from vault_tool.names import NoteKey, note_key

_OWN_PROPERTIES = frozenset({"title", "aliases", "tags", "type", "source", "up", "prev", "next"})
_REPLACED = "\ufffd".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A vault's notes, and what could not be carried over into them."""

    notes: Mapping[str, bytes]
    """By vault path."""
    attachments: frozenset[str]
    """The files of the source that they link to, which keep their paths in the vault."""
    findings: tuple[Finding, ...]
    """Places in the source documents, by document and offset."""


def render(layout: Layout) -> Rendered:
    """Write every note of the vault."""
    places = destinations(layout)
    unique = _unique_names(layout)
    notes: dict[str, bytes] = {}
    attachments: set[str] = set()
    findings: list[Finding] = []
    hub_title = _escaped(layout.title)
    neighbours = _neighbours([document.name for document in layout.documents])
    for document, (prev, next_) in zip(layout.documents, neighbours, strict=True):
        ends = loose_ends(document.source, document.note.body)
        relinked = relink(document, ends, places)
        texts = passages(document, ends, relinked.edits)
        title = (document.heading and texts.heading(document.heading)) or _escaped(document.title)
        if document is layout.title_from:
            hub_title, title = title, _escaped(document.title)
        extra = {**_links_beside(layout.name, prev, next_), **dict(_own_properties(document, relinked))}
        notes[document.index_path] = _index_note(document, title, texts.preamble(), extra, unique)
        notes.update(_section_notes(document, texts, unique))
        attachments |= relinked.attachments
        findings += [*relinked.findings, *_losses(document)]
    notes[layout.hub_path] = _hub_note(layout, hub_title, unique)
    return Rendered(
        notes=dict(sorted(notes.items())), attachments=frozenset(attachments), findings=tuple(sorted(findings))
    )


def _hub_note(layout: Layout, title: str, unique: Collection[NoteKey]) -> bytes:
    properties: dict[str, Value] = {
        "title": layout.title,
        "aliases": _aliases(layout.title, layout.name, unique),
        "type": "hub",
    }
    parts = [f"# {title}"]
    for document in layout.documents:
        parts += [f"## {_link(document.name, document.title)}", _section_list(document)]
    return _note(properties, parts)


def _index_note(
    document: Document, title: str, preamble: str, extra: Mapping[str, Value], unique: Collection[NoteKey]
) -> bytes:
    aliases = [*_aliases(document.title, document.name, unique), *document.note.aliases]
    properties: dict[str, Value] = {
        "title": document.title,
        "aliases": list(dict.fromkeys(alias for alias in aliases if alias != document.name)),
        "tags": _tags(document),
        "type": "hub",
        "source": document.path,
        **extra,
    }
    parts = [f"# {title}", preamble]
    if document.sections:
        parts += ["## Sections", _section_list(document)]
    return _note(properties, parts)


def _own_properties(document: Document, relinked: Relinked) -> Iterator[tuple[str, Value]]:
    """Yield the properties that the document brings with it, the links among them rewritten."""
    for name, value in document.note.properties.items():
        kept = flat(value)
        if name.lower() in _OWN_PROPERTIES or kept is None:
            continue
        if isinstance(kept, str | int | float):
            yield name, relinked.properties.get(name, kept)
        else:
            yield name, [relinked.properties.get(f"{name}.{at}", item) for at, item in enumerate(kept)]


def _section_notes(document: Document, texts: Passages, unique: Collection[NoteKey]) -> Iterator[tuple[str, bytes]]:
    neighbours = _neighbours([section.name for section in document.sections])
    for section, (prev, next_) in zip(document.sections, neighbours, strict=True):
        properties: dict[str, Value] = {
            "title": section.title,
            "aliases": _aliases(section.title, section.name, unique),
            "tags": _tags(document),
            "type": "section",
            "source": f"{document.path}#{section.anchor}",
            **_links_beside(document.name, prev, next_),
        }
        title = texts.heading(section.heading) or section.title
        yield document.section_path(section), _note(properties, [f"# {title}", texts.section(section)])


def _note(properties: Mapping[str, Value], parts: Iterable[str]) -> bytes:
    text = "\n\n".join(part for part in parts if part)
    return f"{frontmatter_block(properties)}\n{text}\n".encode()


def _section_list(document: Document) -> str:
    return "\n".join(f"- {_link(section.name, section.title)}" for section in document.sections)


def _link(name: str, title: str) -> str:
    """Return a wikilink that shows the title, or the name where the title could not stand in it as it is."""
    return f"[[{name}]]" if title == name or _MARKS.search(title) else f"[[{name}|{title}]]"


def _links_beside(up: str, prev: str | None, next_: str | None) -> dict[str, Value]:
    names = {"up": up, "prev": prev, "next": next_}
    return {key: f"[[{name}]]" for key, name in names.items() if name}


def _tags(document: Document) -> list[str]:
    """Return a tag for the document, and its own."""
    stem = re.sub(r"[^\w/-]+", "-", document.path.rpartition("/")[2].rpartition(".")[0]).strip("-/").lower()
    tags = [] if re.fullmatch(r"\d*", stem) else [stem]
    return list(dict.fromkeys([*tags, *(tag.removeprefix("#") for tag in document.note.property_tags)]))


def _unique_names(layout: Layout) -> frozenset[NoteKey]:
    """Return the names and titles that belong to one note only, and may thus be an alias of it."""
    notes = [(layout.name, layout.title)]
    for document in layout.documents:
        notes.append((document.name, document.title))
        notes += [(section.name, section.title) for section in document.sections]
    claims = Counter(key for name, title in notes for key in {note_key(name), note_key(title)})
    return frozenset(key for key, number in claims.items() if number == 1)


def _aliases(title: str, name: str, unique: Collection[NoteKey]) -> list[str]:
    return [title] if title != name and note_key(title) in unique else []


def _losses(document: Document) -> Iterator[Finding]:
    """Yield what of the document's own properties and bytes cannot be carried over."""
    if not document.decoded:
        start = document.source.index(_REPLACED)
        yield Finding(document.path, start, start + len(_REPLACED), "not UTF-8 from here on; what it was is lost")
    for defect in document.note.defects:
        if defect.kind is DefectKind.INVALID_FRONTMATTER:
            yield Finding(document.path, defect.start, defect.stop, f"the properties are left out: {defect.message}")
    for name, value in document.note.properties.items():
        if name.lower() not in _OWN_PROPERTIES and value is not None and flat(value) is None:
            yield Finding(document.path, 0, 0, f"a nested property is left out: {name}")


_MARKS = re.compile(r"[\[\]|*_`$<>\\%#]")
_ESCAPED = re.compile(r"[\[\]*_`$<>\\#]")


def _escaped(title: str) -> str:
    """Write a plain title as Markdown."""
    return _ESCAPED.sub(r"\\\g<0>", title)


def _neighbours(names: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield for each name the one before it and the one after it."""
    return zip([None, *names][:-1], [*names, None][1:], strict=True)
