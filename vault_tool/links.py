"""Every link of a vault with where it leads, and what follows from that: backlinks, orphans, islands, reach.

An *edge* is a link with a file at its other end, its heading or block found or not (semantics 5.1); what does not
exist is no node. Links of every kind count, those of canvases too (semantics 2.12). Excluded notes, those in template
folders and canvases carry links on, but the lists here name only the other notes. Nothing depends on the order in
which the vault gives its files.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from vault_tool.collector import collector_paused
from vault_tool.hubs import hubs
from vault_tool.model import Canvas, Note, Vault
from vault_tool.names import within
from vault_tool.resolve import Index, index_vault, resolve_all
from vault_tool.target import External, Reference


class LinkTable:
    """A vault with its links resolved; made by `link_vault`."""

    def __init__(self, vault: Vault, index: Index, references: Mapping[str, tuple[Reference, ...]]) -> None:
        self.vault = vault
        self.index = index
        self.references = references
        """For each note and canvas, in the order of their paths, its links in file order."""

    def backlinks(self, path: str) -> tuple[Reference, ...]:
        """Return the links from other files to the file at the path, in the order of their sources and places."""
        return tuple(self._backlinks.get(path, ()))

    def orphans(self) -> tuple[str, ...]:
        """Return the notes to which no other note or canvas links, hubs excepted, sorted."""
        linked = {path for paths in self.neighbours.values() for path in paths}
        return tuple(sorted(self._listed - linked - set(self.hubs)))

    def dead_ends(self) -> tuple[str, ...]:
        """Return the notes that link to no other note, sorted."""
        notes = self.vault.notes.keys()
        return tuple(path for path in sorted(self._listed) if notes.isdisjoint(self.neighbours.get(path, ())))

    def islands(self) -> tuple[tuple[str, ...], ...]:
        """Return the notes in groups that no link connects, in either direction: the largest first, each sorted."""
        union = _Union()
        for source, paths in self.neighbours.items():
            for path in paths:
                union.join(source, path)
        members: dict[str, list[str]] = {}
        for path in sorted(self._listed):
            members.setdefault(union.root(path), []).append(path)
        return tuple(sorted((tuple(group) for group in members.values()), key=lambda group: -len(group)))

    def unreachable(self, hubs: Collection[str]) -> tuple[str, ...]:
        """Return the notes that cannot be reached from the notes at these paths by following links, sorted.

        Without hubs there is nothing to be reached from, and none is returned.
        """
        if not hubs:
            return ()
        reached = set(hubs)
        ahead = list(reached)
        while ahead:
            for path in self.neighbours.get(ahead.pop(), ()):
                if path not in reached:
                    reached.add(path)
                    ahead.append(path)
        return tuple(sorted(self._listed - reached))

    @cached_property
    def hubs(self) -> Sequence[str]:
        """The paths of the vault's hubs, sorted."""
        return hubs(self.vault)

    @cached_property
    def neighbours(self) -> Mapping[str, Sequence[str]]:
        """The other notes and canvases that each note and canvas links to, each once, in the order of the links."""
        notes, canvases = self.vault.notes, self.vault.canvases
        found = {}
        for source, references in self.references.items():
            paths = dict.fromkeys(
                target.path
                for _, _, target in references
                if not isinstance(target, External) and target.path is not None
            )
            paths.pop(source, None)
            found[source] = tuple(path for path in paths if path in notes or path in canvases)
        return found

    @cached_property
    def _backlinks(self) -> Mapping[str, list[Reference]]:
        found: dict[str, list[Reference]] = {}
        for source, references in self.references.items():
            for reference in references:
                path = reference.edge
                if path is not None and path != source:
                    found.setdefault(path, []).append(reference)
        return found

    @cached_property
    def _listed(self) -> frozenset[str]:
        """The notes that are neither excluded nor templates by their folder."""
        excluded, templates = self.vault.excluded, self.vault.settings.template_folders
        return frozenset(path for path in self.vault.notes if path not in excluded and not within(path, templates))


def link_vault(vault: Vault) -> LinkTable:
    """Resolve every link of the vault's notes and canvases."""
    index = index_vault(vault)
    files: dict[str, Note | Canvas] = {**vault.notes, **vault.canvases}
    with collector_paused():
        return LinkTable(vault, index, {path: resolve_all(index, path, files[path].links) for path in sorted(files)})


class _Union:
    """Sets that are joined pair by pair (Tarjan's union-find, with path halving and the smaller under the larger)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._sizes: dict[str, int] = {}

    def root(self, member: str) -> str:
        above = self._above
        while (parent := above.get(member, member)) != member:
            above[member] = above.get(parent, parent)
            member = above[member]
        return member

    def join(self, one: str, other: str) -> None:
        small, large = self.root(one), self.root(other)
        if small == large:
            return
        sizes = self._sizes
        if sizes.get(small, 1) > sizes.get(large, 1):
            small, large = large, small
        self._above[small] = large
        sizes[large] = sizes.get(small, 1) + sizes.get(large, 1)
