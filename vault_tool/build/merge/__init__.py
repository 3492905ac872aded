"""The three-way merge of a note: what the last build wrote, what the user made of it, what the source says now."""

from vault_tool.build.merge.bodies import MergedBody, merge_body
from vault_tool.build.merge.conflicts import Conflict
from vault_tool.build.merge.properties import MergedProperties, PropertyConflict, merge_properties

__all__ = ["Conflict", "MergedBody", "MergedProperties", "PropertyConflict", "merge_body", "merge_properties"]
