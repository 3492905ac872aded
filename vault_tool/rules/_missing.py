"""The finding for a link to nothing, which several rules share: they differ in which links they say it of."""

import posixpath

from vault_tool.diagnostic import Finding
from vault_tool.names import block_key, heading_key, note_key
from vault_tool.target import Missing, Reference


def missing(reference: Reference, target: Missing) -> Finding:
    """Say that what the link names is not there; `target` is the reference's own, narrowed."""
    link = reference.link
    subpath = link.subpath or ""
    wanted = link.path if target.path is None else subpath
    return Finding(
        reference.source,
        link.start,
        link.stop,
        f"no such {target.what}: {link}",
        cause=_file_cause(reference) if target.path is None else f"{target.path}#{_place_key(subpath)}",
        wanted=wanted,
        wanted_in=target.path,
        hint=" or ".join(f"--dialect {dialect} finds it" for dialect in target.dialects),
    )


def _file_cause(reference: Reference) -> str:
    """Return the missing file's folded path: joined with the source's folder where the link is relative."""
    path = reference.link.path
    if path.startswith("."):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(reference.source), path))
    return note_key(path).removesuffix(".md")


def _place_key(subpath: str) -> str:
    return block_key(subpath) if subpath.startswith("^") else "#".join(map(heading_key, subpath.split("#")))
