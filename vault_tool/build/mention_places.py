"""Where in a note that the user has touched a mention of another note may become a link.

It may in a passage that reads as the source has it, whatever the state of its tasks, and where it was one before.
"""

from collections.abc import Collection, Iterator
from functools import cached_property

from vault_tool.build.merge.origins import passages
from vault_tool.build.source_form import line_at


class Allowed:
    """The places of one note; nothing is compared before one is asked for."""

    def __init__(self, body: str, asked: str, before: Collection[tuple[str, str]]) -> None:
        """`asked` is the source's text, and `before` has the id and line of each mention that was a link till now."""
        self._body = body
        self._asked = asked
        self._before = before

    def at(self, place: int, note_id: str) -> bool:
        """Whether a mention of the note that begins there may be a link."""
        return any(start <= place < stop for start, stop in self._from_source) or (
            (note_id, line_at(self._body, place)) in self._before
        )

    @cached_property
    def _from_source(self) -> list[tuple[int, int]]:
        return list(self._unedited())

    def _unedited(self) -> Iterator[tuple[int, int]]:
        at = 0
        for passage in passages(self._body, self._asked):
            if passage.origins and not passage.edited:
                yield at, at + len(passage.text)
            at += len(passage.text)


def is_plain(shown: str, theirs: str, said: str) -> bool:
    """Whether the user has only taken the link away: the words stand there as often as the source had them."""
    return theirs.count(shown) >= max(1, said.count(shown))
