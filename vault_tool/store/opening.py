"""A vault in one call, for those who use vault-tool as a library."""

from pathlib import Path
from typing import TYPE_CHECKING

from vault_tool.store.location import find_vault
from vault_tool.store.reading import read_vault

if TYPE_CHECKING:
    from vault_tool.links import LinkTable


def open_vault(folder: str | Path = ".") -> "LinkTable":
    """Read and link the vault that holds the folder: all of it, since its links lead everywhere.

    Raises `UsageError` where there is no such folder, `ConfigurationError` where its configuration cannot be followed.
    """
    from vault_tool.links import link_vault  # noqa: PLC0415 - to read a vault takes no links

    return link_vault(read_vault(find_vault(Path(folder)).root))
