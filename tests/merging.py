"""Notes that change under two hands: bodies to draw, what a source and a user do to them, and an oracle.

The oracle reads tasks with a pattern and an indentation stack of its own, and knows nothing of units or keys.
"""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st

REMOVED = "%% removed from source %%"


COLOURS = ("red", "green", "blue", "black", "white", "brown", "amber", "ivory")
SOURCE_EDITS = (
    *("reword", "reorder", "insert", "delete", "repeat", "indent"),  # of list items
    *("revise", "rename", "add", "drop", "move"),  # of blocks
)
USER_EDITS = ("tick", "tick", "untick", "date", "raise", "note", "task", "write", "edit", "delete", "space")


@dataclass
class Part:
    """A block of a source, or a list item with what is nested in it."""

    kind: str
    text: str
    parts: list["Part"] = field(default_factory=list)


words = st.lists(st.sampled_from(COLOURS), min_size=1, max_size=4).map(" ".join)
tasks = st.recursive(
    words.map(lambda text: Part("task", text)),
    lambda inner: st.builds(
        Part, st.sampled_from(["task", "task", "bullet"]), words, st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=5,
)
lists = st.builds(
    Part, st.sampled_from(["list", "list", "numbered"]), st.just(""), st.lists(tasks, min_size=1, max_size=5)
)
blocks = st.one_of(
    lists,
    lists,
    words.map(lambda text: Part("paragraph", f"{text.capitalize()}.")),
    st.builds(lambda level, text: Part("heading", f"{'#' * level} {text}"), st.integers(2, 4), words),
    words.map(lambda text: Part("code", f"```\n- [ ] {text}\n\n# {text}\n```")),
    words.map(lambda text: Part("table", f"| a | b |\n|---|---|\n| {text} | 1 |")),
    words.map(lambda text: Part("quote", f"> [!tip] {text}\n> {text}")),
    words.map(lambda text: Part("comment", f"%%\n{text}\n\n- [ ] {text}\n%%")),
    st.just(Part("rule", "***")),
)
sources = st.lists(blocks, min_size=1, max_size=8)

places = st.integers(0, 10_000)
source_edits = st.lists(
    st.tuples(
        st.sampled_from(
            SOURCE_EDITS,
        ),
        places,
        places,
        blocks,
    ),
    min_size=1,
    max_size=4,
)
user_edits = st.lists(
    st.tuples(
        st.sampled_from(USER_EDITS),
        places,
        places,
    ),
    min_size=1,
    max_size=5,
)


def render(source: list[Part]) -> str:
    """Return the source as Markdown."""
    return "\n\n".join("\n".join(_lines(part, "", "")) for part in source) + "\n"


def _lines(part: Part, indent: str, mark: str) -> Iterator[str]:
    if part.kind in ("task", "bullet"):
        yield f"{indent}{mark}{'[ ] ' if part.kind == 'task' else ''}{part.text}"
        for inner in part.parts:
            yield from _lines(inner, indent + " " * len(mark), "- ")
    elif part.kind in ("list", "numbered"):
        for number, inner in enumerate(part.parts, 1):
            yield from _lines(inner, "", f"{number}. " if part.kind == "numbered" else "- ")
    else:
        yield part.text


def revised(source: list[Part], edits: list[tuple[str, int, int, Part]]) -> list[Part]:
    """Return the source after its author has been at it."""
    source = deepcopy(source)
    for step, (edit, one, two, new) in enumerate(edits):
        families = [family for family in _families(source) if family]
        family = families[one % len(families)] if families else []
        if edit in ("insert", "reword", "reorder", "delete", "repeat", "indent") and family:
            _change_family(family, edit, two, f"v{step}", new)
        elif edit in ("revise", "rename"):
            kinds = ("paragraph", "table", "code", "quote") if edit == "revise" else ("heading",)
            chosen = [part for part in source if part.kind in kinds]
            if chosen:
                part = chosen[one % len(chosen)]
                part.text = (
                    part.text.replace("e", f"E{two % 100}", 1) if edit == "revise" else f"{part.text} {two % 100}"
                )
        elif edit == "add":
            source.insert(one % (len(source) + 1), deepcopy(new))
        elif edit == "drop" and source:
            del source[one % len(source)]
        elif edit == "move" and source:
            moved = source.pop(one % len(source))
            source.insert(two % (len(source) + 1), moved)
    return [part for part in source if part.kind not in ("list", "numbered") or part.parts]


def _families(source: list[Part]) -> Iterator[list[Part]]:
    for part in source:
        if part.kind in ("list", "numbered", "task", "bullet"):
            yield part.parts
            yield from _families(part.parts)


def _change_family(family: list[Part], edit: str, place: int, word: str, new: Part) -> None:
    at = place % len(family)
    if edit == "insert":
        family.insert(at, deepcopy(new.parts[0]) if new.parts else Part("task", word))
    elif edit == "reword":
        family[at].text += f" {word}"
    elif edit == "reorder":
        family.append(family.pop(at))
    elif edit == "delete":
        del family[at]
    elif edit == "repeat":
        family.insert(at, deepcopy(family[at]))
    elif at:
        family[at - 1].parts.append(family.pop(at))


class Task(NamedTuple):
    """A task's line, as the oracle sees it."""

    line: int
    path: tuple[str, ...]
    """The names of the tasks around it, and its own."""
    mark: str
    removed: bool


_ITEM = re.compile(r"(\s*)(?:[-*+]|\d+[.)]) (?:\[(.)\] )?(.*)")


def read_tasks(text: str) -> list[Task]:
    """Return the tasks of a text that `render` and the edits made."""
    found: list[Task] = []
    around: list[tuple[int, str | None]] = []
    for number, line in _outside(text):
        item = _ITEM.fullmatch(line)
        if item is None:
            around = around if not line or line.startswith(" ") else []
            continue
        while around and around[-1][0] >= len(item[1]):
            around.pop()
        name = None
        if item[2]:
            name = " ".join(re.sub(r"📅 \S+", "", item[3].replace(REMOVED, "")).split())
            path = (*(outer for _, outer in around if outer is not None), name)
            found.append(Task(number, path, item[2], REMOVED in item[3]))
        around.append((len(item[1]), name))
    return found


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that stand in no code and no comment, with their numbers."""
    closing = None
    for number, line in enumerate(text.split("\n")):
        if closing is not None:
            closing = None if line.strip() == closing else closing
        elif line.strip() in ("```", "%%"):
            closing = line.strip()
        else:
            yield number, line


def edited(text: str, edits: list[tuple[str, int, int]], word: str) -> str:
    """Return the text after its user has been at it; every line that the user writes is one of a kind."""
    lines = text.split("\n")
    for step, (edit, one, two) in enumerate(edits):
        mine = f"{word}x{step}"
        tasks = [task.line for task in read_tasks("\n".join(lines))]
        plain = [number for number, line in _outside("\n".join(lines)) if line[:1].isupper()]
        if edit == "write" or (edit in ("edit", "delete") and two % 2):
            if edit == "write":
                empty = [number for number, line in _outside("\n".join(lines)) if number and not line] or [len(lines)]
                at = empty[one % len(empty)]
                lines[at:at] = ["", f"Mine {mine}", ""]
            elif plain and edit == "edit":
                lines[plain[one % len(plain)]] += f" {mine}"
            elif plain:
                del lines[plain[one % len(plain)]]
        elif edit == "space":
            empty = [number for number, line in _outside("\n".join(lines)) if not line] or [len(lines)]
            lines.insert(empty[one % len(empty)], "")
        elif tasks:
            _change_task(lines, tasks[one % len(tasks)], edit, two, mine)
    return "\n".join(lines)


def _change_task(lines: list[str], at: int, edit: str, number: int, mine: str) -> None:
    line = lines[at]
    indent = line[: len(line) - len(line.lstrip())]
    if edit == "tick":
        lines[at] = line.replace("[ ]", f"[{'xX/-'[number % 4]}]", 1)
    elif edit == "untick":
        lines[at] = re.sub(r"\[[xX/-]\]", "[ ]", line, count=1)
    elif edit == "date" and "📅" not in line and REMOVED not in line:
        lines[at] = f"{line} 📅 2026-11-{10 + number % 20}"
    elif edit == "edit" and "📅" not in line and REMOVED not in line:
        lines[at] = f"{line} {mine}"
    elif edit == "note":
        width = line.index("[") - len(indent)
        lines.insert(at + 1, f"{indent}{' ' * width}- note {mine}")
    elif edit == "task":
        lines.insert(at, f"{indent}- [{' x'[number % 2]}] own {mine}")
    elif edit == "raise":
        _raise(lines, at, indent)
    elif edit == "delete" and (at + 1 == len(lines) or not lines[at + 1].startswith(f"{indent} ")):
        del lines[at]


def _raise(lines: list[str], at: int, indent: str) -> None:
    """Move a task with what is nested in it before the item above it."""
    above = at - 1
    while above >= 0 and lines[above].startswith(f"{indent} "):
        above -= 1
    if above < 0 or not re.match(rf"{indent}- ", lines[above]) or not lines[at].startswith(f"{indent}- "):
        return
    stop = at + 1
    while stop < len(lines) and lines[stop].startswith(f"{indent} "):
        stop += 1
    lines[above:stop] = lines[at:stop] + lines[above:at]


def written(before: str, after: str) -> Counter[str]:
    """Return the lines that are in the second text and not in the first, however they are indented and marked."""
    lines = Counter(map(_bare, after.split("\n"))) - Counter(map(_bare, before.split("\n")))
    del lines[""]
    return lines


def _bare(line: str) -> str:
    line = re.sub(r"^[\s>]*(?:(?:[-*+]|\d+[.)]) )?", "", line.replace(REMOVED, ""))
    return " ".join(line.split())
