"""What is broken in a vault, found without reading all of each note, and by several processes."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from vault_tool.skimming.checking import Checked, can_check, check_vault

__all__ = ["Checked", "can_check", "check_vault"]


def __getattr__(name: str) -> object:
    # To skim one note takes none of what it takes to check a vault.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vault_tool.skimming import checking  # noqa: PLC0415

    return getattr(checking, name)
