"""What a change broke: the findings of now that were not there before it, in whatever note they stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from vault_tool.diagnostic import Diagnostic
from vault_tool.linkpath import find_file
from vault_tool.links import LinkTable
from vault_tool.linting.fingerprint import fingerprints

_OF_FILES = ("broken-link", "alias-link", "broken-property-link")


def broken_since(
    found: Sequence[Diagnostic],
    found_before: Sequence[Diagnostic],
    before: LinkTable,
    now: LinkTable,
    renamed: Mapping[str, str],
) -> tuple[Diagnostic, ...]:
    """Return the findings that the change brought, sorted by place.

    `renamed` leads from the paths that files had to those that they have: a finding in a note that was moved is the
    same finding. A link to a file that the change renamed or deleted says so.
    """
    moved = tuple(_moved(found_before, renamed))
    known = set(fingerprints(moved))
    added = Counter(
        _kind(diagnostic)
        for fingerprint, diagnostic in zip(fingerprints(found), found, strict=True)
        if fingerprint not in known
    )
    former = {new: old for old, new in renamed.items()}
    return tuple(
        _explained(diagnostic, before, now, renamed, former.get(diagnostic.path, diagnostic.path))
        for diagnostic in _added(found, moved, added)
    )


def _moved(found: Sequence[Diagnostic], renamed: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the findings with the paths of now; those of a file that another was moved onto are gone."""
    overwritten = set(renamed.values()) - renamed.keys()
    for diagnostic in found:
        if diagnostic.path in renamed:
            yield diagnostic._replace(path=renamed[diagnostic.path])
        elif diagnostic.path not in overwritten:
            yield diagnostic


def _kind(diagnostic: Diagnostic) -> tuple[str, str, str]:
    return diagnostic.path, diagnostic.rule, diagnostic.message


def _added(
    found: Sequence[Diagnostic], before: Sequence[Diagnostic], added: Counter[tuple[str, str, str]]
) -> list[Diagnostic]:
    """Choose as many of each kind as were added; of several that are alike, those in lines that are new."""
    old_lines = Counter((_kind(diagnostic), diagnostic.excerpt) for diagnostic in before)
    in_new_lines: list[Diagnostic] = []
    in_old_lines: list[Diagnostic] = []
    for diagnostic in found:
        if _kind(diagnostic) in added:
            line = (_kind(diagnostic), diagnostic.excerpt)
            (in_old_lines if old_lines[line] > 0 else in_new_lines).append(diagnostic)
            old_lines[line] -= 1
    left = Counter(added)
    chosen = []
    for diagnostic in (*in_new_lines, *in_old_lines):
        if left[_kind(diagnostic)] > 0:
            left[_kind(diagnostic)] -= 1
            chosen.append(diagnostic)
    return sorted(chosen)


def _explained(
    diagnostic: Diagnostic, before: LinkTable, now: LinkTable, renamed: Mapping[str, str], source: str
) -> Diagnostic:
    """Say in the hint what became of the file that a link names, where the change took it away.

    `source` is the path that the link's own note had.
    """
    if diagnostic.rule not in _OF_FILES or not diagnostic.cause:
        return diagnostic
    hit = find_file(before.index.files, source.rpartition("/")[0], diagnostic.cause)
    if hit is None:
        return diagnostic
    if hit.path in renamed:
        name = _shortest(now, diagnostic.path, renamed[hit.path])
        return diagnostic._replace(hint=f"it was renamed: it is [[{name}]] now")
    return diagnostic if hit.path in now.vault.files else diagnostic._replace(hint="it was deleted")


def _shortest(links: LinkTable, source: str, path: str) -> str:
    """Return what a wikilink in the file `source` says to mean the file at the path: its name, or else the path."""
    written = path.removesuffix(".md")
    name = written.rpartition("/")[2]
    hit = find_file(links.index.files, source.rpartition("/")[0], name)
    return name if hit and hit.path == path else written
