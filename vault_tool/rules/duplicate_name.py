"""The rule `duplicate-name`."""

from collections import defaultdict
from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.names import NoteKey, note_key
from vault_tool.rules._rule import vault_rule


@vault_rule(Severity.WARNING, opt_in=True)
def duplicate_name(links: LinkTable) -> Iterator[Finding]:
    """A note whose name another note has too, in another folder or in other letter case.

    Why: where `[[Plan]]` leads then depends on the folder of the note that says it.
    Fix: rename one of them, or name the folder in every link to them.
    """
    namesakes: dict[NoteKey, list[str]] = defaultdict(list)
    for path, note in links.vault.notes.items():
        namesakes[note_key(note.name)].append(path)
    for name, paths in namesakes.items():
        if len(paths) == 1:
            continue
        for path in paths:
            others = tuple(sorted(other for other in paths if other != path))
            yield Finding(path, 0, 0, f"the name is also that of {_listed(others)}", cause=name, related=others)


def _listed(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 else f"{len(paths)} other notes"
