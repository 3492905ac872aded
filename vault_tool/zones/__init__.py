"""The block structure of a note and the zones where nothing counts, from pyromark's events.

pyromark (pulldown-cmark) decides what is a code block, a list item, a table; this package keeps of its events the byte
ranges that the inline rules of `syntax` need. Two block forms of Obsidian are unknown to it, `%% comments %%` and
`$$ math $$`: they are blanked out (same length) where they hide block structure, and the note is read again.
"""

from vault_tool.zones.containers import Containers
from vault_tool.zones.ranges import NOWHERE, Range, Ranges
from vault_tool.zones.reading import read_structure
from vault_tool.zones.structure import RawLink, Structure
from vault_tool.zones.walk import MARKDOWN, html_ranges

__all__ = [
    "MARKDOWN",
    "NOWHERE",
    "Containers",
    "Range",
    "Ranges",
    "RawLink",
    "Structure",
    "html_ranges",
    "read_structure",
]
