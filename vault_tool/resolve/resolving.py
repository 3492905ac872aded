"""Where each link leads, by its kind and the vault's dialect; and which other dialect finds what is missing."""

from collections.abc import Sequence
from itertools import repeat

from vault_tool.linkpath import Hit
from vault_tool.model import Link, LinkKind
from vault_tool.names import NoteKey, note_key
from vault_tool.resolve.as_obsidian import found_file, missing_file, place_in, resolve_in_obsidian
from vault_tool.resolve.index import Index
from vault_tool.settings import Dialect
from vault_tool.target import Attached, External, Found, Missing, Reference, Target
from vault_tool.written import is_url

_MARKDOWN = LinkKind.MARKDOWN
_MARKDOWN_EMBED = LinkKind.MARKDOWN_EMBED
_MARKDOWN_KINDS = (_MARKDOWN, _MARKDOWN_EMBED)
_CANVAS_FILE = LinkKind.CANVAS_FILE


def resolve(index: Index, source: str, link: Link) -> Target:
    """Return where a link that stands in the file `source` leads (semantics 4 and 5). Never raises.

    `source` is the path of a note or canvas, `link` as it was read there. GitHub's dialect decides over Markdown links
    only, Foam's over wikilinks and properties too; canvases are always read as Obsidian reads them.
    """
    kind, path, subpath = link[:3]
    markdown = kind is _MARKDOWN or kind is _MARKDOWN_EMBED
    resolved = index.resolved_markdown if markdown else index.resolved_wikilinks
    target = None if kind is _CANVAS_FILE else resolved.get(path if subpath is None else (path, subpath))
    return target or _resolve_anew(index, source, link)


def resolve_all(index: Index, source: str, links: Sequence[Link]) -> tuple[Reference, ...]:
    """Return each of the links of the file `source` with where it leads, in their order; as `resolve`, but faster."""
    of_markdown, of_wikilinks = index.resolved_markdown.get, index.resolved_wikilinks.get
    targets = []
    for link in links:
        kind = link.kind
        key = link.path if link.subpath is None else (link.path, link.subpath)
        if kind is _MARKDOWN or kind is _MARKDOWN_EMBED:
            target = of_markdown(key)
        elif kind is _CANVAS_FILE:
            target = None
        else:
            target = of_wikilinks(key)
        targets.append(target or _resolve_anew(index, source, link))
    # The records are made without a step through Python for each: half of the time where all is remembered.
    return tuple(map(tuple.__new__, repeat(Reference), zip(repeat(source), links, targets)))


def _resolve_anew(index: Index, source: str, link: Link) -> Target:
    """Resolve a link whose path and subpath alone have no answer yet."""
    path, subpath = link.path, link.subpath
    markdown = link.kind is _MARKDOWN or link.kind is _MARKDOWN_EMBED
    if markdown and (":" in path or path.startswith("//")) and is_url(path):
        return External(path if subpath is None else link.linktext)
    if link.kind is _CANVAS_FILE:
        found = index.exact(path)
        return (
            missing_file(index, source, link)
            if found is None
            else place_in(index, found_file(index, Hit(found)), subpath)
        )
    if not path or path.isspace():
        # Links within a note are as many as there are notes: to remember them would cost more than it saves.
        return _resolve_in_dialect(index, source, link)[0]
    resolved = index.resolved_markdown if markdown else index.resolved_wikilinks
    folder = source.rpartition("/")[0]
    target = resolved.get((folder, path, subpath))
    if target is None:
        target, local = _resolve_in_dialect(index, source, link)
        resolved[(folder, path, subpath) if local else path if subpath is None else (path, subpath)] = target
    if not markdown and index.vault.settings.dialect is Dialect.FOAM and isinstance(target, Missing):
        from vault_tool.resolve.as_foam import resolve_by_definition  # noqa: PLC0415

        return resolve_by_definition(index, source, link) or target
    return target


def _resolve_in_dialect(index: Index, source: str, link: Link) -> tuple[Target, bool]:
    """Resolve in the vault's dialect, and say of what is missing which others find it.

    With the target comes whether it holds only for links from the same folder.
    """
    own = index.vault.settings.dialect
    target, local = _resolve_as(own, index, source, link)
    if not isinstance(target, Missing) or target.what == "placeholder" or not index.compares_dialects:
        return target, local
    markdown = link.kind in _MARKDOWN_KINDS
    if own is Dialect.OBSIDIAN and not markdown and _is_read_alike(index, link, target):
        return target, local
    others = tuple(
        other.value
        for other in Dialect
        if other is not own
        and (markdown or other is not Dialect.GITHUB)
        and isinstance(_resolve_as(other, index, source, link)[0], Found | Attached)
    )
    return (target._replace(dialects=others), True) if others else (target, local or markdown)


def _is_read_alike(index: Index, link: Link, target: Missing) -> bool:
    """Whether it is plain that Foam finds no more than Obsidian, which takes longer to try; for most missing links.

    A name without folders is the same file's in both, unless several have it or folders have notes that go by their
    names. A note without headings and blocks has no place in either.
    """
    if target.path is not None:
        note = index.vault.notes.get(target.path)
        if note is None or note.headings or note.blocks:
            return False
    path = link.path
    if not path or path.isspace():
        return target.path is not None
    files, key = index.files, note_key(path)
    with_extension = NoteKey(f"{key}.md")
    return (
        "/" not in path
        and path == path.strip()
        and not files.twins
        and with_extension not in files.namesakes
        and key not in (files.by_name if target.path is None or not key.endswith(".md") else files.namesakes)
        and not index.has_folder_notes
    )


def looked_into(index: Index, source: str, link: Link) -> frozenset[str]:
    """Return the files in which other dialects than the vault's own look for what the link names.

    Of the index's notes only the paths matter.
    """
    own = index.vault.settings.dialect
    targets = (_resolve_as(other, index, source, link)[0] for other in Dialect if other is not own)
    return frozenset(target.path for target in targets if not isinstance(target, External) and target.path is not None)


def _resolve_as(dialect: Dialect, index: Index, source: str, link: Link) -> tuple[Target, bool]:
    # Most vaults are read in one dialect, and the others take as long to load as a hundred notes to read.
    if dialect is Dialect.FOAM:
        from vault_tool.resolve.as_foam import resolve_in_foam  # noqa: PLC0415

        return resolve_in_foam(index, source, link)
    if dialect is Dialect.GITHUB and link.kind in _MARKDOWN_KINDS:
        from vault_tool.resolve.as_github import resolve_on_github  # noqa: PLC0415

        return resolve_on_github(index, source, link), True
    return resolve_in_obsidian(index, source, link)
