"""Reads the tables of `cases/parse`: what stands in a note, and every fact that is read of it, in one line each.

A case has the rule it shows (a number of the semantics, or of the pyromark notes), a sentence, the `text` of the note,
and its `facts` as `facts_of` writes them. Nothing that is read is left out, so a case also says what is not there.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from vault_tool.model import Frontmatter, Link, Note
from vault_tool.parse import parse_note
from vault_tool.text import Locator, readable

TABLES = Path(__file__).parent / "cases" / "parse"


class Case(NamedTuple):
    name: str
    text: str
    facts: tuple[str, ...]


def cases() -> Iterator[Case]:
    for path in sorted(TABLES.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            name = f"{path.stem} {case['rule']}: {case['says']}"
            yield Case(name, case["text"], tuple(case["facts"]))


def facts_of(raw: bytes) -> list[str]:
    """Read a note and write what was read, one fact a line: of the whole note first, then by place."""
    note = parse_note("Note.md", raw)
    source = readable(raw)
    located = []
    for start, words in _placed(note):
        line, column = Locator(source).position(start)
        located.append(((line, column), f"{line}:{column} {words}"))
    return [*_whole(note), *(words for _, words in sorted(located, key=lambda fact: fact[0]))]


def _whole(note: Note) -> Iterator[str]:
    if note.frontmatter is not Frontmatter.NONE:
        yield f"frontmatter {note.frontmatter}"
    for name, value in note.properties.items():
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    yield from (f"alias {alias}" for alias in note.aliases)
    yield from (f"property tag {tag}" for tag in note.property_tags)
    if note.template:
        yield "template"
    if note.empty:
        yield "empty"


def _placed(note: Note) -> Iterator[tuple[int, str]]:
    for heading in note.headings:
        yield heading.start, f"heading {heading.level} {heading.text}".rstrip()
    for number, task in enumerate(note.tasks):
        inside = f" (under {task.parent})" if task.parent >= 0 else ""
        yield task.start, f"task {number} [{task.mark}] {task.text}".rstrip() + inside
    for link in note.links:
        yield link.start, _written(link)
    for tag in note.tags:
        yield tag.start, f"tag {tag.name}"
    for block in note.blocks:
        yield block.start, f"block ^{block.id}"
    for goal in note.goals:
        yield goal.start, f"goal {goal.have:g}/{goal.goal:g} {goal.text}".rstrip()
    for defect in note.defects:
        yield defect.start, f"{defect.kind}: {defect.message}"


def _written(link: Link) -> str:
    """Write a link with its parts apart: `link Note # Part | shown`; a part that is empty is `''`."""
    words = str(link.kind) + (f" {link.key}" if link.key else "") + f" {link.path or quoted_nothing}"
    if link.subpath is not None:
        words += f" # {link.subpath or quoted_nothing}"
    if link.display is not None:
        words += f" | {link.display or quoted_nothing}"
    return words


quoted_nothing = "''"
