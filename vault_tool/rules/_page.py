"""What a rule is shown that judges one note."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from vault_tool.model import Note
from vault_tool.settings import Settings


class Page(NamedTuple):
    """A note, the settings of its vault, and the day on which it is judged."""

    note: Note
    settings: Settings
    today: date
    source: Callable[[], bytes] = bytes
    """Reads the note's text again, for the few in which a place is to be found that the note does not keep."""
