"""Text of others made fit for Markdown: escaped, in code, or as a link to its note."""

import re
from collections.abc import Callable
from posixpath import relpath
from typing import TypeAlias
from urllib.parse import quote

from vault_tool.render.printable import printable
from vault_tool.render.wording import folder_of, name_of

NoteLink: TypeAlias = Callable[[str], str]
"""Makes what stands for a note, canvas or file out of its path."""

_SPECIAL = re.compile(
    r"[\\`*\[\]|$]"
    r"|[=~%{}:](?=[=~%{}:])|(?<=[=~%{}:<])[=~%{}:]"  # highlights, comments, placeholders, fields
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore within a word is one anyway
    r"|(?<![^\W_])#"  # tags and headings; an underscore may close an emphasis, and a tag may follow that
    r"|(?<!\S)\^"  # block ids
    r"|<(?=[A-Za-z/!?%])|&(?=[A-Za-z#])|\A>"
)
_OPENS_A_LIST = re.compile(r"\A(\d*)([-+.)])(?=\s|\Z)")
_BACKTICKS = re.compile("`+")
_UNLINKABLE = re.compile(r"[\[\]|#^\\`$<]|%%|\{\{|\A\s|\s\Z")
"""What ends or splits a link, or begins something that hides it: code, math, HTML, a comment, a placeholder."""


def escaped(text: str) -> str:
    """Return the text so that Markdown, and Obsidian's, shows just this text: no link, tag, task, field or markup."""
    text = _SPECIAL.sub(r"\\\g<0>", printable(text).strip())
    return _OPENS_A_LIST.sub(r"\1\\\2", text)


def code(text: str) -> str:
    """Return the text as inline code, in a fence that is longer than any in it."""
    text = printable(text).strip()
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def cell(markdown: str) -> str:
    """Return the Markdown with its bars fit for a table's cell (semantics 2.4)."""
    return re.sub(r"(?<!\\)\|", r"\|", markdown)


def wikilink(path: str) -> str:
    """Return a link to the note as Obsidian reads it, by its whole path, so that no other note of its name is meant.

    A name that no link can spell (semantics 2.1 to 2.8) is plain text.
    """
    if _UNLINKABLE.search(path) or printable(path) != path:
        return escaped(name_of(path))
    name = name_of(path)
    target = path.removesuffix(".md") if "." not in name else path
    return f"[[{target}]]" if target == name else f"[[{target}|{name}]]"


def relative_link(path: str, start: str = ".") -> str:
    """Return a link to the note as GitHub reads it, from a note in the folder `start`."""
    return f"[{escaped(name_of(path))}]({quote(relpath(path, start), errors='replace')})"


def unlinked(path: str) -> str:
    """Return what a page shows of a note that it cannot link to: its name, and its folder in emphasis."""
    folder = folder_of(path)
    return f"{escaped(name_of(path))} *{escaped(folder)}*" if folder else escaped(name_of(path))
