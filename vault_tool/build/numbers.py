"""What is counted in a note: its tasks, its goals, and the minutes that it takes to read."""

import re
from collections import Counter

from vault_tool.build.draft import REGION_BEGIN, REGION_END, Numbers
from vault_tool.build.ends import plain_text
from vault_tool.parse import parse_note
from vault_tool.progress import progress_of
from vault_tool.settings import Settings

_WORDS_A_MINUTE = 200
_REGION = re.compile(f"^{re.escape(REGION_BEGIN)}.*?^{re.escape(REGION_END)}", re.MULTILINE | re.DOTALL)
_BOXED = re.compile(r"[-*+.)][ \t]+\[|goal::", re.IGNORECASE)
"""Without this there is neither task nor goal."""
_WORD = re.compile(r"[^\W_]\S*")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CHARACTERS_A_WORD = 2


def measure(body: str) -> Numbers:
    """Count what is in a note's body, in source form or the vault's; without its region, which is not its own.

    Of tasks those count that `report` counts: neither cancelled ones nor boxes that are no tasks.
    """
    if REGION_BEGIN in body:
        body = _REGION.sub("", body)
    if not _BOXED.search(body):
        return Numbers(words=words(body))
    # The line end keeps a rule at the top from being taken for properties.
    note = parse_note("note.md", f"\n{body}".encode())
    progress = progress_of(Counter(task.mark for task in note.tasks), Settings())
    return Numbers(
        tasks_total=progress.total,
        tasks_done=progress.done,
        words=words(body),
        goals=tuple((plain_text(goal.text), goal.have, goal.goal) for goal in note.goals),
    )


def words(text: str) -> int:
    """Count the words; of scripts that put no spaces between them, two characters are taken for one."""
    if text.isascii():
        return len(_WORD.findall(text))
    spaced, characters = _WITHOUT_SPACES.subn(" ", text)
    return len(_WORD.findall(spaced)) + characters // _CHARACTERS_A_WORD


def minutes(words: int) -> int:
    """Return how long that many words take to read, in whole minutes, at least one."""
    return max(1, round(words / _WORDS_A_MINUTE))
