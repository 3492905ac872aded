"""Where each link of a vault leads: from what was written to what is meant.

`linkpath` finds the file and `places` the heading or block in it, both as Obsidian does; `github` and `foam` know how
those read links. Here they are put together by the link's kind and the vault's dialect. Resolving is total: any link
has a `Target`, and what was resolved once is remembered in the index.
"""

from vault_tool.resolve.index import Index, index_vault
from vault_tool.resolve.resolving import looked_into, resolve, resolve_all

__all__ = ["Index", "index_vault", "looked_into", "resolve", "resolve_all"]
