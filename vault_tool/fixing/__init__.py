"""Findings mended in the text itself; a fix is one file in `fixes`, named after its rule."""

from vault_tool.fixing.mending import Mended, mend
from vault_tool.fixing.remedy import all_fixes

__all__ = ["Mended", "all_fixes", "mend"]
