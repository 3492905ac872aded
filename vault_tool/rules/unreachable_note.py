"""The rule `unreachable-note`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.hubs import hubs
from vault_tool.links import LinkTable
from vault_tool.rules._rule import vault_rule


@vault_rule(Severity.WARNING, opt_in=True)
def unreachable_note(links: LinkTable) -> Iterator[Finding]:
    """A note that no chain of links leads to from a hub.

    A hub says so itself (`type: hub`, or the tag `#hub` or `#moc`), or is named in the configuration or by `--hub`.
    In a vault without a hub the rule has nothing to say.

    Why: who starts at a hub and follows links never sees it.
    Fix: link to it from a hub, or from a note that a hub leads to.
    """
    starts = hubs(links.vault)
    if starts:
        for path in links.unreachable(starts):
            yield Finding(path, 0, 0, "no chain of links leads here from a hub")
