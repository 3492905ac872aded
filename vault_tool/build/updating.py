"""A build as one function: what the sources say, what the vault holds, what the last build knew -> what to do.

Nothing that did not change is read further than its digest: a document whose source is as it was, and whose notes are
as they were left, is neither parsed nor merged nor rendered, as long as the notes that its text could name are the
same ones under the same names.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from vault_tool.build.asking import Asked
from vault_tool.build.boards import BOARDS, CANVAS_PATH, boards, is_same_canvas, node_key
from vault_tool.build.changes import Changes, Kept, file_steps
from vault_tool.build.draft import (
    Entry,
    Outline,
)
from vault_tool.build.layout import stem
from vault_tool.build.own_links import Turn, Ways, loses_a_place, place_of, stranded
from vault_tool.build.possible_links import PossibleLinks
from vault_tool.build.preparing import Prepared
from vault_tool.build.pruning import pruned
from vault_tool.build.recording import Recording
from vault_tool.build.state import digest
from vault_tool.build.texts import Texts
from vault_tool.filekind import file_kind
from vault_tool.model import FileKind


def update(asked: Asked) -> Changes:
    """Return what is to be done to the vault; raises `WriteError` where it is somebody else's."""
    plan = Prepared(asked)
    texts = Texts(plan)
    recording = Recording(plan, texts)
    vault = asked.vault
    rename = {
        plan.located[note_id]: plan.paths[note_id]
        for note_id in plan.alive
        if note_id in plan.located and plan.located[note_id] != plan.paths[note_id]
    }
    # Where two notes change names, their texts do: nothing can be renamed to a name that is in use.
    used = {old: new for old, new in rename.items() if new in vault}
    rename = {old: new for old, new in rename.items() if old not in used}
    results = {plan.paths[note_id]: note.written for note_id, note in texts.notes.items()}
    results |= {plan.located[note_id]: data for note_id, data in texts.kept_notes()}
    results |= texts.followed()
    results |= _pruned(plan, results)
    ours = plan.ours
    was = {new: old for old, new in rename.items()}
    write = {path: data for path, data in results.items() if vault.get(was.get(path, path)) != data}
    remove = [plan.located[note_id] for note_id in plan.leaving]
    remove = [path for path in (*remove, *used) if path not in results]
    attached = frozenset().union(
        *(plan.made.attachments.get(path, frozenset()) for path in plan.dirty),
        *(record.attachments for path, record in plan.state.documents.items() if path in plan.clean),
    )
    wanted = {path: asked.files[path] for path in sorted(attached) if path in asked.files}
    known = plan.state.files
    present = {path: vault[path] for path in {*wanted, *known} if path in vault and path not in ours}
    added, canvas = _new_boards(plan, texts)
    users = texts.of_user({**results, **added})
    unwanted = [path for path in known if path in present and path not in wanted]
    held = _held_files(plan, users, unwanted) if unwanted else {}
    files = file_steps(wanted, present, known, [path for path in vault if path not in present], held)
    kept = [Kept(plan.located[note_id], _why_kept(plan, note_id)) for note_id in plan.staying
            if not plan.records[note_id].removed]  # fmt: skip
    written = {**write, **files.write, **added}
    turn = _turn(plan, rename, written, (*remove, *files.remove))
    state = recording.new_state(results, files.digests, {*added, *([CANVAS_PATH] if canvas else [])}, canvas)
    return Changes(
        rename=rename,
        write={**write, **files.write},
        beside=added,
        remove=(*remove, *files.remove),
        kept=tuple(sorted([*kept, *files.kept])),
        unchanged=sum(plan.paths[note_id] not in write for note_id in plan.alive) + files.unchanged,
        notes=len(plan.alive),
        attachments=len(wanted),
        memory=recording.memory(state),
        reports=(*plan.reports, *stranded(turn, users, texts.asked_at())),
        found=tuple(recording.places(state)),
    )


def _turn(plan: Prepared, rename: Mapping[str, str], write: Mapping[str, bytes], remove: Collection[str]) -> Turn:
    vault = plan.asked.vault
    was = {new: old for old, new in rename.items()}
    rewritten = {
        path: (vault[was.get(path, path)], data)
        for path, data in write.items()
        if file_kind(path) is FileKind.NOTE and was.get(path, path) in vault
    }
    return Turn(
        before={*vault, *rename.values(), *(plan.state.notes[note_id].path for note_id in plan.gone)},
        after=(({*vault} - {*rename}) | {*rename.values(), *write}) - {*remove},
        rewritten={path: texts for path, texts in rewritten.items() if loses_a_place(*texts)},
    )


def _why_kept(plan: Prepared, note_id: str) -> str:
    place = plan.held.get(note_id)
    is_resting = not plan.resting.isdisjoint((note_id, plan.records[note_id].above))
    left = "not chosen now" if is_resting else "no longer in the source"
    return f"{left}, and {f'linked to in {place}' if place else 'yours'}"


def _held_files(plan: Prepared, users: Mapping[str, bytes], unwanted: Collection[str]) -> dict[str, str]:
    """Return the attachments that the source drops and that a text of the user's shows, each with a place."""
    ways = Ways(plan.asked.vault)
    possible = PossibleLinks(unwanted)
    held: dict[str, str] = {}
    for path, data in users.items():
        if possible.stand_in(data):
            for link, target in ways.leading(path, data):
                if target in unwanted:
                    held.setdefault(target, place_of(path, data, link))
    return held


def _pruned(plan: Prepared, results: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the canvas without the nodes of notes that are gone, where the user has changed it."""
    canvas = results.get(CANVAS_PATH) or plan.asked.vault.get(CANVAS_PATH)
    if canvas is None or not plan.gone:
        return {}
    if CANVAS_PATH in plan.state.boards and _is_as_drawn(plan, canvas):
        return {}
    new = pruned(canvas, frozenset(map(node_key, plan.gone)))
    return {} if new == canvas else {CANVAS_PATH: new}


class _NewBoards(NamedTuple):
    added: Mapping[str, bytes]
    canvas: str
    """The digest of the canvas as a build drew it; empty where the user has changed it."""


def _new_boards(plan: Prepared, texts: Texts) -> _NewBoards:
    """Return the files beside the notes that have never been there, and the canvas while nobody has changed it."""
    there = {*plan.asked.vault, *plan.asked.hidden, *plan.state.boards}
    seen = plan.asked.vault.get(CANVAS_PATH)
    canvas = seen if CANVAS_PATH in plan.state.boards else None
    is_known = canvas is None or digest(canvas) == plan.state.canvas
    if plan.same_names and is_known and there.issuperset(BOARDS) and not plan.everything:
        return _NewBoards({}, plan.state.canvas)
    now = boards(texts.outline, plan.paths, has_timeline=bool(plan.asked.options.phases))
    added = {path: data for path, data in now.items() if path not in there}
    if plan.lost:
        # A state that was lost knows no canvas; one that the builder would draw like that is the builder's.
        canvas = seen if seen == now[CANVAS_PATH] else None
    if canvas is not None and canvas != now[CANVAS_PATH]:
        if not _is_as_drawn(plan, canvas):
            return _NewBoards(added, "")
        added[CANVAS_PATH] = now[CANVAS_PATH]
    return _NewBoards(added, digest(now[CANVAS_PATH]) if canvas is not None or CANVAS_PATH in added else "")


def _is_as_drawn(plan: Prepared, canvas: bytes) -> bool:
    """Whether the canvas is that of the last build, but for how it is spaced and where its notes are now."""
    return digest(canvas) == plan.state.canvas or any(is_same_canvas(canvas, drawn) for drawn in _drawn(plan))


def _drawn(plan: Prepared) -> Iterator[bytes]:
    """Yield the canvas of the last build, and the same with the notes where they are now."""
    records = [record for record in plan.state.notes.values() if record.stands]
    entries = (
        Entry(id=record.id, kind=record.kind, document=record.document, title=record.title, name=stem(record.path))
        for record in records
    )
    then = Outline({entry.id: entry for entry in entries})
    paths = {record.id: record.path for record in records}
    moved = {note_id: path for note_id, path in plan.located.items() if note_id in paths}
    yield from (boards(then, places)[CANVAS_PATH] for places in (paths, {**paths, **moved}))
