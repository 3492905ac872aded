"""The note that somebody names on the command line."""

from typing import TYPE_CHECKING

from vault_tool.errors import UsageError

if TYPE_CHECKING:
    from vault_tool.links import LinkTable


def path_named(links: "LinkTable", name: str) -> str:
    """Return the path of the file that a link to `name` from a note at the root leads to: a path or a mere name.

    Raises `UsageError` where there is none, with the nearest names.
    """
    from vault_tool.linkpath import find_file

    hit = find_file(links.index.files, "", name)
    if hit is None:
        from vault_tool.nearest import nearest_notes

        near = " or ".join(nearest_notes(links.index, name))
        raise UsageError(f"no such note: {name}{f' (did you mean {near}?)' if near else ''}")
    return hit.path
