"""What is counted in a note: its tasks, its goals, and the minutes that it takes to read."""

import re
from collections import Counter

from vault_tool.build.draft import REGION_BEGIN, Numbers
from vault_tool.build.ends import plain_text
from vault_tool.build.regions import beside_region
from vault_tool.progress import progress_of
from vault_tool.settings import Settings
from vault_tool.syntax import read_goals, read_tasks
from vault_tool.written import is_goal
from vault_tool.zones import Ranges, read_structure

_WORDS_A_MINUTE = 200
_BOXED = re.compile(r"[-*+.)][ \t]+\[|goal::", re.IGNORECASE)
"""Without this there is neither task nor goal."""
_BLOCK_ID = re.compile(r"[ \t]\^[a-zA-Z0-9-]+\Z")
_WORD = re.compile(r"[^\W_]\S*")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CHARACTERS_A_WORD = 2


def measure(body: str) -> Numbers:
    """Count what is in a note's body, in source form or the vault's; without its region, which is not its own.

    Of tasks those count that `report` counts: neither cancelled ones nor boxes that are no tasks.
    """
    if REGION_BEGIN in body:
        body = beside_region(body)
    if not _BOXED.search(body):
        return Numbers(words=words(body))
    # Most of what `parse_note` finds is not asked for here, and there are many notes.
    source = body.encode()
    structure = read_structure(source, body)
    code = Ranges(structure.code)
    tasks, _ = read_tasks(source, structure, code, 0)
    goals = read_goals(source, structure, code, 0)
    progress = progress_of(Counter(task.mark for task in tasks), Settings())
    unnumbered = progress_of(Counter(task.mark for task in tasks if is_goal(task.text)), Settings())
    in_words = [(GOALS_IN_WORDS, float(unnumbered.done), float(unnumbered.total))] if unnumbered.total else []
    return Numbers(
        tasks_total=progress.total,
        tasks_done=progress.done,
        words=words(body),
        goals=(*((_label(goal.text), goal.have, goal.goal) for goal in goals), *in_words),
    )


_LABEL = re.compile(r"(\*\*|__)(?=\S)([^*_]+)(?:\1:|:\1)\s")


def _label(text: str) -> str:
    """Return what a goal is called: what is bold before a colon at its beginning, or else all of it."""
    bold = _LABEL.match(text)
    return plain_text(bold[2] if bold else _BLOCK_ID.sub("", text))


GOALS_IN_WORDS = "Goals in words"
"""What stands in the hub for all tasks of a note that are goals."""


def words(text: str) -> int:
    """Count the words; of scripts that put no spaces between them, two characters are taken for one."""
    if text.isascii():
        return len(_WORD.findall(text))
    spaced, characters = _WITHOUT_SPACES.subn(" ", text)
    return len(_WORD.findall(spaced)) + characters // _CHARACTERS_A_WORD


def minutes(words: int) -> int:
    """Return how long that many words take to read, in whole minutes, at least one."""
    return max(1, round(words / _WORDS_A_MINUTE))
