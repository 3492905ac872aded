"""How GitHub reads a Markdown link: beside its source, letter for letter, with anchors made of the headings' text.

The algorithm of the anchors is that of GitHub's table-of-contents filter (gjtorikian/html-pipeline), which
github-slugger follows: lower case, without all that is no letter, mark, number, `_`, `-` or space, each space a `-`,
the second of the same name with `-1`.
"""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from html import unescape

from vault_tool.model import Heading, Note

_LONGEST = 1000
"""Nobody links to a heading of more characters, and taking its Markdown off could take long."""

_LINES = re.compile(r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?", re.IGNORECASE)
"""A fragment that names lines of a file as text: `L10`, `L10-L20`, `L10C5-L20C3`."""


def joined(folder: str, path: str) -> str | None:
    """Return the vault path that a link's path means in a file of `folder`; `None` above the vault's root.

    A path that begins with `/` counts from the root. The root itself is the empty path.
    """
    steps = [] if path.startswith("/") or not folder else folder.split("/")
    for component in path.split("/"):
        if component == "..":
            if not steps:
                return None
            steps.pop()
        elif component not in {"", "."}:
            steps.append(component)
    return "/".join(steps)


def folders(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that holds one of the files, at any depth; the root is the empty one."""
    found = {""}
    for path in paths:
        folder = posixpath.dirname(path)
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return frozenset(found)


def anchors(note: Note) -> Mapping[str, Heading]:
    """Return the anchors of the note's headings, folded as `fragment_key` folds what a link says."""
    found: dict[str, Heading] = {}
    seen: Counter[str] = Counter()
    for heading in note.headings:
        if len(heading.text) > _LONGEST:
            continue
        name = slug(heading.text)
        found.setdefault(f"{name}-{seen[name]}" if seen[name] else name, heading)
        seen[name] += 1
    return found


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading with this Markdown text, were it the first of its name.

    >>> slug("The `--fix` option, and [others](x.md)")
    'the---fix-option-and-others'
    """
    return "".join(
        "-" if character == " " else character for character in fragment_key(plain(heading)) if _stays(character)
    )


def fragment_key(fragment: str) -> str:
    """Fold a link's fragment for comparison with an anchor.

    Letter case and variation selectors do not count, for browsers and editors differ in them; neither does the prefix
    under which GitHub keeps the anchors of what users write.
    """
    key = unicodedata.normalize("NFC", fragment).lower().replace("\ufe0f", "")
    return key.removeprefix("user-content-")


def needs_no_anchor(fragment: str) -> bool:
    """Whether the fragment names no anchor but lines, the top of the page, or a text to search for."""
    return fragment.lower() in {"", "top"} or fragment.startswith(":~:") or _LINES.fullmatch(fragment) is not None


# These are compiled when they are first used, for few vaults are read in this dialect.
_WRITTEN_ANCHOR = r"""(?i)<[a-z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))"""
_HTML_HEADING = r"(?is)<h([1-6])\b[^<>]*>(.{0,1000}?)</h\1\s*>"
_NESTED_HEADING = r"(?m)^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)+#{1,6}[ \t]+(.{1,1000})"


def other_anchors(source: bytes) -> frozenset[str]:
    """Return the anchors that GitHub finds in a note besides those of its top-level headings.

    They are those written in HTML (`<a id="x">`) and those of headings in HTML, quotations and list items. The text is
    searched without regard to code and comments: an anchor too many costs a finding, one too few a false alarm.
    """
    text = source.decode(errors="replace")
    found = {
        fragment_key(unescape(first or second or third)) for first, second, third in re.findall(_WRITTEN_ANCHOR, text)
    }
    found.update(slug(" ".join(inner.split())) for _, inner in re.findall(_HTML_HEADING, text))
    found.update(slug(heading.rstrip(" \t\r#")) for heading in re.findall(_NESTED_HEADING, text))
    return frozenset(found)


_CODE = re.compile(r"(?<!`)(`{1,9})(?!`)(.+?)(?<!`)\1(?!`)")
_KEPT = re.compile("\ue000([0-9]+)\ue001")
"""Where a piece of code stood, in characters that no anchor keeps."""
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--.*?-->")
_UNDERSCORES = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(.*?)(?<=[^\s\\])\1(?!\w)")


def plain(markdown: str) -> str:
    """Return what is left of a heading's Markdown when it is text; punctuation that no anchor keeps may stay."""
    code: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        code.append(match[2])
        return f"\ue000{len(code) - 1}\ue001"

    text = _IMAGE.sub("", _CODE.sub(put_aside, _KEPT.sub("", markdown)))
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    previous = ""
    while previous != text:
        previous, text = text, _UNDERSCORES.sub(r"\2", text)
    return _KEPT.sub(lambda match: code[int(match[1])].strip(" "), unescape(text))


def _stays(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "_- "
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc"
