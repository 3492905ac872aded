"""The rule `duplicate-alias`."""

from collections import defaultdict
from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.names import NoteKey, note_key
from vault_tool.rules._rule import vault_rule


@vault_rule(Severity.WARNING, opt_in=True)
def duplicate_alias(links: LinkTable) -> Iterator[Finding]:
    """An alias that is also an alias, or the name, of another note.

    Why: who types it while linking is offered both, and picks the wrong one sooner or later.
    Fix: give each note an alias of its own, such as one with the year or the project in it.
    """
    bearers: dict[NoteKey, set[str]] = defaultdict(set)
    for path, note in links.vault.notes.items():
        for name in (note.name, *note.aliases):
            bearers[note_key(name)].add(path)
    for path, note in links.vault.notes.items():
        for alias in note.aliases:
            key = note_key(alias)
            others = tuple(sorted(bearers[key] - {path}))
            if others:
                message = f"the alias {alias} is also a name of {' and '.join(others)}"
                yield Finding(path, 0, 0, message, cause=key, related=others)
