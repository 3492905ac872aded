"""What one note has to do with what is broken in a vault, from its bytes, without its block structure.

Most links of most vaults are plainly right, wherever they stand. So a note is searched for what is *not*, and for what
other notes may ask of it: its headings and block ids. That needs no structure but fences and code spans, as long as
those show from the lines alone. Where they do not, `skim` says that it is not sure, and the note is read in full: it
must never be wrong, and may always be unsure. `tests/test_skimming.py` holds it against the reader.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vault_tool.frontmatter import read_frontmatter, skim_frontmatter
from vault_tool.model import Defect, Link, LinkKind
from vault_tool.skimming.code_ranges import Range, lies_in, read_fences
from vault_tool.skimming.layout import Layout
from vault_tool.skimming.marks import read_marks, without_comments
from vault_tool.skimming.places import Lines
from vault_tool.text import BOM
from vault_tool.written import BLOCK_ID, MARK, WIKILINK, is_escaped, split_destination, wikilink


class Asked(NamedTuple):
    """A wikilink that is not plainly right, as little of it as has to be kept."""

    content: bytes
    """What stands between its brackets."""
    start: int
    """Where it begins, at the bang of an embed; `UNSURE` where only the reader can say whether it is a link."""
    embeds: bool
    number: int | None
    """The number of the note that its name names plainly, if it does."""

    def link(self) -> Link:
        """Return it as it is read."""
        return wikilink(self.content, self.start, embeds=self.embeds)


UNSURE = -1
ELSEWHERE, UNNUMBERED = -1, -2
"""Stand, where a note's number may, for what lies outside of the vault and for a file of it that has no number."""


class Skimmed(NamedTuple):
    """What a note has to do with what is broken."""

    wikilinks: Sequence[Asked]
    """Those in the body that are not plainly right, in file order."""
    links: Sequence[Link]
    """The Markdown links and those in properties that are not plainly right, in file order."""
    lines: Lines
    """The headings and block ids that a link can name."""
    aliases: tuple[str, ...]
    alias_lines: bytes
    """Lines of its properties that give it the other aliases: see `aliases_in`."""
    defects: tuple[Defect, ...]
    layout: Layout
    """Of the body, with the line end before it."""
    body: int
    """Where the body begins."""
    contents: Sequence[bytes]
    """What stands between `[[` and `]]` in the body, of every wikilink and of some that are none; in file order."""
    named: Sequence[int | None]
    """The note that each of these names plainly, by its number, whatever place in it, and however it is displayed."""
    destinations: Sequence[bytes]
    """Those of all Markdown links in the body, as written, and of some that are none; in file order."""
    destined: Sequence[int | None]
    """The files to which these plainly lead, by their numbers; `ELSEWHERE` and `UNNUMBERED` among them."""


class Plain(NamedTuple):
    """Which links are plainly right, wherever in the note they stand."""

    number: Callable[[bytes], int | None]
    """Says which note is named between `[[` and `]]`, spelt as its file is, if that names nothing else in the vault."""
    wikilink: Callable[[bytes], bool]
    """Says it of what else stands between `[[` and `]]`."""
    destination: Callable[[bytes], int | None]
    """Says to which file a Markdown link's destination leads, if that is plainly right, as `destined` has it."""
    link: Callable[[Link], bool]
    """Says it of a link that was read."""


_BANG, _BACKSLASH, _CARET, _LESS, _LINE_END, _RETURN, _TICK = b"!\\^<\n\r`"
_HEADING = re.compile(rb"\n##{0,5}(?:[ \t][^\n]*|(?=\n|\Z))")
_NEXT_BLOCK = re.compile(rb"[-*+] {1,4}[^ \t\n]|#{1,6} |```|[ \t]*(?:\n|\Z)")
# With its title and its end where these are sure, which they are not where a bracket or the like may follow.
_DESTINATION = re.compile(rb"\]\(([^()\[\]\s<`\\]*(?:(?: \"[^\"()\[\]<`\\\n]*\")?\))?)")
_LINK = re.compile(
    rb"\[([^\[\]`\n]*)\]\(((?:[^()\s<\\`]|\([^()\s<\\`]*\))(?:[^()\s\\`]|\([^()\s\\`]*\))*)(?:[ ]+\"[^\"`\n\\]*\")?\)"
)


def skim(raw: bytes, plain: Plain) -> Skimmed | None:
    """Return what the note of these bytes has to do with what is broken; `None` where only the reader can say.

    What it returns is what `parse_note` finds, less the links that are `plain`. Linear in the length of the note.
    """
    if MARK in raw or _RETURN in raw or raw.startswith(BOM) or (not raw.isascii() and not _is_sound(raw)):
        return None
    aliases: tuple[str, ...] = ()
    alias_lines = b""
    links: Sequence[Link] = ()
    defects: tuple[Defect, ...] = ()
    base = 0
    if raw.startswith(b"---\n"):
        skimmed = skim_frontmatter(raw)
        if skimmed is not None:
            alias_lines, base = skimmed
        else:
            _, _, aliases, _, links, defects, base = read_frontmatter(raw)
            if links:
                links = [link for link in links if not plain.link(link)]
    # The text begins with the line end before the body, so that each line has one.
    if not base:
        text = b"\n" + raw
    elif raw[base - 1] == _LINE_END:
        text = raw[base - 1 :]
    else:
        return None
    if _LESS in text and b"\n<!--" in text:
        text = without_comments(text)
    fences: list[Range] | None = read_fences(text) if _TICK in text else []
    if fences is None:
        return None
    marks = read_marks(text, fences)
    if marks is None:
        return None
    layout = Layout(text, fences, marks)
    bare = layout.without_code()
    contents = WIKILINK.findall(bare) if b"[[" in bare else ()
    named = list(map(plain.number, contents))
    wikilinks = _wikilinks(contents, named, bare, base - 1, plain, layout) if None in named else ()
    if wikilinks is None:
        return None
    destinations: list[bytes] = []
    destined: list[int | None] = []
    for found in _DESTINATION.findall(bare):
        destination = found[:-1] if b" " not in found else found.partition(b" ")[0]
        led = plain.destination(destination) if found.endswith(b")") else None
        if led is None:
            markdown = _markdown_links(text, base - 1, plain, layout)
            if markdown is None:
                return None
            links = [*links, *markdown[0]]
            destinations, destined = markdown[1:]
            break
        destinations.append(destination)
        destined.append(led)
    blocks = _blocks(text, layout) if _CARET in text else b""
    if blocks is None:
        return None
    lines = _headings(text, fences) + blocks
    return Skimmed(
        wikilinks, links, lines, aliases, alias_lines, defects, layout, base, contents, named, destinations, destined
    )


def _is_sound(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    from vault_tool.mojibake import may_be_garbled  # noqa: PLC0415 - most notes are ASCII

    return not may_be_garbled(raw)


def _headings(text: bytes, fences: list[Range]) -> bytes:
    if fences:
        lines = [heading[0] for heading in _HEADING.finditer(text) if not lies_in(fences, heading.start())]
    else:
        lines = _HEADING.findall(text)
    return b"".join((*lines, b"\n")) if lines else b""


def heading_starts(layout: Layout, shift: int) -> list[int]:
    """Return where the headings begin that a link can name, `shift` added to where they do in the layout's text."""
    fences = layout.fences
    found = (heading.start() + 1 for heading in _HEADING.finditer(layout.text))
    return [start + shift for start in found if not (fences and lies_in(fences, start - 1))]


def _wikilinks(
    contents: Sequence[bytes], named: list[int | None], bare: bytes, shift: int, plain: Plain, layout: Layout
) -> list[Asked] | None:
    """Return the wikilinks that are not plainly right; those in `bare` are all that there can be.

    `named` has the notes that are named by all that stands between the brackets; the others are added to it.
    """
    asked: list[Asked] = []
    text = layout.text
    end = 0
    # In most notes most name a note plainly, and this is as fast as Python can say so.
    for at in [at for at, number in enumerate(named) if number is None]:
        content = contents[at]
        name, hash_, _ = content.partition(b"|")[0].partition(b"#")
        number = named[at] = plain.number(name)
        if not hash_ and (number is not None or (b"#" not in content and plain.wikilink(content))):
            continue
        # Code may end within it, or a Markdown link begin.
        if _TICK in content or b"[" in content:
            return None
        # What is written so is a match wherever it stands, since no link contains another.
        written = b"[[%b]]" % content
        start = bare.find(written, end)
        code = layout.is_code(start)
        end = start + len(written)
        if code is None:
            # Where it leads may show that it does not matter.
            asked.append(Asked(content, UNSURE, False, number))
            continue
        if code:
            continue
        before = text[start - 1]
        if before == _BACKSLASH and is_escaped(text, start):
            continue
        embeds = before == _BANG and not is_escaped(text, start - 1)
        asked.append(Asked(content, start - embeds + shift, embeds, number))
    return asked


def _markdown_links(
    text: bytes, shift: int, plain: Plain, layout: Layout
) -> tuple[list[Link], list[bytes], list[int | None]] | None:
    """Return the Markdown links that are not plainly right, and the destinations of all, with where these lead.

    `None` where one is not written in the plainest way.
    """
    links: list[Link] = []
    destinations: list[bytes] = []
    destined: list[int | None] = []
    may_escape = _BACKSLASH in text
    end = 0
    following = text.find(b"](")
    while following >= 0:
        middle, following = following, text.find(b"](", following + 2)
        start = text.rfind(b"[", 0, middle)
        match = _LINK.match(text, start) if start >= 0 else None
        if match is None or match.end(1) != middle or start < end:
            return None
        end = match.end()
        destinations.append(match[2])
        if text.find(b"[[", middle, end) >= 0:
            return None  # There a wikilink is none.
        led = plain.destination(match[2])
        destined.append(led)
        if led is not None:
            continue
        code = layout.is_code(start)
        if code is None or may_escape or b"&" in match[2]:
            return None
        if code:
            continue
        # Within a wikilink it is none.
        if text.find(b"[[", max(0, text.rfind(b"\n", 0, start)), start + 1) >= 0:
            return None
        image = text[start - 1] == _BANG
        path, subpath = split_destination(match[2].decode())
        kind = LinkKind.MARKDOWN_EMBED if image else LinkKind.MARKDOWN
        links.append(Link(kind, path, subpath, match[1].decode(), start - image + shift, match.end() + shift))
    return links, destinations, destined


def markdown_links(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each Markdown link or image has its first bracket, and its destination; of a text that was skimmed.

    There each is written in the plainest way. It may stand in code.
    """
    return ((match.start(), match[2]) for match in _LINK.finditer(text))


def _blocks(text: bytes, layout: Layout) -> bytes | None:
    blocks: list[bytes] = []
    for match in BLOCK_ID.finditer(text):
        start = match.start()
        code = layout.is_code(start)
        if code is None:
            return None
        if code:
            continue
        end = match.end()
        line = text.rfind(b"\n", 0, start)
        if end + 1 < len(text) and not _NEXT_BLOCK.match(text, end + 1) and not _HEADING.match(text, line):
            return None
        blocks.append(match[1])
    return b"\n^%b\n" % b"\n^".join(blocks) if blocks else b""
