"""The destination of a Markdown link: `path%20with/escapes.md`, or `<any path.md>` (CommonMark 6.3)."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote


class Destination(NamedTuple):
    """A destination as it stands in a text, without its angle brackets."""

    start: int
    stop: int
    text: bytes
    write: Callable[[str, bytes], bytes]
    """Writes a path or subpath, in the way of the bytes that it replaces."""


_SPACE = re.compile(rb"[ \t]*(?:\r?\n[ \t>]*)?")
_ANGLED = re.compile(rb"<((?:[^<>\\\r\n]|\\.)*)>")


def read_destination(text: bytes, offset: int) -> Destination | None:
    """Return the destination that begins at the offset or after white space there; `None` where none does."""
    space = _SPACE.match(text, offset)
    assert space
    at = space.end()
    angled = _ANGLED.match(text, at)
    if angled:
        return Destination(angled.start(1), angled.end(1), angled[1], _write_angled)
    stop = _bare_stop(text, at)
    return Destination(at, stop, text[at:stop], _write_bare) if stop > at else None


def _bare_stop(text: bytes, start: int) -> int:
    """Return where the destination ends: at white space, or at a parenthesis that none in it has opened."""
    depth = 0
    at = start
    while at < len(text):
        byte = text[at : at + 1]
        if byte <= b" " or byte == b"\x7f":
            break
        if byte == b"\\" and text[at + 1 : at + 2] > b" ":
            at += 1
        elif byte == b"(":
            depth += 1
        elif byte == b")":
            if depth == 0:
                break
            depth -= 1
        at += 1
    return at


_ENCODED_LETTER = re.compile(rb"%[89A-Fa-f][0-9A-Fa-f]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_NEVER_BARE = re.compile(r"[\x00-\x20\x7f<>%\\|]")
_NEVER_ANGLED = re.compile(r"[\x00-\x1f\x7f%|]")


def _percent(match: re.Match[str]) -> str:
    return quote(match[0], safe="")


def bare_destination(text: str) -> str:
    """Return the destination that says this path, without brackets."""
    return _write_bare(text, b"").decode()


def _write_bare(text: str, replaced: bytes) -> bytes:
    if _ENCODED_LETTER.search(replaced):
        return quote(text, safe="/!$'()*,;:@&=+#" if _balanced(text) else "/!$'*,;:@&=+#").encode()
    written = _ENTITY.sub("%26", _NEVER_BARE.sub(_percent, text))
    if not _balanced(text) or text.startswith("<"):
        written = written.replace("(", "%28").replace(")", "%29")
    return written.encode()


def _write_angled(text: str, replaced: bytes) -> bytes:
    del replaced
    written = _ENTITY.sub("%26", _NEVER_ANGLED.sub(_percent, text).replace("\\", "\\\\"))
    return written.replace("<", "\\<").replace(">", "\\>").encode()


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
