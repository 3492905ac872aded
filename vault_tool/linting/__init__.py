"""From a linked vault to findings with a place, a rule and a hint, as a person or an editor is shown them."""

from vault_tool.linting.choosing import chosen_rules
from vault_tool.linting.running import Coverage, checked_files, coverage, findings, lint

__all__ = ["Coverage", "checked_files", "chosen_rules", "coverage", "findings", "lint"]
