"""What was probably meant by a name that does not exist: the nearest names, or a heading that does not count."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from vault_tool.frontmatter import body_start
from vault_tool.model import Note
from vault_tool.names import FOLDED_HEADINGS, HeadingKey, heading_key, likeness_key, linkable, note_key
from vault_tool.resolve import Index

_ALIKE = 80.0
"""The least likeness, in percent of the letters of both names that need no change, at which a name is suggested."""
_ALIKE_IN_A_VAULT = 85.0
"""The same for files, which are so many that some are a little alike by chance."""
_EQUAL = 100.0
_BEHIND = 10.0
"""How much less like it than the likest a name may be; where one is equal, only equals are suggested."""


def nearest(wanted: str, names: Sequence[str], limit: int = 3) -> tuple[str, ...]:
    """Return the names most like the one that is wanted, at most `limit`, the likest first, equals by the alphabet.

    Letter case, and whether words are parted by spaces, hyphens or underscores, does not count. None is returned that
    is not rather like it.
    """
    return _likest(wanted, names, [likeness_key(name) for name in names], limit, _ALIKE)


def nearest_notes(index: Index, wanted: str) -> tuple[str, ...]:
    """Return what could stand in `[[…]]` instead of the path that is wanted and names no file.

    Folders do not count in the comparison. Of an attachment it is the name with its extension; a name that several
    files have is given with its folders.
    """
    name = wanted.rstrip("/").rpartition("/")[2]
    files = index.files
    near = _likest(_without_extension(name), *index.titles, 3, _ALIKE_IN_A_VAULT)
    found: list[str] = []
    for key in near:
        for path in sorted(files.by_path[named] for named in files.named(note_key(key))):
            title = path if key in files.namesakes else path.rpartition("/")[2]
            found.append(_without_extension(title))
    return tuple(found[:3])


def nearest_headings(note: Note, wanted: str) -> tuple[str, ...]:
    """Return the note's headings most like the last part of the subpath that is wanted, as a link writes them.

    The characters that cannot stand in a link are replaced as Obsidian does when it writes one (semantics 5.7).
    """
    part = next((part for part in reversed(wanted.split("#")) if part.strip()), "")
    return nearest(part, tuple(dict.fromkeys(linkable(heading.text) for heading in note.headings)))


def nearest_blocks(note: Note, wanted: str) -> tuple[str, ...]:
    """Return the note's block ids most like the one that is wanted, without their `^`."""
    return nearest(wanted.strip().lstrip("^"), tuple(dict.fromkeys(block.id for block in note.blocks)))


def _likest(wanted: str, names: Sequence[str], comparable: Sequence[str], limit: int, least: float) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    found = process.extract(likeness_key(wanted), comparable, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    likest = sorted({(-score, names[at]) for _, score, at in found})[:limit]
    if not likest:
        return ()
    behind = 0 if -likest[0][0] == _EQUAL else _BEHIND
    return tuple(name for score, name in likest if score <= likest[0][0] + behind)


def _without_extension(name: str) -> str:
    return name[: -len(".md")] if name.lower().endswith(".md") else name


class HiddenHeading(NamedTuple):
    """A line that would be a heading, were it not inside something."""

    start: int
    """The byte offset at which the line begins."""
    inside: str
    """What it is inside of, with an article: `an HTML comment`."""

    def __str__(self) -> str:
        """Say what it is inside of."""
        return self.inside


_HEADING_LINE = re.compile(
    rb"^(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?:(?:<!--|%%)[ \t]*)?"
    rb"(?:#{1,6}[ \t]+(?P<atx>[^\r\n]+)|(?P<setext>[^\s#][^\r\n]*)\r?\n[ \t>]*(?:=+|-+)[ \t]*\r?$)",
    re.MULTILINE,
)
_MARK = re.compile(rb"^[ \t>]*(?P<fence>`{3,}|~{3,})|<!--|-->|%%", re.MULTILINE)
_ATX_MARK = re.compile(rb"#[ \t]")
_ATX_TEXT = re.compile(rb"#[ \t]([^\n]*)")
_UNDERLINE = re.compile(rb"\n[ \t>]*+(?:=+|-+)[ \t]*+\r?(?=\n|\Z)")
_MOST_LINES = 20
"""How many lines are looked at closely: each look reads all that stands above the line."""
_CALLOUT = re.compile(rb"[ \t]*>[ \t>]*\[!")


def hidden_heading(source: bytes, read: Callable[[], Note], wanted: str) -> HiddenHeading | None:
    """Return the first heading that the subpath names and that stands only where headings do not count, or `None`.

    That is a comment, code, HTML, a quotation or a list item (semantics 3 and 6.2). `source` is the note's text; `read`
    gives the note, which few need. The lines are read one by one and not parsed; where it is not plain what a line
    stands in, it is passed over.
    """
    key = heading_key(next((part for part in reversed(wanted.split("#")) if part.strip()), ""))
    if not key:
        return None
    body = body_start(source)
    lines = list(_lines_saying(key, source, body))
    # A heading that counts would have been found, unless it stands under another one than the link says. Of the lines
    # of one that is underlined the last may say the same.
    if lines and ("#" in wanted or any(line["setext"] for line in lines)):
        lines = list(_outside_of_headings(lines, read()))
    for match in lines[:_MOST_LINES]:
        inside = _zone(source, body, match.start(match.lastgroup or 0)) or _container(source, match)
        if inside:
            return HiddenHeading(match.start(), inside)
    return None


def _lines_saying(key: HeadingKey, source: bytes, begin: int) -> Iterator[re.Match[bytes]]:
    for match in _heading_lines(key, source, begin):
        text = (match["atx"] or match["setext"]).rstrip().removesuffix(b"-->").removesuffix(b"%%")
        if heading_key(text.decode(errors="replace")) == key:
            yield match


def _heading_lines(key: HeadingKey, source: bytes, begin: int) -> Iterator[re.Match[bytes]]:
    """Yield the lines that would be headings with this key, were they not inside something, and some others."""
    if _UNDERLINE.search(source, begin):
        yield from _HEADING_LINE.finditer(source, begin)
        return
    # Where no line is underlined, marks are found several times as fast as lines.
    if _surely_lack(key, source, begin):
        return
    at = begin
    while mark := _ATX_MARK.search(source, at):
        line = _HEADING_LINE.match(source, max(source.rfind(b"\n", begin, mark.start()) + 1, begin))
        if line:
            yield line
        at = source.find(b"\n", mark.end())
        if at < 0:
            return


def _surely_lack(key: HeadingKey, source: bytes, begin: int) -> bool:
    """Whether the key has a word that stands behind no mark of a heading; that is said of ASCII only."""
    if not (source.isascii() and key.isascii()):
        return False
    words = b" ".join(_ATX_TEXT.findall(source, begin)).translate(FOLDED_HEADINGS).split()
    for word in key.encode().split():
        if word not in words:
            # A word may end where a comment does.
            return b"-->" not in source
    return False


def _outside_of_headings(lines: Iterable[re.Match[bytes]], note: Note) -> Iterator[re.Match[bytes]]:
    # Headings lie in the order of the file and apart, so only the last one that begins before a line's end can hold it.
    starts = [heading.start for heading in note.headings]
    for match in lines:
        last = bisect_left(starts, match.end()) - 1
        if last < 0 or note.headings[last].stop <= match.start():
            yield match


def _zone(source: bytes, begin: int, end: int) -> str:
    """Name the comment or fenced code that opens between the two offsets and is still open at the second."""
    opened = b""
    for mark in _MARK.finditer(source, begin, end):
        if mark["fence"]:
            if not opened:
                opened = mark["fence"]
            elif opened[:1] == mark["fence"][:1] and len(mark["fence"]) >= len(opened):
                opened = b""
        elif not opened and mark[0] != b"-->":
            opened = mark[0]
        elif (opened, mark[0]) in {(b"<!--", b"-->"), (b"%%", b"%%")}:
            opened = b""
    return {b"": "", b"<!--": "an HTML comment", b"%%": "a comment"}.get(opened, "code")


def _container(source: bytes, match: re.Match[bytes]) -> str:
    """Name the quotation, list item or other block that the line belongs to, by its own and the lines above it."""
    before = match["before"]
    above = _lines_above(source, match.start())
    if b">" in before:
        first = match[0]
        for line in above:
            if not line.lstrip().startswith(b">"):
                break
            first = line
        return "a callout" if _CALLOUT.match(first) else "a quotation"
    if before.strip():
        return "a list item"
    indented = before.startswith((b" ", b"\t"))
    for line in above:
        if not line.strip():
            if not indented:
                return ""
        elif indented and re.match(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]", line):
            return "a list item"
        elif line.lstrip().startswith(b"<"):
            return "HTML"
        elif indented and not line.startswith((b" ", b"\t")):
            break
    return "code" if before.startswith((b"    ", b"\t")) else ""


def _lines_above(source: bytes, offset: int) -> Iterator[bytes]:
    """Yield the lines before the offset, the nearest first."""
    while offset > 0:
        start = source.rfind(b"\n", 0, offset - 1) + 1
        yield source[start : offset - 1]
        offset = start
