"""Notes whose section has left the source: those that are removed, and those that stay for the user's sake."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.build.boards import CANVAS_PATH, node_key
from vault_tool.build.composing import differs, take_apart
from vault_tool.build.draft import OWNED
from vault_tool.build.merge.origins import passages
from vault_tool.build.own_links import Ways, place_of
from vault_tool.build.possible_links import PossibleLinks
from vault_tool.build.state import BaseNote
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind

if TYPE_CHECKING:
    from vault_tool.build.preparing import Prepared


class Departures(NamedTuple):
    """The notes that the source asks for no more, by id."""

    leaving: list[str]
    """Those that the user has neither touched nor linked to: they are removed."""
    staying: list[str]
    held: Mapping[str, str]
    """Of those that stay, the untouched ones, each with the place of a link to it."""


def departures(plan: "Prepared") -> Departures:
    """Part the notes that have left the source; where the state was lost, only those are known that are not chosen."""
    gone = (plan.resting if plan.lost else frozenset(plan.located)).difference(plan.order)
    left = {note_id: plan.records[note_id] for note_id in plan.located if note_id in gone}
    untouched = {note_id for note_id, record in left.items() if not record.removed and _is_untouched(plan, note_id)}
    held = _held(plan, untouched) if untouched else {}
    leaving = [note_id for note_id in plan.records if note_id in untouched and note_id not in held]
    staying = [note_id for note_id in plan.records if note_id in left and (note_id in held or note_id not in untouched)]
    return Departures(leaving, staying, held)


def _is_untouched(plan: "Prepared", note_id: str) -> bool:
    """Whether the user has left a note as and where the last build left it; elsewhere it may be a copy."""
    record = plan.records[note_id]
    if plan.located[note_id] != record.path:
        return False
    if plan.is_clean(note_id):
        return record.pristine
    base = plan.base(record.document).get(note_id)
    text = take_apart(plan.asked.vault[plan.located[note_id]])
    if base is None or text is None:
        return False
    return not differs(plan.in_source_form(note_id, text), base, plan.asked_before(base))


def _held(plan: "Prepared", untouched: set[str]) -> dict[str, str]:
    """Return those of the untouched notes that the user's own notes or lines link to, each with the place of a link."""
    leaving = {plan.located[note_id]: note_id for note_id in untouched}
    note_at = {path: note_id for note_id, path in plan.located.items()}
    ways = Ways(plan.asked.vault, {note_id: record.path for note_id, record in plan.records.items()})
    possible = PossibleLinks(leaving)
    held: dict[str, str] = {}
    for path in plan.asked.vault:
        if path in leaving or file_kind(path) not in (FileKind.NOTE, FileKind.CANVAS):
            continue
        note_id = note_at.get(path)
        is_the_sources = note_id is not None and plan.records[note_id].pristine and plan.is_clean(note_id)
        if not is_the_sources and possible.stand_in(plan.asked.vault[path]):
            found = _foreign_links(plan, ways, path) if note_id is None else _own_links(plan, ways, note_id)
            for target, place in found:
                if target in leaving:
                    held.setdefault(leaving[target], place)
    return held


def _foreign_links(plan: "Prepared", ways: Ways, path: str) -> Iterator[tuple[str, str]]:
    """Yield where the links of a file of the user's lead, and where they stand; not those of the builder's nodes."""
    data = plan.asked.vault[path]
    ours = {node_key(note_id) for note_id in plan.records} if path == CANVAS_PATH else frozenset[str]()
    for link, target in ways.leading(path, data):
        if link.key not in ours:
            yield target, place_of(path, data, link)


def _own_links(plan: "Prepared", ways: Ways, note_id: str) -> Iterator[tuple[str, str]]:
    """Yield what a passage of a note of the build links to more often than the source does or did there."""
    record, path = plan.records[note_id], plan.located[note_id]
    text = take_apart(plan.asked.vault[path])
    if text is None:
        return
    form = plan.in_source_form(note_id, text)
    base = plan.base(record.document).get(note_id) or BaseNote("", {})
    links = ways.count(path, form.block.encode(), without={*OWNED, *base.properties})
    for passage in passages(form.body, base.body):
        own = ways.count(path, passage.text.encode())
        if own:
            links += own - ways.count(path, "\n\n".join(passage.origins).encode())
    yield from ((target, path) for target in links)
