"""What the system says of files as they are saved; `watchfiles` hears it."""

import os
from collections.abc import Iterator

from vault_tool.errors import UsageError

_SETTLED = 10
"""So many milliseconds nothing more has to happen before what happened is told …"""
_AT_MOST = 50
"""… but so long it takes at most."""

_SETTINGS = (".vault-tool.toml", ".obsidian")


def events(root: str) -> Iterator[set[str]]:
    """Yield the names below the root of files and folders to which something has happened, as it does.

    What begins with a dot is left out; where it may be the vault's settings that have changed, there may be no names.
    Ends when it is interrupted. Raises `UsageError` where `watchfiles` is not installed.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415 - it takes 30 ms to load
    except ImportError as error:
        raise UsageError("watching needs another package: pip install 'vault-tool[watch]'") from error

    real = os.path.realpath(root)
    for batch in watch(real, watch_filter=None, debounce=_AT_MOST, step=_SETTLED, raise_interrupt=False):
        names = {os.path.relpath(path, real).replace(os.sep, "/") for _, path in batch}
        shown = {name for name in names if not name.startswith(".") and "/." not in name}
        if shown or any(name.startswith(_SETTINGS) for name in names):
            yield shown
