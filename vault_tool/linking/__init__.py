"""Mentions of other notes that are not links yet: found, and made links."""

from vault_tool.linking.unlinked import Unlinked, unlinked_mentions
from vault_tool.linking.writing import as_diagnostics, linked_texts

__all__ = ["Unlinked", "as_diagnostics", "linked_texts", "unlinked_mentions"]
