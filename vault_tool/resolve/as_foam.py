"""Links as Foam reads them: wikilinks by identifier, path or definition, Markdown links from the note's own folder."""

from vault_tool import foam, github
from vault_tool.linkpath import Hit, is_dotted
from vault_tool.model import Link, LinkKind
from vault_tool.names import block_key, cleaned
from vault_tool.resolve.as_obsidian import found_file, is_placeholder, missing_file
from vault_tool.resolve.index import Index
from vault_tool.settings import Dialect
from vault_tool.target import Attached, External, Found, Missing, Target
from vault_tool.written import split_destination

_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)


def resolve_in_foam(index: Index, source: str, link: Link) -> tuple[Target, bool]:
    """Resolve a wikilink or a Markdown link, and say whether that holds only for links from the same folder.

    What the note's own definitions say of a wikilink is left out; `resolve_by_definition` looks at that.
    """
    written = link.path.strip()
    if not written:
        return _at(index, Hit(source), link), True
    folder = source.rpartition("/")[0]
    if link.kind not in _MARKDOWN and not foam.is_path(written):
        hit = foam.find_by_identifier(index.files, index.folder_notes, written)
        # The note's definitions may know better than any other note's in its folder.
        return (missing_file(index, source, link), True) if hit is None else (_at(index, hit, link), False)
    hit, path = foam.find_by_path(index.files, index.folder_notes, folder, written.rstrip("/") or "/")
    if hit is not None:
        return _at(index, hit, link), True
    if path is None:
        # The vault may be a folder of the workspace, of which nobody here knows the rest.
        return (External(link.linktext) if link.kind in _MARKDOWN else missing_file(index, source, link)), True
    if link.kind in _MARKDOWN and path in index.folders:
        return Attached(path), True
    if any(component.startswith(".") for component in path.split("/")) and not is_dotted(path):
        return External(link.linktext), True
    return missing_file(index, source, link), True


def resolve_by_definition(index: Index, source: str, link: Link) -> Target | None:
    """Return where the definition leads that the note itself gives of a wikilink; `None` where it has none."""
    definitions = index.definitions(source)
    destination = definitions.get(cleaned(link.linktext).strip()) or definitions.get(cleaned(str(link)[2:-2]))
    if destination is None:
        return None
    path, subpath = split_destination(destination)
    target, _ = resolve_in_foam(index, source, Link(LinkKind.MARKDOWN, path, subpath, None, link.start, link.stop))
    return target if isinstance(target, Found | Attached) else None


def _at(index: Index, hit: Hit, link: Link) -> Target:
    file = found_file(index, hit)
    return _place(index, file, link) if isinstance(file, Found) else file


def _place(index: Index, file: Found, link: Link) -> Target:
    """Look up the section or block; in Markdown links GitHub's anchors count too, which the preview gives headings."""
    path, subpath = file.path, link.subpath
    markdown = link.kind in _MARKDOWN
    if not subpath or path not in index.vault.notes or path in index.vault.unreadable:
        return file
    identifier = foam.block_id(subpath)
    if identifier is not None:
        block = index.places(path).blocks.get(block_key(identifier))
        return Missing("block", path) if block is None else file._replace(place=block)
    if markdown and github.needs_no_anchor(subpath):
        return file
    key, anchor = foam.section_key(subpath), github.fragment_key(subpath)
    heading = index.sections(path).get(key) or (index.anchors(path).get(anchor) if markdown else None)
    if heading is not None:
        return file._replace(place=heading)
    # The text is read again only where this is the dialect, and not for a mere hint.
    if index.vault.settings.dialect is Dialect.FOAM and (
        key in index.other_sections(path) or (markdown and anchor in index.other_anchors(path))
    ):
        return file
    return Missing("placeholder" if is_placeholder(subpath) else "heading", path)
