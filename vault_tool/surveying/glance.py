"""Notes as far as a report lists something of them: their headings, block ids and tasks.

A vault that was surveyed without the reader is reported without it, which takes longer to load than all that is listed
to find.
"""

from vault_tool.model import Note
from vault_tool.skimming.glances import skim_places, with_places
from vault_tool.surveying.outline import tasks_of
from vault_tool.surveying.sketch import sketch


def glance(path: str, raw: bytes) -> Note | None:
    """Return the note of these bytes with its headings, block ids and tasks; `None` where only the reader can say."""
    skimmed = skim_places(raw)
    drawn = sketch(path, raw, skimmed) if skimmed else None
    if skimmed is None or drawn is None:
        return None
    tasks = drawn.note.tasks if drawn.note else ()
    if drawn.outline:
        layout = skimmed.layout
        tasks = tuple(tasks_of(layout.text, layout.without_code(), skimmed.body - 1))
    return with_places(Note(path=path, tasks=tasks), skimmed)
