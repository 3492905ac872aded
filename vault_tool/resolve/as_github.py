"""Markdown links as GitHub reads them: beside the source, letter for letter."""

from vault_tool import github
from vault_tool.model import FileKind, Link
from vault_tool.resolve.as_obsidian import is_placeholder, missing_file
from vault_tool.resolve.index import Index
from vault_tool.settings import Dialect
from vault_tool.target import Attached, External, Found, Missing, Target


def resolve_on_github(index: Index, source: str, link: Link) -> Target:
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
            return missing_file(index, source, link)
    assert path is not None
    if path not in vault.notes:
        return Found(path) if vault.files.get(path) is FileKind.NOTE else Attached(path)
    if link.subpath is None or github.needs_no_anchor(link.subpath):
        return Found(path)
    anchor = github.fragment_key(link.subpath)
    heading = index.anchors(path).get(anchor)
    # The text is read again only where this is the dialect, and not for a mere hint.
    if heading is None and not (vault.settings.dialect is Dialect.GITHUB and anchor in index.other_anchors(path)):
        if is_placeholder(link.subpath):
            return Missing("placeholder", path)
        return Missing("block" if link.subpath.startswith("^") else "heading", path)
    return Found(path, heading)
