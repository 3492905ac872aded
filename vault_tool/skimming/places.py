"""Headings and block ids of a note as one line each, and what a link can name among them."""

from collections.abc import Iterator

from vault_tool.model import Block, Heading, Note
from vault_tool.names import FOLDED_HEADINGS
from vault_tool.written import atx_text

# The places of a note, each on a line of its own: a heading with its marks before it, a block id with its `^`. Before
# and behind each line stands a line end; of no places there is nothing.
Lines = bytes
NO_PLACES: Lines = b""

# A heading that is underlined may have several lines.
_INNER_LINE_END = "\x0b"


def lines_of(note: Note) -> Lines:
    """Return the places of a note that was read."""
    lines = [f"{'#' * level} {_on_one_line(text)}" for level, text, _, _ in note.headings]
    lines += (f"^{block.id}" for block in note.blocks)
    return "\n".join(("", *lines, "")).encode() if lines else NO_PLACES


def _on_one_line(text: str) -> str:
    # A mark at its end would be taken for one that closes it.
    return text.replace("\n", _INNER_LINE_END) + (" #" if text.endswith("#") else "")


def names_plainly(lines: Lines, subpath: bytes) -> bool:
    """Whether the subpath is a block id or a heading's whole text, letter for letter; if not, it may still be found."""
    if subpath.startswith(b"^"):
        return b"\n%b\n" % subpath in lines
    if b"#" in subpath:
        return False
    end = lines.find(b"# %b\n" % subpath)
    # The text of a heading may have a `#` too.
    return end >= 0 and not lines[lines.rfind(b"\n", 0, end) + 1 : end].strip(b"#")


_MOST_BYTES = 5_000
"""In so many bytes of headings and block ids words are looked for one by one; for more, an index is made."""


def surely_lack(lines: Lines, subpath: bytes) -> bool:
    """Whether the subpath has a word that is in no heading or block id, so that it names none (semantics 5.3, 5.4).

    That is said of ASCII only, and of few lines, which are gone through each time; where it is not said, the place may
    be there.
    """
    if len(lines) > _MOST_BYTES or not (lines.isascii() and subpath.isascii()) or b"[^" in subpath:
        return False
    words = lines.translate(FOLDED_HEADINGS).split()
    for word in subpath.translate(FOLDED_HEADINGS).split():  # noqa: SIM110 -- `any` would take twice the time
        if word not in words:
            return True
    return False


def surely_lack_in_any_dialect(lines: Lines, subpath: bytes) -> bool:
    """Whether no dialect finds there what the subpath names.

    GitHub's anchors have neither spaces nor carets. Foam makes other words of a heading than Obsidian does only where
    it takes Markdown off that stands within a word.
    """
    if not (_SPACE in subpath or _CARET in subpath) or _TO_A_TEXT in subpath:
        return False
    for mark in _MARKS_IN_WORDS:
        if mark in lines:
            return False
    return surely_lack(lines, subpath)


_SPACE, _CARET = b" ^"
_TO_A_TEXT = b":~:"
_MARKS_IN_WORDS = b"_`&<["


def headings_in(lines: Lines) -> Iterator[Heading]:
    """Yield the headings in file order; their places say no more than that order."""
    for at, line in enumerate(lines.split(b"\n")):
        if line.startswith(b"#"):
            level = len(line) - len(line.lstrip(b"#"))
            yield Heading(level, atx_text(line).decode().replace(_INNER_LINE_END, "\n").strip(), at, at)


def blocks_in(lines: Lines) -> Iterator[Block]:
    """Yield the block ids in file order; their places say no more than that order."""
    for at, line in enumerate(lines.split(b"\n")):
        if line.startswith(b"^"):
            yield Block(line[1:].decode(), at, at)


def with_lines(note: Note, lines: Lines) -> Note:
    """Return the note with the headings and block ids of these lines."""
    return note._replace(headings=tuple(headings_in(lines)), blocks=tuple(blocks_in(lines)))
