"""What becomes of each unit: whether it stays, how it reads, and what is to be reported."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from vault_tool.build.merge.conflicts import (
    Callout,
    CalloutIds,
    Conflict,
    ConflictKind,
    part_tasks,
    read_callout,
    write_callout,
)
from vault_tool.build.merge.nodes import Node, Versions
from vault_tool.build.merge.tasks import marked_removed, merged_line, unmarked
from vault_tool.build.merge.units import Unit, likeness, words

_SAME_HEADING: Final = 0.6

MergeTexts = Callable[[str, str, str], "Settled | None"]


@dataclass(slots=True)
class Settled:
    """What is to be reported of a merge."""

    text: str = ""
    conflicts: list[Conflict] = field(default_factory=list)
    removed_tasks: list[str] = field(default_factory=list)
    renamed_headings: list[tuple[str, str]] = field(default_factory=list)
    own_headings: list[tuple[str, str]] = field(default_factory=list)


def settle(versions: Versions, note_id: str, merge_quotes: MergeTexts, *, only_values: bool = False) -> Settled:
    """Give every node its text, and say which are kept; `versions` is changed in place.

    With `only_values` the base and the source differ in values of placeholders alone, which make no conflict.
    """
    return _Settling(versions, note_id, merge_quotes, only_values=only_values).settled


class _Settling:
    def __init__(self, versions: Versions, note_id: str, merge_quotes: MergeTexts, *, only_values: bool) -> None:
        self.versions = versions
        self.only_values = only_values
        self.merge_quotes = merge_quotes
        self.settled = Settled()
        self.callouts: dict[str, list[tuple[int, Callout]]] = {}
        ids: set[str] = set()
        for index, unit in enumerate(versions.theirs):
            if unit.kind == "quote" and (callout := read_callout(unit.content)):
                self.callouts.setdefault(callout.text.rstrip(), []).append((index, callout))
                ids.add(callout.id)
        self.ids = CalloutIds(note_id, ids)
        for node in self._in_order():
            self._settle(node)
        if only_values:
            self._renew_callouts()
        self._keep_what_holds_something()
        self._keep_headings()
        self._headings()

    def _in_order(self) -> Iterator[Node]:
        """Yield the nodes as the vault has them, so that reports come in that order, and then the others."""
        yield from self.versions.of_theirs
        yield from (node for node in self.versions.nodes if node.theirs < 0)

    def _settle(self, node: Node) -> None:
        versions = self.versions
        base = versions.base[node.base] if node.base >= 0 else None
        theirs = versions.theirs[node.theirs] if node.theirs >= 0 else None
        ours = versions.ours[node.ours] if node.ours >= 0 else None
        if theirs is None:
            if ours is None:
                node.kept = False
            elif base is None:
                _take(node, ours)
            else:
                self._deleted(node, base, ours)
        elif ours is None:
            _take(node, theirs)
            if base is not None:
                self._removed(node, base, theirs)
        elif base is None:
            _take(node, theirs)
            if theirs.item is not None and theirs.item.is_removed:
                node.write(_first_line(theirs.content, unmarked))
                node.returned = True
        else:
            self._merge(node, base, theirs, ours)

    def _merge(self, node: Node, base: Unit, theirs: Unit, ours: Unit) -> None:
        _take(node, theirs if ours.same == base.same else ours if theirs.same == base.same else theirs)
        if theirs.item and ours.item and base.item:
            node.marker = _marker(base, theirs, ours)
        if ours.same == base.same:
            if theirs.item and base.item and theirs.item.is_removed and not base.item.is_removed:
                node.write(_first_line(theirs.content, unmarked))
            return
        stale = None if self.only_values else self._stale(base)
        if theirs.same in (base.same, ours.same):
            return
        if base.is_keyed and theirs.is_keyed and ours.is_keyed and base.item and theirs.item and ours.item:
            box, text, clash = merged_line(base.item, theirs.item, ours.item)
            rest = theirs if " ".join(theirs.rest.split()) != " ".join(base.rest.split()) else ours
            clash |= rest is theirs and " ".join(ours.rest.split()) not in (
                " ".join(base.rest.split()),
                " ".join(theirs.rest.split()),
            )
            node.write(box + text + ("\n" + rest.rest if "\n" in rest.content else ""))
            if clash and not self.only_values:
                self._report("reworded", theirs.content, ours.content)
            return
        if theirs.kind == ours.kind == base.kind == "quote" and (
            merged := self.merge_quotes(base.content, theirs.content, ours.content)
        ):
            node.write(merged.text)
            self.settled.conflicts += merged.conflicts
            self.settled.removed_tasks += merged.removed_tasks
            return
        if self.only_values:
            return
        if ours.is_keyed or theirs.is_keyed:
            self._report("reworded", theirs.content, ours.content)
            return
        name = self._show(node, base, ours, stale)
        self._report("changed", theirs.content, ours.content, name)

    def _removed(self, node: Node, base: Unit, theirs: Unit) -> None:
        """Let go what the user did not touch, for the source has it no more."""
        self._stale(base)
        if theirs.same == base.same:
            node.kept = False
        elif theirs.is_task:
            self._mark(node, theirs)
        else:
            self._report("removed", theirs.content, "")

    def _mark(self, node: Node, theirs: Unit) -> None:
        node.write(_first_line(theirs.content, marked_removed))
        assert theirs.item is not None
        if not theirs.item.is_removed:
            self.settled.removed_tasks.append(node.text.partition("\n")[0])

    def _deleted(self, node: Node, base: Unit, ours: Unit) -> None:
        """Leave away what the user deleted, but show what the source made of it since."""
        node.kept = False
        if base.same == ours.same or ours.is_keyed or self.only_values:
            return
        stale = self._stale(base)
        node.kept = True
        node.kind = "quote"
        name = self._show(node, base, ours, stale)
        self._report("deleted", "", ours.content, name)

    def _show(self, node: Node, base: Unit, ours: Unit, stale: str | None) -> str | None:
        """Put the source's text into a callout, and its tasks behind it; return the callout's id."""
        text, tasks = _shown(ours)
        name = None
        extras: list[tuple[str, str]] = []
        if any(line.strip(" >\t") for line in text.split("\n")):
            name = stale or self.ids.make(base.same)
            extras.append(("quote", write_callout(name, text.rstrip())))
        extras += [("item", task) for task in tasks]
        node.extras = extras
        if node.kind == "quote" and node.theirs < 0 and not node.extras:
            node.kept = False
        return name

    def _renew_callouts(self) -> None:
        """Let the callouts that show what the source said show the same with its new values."""
        for node in self.versions.of_base:
            if node.ours < 0:
                continue
            text = _shown(self.versions.ours[node.ours])[0].rstrip()
            if found := self.callouts.get(_shown(self.versions.base[node.base])[0].rstrip()):
                index, callout = found.pop(0)
                if text != callout.text.rstrip():
                    self.versions.of_theirs[index].write(write_callout(callout.id, text))

    def _stale(self, base: Unit) -> str | None:
        """Drop the callout that shows what the source said till now; return its id, to be used again."""
        found = self.callouts.get(_shown(base)[0].rstrip())
        if not found:
            return None
        index, callout = found.pop(0)
        node = self.versions.of_theirs[index]
        node.dropped = True
        return callout.id

    def _report(self, kind: ConflictKind, yours: str, source: str, callout: str | None = None) -> None:
        self.settled.conflicts.append(
            Conflict(kind=kind, yours=yours.strip("\n"), source=source.strip("\n"), callout=callout)
        )

    def _keep_what_holds_something(self) -> None:
        """Keep an item that the source removed while something of the user's lies in it."""
        theirs = self.versions.theirs
        for node in self.versions.of_theirs:
            if node.dropped:
                node.kept = False
        for index in range(len(theirs) - 1, -1, -1):
            node, parent = self.versions.of_theirs[index], theirs[index].parent
            if parent >= 0 and node.kept and node.ours < 0:
                holder = self.versions.of_theirs[parent]
                if not holder.kept and not holder.dropped:
                    holder.kept = True
                    if theirs[parent].is_task:
                        self._mark(holder, theirs[parent])

    def _keep_headings(self) -> None:
        """Keep a heading that the source removed while something of the user's stands under it, or under a deeper one.

        Else a ticked task would end up in the section before, which it has nothing to do with.
        """
        path: list[tuple[Node, int]] = []
        for node, unit in zip(self.versions.of_theirs, self.versions.theirs, strict=True):
            if unit.kind == "heading":
                while path and path[-1][1] >= unit.level:
                    path.pop()
                path.append((node, unit.level))
            elif node.kept and node.ours < 0:
                for heading, _ in path:
                    heading.kept = True

    def _headings(self) -> None:
        """Note which headings the source renamed, and which read otherwise in the vault than in the source."""
        versions = self.versions
        for node in versions.of_ours:
            ours = versions.ours[node.ours]
            if ours.kind != "heading" or node.theirs < 0:
                continue
            theirs = versions.theirs[node.theirs]
            if node.unit is ours and theirs.title != ours.title and (self.only_values or self._same_section(node)):
                self.settled.renamed_headings.append((theirs.title, ours.title))
            elif node.unit is theirs and theirs.title != ours.title:
                self.settled.own_headings.append((ours.title, theirs.title))

    def _same_section(self, node: Node) -> bool:
        """Whether a heading that reads differently in the source is the same: by its words, or by what it heads."""
        versions = self.versions
        if likeness(words(versions.base[node.base]), words(versions.ours[node.ours])) >= _SAME_HEADING:
            return True
        index = node.base + 1
        section = set()
        while index < len(versions.base) and versions.base[index].kind != "heading":
            other = versions.of_base[index].ours
            if other >= 0 and versions.ours[other].same == versions.base[index].same:
                section.add(other)
            index += 1
        index = node.ours + 1
        while index < len(versions.ours) and versions.ours[index].kind != "heading":
            if index in section:
                return True
            index += 1
        return False


def _shown(unit: Unit) -> tuple[str, tuple[str, ...]]:
    """Return what a callout shows of a unit, and the tasks that stand behind the callout."""
    return part_tasks(unit.alone) if unit.kind in ("quote", "footnote", "other") else (unit.alone, ())


def _take(node: Node, unit: Unit) -> None:
    """Let the node read as it does in this version."""
    node.unit = unit
    node.text = unit.content
    node.kind = unit.kind
    node.level = unit.level
    node.marker = unit.item.marker + unit.item.space if unit.item else ""


def _marker(base: Unit, theirs: Unit, ours: Unit) -> str:
    """Return the user's list mark where the user changed more of it than its number, else the source's."""
    before, vault, source = (unit.item for unit in (base, theirs, ours))
    assert before is not None
    assert vault is not None
    assert source is not None
    if source.marker == before.marker or _DIGITS.sub("", vault.marker) != _DIGITS.sub("", before.marker):
        return vault.marker + (vault.space or " ")
    return source.marker + (source.space or " ")


_DIGITS = re.compile("[0-9]+")


def _first_line(content: str, change: Callable[[str], str]) -> str:
    first, newline, rest = content.partition("\n")
    return change(first) + newline + rest
