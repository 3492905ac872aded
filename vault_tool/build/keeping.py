"""What becomes of notes apart from their source: those that it has dropped and that are kept, and the moves of all."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from vault_tool.build.composing import NoteText, compose, merge_block, take_apart
from vault_tool.build.dating import without_due_dates
from vault_tool.build.dead_links import without_dead
from vault_tool.build.draft import Kind, Numbers
from vault_tool.build.following import Moves
from vault_tool.build.numbers import measure, minutes
from vault_tool.build.preparing import Prepared
from vault_tool.build.properties import Value
from vault_tool.build.state import BaseNote, Record
from vault_tool.frontmatter import read_frontmatter


class KeptNote(NamedTuple):
    """A note that has left the source and is kept."""

    text: NoteText
    """Marked as such, its body in source form."""
    base: BaseNote | None
    """What the source is taken to have asked for from now on, where that is something else."""


def kept_note(plan: Prepared, note_id: str, following: Callable[[str, NoteText], NoteText]) -> KeptNote | None:
    """Return what becomes of a note that has left the source and is kept; `None` where it is not UTF-8.

    `following` makes the links of a note follow, by its path.
    """
    record, path = plan.records[note_id], plan.located[note_id]
    text = take_apart(plan.asked.vault[path])
    if text is None:
        return None
    # Links of mentions stay as they are: nothing will make them anew.
    gone = [mention for mention in record.mentions if mention.id in plan.gone]
    form = following(path, plan.in_source_form(note_id, text, gone))
    plan.reports += plan.moved_out(note_id)
    base = plan.base(record.document).get(note_id)
    new_base = None
    if base and not record.removed and (undated := without_due_dates(base.body)) != base.body:
        # What has left the source is due no more, but for what the user has put a date to.
        form = form._replace(body=compose(note_id, base.body, form.body, undated).body)
        base = new_base = base._replace(body=undated)
    body = without_dead(form.body, plan.gone, plan.titles, base.body if base else "")
    marked, _ = merge_block(None, form.block, _marked(plan, note_id, form.block, measure(body)))
    return KeptNote(text._replace(block=marked, body=body), new_base)


def _marked(plan: Prepared, note_id: str, block: str, numbers: Numbers) -> Mapping[str, Value]:
    """Return the builder's properties of a note that has left the source; what is empty falls away."""
    record = plan.records[note_id]
    there = read_frontmatter(block.encode()).values
    up = _up(plan, record, there.get("up"))
    title = there.get("title") if plan.lost else None
    return {
        "title": title if isinstance(title, str) else record.title,
        "type": record.type or ("section" if record.kind is Kind.SECTION else "hub"),
        "source": record.origin,
        "up": up,
        "reading_time": minutes(numbers.words),
        "tasks_total": numbers.tasks_total or "",
        "tasks_done": numbers.tasks_done if numbers.tasks_total else "",
        "removed": True,
    }


def _up(plan: Prepared, record: Record, there: object) -> str:
    """Return the link to the note above, which of a listed one is its document's when its list is gone."""
    if record.document not in plan.links:
        return ""
    if record.above and record.above not in plan.links:
        return f"[[{plan.links[record.document]}]]"
    return there if isinstance(there, str) else ""


def moves_of(plan: Prepared, headings: Mapping[str, Mapping[str, str]]) -> Moves:
    """Return what has moved since the last build; `headings` has the headings that were renamed, by the old path."""
    old_paths = plan.old_paths
    now_at = {note_id: path for note_id, path in plan.located.items() if note_id in plan.paths}
    moved = {
        old_paths[note_id]: plan.paths[note_id]
        for note_id in now_at
        if old_paths.get(note_id, plan.paths[note_id]) != plan.paths[note_id]
    }
    # Who has moved a note since the last build may have linked to it there.
    between = {path: plan.paths[note_id] for note_id, path in now_at.items() if path != plan.paths[note_id]}
    if not (moved or between or headings):
        return Moves(frozenset(), frozenset(), {}, {}, {})
    back = {plan.paths[note_id]: old for note_id, old in old_paths.items() if note_id in plan.paths}
    now = {path for path in plan.asked.vault if path not in plan.ours}
    leaving = {plan.located[note_id] for note_id in plan.leaving}
    before = now | {back.get(path, path) for path in plan.paths.values()} | leaving | between.keys()
    after = now | set(plan.paths.values())
    return Moves(frozenset(before), frozenset(after), {**between, **moved}, headings, old_paths)
