"""Which documents a document concerns that has come into the source, or has left it.

Those that could name it, or that hold a placeholder; a text is not read for that. Where more hangs on which documents
there are, all are concerned: the title of the whole, a folder's document, a timeline.
"""

from collections.abc import Collection, Mapping

from vault_tool.build.documents import stem
from vault_tool.build.placeholders import names
from vault_tool.build.possible_links import PossibleLinks
from vault_tool.build.reading import Sources
from vault_tool.build.state import State

_OF_A_FOLDER = frozenset({"readme", "index"})
"""Documents that a link to their folder leads to; it need not name them."""

_COUNTED = frozenset({"title", "documents", "notes", "tasks", "reading_time"})
"""Placeholders that depend on which documents there are."""


def concerned(divided: Sources, state: State, others: Collection[str], sources: Mapping[str, bytes]) -> Collection[str]:
    """Return the documents whose drafts may come out otherwise because `others` have come or gone.

    `state` is that of the last build, `sources` has the documents' bytes by path.
    """
    before = list(state.documents)
    if not others:
        return ()
    if (
        not divided.split
        or divided.options.phases
        or before[:1] != list(divided.paths[:1])
        or len(before) == 1
        or len(divided.paths) == 1
        or any(stem(path).lower() in _OF_A_FOLDER for path in others)
        or any(not _COUNTED.isdisjoint(names(value.encode())) for value in divided.options.placeholders.values())
    ):
        return divided.paths
    possible = PossibleLinks(others)
    there = [path for path in divided.paths if path in state.documents]
    return [path for path in there if b"{{" in sources[path] or possible.stand_in(sources[path])]
