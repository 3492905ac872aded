"""The fix for `duplicate-block`: another id."""

from vault_tool.edits import Edit
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.names import block_key


def duplicate_block(case: Case) -> Remedy | None:
    """Put a number behind the id that stands there already, where no link of the vault means either block."""
    block = next((block for block in case.note.blocks if block.start == case.finding.start), None)
    if block is None or case.path in _addressed(case, block.id):
        return None
    taken = {block_key(other.id) for other in case.note.blocks}
    number = 2
    while block_key(f"{block.id}-{number}") in taken:
        number += 1
    return Remedy((Edit(block.stop, block.stop, f"-{number}".encode()),), safe=False)


def _addressed(case: Case, identifier: str) -> set[str]:
    """Return the notes to which a link with this block id leads."""
    return {
        reference.edge
        for references in case.links.references.values()
        for reference in references
        if reference.edge is not None
        and (reference.link.subpath or "").startswith("^")
        and block_key((reference.link.subpath or "")[1:]) == block_key(identifier)
    }
