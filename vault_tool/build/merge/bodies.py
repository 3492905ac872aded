"""The merge of a note's body: what the last build wrote, what the vault has now, what the source says now."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vault_tool.build.merge.arranging import arrange
from vault_tool.build.merge.conflicts import Conflict
from vault_tool.build.merge.nodes import Node, match_versions, match_without_base
from vault_tool.build.merge.settling import Settled, settle
from vault_tool.build.merge.units import Body, Cutter
from vault_tool.build.merge.writing import write
from vault_tool.names import heading_key


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedBody:
    """A merged body, and what is to be said about it."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    removed_tasks: tuple[str, ...] = ()
    """The lines, from their boxes on, of the tasks that the source no longer has and the user had touched."""
    renamed_headings: tuple[tuple[str, str], ...] = ()
    """Headings that the source renamed: as the vault had them, and as they are now."""
    own_headings: tuple[tuple[str, str], ...] = ()
    """Headings that the user renamed: as the source has them, and as they are in the vault; where a link that names
    one of them could mean another as well, they are left out."""


def merge_body(base: str | None, theirs: str, ours: str, *, note_id: str, only_values: bool = False) -> MergedBody:
    """Merge a body; all three are in source form and without frontmatter.

    `base` is what the last build made of the source, `None` where that is not known: then what is in the vault stays,
    and only what it lacks is added. `theirs` is what the vault has, `ours` what the source makes now. Never raises;
    about linear in the length of the three.

    The result has the line ends of `theirs`, line by line. It is `ours` where the user changed nothing, and `theirs`
    where the source changed nothing, byte for byte.

    With `only_values` the source differs from the base in values of placeholders alone. These are nobody's words: a
    task takes them on whatever its state, and a text of the user's stays as it is without a conflict.
    """
    if theirs in (ours, base):
        return MergedBody(text=ours, renamed_headings=_renamed(base, ours, only_values) if theirs == base else ())
    if ours == base:
        return MergedBody(text=theirs, own_headings=_own(ours, theirs))
    plain = None if base is None else _plain(base)
    merged = _merge(plain, _plain(theirs), _plain(ours), note_id, only_values=only_values)
    text = _with_line_ends(merged.text, theirs)
    if text.replace("\r\n", "\n") == _plain(theirs):
        text = theirs
    return MergedBody(
        text=text,
        conflicts=tuple(merged.conflicts),
        removed_tasks=tuple(merged.removed_tasks),
        renamed_headings=tuple(merged.renamed_headings),
        own_headings=_unmistakable(merged.own_headings, ours, text),
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _with_line_ends(text: str, theirs: str) -> str:
    """Give each line the end that it has in the vault, and a new one that of most lines there."""
    crlf, lines = theirs.count("\r\n"), theirs.count("\n")
    usual = "\r\n" if crlf * 2 > lines else "\n"
    if crlf in (0, lines):
        return text.replace("\n", usual)
    ends: dict[str, list[str]] = defaultdict(list)
    for line in reversed(theirs.split("\n")[:-1]):
        ends[line.removesuffix("\r")].append("\r\n" if line.endswith("\r") else "\n")
    *whole, last = text.split("\n")
    return "".join(line + (ends[line].pop() if ends[line] else usual) for line in whole) + last


def _renamed(base: str | None, ours: str, only_values: bool) -> tuple[tuple[str, str], ...]:
    """Return the headings that the source renamed in a note that the user left alone."""
    if base is None or base == ours:
        return ()
    cutter = Cutter()
    before, after = cutter.cut(_plain(base)), cutter.cut(_plain(ours))
    versions = match_versions(before.units, before.units, after.units, in_parallel=only_values)
    return tuple(settle(versions, "", _no_quotes, only_values=only_values).renamed_headings)


def _own(base: str, theirs: str) -> tuple[tuple[str, str], ...]:
    """Return the headings that the user renamed in a note that the source left alone."""
    cutter = Cutter()
    before, after = cutter.cut(_plain(base)), cutter.cut(_plain(theirs))
    if [unit.title for unit in before.units if unit.kind == "heading"] == [
        unit.title for unit in after.units if unit.kind == "heading"
    ]:
        return ()
    settled = settle(match_versions(before.units, after.units, before.units), "", _no_quotes)
    return _unmistakable(settled.own_headings, base, theirs)


def _unmistakable(names: Iterable[tuple[str, str]], source: str, vault: str) -> tuple[tuple[str, str], ...]:
    """Return the names of headings, in the source and in the vault, that stand for no other heading on either side."""
    names = tuple(names)
    if not names:
        return ()
    cutter = Cutter()
    inside, there = (
        Counter(heading_key(unit.title) for unit in cutter.cut(_plain(text)).units if unit.kind == "heading")
        for text in (source, vault)
    )
    return tuple(
        (old, new)
        for old, new in names
        if there[heading_key(new)] == 1 and inside[heading_key(old)] == 1
        if heading_key(old) not in there and heading_key(new) not in inside
    )


def _no_quotes(_base: str, _theirs: str, _ours: str) -> None:
    return None


def _merge(base: str | None, theirs: str, ours: str, note_id: str, *, only_values: bool) -> Settled:
    r"""Merge texts with `\n` line ends."""
    if theirs in (base, ours):
        return Settled(ours)
    if ours == base:
        return Settled(theirs)
    cutter = Cutter()
    bodies = [cutter.cut(text) for text in (base or "", theirs, ours)]
    before, vault, source = bodies
    if base is None:
        versions = match_without_base(vault.units, source.units)
    else:
        versions = match_versions(before.units, vault.units, source.units, in_parallel=only_values)

    def merge_quotes(base: str, theirs: str, ours: str) -> Settled | None:
        inner = [_unquoted(text) for text in (base, theirs, ours)]
        if None in inner or not any(_BOX.search(text or "") for text in inner):
            return None
        merged = _merge(inner[0], inner[1] or "", inner[2] or "", note_id, only_values=only_values)
        merged.text = "\n".join(f"> {line}".rstrip() for line in merged.text.rstrip("\n").split("\n"))
        return merged

    settled = settle(versions, note_id, merge_quotes, only_values=only_values)
    top = arrange(versions)
    lead = source.lead if vault.lead == before.lead and base is not None else vault.lead
    lead = lead[: lead.rfind("\n") + 1]
    tail = _tail(before, vault, source) if base is not None else _tail(source, vault, source)
    for roomy in (False, True):
        settled.text = lead + write(versions, top, tail, roomy=roomy)
        if _reads_as_meant(cutter.cut(settled.text), top):
            break
    return settled


def _tail(before: Body, vault: Body, source: Body) -> str:
    """Return what stands behind the last unit."""
    if not vault.units or not source.units:
        return (vault.units or source.units)[-1].gap if vault.units or source.units else ""
    ends = [body.units[-1].gap if body.units else "" for body in (before, vault, source)]
    return ends[2] if ends[1] == ends[0] else ends[1]


_BOX = re.compile(r"^[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]{1,4}\[[^\r\n]\](?=\s|\Z)", re.MULTILINE)
_QUOTED = re.compile(r" {0,3}>(?: |(?=\t)|)")


def _unquoted(text: str) -> str | None:
    """Return what is quoted; `None` where a line lacks its mark."""
    lines = text.split("\n")
    found = [_QUOTED.match(line) for line in lines]
    if not all(found):
        return None
    return "\n".join(line[match.end() :] for line, match in zip(lines, found, strict=True) if match)


def _reads_as_meant(body: Body, top: list[Node]) -> bool:
    """Whether the body has the units that were put into it, each in the item it was put into."""
    return _outline_of_nodes(top) == _outline(body)


def _outline_of_nodes(top: list[Node]) -> list[tuple[int, str]]:
    outline = []
    pending = [(node, 0) for node in reversed(top)]
    while pending:
        node, depth = pending.pop()
        if node.theirs >= 0 or not node.extras:
            outline.append((depth, node.unit.packed if node.unit else "".join(node.text.split())))
        inner = depth + (node.kind == "item")
        outline += [(inner, "".join(text.split())) for _, text in node.extras]
        pending += [(child, depth + 1) for child in reversed(node.children)]
    return outline


def _outline(body: Body) -> list[tuple[int, str]]:
    depths: list[int] = []
    outline = []
    for unit in body.units:
        depths.append(depths[unit.parent] + 1 if unit.parent >= 0 else 0)
        outline.append((depths[-1], unit.packed))
    return outline
