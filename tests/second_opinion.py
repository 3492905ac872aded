"""A second reader of notes, which shares no code with the first: markdown-it-py, with Obsidian's rules on its tokens.

markdown-it-py reads CommonMark by itself, block by block and character by character; what Obsidian adds is written here
once more as rules of its own kind: comment and math blocks, footnotes, wikilinks, mathematics. It knows no positions
within a line, so what is compared is what was read, in its order. `second_opinion.md` explains every difference.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it.ruler import RuleOptionsType


class Facts(NamedTuple):
    """What a note holds, each kind in file order."""

    headings: list[tuple[int, int, str]]
    """Line, from 1; level; text, each of its lines trimmed."""
    tasks: list[tuple[int, str]]
    """Line and mark."""
    tags: list[str]
    wikilinks: list[tuple[bool, str, str | None]]
    """Whether it embeds; link text; display text."""
    links: list[tuple[bool, str]]
    """Inline Markdown links: whether it embeds; destination, percent-decoded where it is no URL."""


def second_opinion(text: str) -> Facts:
    """Read a note's text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", " ")
    lines_before = 0
    if block := re.match(r"---\n(?:.*?\n)??---(?:\n|\Z)", text, re.DOTALL):
        lines_before = block[0].count("\n")
        text = text[block.end() :]
    return _facts(_markdown().parse(text), lines_before)


# A paragraph, or one that a line below it makes a heading.
TEXT_BLOCKS = [("paragraph_open", ""), ("heading_open", "="), ("heading_open", "-")]


def _facts(tokens: list[Token], lines_before: int) -> Facts:
    facts = Facts([], [], [], [], [])
    containers = 0
    for at, token in enumerate(tokens):
        if token.type in ("blockquote_open", "list_item_open", "footnote_open"):
            containers += 1
        elif token.type in ("blockquote_close", "list_item_close", "footnote_close"):
            containers -= 1
        elif token.type == "heading_open" and not containers:
            line = (token.map or [0])[0] + 1 + lines_before
            content = "\n".join(part.strip() for part in tokens[at + 1].content.split("\n"))
            facts.headings.append((line, int(token.tag[1]), content))
        elif token.type == "comment_block":
            inside = _facts(_markdown().parse(token.content), 0)
            facts.tags.extend(inside.tags)
            facts.wikilinks.extend(inside.wikilinks)
            facts.links.extend(inside.links)
        elif token.type == "inline":
            _read_inline(token.children or [], facts)
        if token.type == "list_item_open" and (tokens[at + 1].type, tokens[at + 1].markup[:1]) in TEXT_BLOCKS:
            box = re.match(r"\[(.)\](?:[ \t\n\v\f]|\Z)", tokens[at + 2].content)
            if box and token.map and tokens[at + 1].map and token.map[0] == (tokens[at + 1].map or [0])[0]:
                facts.tasks.append(((token.map or [0])[0] + 1 + lines_before, box[1]))
    return facts


# -- Within a paragraph -----------------------------------------------------------------------------------------------


def _read_inline(children: list[Token], facts: Facts, *, in_image: bool = False) -> None:
    facts.tags.extend(_tags(children, before="[" if in_image else "\n"))
    for child in children:
        if child.type == "wikilink":
            facts.wikilinks.append(_split_wikilink(child))
        elif child.type == "image":
            if not in_image and "label" not in child.meta and child.attrGet("src"):
                facts.links.append((True, _destination(str(child.attrGet("src")))))
            _read_inline(child.children or [], facts, in_image=True)
        elif child.type == "link_open" and child.markup != "autolink" and not in_image:
            href = child.attrGet("href")
            if href and "label" not in child.meta:
                facts.links.append((False, _destination(str(href))))


def _split_wikilink(token: Token) -> tuple[bool, str, str | None]:
    content = token.content
    bar = content.find("|", 1)
    if bar < 0:
        return token.markup == "![[", content, None
    end = bar - 1 if content[:bar].endswith("\\") and bar > 1 else bar
    return token.markup == "![[", content[:end], content[bar + 1 :]


def _destination(written: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", written):
        return written
    try:
        decoded = unquote(written, errors="strict")
    except UnicodeDecodeError:
        return written
    malformed = any(not re.match("[0-9A-Fa-f]{2}", after) for after in written.split("%")[1:])
    return written if malformed else decoded


_NO_TAG = re.compile(r"[\s\u2000-\u206f\u2e00-\u2e7f\u0000'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\ufeff]")


def _tags(children: Iterable[Token], before: str) -> Iterator[str]:
    """Yield the tags; `before` is what stands before the first of the children."""
    for child in children:
        if child.type == "text":
            yield from _tags_of_text(child.content, before)
            before = (before + child.content)[-2:]
        elif child.type == "text_special":
            before = "escaped bracket" if child.markup == r"\[" else child.content
        elif child.type in ("softbreak", "hardbreak"):
            before = "\n"
        elif child.type in ("em_open", "strong_open", "em_close", "strong_close"):
            before = child.markup[-1]
        else:
            before = "x"


def _tags_of_text(text: str, before: str) -> Iterator[str]:
    at = 0
    follows = before == "escaped bracket"
    while True:
        hash_ = text.find("#", at)
        if hash_ < 0:
            return
        left = (before + text[:hash_])[-2:]
        may_begin = left[-1].isspace() or left[-1] in "_*~\ufeff" or left == "==" or (follows and hash_ == at)
        end = match.start() if (match := _NO_TAG.search(text, hash_ + 1)) else len(text)
        name = text[hash_ + 1 : end]
        if may_begin and name:
            if not re.fullmatch("[0-9]+", name):
                yield "#" + name
            at, follows = end, True
        else:
            at, follows = hash_ + 1, False


def _wikilink(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    opener = "![[" if source.startswith("![[", start) else "[["
    inside = start + len(opener)
    if not source.startswith(opener, start) or source.startswith("[", inside):
        return False
    end = source.find("]]", inside, state.posMax)
    content = source[inside:end]
    if end < 0 or not content or "\n" in content or "[[" in content:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content, token.markup = content, opener
    state.pos = end + 2
    return True


def _math(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "$":
        return False
    mark = "$$" if source.startswith("$$", start) else "$"
    inside = start + len(mark)
    if mark == "$" and (inside >= state.posMax or source[inside].isspace()):
        return False
    end = inside
    while True:
        end = source.find(mark, end, state.posMax)
        if end < 0:
            return False
        backslashes = len(source[:end]) - len(source[:end].rstrip("\\"))
        if backslashes % 2 == 0:
            break
        end += 1
    if end == inside or (mark == "$" and (source[end - 1].isspace() or source[end + 1 : end + 2].isdigit())):
        return False
    if not silent:
        state.push("math", "", 0)
    state.pos = end + len(mark)
    return True


# -- Blocks -----------------------------------------------------------------------------------------------------------


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _block_with_marks(state: StateBlock, start: int, end: int, silent: bool, mark: str) -> bool:
    """Take the lines from a mark to the line with the next one, within the container."""
    first = _line(state, start)
    run = len(first) - len(first.lstrip(mark[0]))
    if state.is_code_block(start) or run != len(mark) or mark in first[run:]:
        return False
    last = start
    indent = min(state.blkIndent, state.sCount[start])
    while last + 1 < end and (state.isEmpty(last + 1) or state.sCount[last + 1] >= indent):
        last += 1
        if mark in _line(state, last):
            break
    closed = last > start and mark in _line(state, last)
    if mark == "$$" and not closed:
        return False
    if silent:
        return True
    if mark == "%%":
        lines = [state.getLines(line, line + 1, state.blkIndent, False) for line in range(start + 1, last + 1)]
        content = "\n".join(["xx" + first[2:], *lines])
        token = state.push("comment_block", "", 0)
        token.content, _, rest = content.rpartition(mark) if closed else (content, "", "")
    else:
        rest = _line(state, last).partition(mark)[2]
    if rest.strip():
        # What follows on the line of the closing mark is a paragraph.
        state.push("paragraph_open", "p", 1)
        inline = state.push("inline", "", 0)
        inline.content, inline.children = "x" + rest, []
        state.push("paragraph_close", "p", -1)
    state.line = last + 1
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return _block_with_marks(state, start, end, silent, "%%")


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return _block_with_marks(state, start, end, silent, "$$")


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    label = re.match(r"\[\^[^\]\s]+\]:", _line(state, start))
    if state.is_code_block(start) or not label:
        return False
    if silent:
        return True
    state.push("footnote_open", "", 1)
    old = state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType
    at = state.bMarks[start] + state.tShift[start] + label.end()
    spaces = len(state.src[at : state.eMarks[start]]) - len(state.src[at : state.eMarks[start]].lstrip(" \t"))
    state.bMarks[start], state.tShift[start], state.sCount[start] = at + spaces, 0, state.blkIndent + 4
    state.blkIndent += 4
    state.parentType = "reference"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType = old
    state.push("footnote_close", "", -1)
    return True


@cache
def _markdown() -> MarkdownIt:
    markdown = (
        MarkdownIt("commonmark", {"maxNesting": 1_000, "store_labels": True}).enable("table").disable("text_join")
    )
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("table", "comment_block", _comment_block, interrupts)
    markdown.block.ruler.before("table", "math_block", _math_block, interrupts)
    markdown.block.ruler.before("reference", "footnote", _footnote, interrupts)
    markdown.inline.ruler.before("escape", "wikilink", _wikilink)
    markdown.inline.ruler.before("escape", "math", _math)
    return markdown
