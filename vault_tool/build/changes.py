"""What a build does to a vault: what it writes, renames, removes and leaves alone. The store carries it out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vault_tool.build.state import digest
from vault_tool.errors import WriteError
from vault_tool.names import note_key


class Kept(NamedTuple):
    """A file that is left as it is, and why."""

    path: str
    reason: str


class Place(NamedTuple):
    """Something found in a source document; line and column count from 1."""

    document: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The steps from the vault that is there to the one that is wanted; renaming comes first, removing last."""

    rename: Mapping[str, str] = field(default_factory=dict)
    """New path by old; the file may be written as well, at its new path."""
    write: Mapping[str, bytes] = field(default_factory=dict)
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """Files to write that are no part of the build, but put beside it once."""
    remove: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    unchanged: int = 0
    """How many files of the build are as they should be."""
    notes: int = 0
    """How many notes the build consists of."""
    attachments: int = 0
    memory: Mapping[str, bytes | None] = field(default_factory=dict)
    """The files below `.vault-tool/state`: what is to stand there, `None` for what is to be removed."""
    reports: tuple[str, ...] = ()
    """What the user should hear of, a clause each."""
    found: tuple[Place, ...] = ()
    """What is wrong in the sources, in order."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do at all."""
        return not (self.rename or self.write or self.beside or self.remove or self.memory)


class FileSteps(NamedTuple):
    """What becomes of the files that are no notes."""

    write: Mapping[str, bytes]
    remove: tuple[str, ...]
    kept: tuple[Kept, ...]
    unchanged: int
    digests: Mapping[str, str]
    """What to remember of them."""


def file_steps(
    wanted: Mapping[str, bytes],
    present: Mapping[str, bytes],
    written: Mapping[str, str],
    others: Collection[str] = (),
    held: Mapping[str, str] | None = None,
) -> FileSteps:
    """Compare the files that are wanted with what is there and with what the last build wrote.

    =================  =============================  ======================  ===========================
    in the vault       as the last build wrote it     changed by hand         never written by a build
    =================  =============================  ======================  ===========================
    wanted             written if it differs          kept, and reported      kept, and reported
    no longer wanted   removed                        kept, and reported      not looked at
    =================  =============================  ======================  ===========================

    A wanted file that is not there is written, also where it was deleted by hand. `others` are the paths of all other
    files: a name that differs from one of them in letter case only is no other file to some systems. `held` are files
    that the user links to, each with the place of a link: they are kept and reported when they are no longer wanted.
    """
    held = held or {}
    gone = [path for path in written if path in present and path not in wanted]
    remove = tuple(path for path in gone if digest(present[path]) == written[path] and path not in held)
    kept = [
        Kept(path, f"no longer in the source, and linked to in {held[path]}")
        if path in held
        else Kept(path, "changed by hand, and no longer in the source")
        for path in gone
        if path not in remove
    ]
    write: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    unchanged = 0
    alike = {note_key(path): path for path in (*present, *others) if path not in remove}
    for path, data in wanted.items():
        there = present.get(path)
        if there == data:
            unchanged += 1
            digests[path] = digest(data)
        elif there is None and note_key(path) in alike:
            kept.append(Kept(alike[note_key(path)], f"its name differs from {path} in letter case only"))
        elif there is None or written.get(path) == digest(there):
            write[path] = data
            digests[path] = digest(data)
        elif path in written:
            kept.append(Kept(path, "changed by hand"))
            digests[path] = written[path]
        else:
            kept.append(Kept(path, "not written by a build"))
    return FileSteps(write, remove, tuple(sorted(kept)), unchanged, digests)


def refuse_foreign(paths: Collection[str]) -> None:
    """Raise `WriteError` where a vault that no build knows holds files."""
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        raise WriteError(
            f"the vault holds files that no build wrote: {min(paths)}{more}; "
            "choose an empty folder, or build with --adopt to keep them and add what is missing"
        )
