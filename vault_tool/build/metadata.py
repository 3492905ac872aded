"""What a document says of itself: in its properties, and in lines like `**Version**: 1.0` of a section at its end."""

import re
from collections.abc import Iterator

from vault_tool.build.documents import Document
from vault_tool.build.draft import literal
from vault_tool.build.ends import plain_text
from vault_tool.build.properties import Value, flat
from vault_tool.build.relink import Relinked
from vault_tool.diagnostic import Finding
from vault_tool.model import DefectKind

OWN_PROPERTIES = frozenset({"title", "aliases", "tags", "created", "type", "source", "up", "prev", "next"})
"""Properties that the build gives every note."""

_TITLE = re.compile(r"\bmeta-?data\b", re.IGNORECASE)
_LINE = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?\*\*([^*\n]+?)(?::\*\*|\*\*[ \t]*:)[ \t]*(\S.*?)[ \t\\]*$", re.MULTILINE)
_NAMES = {
    "version": "version",
    "author": "author",
    "authors": "author",
    "licence": "licence",
    "license": "licence",
    "last updated": "last_updated",
    "updated": "last_updated",
}
_UNFILLED = re.compile(r"\[[^\[\]]*\]|\{\{.*\}\}")


def stated(document: Document) -> Iterator[tuple[str, Value]]:
    """Yield version, author, licence and date of the last update as a last section called `Metadata` has them.

    What is still a placeholder says nothing.
    """
    last = document.sections[-1] if document.sections else None
    if last is None or not _TITLE.search(last.title):
        return
    text = document.source[last.heading.stop : last.stop].decode()
    for name, value in _LINE.findall(text):
        key = name.strip().lower()
        known = _NAMES.get(key) or _NAMES.get(key.rpartition(" ")[2])
        if known and not _UNFILLED.fullmatch(value):
            yield known, plain_text(value)


def brought(document: Document, relinked: Relinked, *, without: frozenset[str]) -> Iterator[tuple[str, Value]]:
    """Yield the properties that the document brings with it, the links among them rewritten."""
    for name, value in document.note.properties.items():
        kept = flat(value)
        if name.lower() in without or kept is None:
            continue
        if isinstance(kept, str | int | float):
            yield name, _text(relinked.properties.get(name, kept), name in relinked.properties)
        else:
            keys = [f"{name}.{at}" for at in range(len(kept))]
            yield (
                name,
                [
                    _text(relinked.properties.get(key, item), key in relinked.properties)
                    for key, item in zip(keys, kept, strict=True)
                ],
            )


def losses(document: Document, *, without: frozenset[str]) -> Iterator[Finding]:
    """Yield what of the document's properties cannot be carried over."""
    for defect in document.note.defects:
        if defect.kind is DefectKind.INVALID_FRONTMATTER:
            yield Finding(document.path, defect.start, defect.stop, f"the properties are left out: {defect.message}")
    for name, value in document.note.properties.items():
        if name.lower() not in without and value is not None and flat(value) is None:
            yield Finding(document.path, 0, 0, f"a nested property is left out: {name}")


def _text(value: str | float, is_link: bool) -> str | int | float:
    return literal(value) if isinstance(value, str) and not is_link else value
