"""The rule `orphan-note`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.rules._rule import vault_rule


@vault_rule(Severity.WARNING, opt_in=True)
def orphan_note(links: LinkTable) -> Iterator[Finding]:
    """A note to which no other note or canvas links; hubs are excepted.

    Why: only a search finds it, or chance.
    Fix: link to it from where a reader would look for it.
    """
    for path in links.orphans():
        yield Finding(path, 0, 0, "no link leads here")
