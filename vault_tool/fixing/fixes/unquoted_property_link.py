"""The fix for `unquoted-property-link`: quotes around it."""

from vault_tool.edits import Edit
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.model import Frontmatter, LinkKind


def unquoted_property_link(case: Case) -> Remedy | None:
    """Put quotes around the wikilink; nothing else in the properties changes."""
    start, stop = case.finding.start, case.finding.stop
    for quote in (b'"', b"'"):
        edits = (Edit(start, start, quote), Edit(stop, stop, quote))
        after = case.after(*edits)
        found = [link for link in after.links if link.kind is LinkKind.PROPERTY]
        before = [link for link in case.note.links if link.kind is LinkKind.PROPERTY]
        quoted = any(link.start == start + 1 for link in found)
        if after.frontmatter is Frontmatter.VALID and quoted and len(found) == len(before) + 1:
            return Remedy(edits, safe=True)
    return None
