"""Links as Obsidian reads them (semantics 4 and 5); any link has a target."""

from vault_tool.filekind import file_kind
from vault_tool.linkpath import Hit, climbs_out, find_file, is_dotted
from vault_tool.model import FileKind, Link
from vault_tool.names import note_key
from vault_tool.places import find_place
from vault_tool.resolve.index import Index
from vault_tool.settings import Dialect
from vault_tool.target import Attached, Found, Missing, Target

_PLACEHOLDERS = ("<%", "%>", "{{", "}}")
"""What a template engine will replace: Templater's and the core plugin's marks."""


def resolve_in_obsidian(index: Index, source: str, link: Link) -> tuple[Target, bool]:
    """Resolve a link, and say whether that holds only for links from the same folder."""
    path = link.path
    if not path or path.isspace():
        return place_in(index, found_file(index, Hit(source)), link.subpath), True
    folder = source.rpartition("/")[0]
    foreign = index.vault.settings.dialect is Dialect.FOAM
    files = index.obsidian_files if foreign else index.resolved_wikilinks
    file = files.get(path)
    local = False
    if not isinstance(file, Found | Attached):
        hit = find_file(index.files, folder, path)
        if hit is None:
            return missing_file(index, source, link), is_dotted(path)
        file = found_file(index, hit, escapes=".." in path and climbs_out(folder, path))
        local = hit.local
        if not local:
            files[path] = file
    return place_in(index, file, link.subpath), local


def found_file(index: Index, hit: Hit, *, escapes: bool = False) -> Found | Attached:
    """Return the file that was hit, as what it is."""
    path, rivals, case_differs, _ = hit
    if path in index.vault.notes or index.vault.files.get(path) is FileKind.NOTE:
        return Found(path, None, rivals, case_differs, escapes)
    return Attached(path, rivals, case_differs, escapes)


def place_in(index: Index, file: Found | Attached, subpath: str | None) -> Target:
    """Look up the subpath in the file that was found, if it is a note (semantics 5)."""
    path = file.path
    if not subpath or path not in index.vault.notes or isinstance(file, Attached) or path in index.vault.unreadable:
        return file
    place = find_place(index.places(path), subpath)
    if place is None:
        return file
    if isinstance(place, str):
        return Missing("placeholder" if is_placeholder(subpath) else place, path)
    return Found(path, place, file.rivals, file.case_differs, file.escapes)


def missing_file(index: Index, source: str, link: Link) -> Missing:
    """Return what the link names as missing: a note, an attachment, or what a template will fill in."""
    path = link.path.strip()
    if is_placeholder(link.linktext):
        return Missing("placeholder")
    escapes = ".." in path and climbs_out(source.rpartition("/")[0], path)
    if file_kind(path) not in {FileKind.NOTE, FileKind.OTHER}:
        return Missing("attachment", escapes=escapes)
    aliases = tuple(sorted(set(index.aliases.get(note_key(path), ()))))
    return Missing("note", aliases=aliases, escapes=escapes)


def is_placeholder(written: str) -> bool:
    """Whether a template will fill in what is written there."""
    return any(mark in written for mark in _PLACEHOLDERS)
