"""Headings under other names, and the links that name them.

A heading may be called one thing in the source and another in the vault, where the user has renamed it; and the source
may have renamed it since the links to it were written.
"""

from collections.abc import Mapping

from vault_tool.names import HeadingKey, heading_key, linkable

Renamed = Mapping[HeadingKey, str]
"""What a heading is called, as links write it, by what they called it before."""


def renamed(names: Mapping[str, str]) -> dict[HeadingKey, str]:
    """Return the new names of headings so that links find them; `names` has the new text by the old."""
    return {heading_key(old): linkable(new) for old, new in names.items()}


def subpath_under(subpath: str, names: Renamed) -> str:
    """Return the subpath of a link (`Heading`, `One#Two`) with the headings' new names; a block's id stays."""
    if subpath.startswith("^"):
        return subpath
    return "#".join(names.get(heading_key(part), part) for part in subpath.split("#"))
