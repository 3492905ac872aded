"""The fix for `alias-link`: the note's name, and the alias as what is shown."""

import re

from vault_tool.edits import Edit
from vault_tool.fixing.fixes._paths import named
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.model import LinkKind
from vault_tool.target import Missing
from vault_tool.zones import Ranges, read_structure

_WIKILINK = re.compile(rb"\[\[[^\[\]]*\]\]")
_CANVAS_LINE_END = re.compile(rb'\\[nr]|(?<!\\)"')


def alias_link(case: Case) -> Remedy | None:
    """Write `[[Note|alias]]` where one note has the alias; what was shown before is shown still."""
    reference = case.reference()
    if reference is None or not isinstance(reference.target, Missing) or len(reference.target.aliases) != 1:
        return None
    link = reference.link
    path = named(case, link, reference.target.aliases[0])
    written = case.written(link)
    if path is None or written is None:
        return None
    edits = written.edits(case.source, path, None)
    if link.kind is not LinkKind.WIKILINK or link.display is not None:
        return Remedy(edits, safe=True)
    end = (written.subpath or written.path)[1]
    # In a table a bare bar would end the cell.
    for bar in ("\\|",) if _in_table(case) or _may_be_in_a_canvas_table(case) else ("|", "\\|"):
        shown = Edit(end, end, written.write(f"{bar}{link.path.strip()}", b""))
        tried = _joined(edits, shown)
        links = case.links_after(*tried)
        wanted = (path, link.subpath, link.path.strip())
        if len(links) == len(case.links.references[case.path]) and any(now[1:4] == wanted for now in links):
            return Remedy(tried, safe=True)
    return None


def _may_be_in_a_canvas_table(case: Case) -> bool:
    """Whether a bar that is no link's stands in the same line of a canvas's text.

    Where its tables are nobody knows here, and in a table's head one bar more would be the end of the table.
    """
    if case.path in case.links.vault.notes:
        return False
    start, stop = case.finding.start, case.finding.stop
    before = _CANVAS_LINE_END.split(case.source[:start])[-1]
    after = _CANVAS_LINE_END.split(case.source[stop:], maxsplit=1)[0]
    return b"|" in _WIKILINK.sub(b"", before + after)


def _in_table(case: Case) -> bool:
    if case.path not in case.links.vault.notes or b"|" not in case.source:
        return False
    base = case.note.body
    body = case.source[base:]
    return case.finding.start - base in Ranges(read_structure(body, body.decode()).tables)


def _joined(edits: tuple[Edit, ...], more: Edit) -> tuple[Edit, ...]:
    """Add an edit, as part of the last one where the two meet."""
    last = edits[-1]
    if last.stop == more.start:
        return (*edits[:-1], Edit(last.start, last.stop, last.text + more.text))
    return (*edits, more)
