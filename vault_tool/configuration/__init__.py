"""A vault's settings, made from the contents of the files that hold them.

Our own file is `.vault-tool.toml`, or the table `[tool.vault-tool]` of a `pyproject.toml`, and what it `extend`s; a
person wrote it, so what cannot be followed there is an error that names the way out. Obsidian's files under
`.obsidian/` are rewritten by an app: one that cannot be read counts as absent.
"""

from vault_tool.configuration.effective import Value, effective_values
from vault_tool.configuration.files import OWN_FILES, configured_root, extended_file, own_table
from vault_tool.configuration.making import KEYS, Layer, settings_from
from vault_tool.configuration.obsidian import APP, OBSIDIAN_FILES, TASKS, TEMPLATER, TEMPLATES, TYPES, unreadable_files

__all__ = [
    "APP",
    "KEYS",
    "OBSIDIAN_FILES",
    "OWN_FILES",
    "TASKS",
    "TEMPLATER",
    "TEMPLATES",
    "TYPES",
    "Layer",
    "Value",
    "configured_root",
    "effective_values",
    "extended_file",
    "own_table",
    "settings_from",
    "unreadable_files",
]
