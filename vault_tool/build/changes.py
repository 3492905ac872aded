"""What a build does to a vault: what it writes, removes and leaves alone. It decides; the store carries out.

=================  =============================  ======================  ===========================
in the vault       as the last build wrote it     changed by hand         never written by a build
=================  =============================  ======================  ===========================
wanted             written if it differs          kept, and reported      kept, and reported
no longer wanted   removed                        kept, and reported      not looked at
=================  =============================  ======================  ===========================

A wanted file that is not there is written, also where it was deleted by hand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vault_tool.build.state import digest, encode_state
from vault_tool.errors import WriteError
from vault_tool.names import note_key


class Kept(NamedTuple):
    """A file that is left as it is, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The steps from the vault that is there to the one that is wanted; removing comes first."""

    remove: tuple[str, ...]
    write: Mapping[str, bytes]
    unchanged: tuple[str, ...]
    kept: tuple[Kept, ...]
    state: bytes
    """The file to leave at `STATE_PATH` once the rest is done."""


def changes(
    wanted: Mapping[str, bytes],
    present: Mapping[str, bytes],
    written: Mapping[str, str] | None,
    *,
    others: Collection[str] = (),
    adopt: bool = False,
) -> Changes:
    """Compare what is wanted with what is there and with what the last build wrote.

    `present` holds those files of the vault that are wanted or were written, `others` the paths of all the rest;
    `written` is what `decode_state` gives, `None` where no build was there before. Then a vault that holds anything
    but what this build would write is refused with a `WriteError`, unless it is to be adopted: its files are kept,
    and only missing ones are added.
    """
    if written is None and not adopt:
        _refuse_foreign([path for path, data in present.items() if wanted.get(path) != data] + list(others))
    known = written or {}
    gone = [path for path in known if path in present and path not in wanted]
    remove = tuple(path for path in gone if digest(present[path]) == known[path])
    kept = [Kept(path, "changed by hand, and no longer in the source") for path in gone if path not in remove]
    write: dict[str, bytes] = {}
    unchanged: list[str] = []
    digests: dict[str, str] = {}
    alike = {note_key(path): path for path in (*present, *others) if path not in remove}
    for path, data in wanted.items():
        there = present.get(path)
        if there == data:
            unchanged.append(path)
            digests[path] = digest(data)
        elif there is None and note_key(path) in alike:
            kept.append(Kept(alike[note_key(path)], f"its name differs from {path} in letter case only"))
        elif there is None or known.get(path) == digest(there):
            write[path] = data
            digests[path] = digest(data)
        elif path in known:
            kept.append(Kept(path, "changed by hand"))
            digests[path] = known[path]
        else:
            kept.append(Kept(path, "not written by a build"))
    return Changes(
        remove=remove, write=write, unchanged=tuple(unchanged), kept=tuple(sorted(kept)), state=encode_state(digests)
    )


def _refuse_foreign(paths: list[str]) -> None:
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        raise WriteError(
            f"the vault holds files that no build wrote: {min(paths)}{more}; "
            "choose an empty folder, or build with --adopt to keep them and add what is missing"
        )
