"""What the source would ask for if its placeholders still stood for what they did at the last build.

Values of placeholders are nobody's words. So a note that the user has touched is compared with such a text, and what
comes out of that gets the values of today (`composing.with_values`).
"""

from collections.abc import Iterator, Mapping

from vault_tool.build.draft import Draft
from vault_tool.build.preparing import Prepared
from vault_tool.build.reading import Values


def drafts_with_past_values(plan: Prepared) -> Mapping[str, Draft]:
    """Return the drafts of touched notes whose document has other values than when they were built, by id."""
    wanted = {note_id: (path, values) for note_id, path, values in _changed(plan)}
    pending: dict[str, list[Values]] = {}
    for path, values in wanted.values():
        turns = pending.setdefault(path, [])
        if values not in turns:
            turns.append(values)
    found: dict[str, Draft] = {}
    while pending:
        # All notes of a document have the same values, but for those that had left the source and are back.
        turn = {path: turns.pop() for path, turns in pending.items()}
        pending = {path: turns for path, turns in pending.items() if turns}
        found |= {
            draft.id: draft
            for draft in _drafts(plan, turn)
            if draft.id in wanted and turn.get(wanted[draft.id][0]) == wanted[draft.id][1]
        }
    return found


def _changed(plan: Prepared) -> Iterator[tuple[str, str, Values]]:
    """Yield the touched notes, each with its document and the values that were put for what that asks for now."""
    for note_id, draft in plan.drafts.items():
        record = plan.records.get(note_id)
        path = draft.document or plan.divided.lead
        if path is None or record is None or (record.pristine and plan.is_clean(note_id)):
            continue
        now = plan.divided.filled(path).values
        known = plan.state.documents.get(record.document or path)
        past = record.values if record.removed else known.values if known else {}
        then = {name: past.get(name, value) for name, value in now.items()}
        if then != now:
            yield note_id, path, then


def _drafts(plan: Prepared, values: Mapping[str, Values]) -> tuple[Draft, ...]:
    divided = plan.divide(values)
    # Where a value makes sections or lists come and go, the places of the others are not what they were.
    paths = {path for path in values if len(divided.parts(path)) == len(plan.sections[path])}
    if len(paths) < len(values):
        divided = plan.divide({path: values[path] for path in paths})
    return plan.drafts_of(divided, paths & plan.dirty).drafts
