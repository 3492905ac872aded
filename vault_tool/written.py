"""Links, headings, block ids and goals as they are written, as far as that shows without the structure around them."""

import re

from vault_tool.model import Link, LinkKind

MARK = b"vault-tool:"
"""What orders to us begin with: a note without these bytes has no suppressions."""

BACKSLASH, BANG = b"\\!"

WIKILINK = re.compile(rb"\[\[(?!\[|\]\])([^\[\]\r\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\r\n]*)*)\]\]")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
"""A scheme of RFC 3986, of two letters or more so that a drive letter is none, or a scheme-relative URL."""

BLOCK_ID = re.compile(rb"\^(?<![^ \t\n]\^)([A-Za-z0-9-]+)[ \t]*\r?$", re.MULTILINE)


def atx_text(line: bytes) -> bytes:
    """Return what stands between the marks of a heading's line."""
    text = line.lstrip(b"#").strip()
    if text.endswith(b"#"):
        opened = text.rstrip(b"#")
        if not opened or opened[-1:] in (b" ", b"\t"):
            return opened.rstrip()
    return text


def wikilink(content: bytes, start: int, *, embeds: bool) -> Link:
    """Return the wikilink, or the embed, that has this between its brackets and begins at `start` in its file."""
    linktext, display = split_display(content.decode())
    path, hash_, subpath = linktext.partition("#")
    kind = LinkKind.EMBED if embeds else LinkKind.WIKILINK
    stop = start + embeds + len(content) + 4
    return Link(kind, path, subpath if hash_ else None, display, start, stop)


def is_escaped(body: bytes, offset: int) -> bool:
    """Whether an odd number of backslashes stands before the byte at `offset`."""
    at = offset
    while at and body[at - 1] == BACKSLASH:
        at -= 1
    return (offset - at) % 2 == 1


def split_display(content: str) -> tuple[str, str | None]:
    r"""Split what stands between `[[` and `]]` at its first bar that is not its first character (semantics 2.3).

    `\|` splits too. Obsidian documents that for tables only; elsewhere it is uncertain (U4), and taking the
    backslash for a part of the name would raise a false alarm.
    """
    bar = content.find("|", 1)
    if bar < 0:
        return content, None
    return content[: bar - 1 if bar > 1 and content[bar - 1] == "\\" else bar], content[bar + 1 :]


def split_destination(destination: str) -> tuple[str, str | None]:
    """Split a Markdown link's destination into path and subpath, percent-decoded; a URL stays whole (2.8, 2.9)."""
    if _URL.match(destination):
        return destination, None
    if "%" in destination:
        destination = _percent_decoded(destination)
    path, hash_, subpath = destination.partition("#")
    return path, subpath if hash_ else None


def is_url(path: str) -> bool:
    """Whether a Markdown link's path is a URL (semantics 2.9)."""
    return _URL.match(path) is not None


_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def _percent_decoded(destination: str) -> str:
    """Decode it whole, or leave it whole where one escape is malformed, as JavaScript's decodeURI does."""
    if _BAD_ESCAPE.search(destination):
        return destination
    try:
        return _ESCAPES.sub(_percent_decoded_bytes, destination)
    except UnicodeDecodeError:
        return destination


def _percent_decoded_bytes(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode()


_TAGGED = re.compile(r"(?<!\S)#goal(?!\S)", re.IGNORECASE)


def is_goal(text: str) -> bool:
    """Whether a task whose line reads `text` after the box is a goal, one without a number: it has the tag `#goal`."""
    return _TAGGED.search(text) is not None
