"""Where in a text a reader reads: neither in code, math, HTML and comments, nor in the destinations of links."""

import re

from vault_tool.zones import Ranges, Structure, read_structure

_INLINE_COMMENT = re.compile(rb"%%[^\r\n]*?%%")
_HTML_LINK = re.compile(rb"<a\b.*?</a\s*>", re.IGNORECASE | re.DOTALL)


def hidden_parts(body: bytes) -> tuple[Structure, Ranges]:
    """Return the structure of a text, which is valid UTF-8, and the ranges of its bytes that are no prose."""
    structure = read_structure(body, body.decode())
    hidden = structure.code + structure.hidden
    if b"%%" in body or b"<a" in body:
        code = Ranges(hidden)
        comments = (match.span() for match in _INLINE_COMMENT.finditer(body) if match.start() not in code)
        hidden = [*hidden, *comments, *(match.span() for match in _HTML_LINK.finditer(body))]
    return structure, Ranges(hidden)
