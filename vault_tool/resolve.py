"""Where each link of a vault leads: from what was written to what is meant.

`linkpath` finds the file and `places` the heading or block in it, both as Obsidian does; `github` reads Markdown links
as GitHub does. Here they are put together by the link's kind and the vault's dialect. Resolving is total: any link has
a `Target`, and what was resolved once is remembered in the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat

from vault_tool import github
from vault_tool.errors import VaultToolError
from vault_tool.filekind import file_kind
from vault_tool.linkpath import Files, Hit, climbs_out, find_file, index_files, is_dotted
from vault_tool.model import FileKind, Heading, Link, LinkKind, Vault
from vault_tool.names import NoteKey, cleaned, likeness_key, note_key
from vault_tool.places import Places, find_place, places
from vault_tool.settings import Dialect
from vault_tool.syntax import is_url
from vault_tool.target import Attached, External, Found, Missing, Reference, Target

_MARKDOWN = LinkKind.MARKDOWN
_MARKDOWN_EMBED = LinkKind.MARKDOWN_EMBED
_CANVAS_FILE = LinkKind.CANVAS_FILE

_PLACEHOLDERS = ("<%", "%>", "{{", "}}")
"""What a template engine will replace: Templater's and the core plugin's marks."""

_Resolved = dict[str | tuple[str, str] | tuple[str, str, str | None], Target]
"""What was resolved already: by path, or path and subpath, where these settle it, else by the source's folder, path
and subpath."""


@dataclass(frozen=True, eq=False)
class Index:
    """A vault made ready for looking up what its links mean; made by `index_vault`."""

    vault: Vault
    files: Files
    resolved_wikilinks: _Resolved = field(default_factory=dict, repr=False)
    resolved_markdown: _Resolved = field(default_factory=dict, repr=False)
    _places: dict[str, Places] = field(default_factory=dict, repr=False)
    _anchors: dict[str, Mapping[str, Heading]] = field(default_factory=dict, repr=False)
    _other_anchors: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def aliases(self) -> Mapping[NoteKey, tuple[str, ...]]:
        """The notes that have each alias, in no order; an alias never resolves a link (semantics 4.9)."""
        found: dict[NoteKey, tuple[str, ...]] = {}
        for path, note in self.vault.notes.items():
            for alias in note.aliases:
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
        return github.folders(self.vault.files.keys() | self.vault.notes.keys())

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
        found = self._anchors.get(path)
        if found is None:
            found = self._anchors[path] = github.anchors(self.vault.notes[path])
        return found

    def other_anchors(self, path: str) -> frozenset[str]:
        """Return GitHub's further anchors in the note at the path, for which its text is read again."""
        found = self._other_anchors.get(path)
        if found is None:
            try:
                source = self.vault.source(path)
            except (LookupError, OSError, VaultToolError):
                source = b""
            found = self._other_anchors[path] = github.other_anchors(source)
        return found


def index_vault(vault: Vault) -> Index:
    """Return the index of the vault's files; reads no note, and does not depend on the order of the files."""
    paths = dict.fromkeys(vault.files)
    for more in (vault.notes, vault.canvases):
        paths.update(dict.fromkeys(more))
    return Index(vault, index_files(paths))


def resolve(index: Index, source: str, link: Link) -> Target:
    """Return where a link that stands in the file `source` leads (semantics 4 and 5). Never raises.

    `source` is the path of a note or canvas, `link` as it was read there. The vault's dialect decides over Markdown
    links only: wikilinks, properties and canvases are always read as Obsidian reads them.
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
        return _missing_file(index, source, link) if found is None else _place(index, _file(index, Hit(found)), subpath)
    if not path or path.isspace():
        # Links within a note are as many as there are notes: to remember them would cost more than it saves.
        return (_resolve_markdown if markdown else _resolve_in_obsidian)(index, source, link)[0]
    resolved = index.resolved_markdown if markdown else index.resolved_wikilinks
    folder = source.rpartition("/")[0]
    target = resolved.get((folder, path, subpath))
    if target is None:
        target, local = (_resolve_markdown if markdown else _resolve_in_obsidian)(index, source, link)
        resolved[(folder, path, subpath) if local else path if subpath is None else (path, subpath)] = target
    return target


def _resolve_markdown(index: Index, source: str, link: Link) -> tuple[Target, bool]:
    """Resolve in the vault's dialect, and say of what is missing whether the other one finds it.

    With the target comes whether it holds only for links from the same folder.
    """
    on_github = index.vault.settings.dialect is Dialect.GITHUB
    if on_github:
        target, local = _resolve_on_github(index, source, link), True
    else:
        target, local = _resolve_in_obsidian(index, source, link)
    if not isinstance(target, Missing):
        return target, local
    if on_github:
        other, name = _resolve_in_obsidian(index, source, link)[0], Dialect.OBSIDIAN
    else:
        other, name = _resolve_on_github(index, source, link), Dialect.GITHUB
    return (target._replace(dialects=(name.value,)) if isinstance(other, Found | Attached) else target), True


def _resolve_in_obsidian(index: Index, source: str, link: Link) -> tuple[Target, bool]:
    path = link.path
    if not path or path.isspace():
        return _place(index, _file(index, Hit(source)), link.subpath), True
    folder = source.rpartition("/")[0]
    file = index.resolved_wikilinks.get(path)
    local = False
    if not isinstance(file, Found | Attached):
        hit = find_file(index.files, folder, path)
        if hit is None:
            return _missing_file(index, source, link), is_dotted(path)
        file = _file(index, hit, escapes=".." in path and climbs_out(folder, path))
        local = hit.local
        if not local:
            index.resolved_wikilinks[path] = file
    return _place(index, file, link.subpath), local


def _file(index: Index, hit: Hit, *, escapes: bool = False) -> Found | Attached:
    path, rivals, case_differs, _ = hit
    if path in index.vault.notes or index.vault.files.get(path) is FileKind.NOTE:
        return Found(path, None, rivals, case_differs, escapes)
    return Attached(path, rivals, case_differs, escapes)


def _place(index: Index, file: Found | Attached, subpath: str | None) -> Target:
    """Look up the subpath in the file that was found, if it is a note (semantics 5)."""
    path = file.path
    if not subpath or path not in index.vault.notes or isinstance(file, Attached) or path in index.vault.unreadable:
        return file
    place = find_place(index.vault.notes[path], index.places(path), subpath)
    if place is None:
        return file
    if isinstance(place, str):
        return Missing("placeholder" if _is_placeholder(subpath) else place, path)
    return Found(path, place, file.rivals, file.case_differs, file.escapes)


def _resolve_on_github(index: Index, source: str, link: Link) -> Target:
    """Resolve beside the source, letter for letter; a folder is a target, and `?query` may follow a file."""
    vault, folder = index.vault, source.rpartition("/")[0]
    path: str | None = source
    if link.path and not link.path.isspace():
        wanted = github.joined(folder, link.path)
        if wanted is None:
            # The vault may be a folder of the repository, of which nobody here knows the rest.
            return External(link.linktext)
        path = index.exact(wanted) or index.exact(wanted.partition("?")[0])
        if path is None and wanted in index.folders:
            return Attached(wanted)
        if path is None and any(component.startswith(".") for component in wanted.split("/")):
            # GitHub shows files whose names begin with a dot; for a vault they do not exist, so nobody here knows.
            return External(link.linktext)
        if path is None:
            return _missing_file(index, source, link)
    assert path is not None
    if path not in vault.notes:
        return Found(path) if vault.files.get(path) is FileKind.NOTE else Attached(path)
    if link.subpath is None or github.needs_no_anchor(link.subpath):
        return Found(path)
    anchor = github.fragment_key(link.subpath)
    heading = index.anchors(path).get(anchor)
    # The text is read again only where this is the dialect, and not for a mere hint.
    if heading is None and not (vault.settings.dialect is Dialect.GITHUB and anchor in index.other_anchors(path)):
        if _is_placeholder(link.subpath):
            return Missing("placeholder", path)
        return Missing("block" if link.subpath.startswith("^") else "heading", path)
    return Found(path, heading)


def _missing_file(index: Index, source: str, link: Link) -> Missing:
    path = link.path.strip()
    if _is_placeholder(link.linktext):
        return Missing("placeholder")
    escapes = ".." in path and climbs_out(source.rpartition("/")[0], path)
    if file_kind(path) not in {FileKind.NOTE, FileKind.OTHER}:
        return Missing("attachment", escapes=escapes)
    aliases = tuple(sorted(set(index.aliases.get(note_key(path), ()))))
    return Missing("note", aliases=aliases, escapes=escapes)


def _is_placeholder(written: str) -> bool:
    return any(mark in written for mark in _PLACEHOLDERS)
