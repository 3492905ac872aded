"""From a linked vault to findings with a place, a rule and a hint, as a person or an editor is shown them."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from vault_tool.linting.choosing import chosen_rules
    from vault_tool.linting.running import Coverage, checked_files, coverage, findings, lint

_HOMES = {
    "Coverage": "running",
    "checked_files": "running",
    "chosen_rules": "choosing",
    "coverage": "running",
    "findings": "running",
    "lint": "running",
}
"""Where each name lives; it is imported when it is first asked for."""

__all__ = ["Coverage", "checked_files", "chosen_rules", "coverage", "findings", "lint"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"{__name__}.{home}"), name)
