"""The rule `unused-attachment`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from vault_tool.diagnostic import Finding, Severity
from vault_tool.links import LinkTable
from vault_tool.model import FileKind
from vault_tool.names import note_key
from vault_tool.rules._rule import vault_rule

_ATTACHMENTS = frozenset({FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO, FileKind.PDF})


@vault_rule(Severity.WARNING, opt_in=True)
def unused_attachment(links: LinkTable) -> Iterator[Finding]:
    """An image, recording, film or PDF that no note and no canvas links to or so much as mentions.

    A mention is the file's name anywhere in a text, so that pictures in HTML, cover images in properties and names in
    code count as used. What only a theme, a `.base` or another program uses is reported all the same.

    Why: it takes room in every copy of the vault, and nobody misses it.
    Fix: link to it, or delete it.
    """
    vault = links.vault
    linked = {reference.edge for references in links.references.values() for reference in references}
    idle = [path for path, kind in vault.files.items() if kind in _ATTACHMENTS and path not in linked]
    if idle:
        mentioned = _mentioned(idle, (vault.source(path) for path in (*vault.notes, *vault.canvases)))
        for path in idle:
            if path not in mentioned:
                yield Finding(path, 0, 0, "no note or canvas mentions this file")


def _mentioned(paths: Iterable[str], texts: Iterable[bytes]) -> set[str]:
    """Return those of the paths whose file name stands in one of the texts, percent-encoded or not, in any case.

    A text is searched for the names' extensions, and only what stands before one is held against the names.
    """
    bearers: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        bearers[note_key(path.rpartition("/")[2])].append(path)
    extensions = sorted({name.rpartition(".")[2] for name in bearers})
    ending = re.compile(r"\.(?:" + "|".join(map(re.escape, extensions)) + ")")
    lengths = sorted({len(name) for name in bearers})
    found: set[str] = set()
    for text in texts:
        readable = note_key(unquote_to_bytes(text).decode(errors="replace"))
        for match in ending.finditer(readable):
            stop = match.end()
            for length in lengths:
                found.update(bearers.get(readable[max(0, stop - length) : stop], ()))
    return found
