"""Which notes a build works on: those that a change reaches.

Of every other note nothing is different from the last build: neither its source, nor its file, nor what a text like
its own may name. What is known by another name than before reaches far, but not everywhere: the notes beside it, those
that link to it or mention it, and those in whose texts an old or a new name of it stands.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import quote

from vault_tool.build.draft import HUB_ID, Draft, Kind
from vault_tool.build.layout import stem
from vault_tool.build.preparing import Prepared, Shown
from vault_tool.build.source_form import referred
from vault_tool.build.state import BaseNote, as_json
from vault_tool.mentions import folded as folded_case
from vault_tool.mentions import is_phrase
from vault_tool.names import NoteKey, note_key


def worked_on(plan: Prepared) -> list[str]:
    """Return the notes that may change, in the order of the build."""
    changed = set() if plan.same_names else _changed(plan.shown_before, plan.shown)
    if plan.everything or plan.was or HUB_ID in changed:
        return plan.alive
    work = {note_id for note_id, draft in plan.drafts.items() if not _is_as_it_was(plan, draft)}
    work |= {note_id for note_id in plan.alive if not plan.is_clean(note_id)}
    work |= _rearranged(plan) | _beside_renamed_headings(plan)
    if not plan.same_names:
        work |= changed | _around(plan, changed) | _linking(plan, changed) | _naming(plan, changed)
        work.add(HUB_ID)
    if plan.timetable != plan.state.timetable:
        work.add(HUB_ID)
    # A list of notes shows how far each of them is done.
    lists = {plan.indexes.get(plan.document(note_id), HUB_ID) for note_id in work.intersection(plan.alive)}
    work |= {HUB_ID, *lists} if work else set()
    return [note_id for note_id in plan.alive if note_id in work]


def _is_as_it_was(plan: Prepared, draft: Draft) -> bool:
    """Whether a note that was drafted anew came out as the last build had it, and its file is as that left it."""
    record = plan.records.get(draft.id)
    base = plan.base(record.document).get(draft.id) if record else None
    if record is None or base is None or not plan.is_clean(draft.id):
        return False
    where = record.document, record.origin, (record.slug, record.explicit, record.fingerprint)
    part = plan.parts.get(draft.id, where[-1])
    if where != (draft.document, plan.origins[draft.id], part) or record.kind is not draft.kind:
        return False
    return base.body == plan.asked_body(draft) and base.properties == as_json(draft.properties)


def _rearranged(plan: Prepared) -> set[str]:
    """Return the notes of documents that have other sections than before, or in another order."""
    then = plan.state.documents
    paths = [path for path in plan.dirty if path not in then or then[path].sections != plan.sections[path]]
    return {note_id for path in paths for note_id in (plan.indexes[path], *plan.sections[path])}


def _beside_renamed_headings(plan: Prepared) -> set[str]:
    """Return the notes that may link to headings that the user has renamed."""
    renamed_in = {plan.document(note_id) for note_id in plan.retitled}
    work: set[str] = set()
    for path, record in plan.state.documents.items() if renamed_in else ():
        if path in plan.sections and (path in renamed_in or not record.leads_to.isdisjoint(renamed_in)):
            work |= {plan.indexes[path], *plan.sections[path]}
    return work


# -- What is known by another name ------------------------------------------------------------------------------------


def _changed(before: Mapping[str, Shown], now: Mapping[str, Shown]) -> set[str]:
    """Return the notes that are known in another way than before, those that are gone and those that are new."""
    return {note_id for note_id in before.keys() | now.keys() if before.get(note_id) != now.get(note_id)}


def _around(plan: Prepared, changed: set[str]) -> set[str]:
    """Return the notes of the documents of these, and the index notes that stand beside one of these or another one."""
    documents = _documents(plan, changed)
    work = {note_id for note_id in plan.alive if plan.document(note_id) in documents}
    before = _neighbours(note_id for note_id, shown in plan.shown_before.items() if shown.kind is Kind.INDEX)
    now = _neighbours(note_id for note_id in plan.alive if plan.kind(note_id) is Kind.INDEX)
    return work | {
        note_id for note_id, beside in now.items() if before.get(note_id) != beside or not changed.isdisjoint(beside)
    }


def _documents(plan: Prepared, notes: Collection[str]) -> set[str]:
    """Return the documents that these notes are or were of."""
    then = {plan.state.notes[note_id].document for note_id in notes if note_id in plan.state.notes}
    return then | {plan.document(note_id) for note_id in notes if note_id in plan.shown}


def _neighbours(notes: Iterable[str]) -> dict[str, tuple[str, str]]:
    row = ["", *notes, ""]
    return {note_id: (row[number - 1], row[number + 1]) for number, note_id in enumerate(row) if note_id}


def _linking(plan: Prepared, changed: Collection[str]) -> set[str]:
    """Return the notes that link to one of these, as their source asks or by a mention."""
    documents = _documents(plan, changed)
    work = {
        note_id for note_id, record in plan.records.items() if any(mention.id in changed for mention in record.mentions)
    }
    for path, record in plan.state.documents.items():
        if path in plan.sections and not record.leads_to.isdisjoint(documents):
            base = plan.base(path)
            for note_id in (plan.indexes[path], *plan.sections[path]):
                if note_id not in base or not _ids_in(base[note_id]).isdisjoint(changed):
                    work.add(note_id)
    return work


def _ids_in(base: BaseNote) -> frozenset[str]:
    values = (value for value in base.properties.values() if not isinstance(value, int | float))
    texts = (text for value in values for text in ([value] if isinstance(value, str) else value))
    return referred(base.body).union(*(referred(text) for text in texts if isinstance(text, str)))


def _naming(plan: Prepared, changed: Collection[str]) -> set[str]:
    """Return the notes that have a name in common with these, and those in whose texts stands what changed of it."""
    before, now = plan.shown_before, plan.shown
    rows = [(before.get(note_id), now.get(note_id)) for note_id in changed]
    keys = {key for pair in rows for shown in pair if shown for key in _keys(shown)}
    work = {
        note_id for note_id, shown in now.items() if note_key(shown.title) in keys or note_key(stem(shown.path)) in keys
    }
    names = {name for old, new in rows for name in _names(old) ^ _names(new) if _may_be_mentioned(name, plan)}
    # In a text that is the user's as well, a link may name it in any of the builder's ways.
    called = {stem(shown.path) for pair in rows for shown in pair if shown}
    own = {form for name in called for form in (folded_case(name), folded_case(quote(name)))} | names
    for note_id in plan.alive if names or own else ():
        if note_id in work or note_id not in plan.located:
            continue
        record = plan.records[note_id]
        sought = names if record.pristine else own
        if not sought:
            continue
        text = _folded_text(plan.asked.vault[plan.located[note_id]])
        if record.mentions:
            text += _WIKILINK.sub("", text)  # A link may have been made of a part of the name.
        if any(name in text for name in sought):
            work.add(note_id)
    return work


_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?|\]\]")


def _keys(shown: Shown) -> Iterator[NoteKey]:
    yield note_key(shown.title)
    yield note_key(stem(shown.path))


def _names(shown: Shown | None) -> frozenset[str]:
    """Return the names by which texts may mention a note; one that is only kept has none."""
    if shown is None or shown.removed:
        return frozenset()
    return frozenset(map(folded_case, {shown.title, stem(shown.path), *shown.aliases}))


def _may_be_mentioned(name: str, plan: Prepared) -> bool:
    options = plan.asked.options
    return options.autolink and (is_phrase(name) or name in map(folded_case, options.mentions))


def _folded_text(data: bytes) -> str:
    return data.lower().decode("ascii") if data.isascii() else folded_case(data.decode(errors="replace"))
