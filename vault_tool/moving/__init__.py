"""Files, folders and headings under other names, and what has to be rewritten for it: values only, no files."""

from vault_tool.moving.headings import heading_edit
from vault_tool.moving.keeping import Change, Lost, Rewriting, keep_links
from vault_tool.moving.moves import NOWHERE, Moves, plan_moves

__all__ = ["NOWHERE", "Change", "Lost", "Moves", "Rewriting", "heading_edit", "keep_links", "plan_moves"]
