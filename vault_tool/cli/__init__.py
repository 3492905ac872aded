"""The command line: arguments in, pipeline, exit code out.

`vault-tool --version` costs what click does, and a call whose output is known already not even that.
"""

import gc
import os
import sys

from vault_tool.cache.calls import Call

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NoReturn

    from vault_tool.cli._program import COMMANDS, main

__all__ = ["COMMANDS", "main", "run"]


def run() -> "NoReturn":
    """Run the command line; text is UTF-8 whatever the locale says."""
    # A run makes a million records without a cycle and ends: looking for cycles takes a third of its time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    is_known = False
    try:
        call = Call(sys.argv[1:])
        known = _known_exit_code(call)
        is_known = known is not None
        code = _exit_code_of(call) if known is None else known
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError as error:
        # Such as a full disk behind a redirection: without this, Python would exit with 1, which means findings.
        sys.stdout = None
        if sys.stderr is not None:
            sys.stderr.write(f"Error: the output cannot be written: {(error.strerror or str(error)).lower()}\n")
        code, is_known = 2, False
    if is_known:
        # All is written, and nothing was begun that has to be ended: to take Python apart would be a tenth of the run.
        os._exit(code)
    sys.exit(code)


def _known_exit_code(call: Call) -> int | None:
    """Print what the call printed before, where that still holds."""
    from vault_tool.cli._replaying import replay

    return replay(call)


def _exit_code_of(call: Call) -> int:
    from vault_tool.cli._program import main

    try:
        main(obj=call)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 2
    return 0


def __getattr__(name: str) -> object:
    if name not in ("COMMANDS", "main"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vault_tool.cli import _program

    return getattr(_program, name)
