"""The files that may hold our configuration: whether one is about us, about which vault, and what it extends."""

from collections.abc import Mapping

from vault_tool.errors import ConfigurationError
from vault_tool.toml_values import read_toml, refuse, written

OWN_FILES = (".vault-tool.toml", "pyproject.toml")
"""Names of the files that may hold our configuration; in one folder, the first that does is followed."""


def own_table(raw: bytes, file: str) -> Mapping[str, object] | None:
    """Return what the file with this path and content tells us, or `None` where it is not about us.

    The whole of a `.vault-tool.toml` is for us, of a `pyproject.toml` only the table `[tool.vault-tool]`. Its keys
    are not checked yet: `settings_from` does that. Raises `ConfigurationError` where the file is not TOML.
    """
    shared = file.endswith("pyproject.toml")
    if shared and b"vault-tool" not in raw:
        return None
    document = read_toml(raw, file)
    if not shared:
        return document
    tool = document.get("tool")
    table = tool.get("vault-tool") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigurationError(f"{file}: tool.vault-tool is {written(table)}; make it a table: [tool.vault-tool]")


def configured_root(table: Mapping[str, object], file: str) -> str:
    """Return where the vault lies, seen from the configuration file's folder; empty for that folder itself.

    Raises `ConfigurationError` where `root` leads out of that folder: from the vault, nobody would find the file.
    """
    root = table.get("root", "")
    if not isinstance(root, str):
        refuse(file, "root", f'{written(root)} is no folder; write root = "docs"')
    parts = root.replace("\\", "/").split("/")
    if root.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts:
        refuse(file, "root", f'{root!r} leads out of the folder that holds this file; name one in it: root = "docs"')
    return "/".join(part for part in parts if part not in ("", "."))


def extended_file(table: Mapping[str, object], file: str) -> str:
    """Return the file that this one extends, as written, relative to its folder; empty where it extends none.

    Raises `ConfigurationError` where `extend` is no file's name.
    """
    extend = table.get("extend", "")
    if not isinstance(extend, str) or ("extend" in table and not extend.strip()):
        refuse(file, "extend", f'{written(extend)} is no file; write extend = "../shared.toml"')
    return extend
