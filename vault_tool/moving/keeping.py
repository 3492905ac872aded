"""What has to be rewritten so that every link means after a move what it meant before.

All links are resolved twice with their text unchanged: in the vault as it is, and in the vault as it will be. Where the
two answers differ, a spelling is looked for that the resolver takes to the right place; then all is read and resolved
again, because a link may stand in a heading that other links name. What comes out has been checked that way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vault_tool.edits import Edit, Shift, edited, in_order
from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable
from vault_tool.model import DefectKind, FileKind, Link, LinkKind, Vault
from vault_tool.moving.moves import Moves
from vault_tool.moving.respelling import Meaning, Respeller, meaning
from vault_tool.moving.spots import Spot, folder_edits, other_spots, read_spots
from vault_tool.resolve import index_vault, resolve_all
from vault_tool.rewriting import with_texts
from vault_tool.target import External, Target

_MOST_ROUNDS = 8
"""A link in a heading that a link in a heading names … eight deep is more than anybody writes."""

_Key = tuple[str, int]
"""A spot: its file's path before the change, and its number there."""


class Rewriting(NamedTuple):
    """A link that is written anew."""

    path: str
    """The file that it stands in, by its path before the change."""
    was: Link
    becomes: Link


class Lost(NamedTuple):
    """A link for which there is no spelling."""

    path: str
    """The file that it stands in, by its path before the change."""
    link: Link
    leads_to: str
    """Where it leads before the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a move or a new heading asks for."""

    moves: Moves
    edits: Mapping[str, tuple[Edit, ...]]
    """What is written in each file, by its path before the change."""
    texts: Mapping[str, bytes]
    """The text of each of these files, as it is."""
    rewritten: tuple[Rewriting, ...]
    """In the order of files and places."""
    lost: tuple[Lost, ...]


def keep_links(links: LinkTable, moves: Moves, edits: Mapping[str, Sequence[Edit]] | None = None) -> Change:
    """Return what is to be written so that all links of the vault keep their meaning.

    `edits` are made in any case, by the path of the file as it is; links that they replace are gone with them. What
    has no spelling is in `lost`; then the change should not be made.
    """
    return _Keeper(links, moves, edits or {}).change()


class _Keeper:
    """Looks for spellings round by round, each time against the vault as it would be then."""

    def __init__(self, links: LinkTable, moves: Moves, edits: Mapping[str, Sequence[Edit]]) -> None:
        self._before = links
        self._moves = moves
        self._given = {path: list(found) for path, found in edits.items()}
        self._sources: dict[str, bytes] = {}
        self._spots = dict(_all_spots(links.vault))
        for path in self._spots:
            if file_kind(path) is FileKind.BASE:
                self._given.setdefault(path, []).extend(folder_edits(self._source(path), moves))
        self._targets = {path: self._resolved(path, spots) for path, spots in self._spots.items()}
        self._last: Vault | None = None
        self._spelled: dict[_Key, Link] = {}
        self._lost: set[_Key] = set()

    def change(self) -> Change:
        edits = self._edits()
        for _ in range(_MOST_ROUNDS):
            found = self._misled(edits)
            if not found:
                break
            self._spelled.update(found)
            edits = self._edits()
        else:
            self._lost.update(found)
        made = {path: in_order(several) for path, several in sorted(edits.items()) if several}
        return Change(
            moves=self._moves,
            edits=made,
            texts={path: self._source(path) for path in made},
            rewritten=tuple(
                Rewriting(path, self._spots[path][number].link, link)
                for (path, number), link in sorted(self._spelled.items())
                if (path, number) not in self._lost
            ),
            lost=tuple(
                Lost(path, self._spots[path][number].link, self._wanted(path, number).path or "")
                for path, number in sorted(self._lost)
            ),
        )

    def _source(self, path: str) -> bytes:
        if path not in self._sources:
            self._sources[path] = self._before.vault.source(path)
        return self._sources[path]

    def _resolved(self, path: str, spots: Sequence[Spot]) -> tuple[Target, ...]:
        known = self._before.references.get(path, ())
        others = resolve_all(self._before.index, path, [spot.link for spot in spots[len(known) :]])
        return tuple(reference.target for reference in (*known, *others))

    def _wanted(self, path: str, number: int) -> Meaning:
        return meaning(self._before.vault.notes, self._targets[path][number])

    def _edits(self) -> dict[str, list[Edit]]:
        """Return all edits that the spellings found so far ask for, by file."""
        edits = {path: list(given) for path, given in self._given.items()}
        for (path, number), link in self._spelled.items():
            if (path, number) in self._lost:
                continue
            old = self._spots[path][number].link
            source = self._source(path)
            written = self._spots[path][number].written(path, source)
            if written is None or not self._is_whole(path):
                self._lost.add((path, number))
                continue
            new_path = None if link.path == old.path else link.path
            new_subpath = None if link.subpath == old.subpath else link.subpath
            edits.setdefault(path, []).extend(written.edits(source, new_path, new_subpath))
        return edits

    def _is_whole(self, path: str) -> bool:
        """Whether the file's text is its bytes; what is no UTF-8 was read with replacements."""
        note = self._before.vault.notes.get(path)
        return note is None or all(defect.kind is not DefectKind.UNDECODABLE_NOTE for defect in note.defects)

    def _misled(self, edits: Mapping[str, Sequence[Edit]]) -> dict[_Key, Link]:
        """Return new spellings for the links that would lead elsewhere in the vault as it would be."""
        texts = {path: edited(self._source(path), several) for path, several in edits.items() if several}
        vault = _vault_after(self._before.vault, self._moves, texts)
        index = index_vault(vault)
        respeller = Respeller(self._before, index, self._moves)
        found: dict[_Key, Link] = {}
        for path in self._to_check(vault, texts):
            spots, targets = self._spots[path], self._targets[path]
            links: Sequence[Link | None] = [spot.link for spot in spots]
            if path in texts:
                links = _links_after(spots, read_spots(path, texts[path]), in_order(edits[path]))
            there = [link for link in links if link is not None]
            references = iter(resolve_all(index, self._moves.of(path), there))
            stays = path not in texts and path not in self._moves.files
            for number, link in enumerate(links):
                now = None if link is None else next(references).target
                if stays and now == targets[number] and self._is_untouched(now, texts):
                    continue
                key = (path, number)
                if key in self._lost or self._is_replaced(path, number):
                    continue
                if link is None or now is None:
                    self._lost.add(key)
                    continue
                was, wanted, means = spots[number].link, self._wanted(path, number), meaning(vault.notes, now)
                if wanted.path is not None and respeller.is_right(path, was, link, wanted, means):
                    continue
                new = respeller.respelled(path, was, wanted)
                if new is not None and new.linktext != link.linktext and self._spelled.get(key) != new:
                    found[key] = new
                elif not wanted.is_kept(self._moves, means):
                    self._lost.add(key)
        return found

    def _to_check(self, vault: Vault, texts: Mapping[str, bytes]) -> Iterable[str]:
        """Return the files whose links may lead elsewhere than in the round before: the edited ones, or all.

        That the others are as they were is known where no edit since then has changed what a link can name.
        """
        last, self._last = self._last, vault
        edited_notes = [self._moves.of(path) for path in texts if path in self._before.vault.notes]
        if last is None or any(_names_in(vault, path) != _names_in(last, path) for path in edited_notes):
            return self._spots
        return [path for path in self._spots if path in texts]

    def _is_untouched(self, target: Target, texts: Mapping[str, bytes]) -> bool:
        path = None if isinstance(target, External) else target.path
        return path not in self._moves.files and path not in texts

    def _is_replaced(self, path: str, number: int) -> bool:
        """Whether an edit that was given takes the whole link away."""
        link = self._spots[path][number].link
        given = self._given.get(path, ())
        return any(edit.start <= link.start and link.stop <= edit.stop and link.start < link.stop for edit in given)


def _names_in(vault: Vault, path: str) -> tuple[object, ...]:
    """Return what links can name in the note."""
    note = vault.notes[path]
    return ([heading[:2] for heading in note.headings], [block.id for block in note.blocks])


def _all_spots(vault: Vault) -> Iterator[tuple[str, tuple[Spot, ...]]]:
    bases = (path for path, kind in vault.files.items() if kind is FileKind.BASE)
    for path in sorted({*vault.notes, *vault.canvases, *bases}):
        file = vault.notes.get(path) or vault.canvases.get(path)
        known = () if file is None else map(Spot, file.links)
        spots = (*known, *other_spots(path, vault.source(path)))
        if spots or file_kind(path) is FileKind.BASE:
            yield path, spots


def _vault_after(vault: Vault, moves: Moves, texts: Mapping[str, bytes]) -> Vault:
    """Return the vault as it will be; `texts` are the changed ones, by the path before the change."""
    of = moves.of
    vault = with_texts(vault, texts)
    before = {new: old for old, new in moves.files.items()}
    notes, canvases = dict(vault.notes), dict(vault.canvases)
    for old, new in moves.files.items():
        if old in vault.notes:
            notes[new] = vault.notes[old]._replace(path=new)
        elif old in vault.canvases:
            canvases[new] = vault.canvases[old]._replace(path=new)
    for gone in moves.files.keys() - before.keys():
        notes.pop(gone, None)
        canvases.pop(gone, None)
    return vault._replace(
        notes=notes,
        canvases=canvases,
        files={of(path): kind for path, kind in vault.files.items()},
        unreadable={of(path): reason for path, reason in vault.unreadable.items()},
        source=lambda path: vault.source(before.get(path, path)),
    )


def _links_after(spots: Sequence[Spot], now: Sequence[Spot], edits: Sequence[Edit]) -> list[Link | None]:
    """Return each spot's link as it stands in the edited text, `None` where it is gone; found by place.

    A property that is written with escapes has no place of its own, and is found by its key.
    """
    shift = Shift(edits)
    by_place = {(spot.link.kind, spot.link.start): spot.link for spot in now}
    by_key = {spot.link.key: spot.link for spot in now if spot.link.kind is LinkKind.PROPERTY}
    found: list[Link | None] = []
    for spot in spots:
        link = spot.link
        if link.kind is LinkKind.PROPERTY:
            found.append(by_key.get(link.key))
        else:
            start = shift.of(link.start)
            found.append(None if start is None else by_place.get((link.kind, start)))
    return found
