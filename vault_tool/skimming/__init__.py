"""What is broken in a vault, found without reading all of each note, and by several processes."""

from vault_tool.skimming.checking import Checked, can_check, check_vault

__all__ = ["Checked", "can_check", "check_vault"]
