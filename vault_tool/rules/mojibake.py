"""The rule `mojibake`."""

from vault_tool.diagnostic import Severity
from vault_tool.rules._rule import defect_rule


@defect_rule(Severity.WARNING)
def mojibake() -> None:
    """Text that was once read in the wrong encoding, so that `é` has become `Ã©`.

    Why: nobody can search for it, and links to such a name do not resolve.
    Fix: restore the text from its source, or undo the wrong step (`ftfy` does that for most of them).
    """
