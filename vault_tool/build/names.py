"""File names for notes: legal on every system, safe inside a link, unique without case.

A name made here may stand as a file or folder on Windows, macOS and Linux, between `[[` and `]]`, and in a Markdown
link. It is a function of the title alone (and of names that came before it), so it is stable when other text changes.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

NAME_BYTES = 120
"""The longest name, in bytes of UTF-8 without `.md`: far below every file system's 255, and Windows' 260 for a path."""

_QUALIFIER_BYTES = 50
_UNTITLED = "Untitled"

_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_EMOJI = re.compile(
    # A pictograph, or any character that asks to be shown as one, with the signs that modify and join it.
    "(?:[\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|.\ufe0f)"
    "[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
)
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Each of these is refused by Windows, or ends, splits or hides a link: `#` and `^` begin a subpath, a backtick and
# `$` would open code and math across it, and `{{` is a template's placeholder.
_DROPPED = re.compile(r'[*"<>?#^`${}]')
_TITLE_AND_SUBTITLE = re.compile(r"\s*:\s+|\s+[\\/|]\s+")
_SEPARATOR = re.compile(r"[\\/|:]+")
_COMMENT = re.compile(r"%{2,}")
_BRACKETS = str.maketrans("[]", "()")
_NOTE_EXTENSION = re.compile(r"(?:\.md)+$", re.IGNORECASE)

# A leading dot hides a file, Windows drops a trailing dot or space, and the rest is decoration left over at an end.
_LEADING = " .,;-–—·•\u200c\u200d"
_TRAILING = " .,;-–—·•\u200d"

_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\.|\s*$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows their first dot."""


def file_name(title: str) -> str:
    """Return a name for the title, without extension: at most `NAME_BYTES` long, in NFC, never empty.

    Emoji fall away, what no file system or link can hold is dropped or written with a hyphen, and a title that leaves
    nothing is `Untitled`. A name is its own name: `file_name(file_name(title)) == file_name(title)`.
    """
    name = unicodedata.normalize("NFC", _CONTROL.sub(" ", title))
    name = _EMOJI.sub(" ", _KEYCAP.sub(r"\1", name))
    name = _DROPPED.sub("", _INVISIBLE.sub("", name))
    name = _SEPARATOR.sub("-", _TITLE_AND_SUBTITLE.sub(" - ", name + " "))
    name = _COMMENT.sub("%", name).translate(_BRACKETS)
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    return _bounded(name, NAME_BYTES)


def unique_names(wanted: Iterable[tuple[str, str]], taken: Collection[str] = ()) -> Iterator[str]:
    """Yield a name for each pair of title and qualifier, none of them equal to another or to one of `taken`.

    The first to ask for a name gets it, the next has its qualifier in brackets (`Overview (Roadmap)`), and then a
    number as well. Two names are equal if any file system could take them for one.
    """
    used = {_key(name) for name in taken}
    for title, qualifier in wanted:
        for name in _candidates(title, qualifier):
            if _key(name) not in used:
                used.add(_key(name))
                yield name
                break


def _candidates(title: str, qualifier: str) -> Iterator[str]:
    name = file_name(title)
    yield name
    words = _bounded(file_name(qualifier), _QUALIFIER_BYTES) if qualifier else ""
    if words:
        yield _suffixed(name, f" ({words})")
    number = 2
    while True:
        yield _suffixed(name, f" ({words} {number})" if words else f" ({number})")
        number += 1


def _suffixed(name: str, suffix: str) -> str:
    return _bounded(name, NAME_BYTES - len(suffix.encode())) + suffix


def _bounded(name: str, size: int) -> str:
    """Cut the name to `size` bytes, between words where that costs less than half of it, and tidy its ends."""
    if len(name.encode()) > size:
        name = name.encode()[:size].decode(errors="ignore")
        head, space, _ = name.rpartition(" ")
        if space and len(head.encode()) >= size // 2:
            name = head
    name = _tidied(name)
    if _RESERVED.match(name):
        return _bounded(f"_{name}", size)
    return name or _UNTITLED


def _tidied(name: str) -> str:
    """Strip the ends until nothing more falls away: a dot may hide an extension, and an extension a dot."""
    while (tidied := _NOTE_EXTENSION.sub("", name.lstrip(_LEADING).rstrip(_TRAILING))) != name:
        name = tidied
    return name


def _key(name: str) -> str:
    """Fold more than Obsidian does (semantics 1.6), because some file systems do: `ß` and `ss` are one here."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
