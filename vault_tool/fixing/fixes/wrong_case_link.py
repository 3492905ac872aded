"""The fix for `wrong-case-link`: the name as the file has it."""

from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.names import note_key
from vault_tool.target import Attached, Found


def wrong_case_link(case: Case) -> Remedy | None:
    """Write every component of the path in the letter case that it has on the disk."""
    reference = case.reference()
    if reference is None or not isinstance(reference.target, Found | Attached):
        return None
    link, target = reference.link, reference.target
    path = _spelled(link.path, target.path)
    written = case.written(link)
    if path is None or written is None:
        return None
    now = case.leads(link._replace(path=path))
    if now != target._replace(case_differs=False):
        return None
    return Remedy(written.edits(case.source, path, None), safe=True)


def _spelled(written: str, path: str) -> str | None:
    """Return what was written with the letters of the path's end; `None` where the two are not alike."""
    for name in (path, path[: -len(".md")] if path.lower().endswith(".md") else path):
        theirs, ours = name.split("/"), written.split("/")
        for number in range(1, min(len(theirs), len(ours)) + 1):
            if ours[-number] in ("", ".", ".."):
                break
            if note_key(ours[-number].strip()) != note_key(theirs[-number]):
                break
            ours[-number] = theirs[-number]
        spelled = "/".join(ours)
        if spelled != written:
            return spelled
    return None
