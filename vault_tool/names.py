"""When two names are the same: paths, headings, block ids and GitHub's anchors, each made comparable by one function.

No raw string is a key: what a lookup compares has been through the function of its kind, on both sides.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NewType

NoteKey = NewType("NoteKey", str)
"""A path or name of a file, folded for comparison; only `note_key` makes it."""

BETWEEN_KEYS = "\u00a0"
"""Parts several of these in one string: it is in none, for a no-break space is folded to a plain one."""

HeadingKey = NewType("HeadingKey", str)
"""A heading's text, folded for comparison; only `heading_key` makes it."""

_DROPPED_IN_HEADINGS = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n]""")


def cleaned(name: str) -> str:
    """Return the path or name in NFC and with plain spaces for no-break ones, which Obsidian does not tell apart.

    Semantics 1.5.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name.replace("\u00a0", " "))


def note_key(name: str) -> NoteKey:
    """Fold a path or name as Obsidian compares them: without case, whatever the disk does (semantics 1.6).

    It is lower-casing as JavaScript does it, not `casefold`, which would make `Maße` and `Masse` one. A final sigma
    is a sigma.
    """
    if name.isascii():
        return NoteKey(name.lower())
    return NoteKey(cleaned(name).lower().replace("ς", "σ"))


@lru_cache(maxsize=4096)
def heading_key(text: str) -> HeadingKey:
    """Fold a heading's raw text, or what a link says of it, as Obsidian compares the two (semantics 5.4).

    Most ASCII punctuation counts as a space and case does not count; `_`, `-`, `'` and all that is not ASCII is kept,
    which is why GitHub's anchors do not match. NFC is our addition: two spellings that look alike are alike. The notes
    of a vault tend to have the same headings, hence the cache.
    """
    return HeadingKey(" ".join(note_key(_DROPPED_IN_HEADINGS.sub(" ", text)).split()))


def _folded(character: str) -> str:
    return heading_key(character) or " "


FOLDED_HEADINGS = bytes(map(ord, map(_folded, map(chr, range(128))))) + bytes(range(128, 256))
"""A table for `bytes.translate` that makes of ASCII the words that `heading_key` makes of it."""

_NOT_IN_LINKS = r"[:#|^\\\r\n]|%%|\[\[|\]\]"


def linkable(heading: str) -> str:
    """Return a heading's text as Obsidian writes it into a link: without what would end or split it (semantics 5.7)."""
    return " ".join(re.sub(_NOT_IN_LINKS, " ", heading).split())


def block_key(identifier: str) -> str:
    """Fold a block id (without its `^`): letter case does not count (semantics 5.3)."""
    return identifier.strip().lower()


def likeness_key(name: str) -> str:
    """Fold a name for the question how like another it is: neither case counts nor what parts the words."""
    return note_key(name).replace("-", " ").replace("_", " ")


def within(path: str, folders: Iterable[str]) -> bool:
    """Whether the file lies in one of the folders or below it; letter case does not count.

    A folder may be written with or without slashes at its ends; the empty one is the whole vault.
    """
    key = note_key(path)
    return any(not (folder := note_key(written).strip("/")) or key.startswith(f"{folder}/") for written in folders)
