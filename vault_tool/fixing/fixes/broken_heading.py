"""The fix for `broken-heading`: the heading as the note has it."""

from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.github import anchors, fragment_key
from vault_tool.model import Heading, Link, LinkKind, Note
from vault_tool.moving.candidates import subpath_candidates
from vault_tool.names import linkable
from vault_tool.nearest import hidden_heading, nearest_headings
from vault_tool.target import Found, Missing


def broken_heading(case: Case) -> Remedy | None:
    """Write the heading whose anchor on GitHub was written; where asked for, the one that is nearest.

    A Markdown link with such an anchor may be right where it is read, so that is not safe; in a wikilink it never is.
    """
    reference = case.reference()
    if reference is None or not isinstance(reference.target, Missing) or reference.target.path is None:
        return None
    link, note = reference.link, case.links.vault.notes[reference.target.path]
    subpath = link.subpath or ""
    heading = anchors(note).get(fragment_key(subpath))
    safe = heading is not None and link.kind in (LinkKind.WIKILINK, LinkKind.EMBED, LinkKind.PROPERTY)
    if heading is None and not reference.target.dialects:
        heading = _nearest(case, note, subpath)
    written = case.written(link)
    if heading is None or written is None:
        return None
    wanted = _subpath(case, link, note, heading)
    return None if wanted is None else Remedy(written.edits(case.source, None, wanted), safe=safe)


def _nearest(case: Case, note: Note, subpath: str) -> Heading | None:
    """Return the only heading that is like the one that is missing, unless that stands where it does not count."""
    if hidden_heading(case.links.vault.source(note.path), lambda: note, subpath) is not None:
        return None
    near = nearest_headings(note, subpath)
    found = [heading for heading in note.headings if linkable(heading.text) in near]
    return found[0] if len(found) == 1 else None


def _subpath(case: Case, link: Link, note: Note, heading: Heading) -> str | None:
    number = note.headings.index(heading)
    for subpath in subpath_candidates("", [], note.headings, number):
        found = case.leads(link._replace(subpath=subpath)) if subpath else None
        if isinstance(found, Found) and found.place == heading:
            return subpath
    return None
