"""The only package that opens files: where a vault is, what it holds, and how something is written.

All else in vault-tool is a function of values. A *path* here is a vault path (semantics 1.5: relative, `/`, NFC); a
`Path` is a place on this machine's disk.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from vault_tool.store.contents import read_if_there, reason
    from vault_tool.store.listing import Listing, list_files
    from vault_tool.store.location import Location, find_vault, read_settings
    from vault_tool.store.obstacles import refuse_changed, refuse_obstacles
    from vault_tool.store.opening import open_vault
    from vault_tool.store.reading import Unread, list_vault, read_sources, read_tree, read_vault
    from vault_tool.store.repository import folder_in_repository
    from vault_tool.store.revision import Earlier, read_vault_at
    from vault_tool.store.tree import Tree, open_tree
    from vault_tool.store.writing import append, remove_files, remove_leftovers, rename_files, write_atomic, write_tree

_HOMES = {
    "Earlier": "revision",
    "Listing": "listing",
    "Location": "location",
    "Tree": "tree",
    "Unread": "reading",
    "append": "writing",
    "find_vault": "location",
    "folder_in_repository": "repository",
    "list_files": "listing",
    "list_vault": "reading",
    "open_tree": "tree",
    "open_vault": "opening",
    "read_if_there": "contents",
    "read_settings": "location",
    "read_sources": "reading",
    "read_tree": "reading",
    "read_vault": "reading",
    "read_vault_at": "revision",
    "reason": "contents",
    "refuse_changed": "obstacles",
    "refuse_obstacles": "obstacles",
    "remove_files": "writing",
    "remove_leftovers": "writing",
    "rename_files": "writing",
    "write_atomic": "writing",
    "write_tree": "writing",
}
"""Where each name lives; it is imported when it is first asked for."""

__all__ = [
    "Earlier",
    "Listing",
    "Location",
    "Tree",
    "Unread",
    "append",
    "find_vault",
    "folder_in_repository",
    "list_files",
    "list_vault",
    "open_tree",
    "open_vault",
    "read_if_there",
    "read_settings",
    "read_sources",
    "read_tree",
    "read_vault",
    "read_vault_at",
    "reason",
    "refuse_changed",
    "refuse_obstacles",
    "remove_files",
    "remove_leftovers",
    "rename_files",
    "write_atomic",
    "write_tree",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"{__name__}.{home}"), name)
