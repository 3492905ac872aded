"""The fix for `broken-link`: where the file is now."""

from vault_tool.fixing.fixes._paths import named
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.model import LinkKind
from vault_tool.names import NoteKey, cleaned, note_key
from vault_tool.target import Missing


def broken_link(case: Case) -> Remedy | None:
    """Write the path of the only file that has the name, where the link says another folder: it was moved.

    It may have been another file of that name that was deleted, so this is not safe.
    """
    reference = case.reference()
    if reference is None or not isinstance(reference.target, Missing) or reference.target.dialects:
        return None
    link = reference.link
    name = cleaned(link.path).strip().rpartition("/")[2]
    if "/" not in link.path and link.kind is not LinkKind.CANVAS_FILE:
        return None
    files = case.links.index.files
    homes = files.named(note_key(name)) or files.named(NoteKey(f"{note_key(name)}.md")) if name else []
    written = case.written(link)
    if len(homes) != 1 or written is None:
        return None
    path = named(case, link, files.by_path[homes[0]])
    return None if path is None else Remedy(written.edits(case.source, path, None), safe=False)
