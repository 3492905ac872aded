"""Build an interlinked Obsidian vault from Markdown, and tell the truth about any vault.

The library in a few names::

    links = open_vault("path/to/vault")     # read and linked
    links.vault.notes                       # every note, by its path
    links.references                        # every link with its target, by the path of who wrote it
    links.backlinks("Hub.md")               # who links to a note
    digraph(links)                          # the same as a networkx.MultiDiGraph
    vault_progress(links.vault)             # what the checkboxes add up to
    lint(links)                             # what is broken, with places

They are imported when they are first asked for, so that `import vault_tool` costs nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False
"""Type checkers take it for true, as that of `typing`: to import that module takes as long as Python does to start."""

if TYPE_CHECKING:
    from vault_tool.diagnostic import Diagnostic, Severity
    from vault_tool.errors import VaultToolError
    from vault_tool.graph import digraph
    from vault_tool.links import LinkTable, link_vault
    from vault_tool.linting import lint
    from vault_tool.model import Link, Note, Task, Vault
    from vault_tool.parse import parse_note
    from vault_tool.progress import Progress, note_progress, vault_progress
    from vault_tool.store import open_vault, read_vault
    from vault_tool.target import Attached, External, Found, Missing, Reference

_HOMES = {
    "Attached": "target",
    "Diagnostic": "diagnostic",
    "External": "target",
    "Found": "target",
    "Link": "model",
    "LinkTable": "links",
    "Missing": "target",
    "Note": "model",
    "Progress": "progress",
    "Reference": "target",
    "Severity": "diagnostic",
    "Task": "model",
    "Vault": "model",
    "VaultToolError": "errors",
    "digraph": "graph",
    "link_vault": "links",
    "lint": "linting",
    "note_progress": "progress",
    "open_vault": "store",
    "parse_note": "parse",
    "read_vault": "store",
    "vault_progress": "progress",
}
"""Where each public name lives."""

__all__ = [
    "Attached",
    "Diagnostic",
    "External",
    "Found",
    "Link",
    "LinkTable",
    "Missing",
    "Note",
    "Progress",
    "Reference",
    "Severity",
    "Task",
    "Vault",
    "VaultToolError",
    "digraph",
    "link_vault",
    "lint",
    "note_progress",
    "open_vault",
    "parse_note",
    "read_vault",
    "vault_progress",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"{__name__}.{home}"), name)
