"""The fix for `mojibake`: the text by the way that it went, back."""

import re

from vault_tool.build.repair import repaired
from vault_tool.edits import Edit
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.zones import Ranges, read_structure

_LINE = re.compile(rb"[^\r\n]+")


def mojibake(case: Case) -> Remedy | None:
    """Restore the whole text where all of it was garbled, or else each line, outside of code, of which all was.

    The way back is exact, but a text about mojibake is no mistake, so this is not safe.
    """
    whole = repaired(case.source)
    if whole is not None:
        return Remedy((Edit(0, len(case.source), whole.source),), safe=False)
    base = case.note.body
    body = case.source[base:]
    code = Ranges(read_structure(body, body.decode()).code)
    edits = []
    for line in _LINE.finditer(body):
        if line.start() in code or code.straddling(line.start(), line.end()) is not None:
            continue
        found = repaired(line[0])
        if found is not None:
            edits.append(Edit(base + line.start(), base + line.end(), found.source))
    return Remedy(tuple(edits), safe=False) if edits else None
