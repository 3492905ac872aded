"""Where each note goes: what stands stays where it is, and what is new gets a name of its own.

The name and the folder that the user gave a note win. A note that still has the name that the builder gave it follows
the title of its section, within the folder where it is now. New notes go where the index note of their document is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from vault_tool.build.draft import Draft, Kind
from vault_tool.build.names import unique_names
from vault_tool.build.state import Record

_RANKS = {Kind.HUB: 0, Kind.INDEX: 1, Kind.SECTION: 2, Kind.LISTED: 3}


class Placement(NamedTuple):
    """Where a note stands, and how it came by its name."""

    path: str
    given: str
    """The name that the builder gave it."""
    wanted: str
    """The name that its title asks for."""

    @property
    def name(self) -> str:
        """The file's name without extension."""
        return stem(self.path)


def stem(path: str) -> str:
    """Return the name of the note at a path, whatever the letter case of its extension."""
    name = path.rpartition("/")[2]
    return name[:-3] if name[-3:].lower() == ".md" else name


def lay_out(
    drafts: Sequence[Draft],
    records: Mapping[str, Record],
    located: Mapping[str, str],
    others: Collection[str],
) -> dict[str, Placement]:
    """Return the placement of every note that stands or is asked for, in no order.

    `drafts` are in the order of the build, which is the order of claims to a name; `located` says where notes of the
    build are now, `others` are the paths of all other files in the vault and of the attachments to come.
    """
    placements: dict[str, Placement] = {}
    nameless: list[Draft] = []
    by_id = {draft.id: draft for draft in drafts}
    for note_id, path in located.items():
        record, draft = records[note_id], by_id.get(note_id)
        if draft and draft.wanted_name != record.wanted and stem(path) == record.given:
            nameless.append(draft)
        else:
            placements[note_id] = _kept(path, record, draft)
    nameless += [draft for draft in drafts if draft.id not in located]
    if not nameless:
        return placements
    order = {draft.id: number for number, draft in enumerate(drafts)}
    nameless.sort(key=lambda draft: (_RANKS[draft.kind], order[draft.id]))
    taken = [*(stem(path) for path in others), *(placement.name for placement in placements.values())]
    names = unique_names(((draft.wanted_name, draft.qualifier) for draft in nameless), taken)
    homes = dict(_homes(records, located)) if any(draft.id not in located for draft in nameless) else {}
    for draft, name in zip(nameless, names, strict=True):
        if draft.id in located and name != draft.wanted_name and not draft.qualifier:
            # A number would say less than the old name.
            placements[draft.id] = _kept(located[draft.id], records[draft.id], draft)
            continue
        if draft.id in located:
            folder = located[draft.id].rpartition("/")[0]
        else:
            folder = homes.get(draft.document, draft.folder) if draft.kind is not Kind.HUB else draft.folder
        path = f"{folder}/{name}.md" if folder else f"{name}.md"
        placements[draft.id] = Placement(path, name, draft.wanted_name)
    return placements


def _kept(path: str, record: Record, draft: Draft | None) -> Placement:
    wanted = draft.wanted_name if draft else record.wanted
    # A note that was found in a vault without state has no given name: one that fits is taken for it.
    fits = not record.given and (stem(path) == wanted or stem(path).startswith(f"{wanted} ("))
    return Placement(path, stem(path) if fits else record.given, wanted)


def _homes(records: Mapping[str, Record], located: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield for each document the folder of a note of it; the last one counts: the index note's, if it is there."""
    for known in {note_id: record.path for note_id, record in records.items()}, located:
        for kind in (Kind.SECTION, Kind.INDEX):
            for note_id, path in known.items():
                if records[note_id].kind is kind:
                    yield records[note_id].document, path.rpartition("/")[0]
