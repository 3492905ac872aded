"""The finding for a link to nothing, which several rules share: they differ in which links they say it of."""

import posixpath

from vault_tool.diagnostic import Finding
from vault_tool.names import block_key, heading_key, note_key
from vault_tool.target import Missing, Reference
from vault_tool.written import is_url


def missing(reference: Reference, target: Missing) -> Finding:
    """Say that what the link names is not there; `target` is the reference's own, narrowed.

    Links that another dialect finds are one problem, whatever they name: the vault is read in the wrong one.
    """
    link = reference.link
    elsewhere = f"--dialect {' or '.join(target.dialects)} finds it" if target.dialects else ""
    # Double brackets make a note's name of anything (semantics 2.7).
    address = f"write [{link.display or 'text'}]({link.linktext})" if is_url(link.path) else ""
    return Finding(
        reference.source,
        link.start,
        link.stop,
        f"no such {target.what}: {link}",
        cause=elsewhere or _cause(reference, target),
        wanted=link.path if target.path is None else link.subpath or "",
        wanted_in=target.path,
        hint=elsewhere or address,
    )


def _cause(reference: Reference, target: Missing) -> str:
    """Return a key of the thing that is missing: a file by its folded path, a place by its file and folded name."""
    link = reference.link
    if target.path is None:
        path = link.path
        if path.startswith("."):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(reference.source), path))
        return note_key(path).removesuffix(".md")
    subpath = link.subpath or ""
    if subpath.startswith("^"):
        return f"{target.path}#{block_key(subpath)}"
    return "#".join((target.path, *map(heading_key, subpath.split("#"))))
