"""The escapes of what holds a link: nothing, JSON's strings, YAML's two kinds of quotes."""

import json
import re
from collections.abc import Callable
from typing import NamedTuple


class Quoting(NamedTuple):
    """How a text stands inside of another."""

    pieces: re.Pattern[bytes]
    """An escape, or one character that is none."""
    read: Callable[[bytes], str]
    """Say what one escape stands for."""
    write: Callable[[str, bytes], bytes]
    """Write a text, in the way of the bytes that it replaces."""


class Unquoted(NamedTuple):
    """A text without its escapes, and where each of its bytes stood."""

    text: bytes
    places: tuple[int, ...] | None
    """For each byte, and for the end, its offset in what was quoted; `None` where they are the same."""

    def place(self, offset: int) -> int:
        """Return where the byte at the offset stood in what was quoted."""
        return offset if self.places is None else self.places[offset]


def unquoted(quoting: Quoting, quoted: bytes) -> Unquoted:
    """Take the escapes away."""
    text = bytearray()
    places = []
    for match in quoting.pieces.finditer(quoted):
        piece = match[0]
        meant = quoting.read(piece).encode(errors="replace")
        escaped = meant != piece
        places += [match.start() + (0 if escaped else at) for at in range(len(meant))]
        text += meant
    if bytes(text) == quoted:
        return Unquoted(quoted, None)
    return Unquoted(bytes(text), (*places, len(quoted)))


_NO_ESCAPE = re.compile(rb".+", re.DOTALL)


def _as_it_is(text: str, replaced: bytes) -> bytes:
    del replaced
    return text.encode()


PLAIN = Quoting(_NO_ESCAPE, lambda piece: piece.decode(errors="replace"), _as_it_is)

_SPACE = rb"[ \t]+(?:\r?\n[ \t\r\n]*)?|\r?\n[ \t\r\n]*|\r"
"""White space in quotes of YAML, which may go on in the next line; JSON's strings have no line ends."""


def _joined(piece: str) -> str:
    """Return what white space stands for: a line end for a space, and empty lines for line ends."""
    ends = piece.count("\n")
    return piece if not ends else "\n" * (ends - 1) or " "


_JSON_PIECES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"
    rb"|\\U[0-9a-fA-F]{8}|\\\r?\n[ \t]*|\\.|" + _SPACE + rb"|[^\\ \t\r\n]+",
    re.DOTALL,
)
_YAML_NAMES = {"0": "\0", "a": "\a", "v": "\v", "e": "\x1b", " ": " ", "_": "\xa0", "N": "\x85"}


def _read_backslash(piece: bytes) -> str:
    written = piece.decode(errors="replace")
    if not written.startswith("\\"):
        return _joined(written)
    if written[1:2] in ("\r", "\n"):
        return ""
    if written[1:2] in ("x", "U"):
        return chr(min(int(f"0x{written[2:]}", 0), 0x10FFFF))
    if written[1:2] in _YAML_NAMES:
        return _YAML_NAMES[written[1:]]
    try:
        return str(json.loads(f'"{written}"'))
    except ValueError:
        return written[1:]


def _write_backslash(text: str, replaced: bytes) -> bytes:
    ascii_only = re.search(rb"\\u|\\U|\\x", replaced) is not None
    written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    return (written.replace("/", "\\/") if b"\\/" in replaced else written).encode(errors="replace")


BACKSLASHED = Quoting(_JSON_PIECES, _read_backslash, _write_backslash)
"""JSON's strings, and YAML's in double quotes."""

_DOUBLED_PIECES = re.compile(rb"''|" + _SPACE + rb"|[^' \t\r\n]+|'", re.DOTALL)
DOUBLED = Quoting(
    _DOUBLED_PIECES,
    lambda piece: _joined(piece.decode(errors="replace")) if piece != b"''" else "'",
    lambda text, _: text.replace("'", "''").encode(),
)
"""YAML's strings in single quotes."""
