"""A run brought up to date: only what a change can have touched is read again, and all else is as it was.

What a note's findings depend on is the note itself, the names of the files that its links ask for (`asking`),
the headings and blocks of the notes that it names some in, and aliases. So a note is touched when it has changed, when
a file with a name that it asks for has come or gone, when the places of a note have changed that it may name some of,
and when an alias has come or gone that it may have written. Settings, rules and dialect are those of the run; hints are
not told here, because they depend on all names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from vault_tool.asking import announced, announced_alias
from vault_tool.cache.beginning import Resumed
from vault_tool.cache.known import Known, KnownFiles, Overlay, known_index
from vault_tool.cache.looking import Looking, get_ready_to_skim
from vault_tool.cache.plan import Plan, load_link_rules, rules_for, settings_of
from vault_tool.cache.printing import lines_by_path
from vault_tool.diagnostic import Diagnostic
from vault_tool.exclusion import excluded_paths
from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable
from vault_tool.linting.running import checked_files, findings_in
from vault_tool.linting.stamping import explain, placed
from vault_tool.model import Canvas, FileKind, Note, Vault
from vault_tool.resolve import resolve_all
from vault_tool.rules._rule import Rule
from vault_tool.settings import Settings
from vault_tool.text import readable

if TYPE_CHECKING:
    from vault_tool.cache.amendments import Amendment

_MOST = 500
"""How many files are read again at most; to read all of them is not much slower then."""
_MOST_PIECES = 2_000
"""About how many files something else may be printed than the run printed."""


class TooMuchError(Exception):
    """So much has changed that reading everything is the shorter way."""


def has_notes(names: Iterable[str], within: str) -> bool:
    """Whether one of the files is a note in the folder."""
    return any(file_kind(name) is FileKind.NOTE and (not within or name.startswith(f"{within}/")) for name in names)


class Changes(NamedTuple):
    """The paths of files that came, went or changed."""

    added: Sequence[str]
    removed: Sequence[str]
    changed: Sequence[str]


def get_ready(plan: Plan) -> None:
    """Load what most changes ask for."""
    load_link_rules(plan)
    get_ready_to_skim()


def amend(amendment: "Amendment", resumed: Resumed, changes: Changes, out: bytes, read: Callable[[str], bytes]) -> None:
    """Note in the amendment what the changes do to what its run printed, which is `out`.

    Raises as `looked_again`, and `DamagedError`; the amendment is of no use then.
    """
    plan, base, failing = resumed
    overlay = Overlay(*amendment.overlay)
    looked = looked_again(partial(rules_for, plan), settings_of(plan), plan.within, Known(base, overlay), changes, read)
    lines = lines_by_path(looked.found, plan.gravest)
    pieces = amendment.pieces
    for path in (*looked.files, *changes.removed):
        text, fails = lines.get(path, (b"", 0))
        start, stop, failed = pieces[path][:3] if path in pieces else base.printed(path)
        if out[start:stop] == text and fails == failed:
            pieces.pop(path, None)
        else:
            pieces[path] = (start, stop, failed, fails, text)
    if len(pieces) > _MOST_PIECES:
        raise TooMuchError
    amendment.overlay = overlay.values()
    amendment.failing = failing + sum(fails - failed for _, _, failed, fails, _ in pieces.values())


class Looked(NamedTuple):
    """What was read again, and what is found in it now."""

    files: Mapping[str, Note | Canvas]
    """All in which something may be found now that was not, or the other way round; by their paths."""
    found: tuple[Diagnostic, ...]
    """Sorted by place, without hints."""


def looked_again(
    rules_for: Callable[[Iterable[Note | Canvas]], Sequence[Rule]],
    settings: Settings,
    within: str,
    known: Known,
    changes: Changes,
    read: Callable[[str], bytes],
    *,
    most: int = _MOST,
) -> Looked:
    """Return what is found in all that the changes can have touched, and note the changes in what is known.

    `rules_for` returns the rules that can have something to say of files in which this is; `read` returns a file's
    bytes. Raises `TooMuchError` where that are more than `most` files, or have been since the base was made; and
    `OSError` where a file cannot be read. What is known is of no use then.
    """
    overlay = known.overlay
    gone = [alias for path in changes.removed for alias in known.aliases(path)]
    for path in changes.removed:
        overlay.remove(path)
    overlay.added.update(changes.added)
    present = KnownFiles(known)
    looking = Looking(present, read)
    files = _touched(known, changes, gone, looking, most)

    def source(path: str) -> bytes:
        return readable(read(path))

    vault = Vault(
        notes={path: file for path, file in files.items() if isinstance(file, Note)},
        canvases={path: file for path, file in files.items() if isinstance(file, Canvas)},
        files={path: file_kind(path) for path in files},
        excluded=excluded_paths(files, settings),
        settings=settings,
        source=source,
    )
    index = known_index(known, present, settings, looking.target)
    links = LinkTable(vault, index, {path: resolve_all(index, path, file.links) for path, file in files.items()})
    raised = findings_in(links, rules_for(files.values()), checked_files(vault, within), None)
    return Looked(files, explain(placed(source, raised), None))


def _touched(
    known: Known, changes: Changes, gone: Iterable[str], looking: Looking, most: int
) -> Mapping[str, Note | Canvas]:
    """Return what findings may have changed in, read again; `gone` are the aliases of what was removed."""
    overlay = known.overlay
    names = set(map(announced, (*changes.added, *changes.removed)))
    names.update(map(announced_alias, gone))
    texts = [path for path in (*changes.added, *changes.changed) if file_kind(path) in _TEXTS]
    if len(texts) > most:
        raise TooMuchError
    with_other_places = set()
    for path in texts:
        before, now = overlay.reread.get(path), looking.look(path).known()
        was_called = known.aliases(path)
        if was_called != now.aliases:
            names.update(map(announced_alias, (*was_called, *now.aliases)))
        if before is None or before.places != now.places:
            with_other_places.add(announced(path))
        overlay.reread[path] = now
    touched = known.asking(names) | known.asking_places(with_other_places)
    # What they ask for has been said only for as long as that was there: see `hearing.Heard`.
    bereft = known.asking(map(announced, changes.removed)).difference(texts)
    if len(touched) > most or len(overlay.reread) + len(bereft) > most:
        raise TooMuchError
    overlay.reread.update((path, looking.look(path).known()) for path in bereft)
    return {path: looking.look(path).file for path in (*texts, *touched.difference(texts))}


_TEXTS = (FileKind.NOTE, FileKind.CANVAS)
