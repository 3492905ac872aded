"""Documents that are mojibake as a whole, made what they were.

Text that was UTF-8, was read in another encoding and was saved like that comes back by the way it went: written in that
encoding, read as UTF-8. That is exact or impossible, so a document is repaired whole or not at all.
"""

import codecs
import re
from typing import NamedTuple

from vault_tool.mojibake import find_mojibake
from vault_tool.zones import NOWHERE

_ENCODINGS = {"Mac Roman": "mac_roman", "Windows-1252": "cp1252", "Latin-1": "latin-1"}
"""Python's codecs by the names that people know."""

_OF_MAC_ROMAN = re.compile("√|‚Ä|\uf8ffü")
_OF_THE_OTHERS = re.compile("Ã|â€|ðŸ|â\x80|ð\x9f")
"""What the commonest characters become; a text can fit two encodings by chance, `Ã©` is `é` or a combining mark."""

_UNDEFINED = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""What browsers read for the bytes that Windows-1252 leaves undefined, where Python raises."""

_LETTER_IN_A_WORD = re.compile(r"[A-Za-z]√[^\w\s][a-z]")
"""What Mac Roman makes of `é` and its like, with a letter on both sides: `√π` alone would be mathematics."""


class Repaired(NamedTuple):
    """A document as it was, and what it had been read as."""

    source: bytes
    encoding: str


def repaired(source: bytes) -> Repaired | None:
    """Return the document that this one was before it was garbled, or `None` where it was not, or not as a whole.

    `source` is valid UTF-8. A document in which nothing looks garbled is never touched, even if the round trip would
    succeed: `√π` could be `ù`, and is not.
    """
    if source.isascii():
        return None
    text = source.decode()
    if not any(find_mojibake(source, NOWHERE, 0)) and not _LETTER_IN_A_WORD.search(text):
        return None
    mac = len(_OF_MAC_ROMAN.findall(text)) >= len(_OF_THE_OTHERS.findall(text))
    for name, codec in sorted(_ENCODINGS.items(), key=lambda item: (item[1] == "mac_roman") is not mac):
        try:
            raw, _ = codecs.charmap_encode(text, "strict", _table(codec))
            raw.decode()
        except UnicodeError:
            continue
        return Repaired(raw, name)
    return None


def _table(codec: str) -> dict[int, int]:
    """Return the byte of each character, both as numbers."""
    undefined = _UNDEFINED if codec == "cp1252" else {}
    letters = (undefined.get(byte) or bytes([byte]).decode(codec) for byte in range(256))
    return {ord(letter): byte for byte, letter in enumerate(letters)}
