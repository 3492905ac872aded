"""The only package that opens files: where a vault is, what it holds, and how something is written.

All else in vault-tool is a function of values. A *path* here is a vault path (semantics 1.5: relative, `/`, NFC); a
`Path` is a place on this machine's disk.
"""

from vault_tool.store.contents import read_if_there
from vault_tool.store.listing import Listing, list_files
from vault_tool.store.location import Location, find_vault, read_settings
from vault_tool.store.opening import open_vault
from vault_tool.store.reading import read_sources, read_tree, read_vault
from vault_tool.store.repository import folder_in_repository
from vault_tool.store.revision import Earlier, read_vault_at
from vault_tool.store.tree import Tree, open_tree
from vault_tool.store.writing import append, remove_files, remove_leftovers, rename_files, write_atomic, write_tree

__all__ = [
    "Earlier",
    "Listing",
    "Location",
    "Tree",
    "append",
    "find_vault",
    "folder_in_repository",
    "list_files",
    "open_tree",
    "open_vault",
    "read_if_there",
    "read_settings",
    "read_sources",
    "read_tree",
    "read_vault",
    "read_vault_at",
    "remove_files",
    "remove_leftovers",
    "rename_files",
    "write_atomic",
    "write_tree",
]
