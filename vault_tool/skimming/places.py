"""Headings and block ids of a note as one line each, and what a link can name among them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vault_tool.model import Block, Heading, Note
from vault_tool.syntax import atx_text


class Lines(NamedTuple):
    """The places of a note; before and behind each line stands a line end, and of none there is nothing."""

    headings: bytes = b""
    """Each with its marks before it."""
    blocks: bytes = b""
    """Each with its `^` before it."""


NO_PLACES = Lines()

# A heading that is underlined may have several lines.
_INNER_LINE_END = "\x0b"


def lines_of(note: Note) -> Lines:
    """Return the places of a note that was read."""
    headings = (f"{'#' * level} {_on_one_line(text)}" for level, text, _, _ in note.headings)
    return Lines(_joined(headings), _joined(f"^{block.id}" for block in note.blocks))


def _on_one_line(text: str) -> str:
    # A mark at its end would be taken for one that closes it.
    return text.replace("\n", _INNER_LINE_END) + (" #" if text.endswith("#") else "")


def _joined(lines: Iterable[str]) -> bytes:
    joined = "\n".join(lines)
    return f"\n{joined}\n".encode() if joined else b""


def names_plainly(lines: Lines, subpath: bytes) -> bool:
    """Whether the subpath is a block id or a heading's whole text, letter for letter; if not, it may still be found."""
    if subpath.startswith(b"^"):
        return b"\n%b\n" % subpath in lines.blocks
    return b"#" not in subpath and b"# %b\n" % subpath in lines.headings


def headings_in(lines: Lines) -> Iterator[Heading]:
    """Yield the headings in file order; their places say no more than that order."""
    for at, line in enumerate(lines.headings.split(b"\n")[1:-1]):
        level = len(line) - len(line.lstrip(b"#"))
        yield Heading(level, atx_text(line).decode().replace(_INNER_LINE_END, "\n").strip(), at, at)


def blocks_in(lines: Lines) -> Iterator[Block]:
    """Yield the block ids in file order; their places say no more than that order."""
    for at, line in enumerate(lines.blocks.split(b"\n")[1:-1]):
        yield Block(line[1:].decode(), at, at)
