r"""Obsidian's inline grammar, over the bytes of a note's body and the `Structure` that `zones` made of it.

Every function takes the body and its structure and returns records whose places are offsets into the *file*: `base`
is where the body begins in it. The grammar, with `c` any character that is not a line end::

    wikilink = ["!"] "[[" path ["#" subpath] ["|" display] "]]"     ; "\|" for "|" in a table   (semantics 2.1-2.6)
    markdown = ["!"] "[" display "](" destination [title] ")"       ; decided by CommonMark     (semantics 2.8)
    tag      = "#" 1*tagchar                                        ; not only digits           (semantics 7.1-7.4)
    block    = "^" 1*(ALPHA / DIGIT / "-") *WSP EOL                 ; after white space         (semantics 6.4)
    task     = listmark 1*4WSP "[" c "]" WSP text                   ;                           (semantics 9.1)
    field    = ("[" / "(") key "::" value ("]" / ")")               ; Dataview's inline fields
"""

from vault_tool.syntax.goals import has_placeholders, read_goals
from vault_tool.syntax.headings import read_blocks, read_headings
from vault_tool.syntax.links import read_links
from vault_tool.syntax.tags import read_tags
from vault_tool.syntax.tasks import read_stray_boxes, read_tasks

__all__ = [
    "has_placeholders",
    "read_blocks",
    "read_goals",
    "read_headings",
    "read_links",
    "read_stray_boxes",
    "read_tags",
    "read_tasks",
]
