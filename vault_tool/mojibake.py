"""Text that was UTF-8, was read as something else, and was saved like that: `â€™` or `‚Äô` for `’`."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vault_tool.model import Defect, DefectKind

if TYPE_CHECKING:
    from vault_tool.zones import Ranges

# Only what no language writes counts, each as UTF-8 of the two or three characters that it became. As Windows-1252 or
# Latin-1: general punctuation (U+2010 to U+203F), emoji, and a Latin-1 letter behind `Ã`. As Mac Roman: general
# punctuation and emoji. A Mac Roman `√` before a letter is left out: `√π` is mathematics.
_MARKS = tuple(
    mark.encode()
    for mark in (
        *("â€" + last for last in "™œ˜“”¦¢\x9d\x93\x94\x99\x9c\xa6"),
        *("â\x80" + last for last in "\x93\x94\x98\x99\x9c\x9d\xa2\xa6"),
        *("ðŸ", "ð\x9f"),
        *("Ã" + last for last in "©¨ª«¡¤¶¼±§³º¯¸´¢¥"),
        *("‚Ä" + last for last in "ôòúùîì¶¢ñï"),
        "\uf8ffü",
    )
)
# `«MAÇÃ»` is Portuguese, `Ã®` might be a brand; behind a small letter they are `û` and `î`.
_AFTER_SMALL = rb"(?<=[a-z])\xc3\x83\xc2[\xbb\xae]"
_MOJIBAKE = re.compile(b"|".join((*(re.escape(mark) for mark in _MARKS), _AFTER_SMALL)))
_GATES = tuple(gate.encode() for gate in ("â€", "â\x80", "ð", "Ã", "‚Ä", "\uf8ffü"))


def may_be_garbled(text: bytes) -> bool:
    """Whether a character stands in the text with which all garbled ones begin."""
    return any(gate in text for gate in _GATES)


def find_mojibake(body: bytes, code: "Ranges", base: int) -> Iterator[Defect]:
    """Yield one defect at the first garbled character outside of code, saying how many there are."""
    if not may_be_garbled(body):
        return
    places = [match for match in _MOJIBAKE.finditer(body) if match.start() not in code]
    if places:
        first = places[0]
        count = "once" if len(places) == 1 else f"{len(places)} times"
        message = f"garbled text, UTF-8 once read as another encoding ({count}): {first[0].decode()}"
        yield Defect(DefectKind.MOJIBAKE, message, first.start() + base, first.end() + base)
