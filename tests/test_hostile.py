"""Input made to hurt: a megabyte of anything is read in less than two seconds, and in time linear in its length.

Each row of the tables is a pattern that costs a careless reader quadratic time or its stack. What could take the whole
process with it is in `test_frontmatter`, read by processes of their own.
"""

import gc
import time
from collections.abc import Callable, Iterator

import pytest
from skims import plain_links

from vault_tool.canvas import parse_canvas
from vault_tool.parse import parse_note
from vault_tool.skimming.skim import skim
from vault_tool.text import Locator

MEGABYTE = 1_000_000
MOST_SECONDS = 2.0
"""Of processor time, for a megabyte."""
EASY_SECONDS = MOST_SECONDS / 20
"""For a quarter of a megabyte: even time that grew with the square would not pass the limit."""

Row = str | tuple[str, str] | tuple[str, str, str]

# Each row is a piece of text that is repeated until the note is long enough. A pair has what opens the note first, a
# triple also what ends it; `%07d` becomes the number of the piece.
NOTES: dict[str, Row] = {
    "letters": "a",
    "words": "word ",
    "short lines": "a\n",
    "paragraphs": "a\n\n",
    "spaces": " ",
    "spaces before the line end": ("a", " ", "\nb"),
    "tabs": "\t",
    "items after tabs": "\t- a\n",
    "lone carriage returns": "\r",
    "lines ended by a carriage return": "- [ ] a #b [[c]]\r",
    "empty lines with CRLF": "\r\n",
    "NUL": "\0",
    "emoji": "😀",
    "combining marks": ("a", "\u0301"),
    "zero-width spaces": "\u200b",
    "bytes that are no UTF-8": "\udcff",
    "halves of characters": "\udcc3",
    # Brackets and links
    "opening brackets": "[",
    "closing brackets": "]",
    "opening parentheses": "(",
    "opening braces": "{",
    "wikilinks opened": "[[",
    "wikilinks opened, one closed": ("", "[[", "a]]"),
    "wikilinks opened with text": "[[a ",
    "wikilinks opened, each on its line": "[[a\n",
    "embeds opened": "![[",
    "wikilink with one bracket after the other": ("[[", "a]", "]]"),
    "wikilink with brackets opened": ("[[", "[a", "]]"),
    "wikilinks": "[[a]]",
    "embeds": "![[a#b|c]]",
    "wikilinks with nothing but bars": "[[|||]]",
    "one wikilink of many bars": ("[[a", "|", "]]"),
    "one wikilink of many hashes": ("[[a", "#", "]]"),
    "one long wikilink": ("[[", "a", "]]"),
    "escaped wikilinks": r"\[[a]]",
    "backslashes before each wikilink": ("", "\\\\", "[[a]]"),
    "backslashes before many wikilinks": ("", r"\\\\\\\\\\\\\\\\[[a]]"),
    "backslashes and brackets": "\\[[",
    "bangs before each wikilink": ("", "!", "[[a]]"),
    "Markdown links": "[a](b)",
    "Markdown links, each on its line": "[a](b)\n",
    "Markdown links opened": "[a](",
    "Markdown links opened with `<`": "[a](<b",
    "Markdown link texts nested": ("", "[", "a" + "](b)" * 1000),
    "links with parentheses": ("[a](", "(", ")"),
    "links with titles opened": '[a](b "',
    "images nested": ("", "![", "a" + "](b)" * 100_000),
    "images nested to a hundred": "![" * 100 + "a" + "](b)" * 100 + "\n\n",
    "images opened": "![a](",
    "links across lines": "[a\nb](c)\n",
    "percent signs in a destination": ("[a](", "%", ")"),
    "percent escapes": ("[a](", "%C3", ")"),
    "definitions": "[x%07d]: y\n",
    "definitions with the same label": "[x]: y\n",
    "definitions with tags": '[x%07d]: y "z #t"\n',
    "definitions opened": "[x]:\n",
    "definitions with titles opened": "[x]: y '\n",
    "uses of a definition": ("[x]: /y\n\n", "[x] "),
    "uses of a long definition": ("[x]: /" + "y" * 10_000 + "\n\n", "[x] "),
    "uses of images with a long definition": ("[x]: /" + "y" * 10_000 + "\n\n", "![x] "),
    "wikilinks over a link": "[[a]](b)",
    "angle links": "<https://a.b>",
    # Comments and math
    "HTML comments opened": "<!--",
    "HTML comments opened, each on its line": "<!--\n",
    "HTML comments, each on its line": "<!-- a -->\n",
    "one HTML comment open": ("<!--", "a "),
    "HTML comments opened in a line": "a <!-- ",
    "HTML comments": "<!-- a -->",
    "percent comments opened": "%%",
    "percent comment open": ("%%\n", "a [[b]]\n"),
    "percent comments of one word": "%%a%% ",
    "percent after words": "a%%",
    "percent after words, an odd number": ("", "a%% ", "%%"),
    "percent comment blocks": "%%\na\n%%\n",
    "percent comment blocks with links": "%%\n[[a]] [b](c) #d `e`\n%%\n\n",
    "percent signs by threes": "%%% ",
    "percent signs, escaped": r"\%%",
    "percent comments that open in items": "- %%\n",
    "percent comments that open in quotes": "> %%\n",
    "percent comments behind spaces": "  %%\n- ",
    "percent comments within items": "- a %% b\n",
    "percent comments with a fence": "%%\n```\n%%\n- [ ] a\n",
    "percent comments with a fence, in quotes": "> %%\n> ```\n> %%\n",
    "percent comments in an item in an item": "- - %%\n    a\n    %%\n",
    "percent comments of one quote, not closed": ("> a\n", "> > %%\n\n"),
    "definitions in items": "- [x%07d]: y\n",
    "labels not closed": "[x\n]: ",
    "percent comment of brackets": ("%%\n", "["),
    "percent comment of quotes": ("%%\n", "> "),
    "percent openers in code": "`%%` ",
    "dollars": "$",
    "dollars apart": "$ ",
    "dollar openers": "$a ",
    "double dollars": "$$ ",
    "double dollars, one a line": "$$\n",
    "double dollars open": ("$$\n", "a\n"),
    "double dollars and text": "$$a ",
    "math blocks": "$$\n\na\n$$\n\n",
    "math": "$a$ ",
    "math in braces": "${",
    "math and comments by turns": "$$\n%%\n",
    "math, one dollar a paragraph": "$$ a\n\n",
    # Code and HTML
    "backticks": "`",
    "backticks apart": "` ",
    "backtick runs of rising length": ("", "", " ".join("`" * n for n in range(1, 1400))),
    "fences opened": "```\n",
    "fences opened in quotes": "> ```\n",
    "fences of two kinds": "```\n~~~\n",
    "a fence open": ("```\n", "[[a]] #b\n"),
    "indented code": "    a\n\n",
    "less-than signs": "<",
    "less-than signs and letters": "<a ",
    "tags opened with an attribute": "<a b='",
    "HTML tags": "<a>",
    "HTML blocks": "<div>\n\n",
    "HTML blocks and lines of spaces": "<div>\n \n",
    "HTML declarations opened": "<!A ",
    "HTML instructions opened": "<? ",
    "HTML CDATA opened": "<![CDATA[",
    "entities": "&amp;",
    "ampersands": "&",
    # Emphasis and tags
    "asterisks": "*",
    "asterisks apart": "* ",
    "asterisks and letters": "*a",
    "asterisks and letters, closed": "*a* ",
    "double asterisks": "**a ",
    "underscores": "_",
    "underscores and letters": "_a ",
    "emphasis of two kinds": "*_a ",
    "emphasis opened, closed by turns": "*a_ ",
    "tags": "#a ",
    "tags without a space": "#a",
    "one long tag": ("#", "a"),
    "one long nested tag": ("#", "a/"),
    "tags of digits": "#1",
    "hashes": "#",
    "hashes apart": "# ",
    "tags between emphasis marks": "_#a_ ",
    "one tag of underscores": ("#", "a_"),
    "emphasis in tags": "_#a_b_ #c_",
    "tags after greater-than signs": ">#a",
    "tags after bars": "|#a",
    "tags after equals signs": "==#a== ",
    "tags after escaped brackets": r"\[#a",
    "tags in a quote": "> #a\n",
    "a line of greater-than signs, then tags": ("a", ">", "#a"),
    "greater-than signs, spaces and tags": ("a ", "> #a"),
    "strikethrough": "~~a ",
    "highlights": "==a ",
    # Headings and blocks
    "headings": "# a\n",
    "headings closed": "# a #\n",
    "a heading of hashes": ("# a", " #"),
    "a heading of hashes and letters": ("# a ", "#", " b"),
    "a heading of spaces and hashes": ("# a", " ", "#b"),
    "a heading of spaces and hashes, closed": ("# a", " ", "#b #"),
    "setext headings": "a\n=\n",
    "a setext heading of many lines": ("", "a\n", "==="),
    "block ids": "a ^b\n\n",
    "block ids alone": "^a\n\n",
    "lines that end with a block id": "a ^b\n",
    "carets": "^",
    "carets apart": "^ ",
    "carets and letters": " ^a",
    "one long block id": ("a ^", "a-"),
    "block id and spaces": ("a ^b", " ", "c"),
    "footnotes": "[^%07d]: a\n\n",
    "footnotes of one name": "[^a]: b\n",
    "uses of footnotes": ("[^a]: b\n\n", "[^a] "),
    "footnotes nested": "[^a]: > ",
    "inline footnotes": "^[a ",
    "horizontal rules": "---\n\n",
    "asterisks as rules": "* * *\n",
    # Containers
    "quotes in one line": ">",
    "quotes in one line, apart": "> ",
    "quotes, line by line": "> a\n",
    "quotes of rising depth": ("", "", "\n".join(">" * n + " a" for n in range(1, 1400))),
    "callouts": "> [!note] a\n> b\n\n",
    "lists in one line": "- ",
    "ordered lists in one line": "1. ",
    "lists and quotes in one line": "- > ",
    "list items": "- a\n",
    "list items of rising depth": ("", "", "\n".join(" " * 2 * n + "- a" for n in range(1000))),
    "list items of rising depth, tabs": ("", "", "\n".join("\t" * n + "- [ ] a" for n in range(1400))),
    "empty items": "-\n",
    "items and blank lines": "- a\n\n\n",
    "items of every mark by turns": "- a\n+ a\n* a\n1. a\n1) a\n",
    "an item and lazy lines": ("- a\n", "b\n"),
    "an item and blank lines": ("- [ ] a", "\n"),
    "item marks and spaces": ("-", " ", "[ ] a"),
    "items and indented lines": "- a\n\n      b\n",
    "long numbers": "123456789. a\n",
    # Tasks
    "tasks": "- [ ] a\n",
    "tasks in one line": "- [ ] ",
    "tasks in deep quotes": "> > > > > > - [ ] a\n",
    "boxes": "[ ] ",
    "boxes on lines": "[ ] a\n",
    "boxes glued": "-[ ] a\n",
    "boxes empty": "- [] a\n",
    "boxes wide": "- [  ] a\n",
    "a box of spaces": ("- [", " ", "] a"),
    "empty boxes of quotes": (">", " ", "[ ] a"),
    "lines of quotes, then a box": ("> " * 1000 + "[ ] a\n"),
    "fields": "- [goal:: 1]\n",
    "fields in one item": ("- a ", "[goal:: 1] "),
    "a field in the innermost of many items": ("", "1) ", "[goal:: 3]"),
    "fields opened": ("- a goal:: ", "[goal:: "),
    "goals of many digits": ("- [goal:: ", "9", "]"),
    # Tables
    "bars": "|",
    "a table of many columns": ("", "", "|a" * 100_000 + "|\n" + "|-" * 100_000 + "|\n" + "|b" * 100_000 + "|\n"),
    "a table of many columns and short rows": ("", "", "|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "b\n" * 300_000),
    "a table of many rows": ("|a|b|\n|-|-|\n", "|[[a\\|b]]|#c|\n"),
    "a table with escaped bars": ("|a|\n|-|\n", "\\|"),
    "tables": "a|b\n-|-\nc|d\n\n",
    "delimiter rows": "|-|\n",
    "lines that could be a table": "a|b\n",
    # Templates and garbled text
    "braces": "{{",
    "placeholders": "{{title}} ",
    "placeholders opened": "{{ ",
    "braces and spaces": ("{{", " ", "x"),
    "Templater": "<% a %>",
    "Templater opened": "<%",
    "garbled text": "â€™Ã©",
    "garbled gates": "â€",
    # Frontmatter
    "rules at the top": "---\n",
    "frontmatter open": ("---\n", "a: b\n"),
    "frontmatter of one value": ("---\na: ", "b", "\n---\n"),
    "frontmatter of one quoted value": ('---\na: "', "\\n", '"\n---\n'),
    "frontmatter of many keys": ("---\n", "k%07d: v\n", "---\n"),
    "frontmatter of one key": ("---\n", "k: v\n", "---\n"),
    "frontmatter of a long list": ("---\na:\n", "- b\n", "---\n"),
    "frontmatter of a list of links": ("---\na:\n", '- "[[b]]"\n', "---\n"),
    "frontmatter of a list of links that are escaped": ("---\na:\n", '- "[[b\\u0041]]"\n', "---\n"),
    "frontmatter of bare links": ("---\n", "k%07d: [[b]]\n", "---\n"),
    "frontmatter of comments": ("---\n", "# a\n", "---\n"),
    "frontmatter of spaces": ("---\n", " ", "\n---\n"),
    "frontmatter of empty lines": ("---\n", "\n", "---\n"),
    "frontmatter of colons": ("---\n", ":", "\n---\n"),
    "frontmatter of colons apart": ("---\na", ": ", "\n---\n"),
    "frontmatter of quotes": ("---\n", '"', "\n---\n"),
    "frontmatter of quoted strings opened": ("---\n", '"a\n', "---\n"),
    "frontmatter of digits": ("---\na: ", "1", "\n---\n"),
    "frontmatter of brackets in a string": ("---\na: '", "[[", "'\n---\n"),
    "frontmatter of keys below the top": ("---\na:\n", "  k%07d: v\n", "---\n"),
    "frontmatter of tabs": ("---\n", "\t", "\n---\n"),
    "frontmatter, then rules": ("---\na: b\n---\n", "---\n"),
    "frontmatter that ends almost": ("---\na: b\n", "--- \n"),
}


# The same for a canvas: what stands in the JSON.
CANVASES: dict[str, Row] = {
    "lists": "[",
    "mappings": '{"a":',
    "strings": '"',
    "escaped quotes": ('{"nodes": [{"type": "text", "text": "', '\\"', '"}]}'),
    "escapes": ('{"nodes": [{"type": "text", "text": "', "\\u0041", '"}]}'),
    "escaped line ends": ('{"nodes": [{"type": "text", "text": "', "\\n", ' [[a]]"}]}'),
    "surrogates": ('{"nodes": [{"type": "text", "text": "', "\\ud83d\\ude00[[a]]", '"}]}'),
    "halves of surrogates": ('{"nodes": [{"type": "text", "text": "', "\\ud83d[[a]]", '"}]}'),
    "links in one text": ('{"nodes": [{"type": "text", "text": "', "[[a]] ", '"}]}'),
    "escaped links in one text": ('{"nodes": [{"type": "text", "text": "', "\\u005b[a]] ", '"}]}'),
    "texts": ('{"nodes": [', '{"id": "%07d", "type": "text", "text": "[[a]]"},', "1]}"),
    "files": ('{"nodes": [', '{"id": "%07d", "type": "file", "file": "a.md", "subpath": "#b"},', "1]}"),
    "empty nodes": ('{"nodes": [', "{},", "1]}"),
    "keys of one node": ('{"nodes": [{', '"k%07d": "[[a]]",', '"type": "text", "text": "[[b]]"}]}'),
    "one key of one node": ('{"nodes": [{', '"text": "[[a]]",', '"type": "text"}]}'),
    "digits": ('{"nodes": [', "9", "]}"),
    "edges": ('{"nodes": [], "edges": [', '{"id": "%07d", "fromNode": "a", "toNode": "b"},', "1]}"),
    "spaces": ("{", " ", "}"),
    "a text of brackets": ('{"nodes": [{"type": "text", "text": "', "[", '"}]}'),
}


def repeated(row: Row, size: int) -> bytes:
    """Return about `size` bytes of a row; of one that repeats nothing, the end is cut to its share."""
    first, piece, last = (("", row, "") if isinstance(row, str) else (*row, ""))[:3]
    numbered = "%07d" in piece
    if piece:
        room = size - len(first.encode(errors="surrogateescape"))
        count = max(1, room // len((piece % 0 if numbered else piece).encode(errors="surrogateescape")))
        middle = "".join(piece % number for number in range(count)) if numbered else piece * count
    else:
        middle, last = "", last[: len(last) * size // MEGABYTE]
    return f"{first}{middle}{last}".encode(errors="surrogateescape")


def seconds(read: Callable[[bytes], object], raw: bytes) -> float:
    start = time.process_time()
    read(raw)
    return time.process_time() - start


def assert_linear(read: Callable[[bytes], object], row: Row) -> None:
    """Four times the text takes about four times the time: at most eight, where the square would take sixteen."""
    quarter, whole = repeated(row, MEGABYTE // 4), repeated(row, MEGABYTE)
    small = seconds(read, quarter)
    if small > EASY_SECONDS:
        big = seconds(read, whole)
        if big >= MOST_SECONDS:
            # A machine that is busy takes longer by the clock of the processor too.
            big = min(big, seconds(read, whole))
        assert big < MOST_SECONDS
        # Another process may have had the cache to itself, so a bad ratio is measured once more.
        assert big < 8 * small or seconds(read, whole) < 8 * seconds(read, quarter)


@pytest.fixture(autouse=True)
def _uncollected() -> Iterator[None]:
    """The collector's pauses are not the reader's time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("row", NOTES.values(), ids=NOTES.keys())
def test_a_megabyte_of_a_note(row: Row) -> None:
    assert_linear(lambda raw: parse_note("Note.md", raw), row)


PLAIN = plain_links(["Note.md", "a.md"]).of("")


@pytest.mark.parametrize("row", NOTES.values(), ids=NOTES.keys())
def test_a_megabyte_of_a_note_that_is_skimmed(row: Row) -> None:
    assert_linear(lambda raw: skim(raw, PLAIN), row)


@pytest.mark.parametrize("row", CANVASES.values(), ids=CANVASES.keys())
def test_a_megabyte_of_a_canvas(row: Row) -> None:
    assert_linear(lambda raw: parse_canvas("Board.canvas", raw), row)


@pytest.mark.parametrize("row", ["a", "\n", "é\n", "[[a]] é ", "\r\n"])
def test_positions_of_a_megabyte(row: str) -> None:
    def locate_all(raw: bytes) -> None:
        locator = Locator(raw)
        for offset in range(0, len(raw), 20):
            locator.position(offset)

    assert_linear(locate_all, row)
