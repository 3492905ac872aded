"""Which documents and notes go on under another path: a file of the source is renamed, a section moves to another.

A document that is gone goes on as a new one if its text does: the same bytes, else the only best likeness both ways.
Then its sections are looked for in it as if nothing had happened, and what is left over on either side, of any
document, is matched across documents: by the id that the source gives, by equal text, by likeness.

A note keeps its id for ever; it is what the state and links in source form know it by. What its property `source` says
is its *origin*, which is the id at first and names the document where its section is now. No two notes say the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from vault_tool.build.draft import HUB_ID, Kind, Part
from vault_tool.build.identity import Game, Remembered, alike, match_across, new_id, unique_id
from vault_tool.build.state import Base, BaseNote, Record, State, digest
from vault_tool.text import readable


class Succession(NamedTuple):
    """Which note is which."""

    indexes: Mapping[str, str]
    """The id of each document's index note."""
    sections: Mapping[str, tuple[str, ...]]
    """The ids of each document's sections, in order."""
    origins: Mapping[str, str]
    """What the property `source` of each of them, and of the hub, says, by id."""
    resting: frozenset[str]
    """The ids of remembered sections that are there still, and not chosen now."""


def renamed_documents(state: State, sources: Mapping[str, bytes], base: Callable[[str], Base]) -> dict[str, str]:
    """Return the old path of each document that has a new one, by the new; `base` gives the texts of a document."""
    gone = [path for path in state.documents if path not in sources]
    new = [path for path in sources if path not in state.documents]
    was: dict[str, str] = {}
    if not (gone and new):
        return was
    digests = {path: digest(sources[path]) for path in new}
    for path in new:
        same = [old for old in gone if state.documents[old].digest == digests[path]]
        if len(same) == 1 and list(digests.values()).count(digests[path]) == 1:
            was[path] = same[0]
    gone = [path for path in gone if path not in was.values()]
    new = [path for path in new if path not in was]
    if len(gone) * len(new) > _MOST_PAIRS:
        return was
    then = ["\n\n".join(note.body for note in base(path).values()) for path in gone]
    pairs = alike(then, [readable(sources[path]).decode() for path in new])
    return was | {new[now]: gone[before] for before, now in pairs}


_MOST_PAIRS = 1_000
"""To compare more whole documents than that, each with each, takes too long; their sections are matched even so."""


def under_new_paths(state: State, was: Mapping[str, str]) -> State:
    """Return the state as if the documents had always had their new paths."""
    if not was:
        return state
    now = {old: new for new, old in was.items()}
    return replace(
        state,
        documents={now.get(path, path): record for path, record in state.documents.items()},
        notes={
            note_id: record._replace(document=now[record.document]) if record.document in now else record
            for note_id, record in state.notes.items()
        },
    )


def succeed(
    records: Mapping[str, Record],
    paths: Sequence[str],
    known: Mapping[str, Sequence[str]],
    parts: Callable[[str], Sequence[Part]],
    base: Callable[[str], Base],
    resting: Callable[[str], Sequence[Part]] = lambda _: (),
    past: Mapping[str, Sequence[Part]] | None = None,
) -> Succession:
    """Say which note each document and section is; `paths` are the documents in order.

    `known` has the ids of the sections of documents in which nothing has changed; `parts` gives those of the others,
    and `resting` those that are not chosen, so that no other section is taken for one of them. `past` has of documents
    in which values of placeholders have changed both kinds, as they would read with the values of the last build.
    """
    divided = {path: parts(path) for path in paths if path not in known}
    both = {path: [*chosen, *resting(path)] for path, chosen in divided.items()}
    both |= {path: list(then) for path, then in (past or {}).items() if len(then) == len(both.get(path, ()))}
    matched = _matched(records, paths, both, base)
    found = {path: matched[path][: len(chosen)] for path, chosen in divided.items()}
    away = {note_id for path, chosen in divided.items() for note_id in matched[path][len(chosen) :] if note_id}
    taken = set(records)
    standing = _index_notes(records)
    indexes = {}
    sections = {}
    for path in paths:
        indexes[path] = standing.get(path) or unique_id(path, taken)
        taken.add(indexes[path])
        ids = []
        for part, note_id in zip(divided[path], found[path], strict=True) if path in divided else ():
            ids.append(note_id or new_id(path, part, taken))
            taken.add(ids[-1])
        sections[path] = tuple(ids) if path in divided else tuple(known[path])
    return Succession(indexes, sections, dict(_origins(records, indexes, sections, divided)), frozenset(away))


def _matched(
    records: Mapping[str, Record],
    paths: Collection[str],
    divided: Mapping[str, Sequence[Part]],
    base: Callable[[str], Base],
) -> dict[str, list[str | None]]:
    by_document: dict[str, list[Record]] = {}
    for record in records.values():
        if record.kind in (Kind.SECTION, Kind.LISTED):
            by_document.setdefault(record.document, []).append(record)
    games = {path: Game(list(_remembered(by_document.get(path, ()), base)), now) for path, now in divided.items()}
    gone = [record for path, then in by_document.items() if path not in paths for record in then]
    for game in games.values():
        game.by_text()
    lost = [section for game in games.values() for section in game.remembered]
    texts = {section.fingerprint for section in lost} | {record.fingerprint for record in gone}
    _match_across(games, [section for game in games.values() for section in game.away(texts - {""})], gone, base)
    for game in games.values():
        game.by_heading()
    _match_across(games, [section for game in games.values() for section in game.remembered], gone, base)
    return {path: game.found for path, game in games.items()}


def _match_across(
    games: Mapping[str, Game],
    lost: Sequence[Remembered],
    gone: Sequence[Record],
    base: Callable[[str], Base],
) -> None:
    """Look for what documents have lost in others; `gone` are the notes of those that are no more."""
    places = [(game, number) for game in games.values() for number in game.parts]
    if not places:
        return
    found = {note_id for game in games.values() for note_id in game.found}
    left = [*lost, *_remembered((record for record in gone if record.id not in found), base)]
    if not left:
        return
    across = match_across(left, [game.parts[number] for game, number in places])
    for (game, number), note_id in zip(places, across, strict=True):
        if note_id is not None:
            game.settle(note_id, number)
    for game in games.values():
        game.lose({note_id for note_id in across if note_id is not None})


def _remembered(records: Iterable[Record], base: Callable[[str], Base]) -> Iterator[Remembered]:
    for record in records:
        note: BaseNote | None = base(record.document).get(record.id)
        text = note.body if note else ""
        yield Remembered(record.id, record.slug, record.explicit, record.title, record.fingerprint, text)


def _index_notes(records: Mapping[str, Record]) -> dict[str, str]:
    """Return the ids of index notes by document; one that was only kept from another of its path comes last."""
    notes = [record for record in records.values() if record.kind is Kind.INDEX]
    return {record.document: record.id for record in sorted(notes, key=lambda record: not record.removed)}


def _origins(
    records: Mapping[str, Record],
    indexes: Mapping[str, str],
    sections: Mapping[str, Sequence[str]],
    divided: Mapping[str, Sequence[Part]],
) -> Iterator[tuple[str, str]]:
    yield HUB_ID, HUB_ID
    taken = {record.origin for record in records.values()}
    for path, index in indexes.items():
        parts = divided.get(path, ())
        for number, note_id in enumerate((index, *sections[path]), start=-1):
            record = records.get(note_id)
            said = record.origin if record else ""
            fragment = (
                said.rpartition("#")[2] if record else number >= 0 and (parts[number].explicit or parts[number].slug)
            )
            wanted = path if number < 0 else f"{path}#{fragment or 'section'}"
            if not (said == path if number < 0 else said.startswith(f"{path}#")):
                taken.discard(said)
                said = unique_id(wanted, taken)
                taken.add(said)
            yield note_id, said
