"""A list item's line: what of it is the task's name, and what is its state.

The name is what two versions of a note are compared by: without the mark, the dates and other signifiers of the Tasks
plugin, the fields `have` and `goal`, the block id, emphasis, and the difference of case and white space; of a link it
is the text. The state is the user's: see `merged_line`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from vault_tool.zones import Ranges, read_structure

REMOVED = "%% removed from source %%"
"""What a line of the user's carries whose task is no longer in the source."""

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[-*+]|[0-9]{1,9}[.)])(?P<space>[ \t]{1,4}|\Z)"
    r"(?:\[(?P<mark>[^\r\n])\](?P<after>[ \t]+|\Z))?(?P<text>.*)",
    re.DOTALL,
)
_BLOCK_ID = re.compile(r"(?:^|[ \t]+)\^(?P<id>[a-zA-Z0-9-]+)[ \t]*\Z")
_TO_REACH = re.compile(r"\d[\d,]*\+")
_REMOVED = re.compile(rf"[ \t]*{REMOVED}")

_DATES = {"📅": "due", "📆": "due", "🗓": "due", "⏳": "scheduled", "⌛": "scheduled", "🛫": "start", "✅": "completion"}
_DATES |= {"➕": "created", "❌": "cancelled"}
_SIGNS = {"🔁": "repeat", "🏁": "onCompletion", "🆔": "id", "⛔": "dependsOn"}
_NAMES = "due|scheduled|start|completion|created|cancelled|priority|repeat|onCompletion|id|dependsOn|have|goal"

# As in `dates`, quantifiers are possessive where white space could be shared out in several ways.
_SIGNIFIER = re.compile(
    rf"(?P<date>[{''.join(_DATES)}])\ufe0f? *+(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    r"|(?P<priority>[🔺⏫🔼🔽⏬])\ufe0f?"
    r"|(?P<repeat>🔁)\ufe0f? *+(?P<rule>[a-zA-Z0-9,!](?:[a-zA-Z0-9, !]*[a-zA-Z0-9,!])?)"
    r"|(?P<sign>[🏁🆔⛔])\ufe0f? *+(?P<word>[a-zA-Z0-9_-]++(?: *+, *+[a-zA-Z0-9_-]++)*+)"
    rf"|\[ *+(?P<square>{_NAMES}):: *+(?P<in_square>[^\[\]\r\n]*)\]"
    rf"|\( *+(?P<round>{_NAMES}):: *+(?P<in_round>[^()\r\n]*)\)"
)
_HINT = re.compile(f"[{''.join(_DATES)}🔺⏫🔼🔽⏬{''.join(_SIGNS)}]|::")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\\?\|([^\[\]]*))?\]\]")
_INLINE_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ \t]+\"[^\"]*\")?\)")


class ItemLine(NamedTuple):
    """A list item's first line, taken apart."""

    indent: str
    marker: str
    """`-`, `3.` and so on."""
    space: str
    mark: str | None
    """The character in the box; `None` where there is none."""
    after: str
    """The white space behind the box."""
    text: str
    """What stands behind that; with what comes before, it is the line."""
    width: int
    """The column where the item's content begins, which what is nested in it must reach."""
    fields: Mapping[str, str]
    """What the line says beside its name, as it is written, by kind; of two of a kind the first."""
    core: str
    """The text without fields, block id and the mark of removal, in single spaces."""
    name: str
    """What the item is called: `core` with links as their texts, without emphasis and without case."""

    @property
    def box(self) -> str:
        """The box and the space behind it."""
        return "" if self.mark is None else f"[{self.mark}]{self.after}"

    @property
    def ids(self) -> frozenset[str]:
        """The ids that the line gives itself, each with its form before it."""
        ids = set()
        if "block" in self.fields:
            ids.add(self.fields["block"].lower())
        if match := _SIGNIFIER.fullmatch(self.fields.get("id", "")):
            ids.add(f"id {(match['word'] or match['in_square'] or match['in_round'] or '').strip()}")
        return frozenset(ids)

    @property
    def has_goal(self) -> bool:
        """Whether it is one of those items that count up to a number."""
        return "goal" in self.fields or "have" in self.fields

    @property
    def is_removed(self) -> bool:
        """Whether it says of itself that it is no longer in the source."""
        return REMOVED in self.text


def read_item(line: str) -> ItemLine | None:
    """Take a list item's first line apart."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    indent, marker, space, mark, after, text = match.groups()
    wide = len(space.expandtabs(4))
    width = column(indent) + len(marker) + (wide if 1 <= wide <= 4 and (text or mark) else 1)  # noqa: PLR2004
    rest = _REMOVED.sub("", text) if "%%" in text else text
    fields: dict[str, str] = {}
    if "^" in rest and (block := _BLOCK_ID.search(rest)):
        fields["block"] = f"^{block['id']}"
        rest = rest[: block.start()]
    signs = _signs(rest)
    for sign in signs:
        fields.setdefault(_kind(sign), sign[0])
    for sign in reversed(signs):
        rest = f"{rest[: sign.start()]} {rest[sign.end() :]}"
    core = name = " ".join(rest.split())
    if "[" in name:
        name = _INLINE_LINK.sub(r"\1", _WIKILINK.sub(lambda link: link[2] or link[1], name))
    if "goal" in fields:
        name = _TO_REACH.sub("+", name)  # The number to reach is the source's to change.
    name = " ".join(_without_emphasis(name).casefold().split())
    return ItemLine(indent, marker, space, mark, after or "", text, width, fields, core, name)


def _without_emphasis(text: str) -> str:
    """Take the marks of emphasis from a text, nested ones too; from one with very many of them, none."""
    if _MARKS.search(text) and len(_MARKS.findall(text)) <= _MOST_MARKS:
        while (plain := _EMPHASIS.sub(r"\2\4", text)) != text:
            text = plain
    return text


_MARKS = re.compile("[*_~=]+")
_MOST_MARKS = 40
_EMPHASIS = re.compile(r"(\*{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1|(?<![^\W_])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\3(?![^\W_])")


def column(indent: str) -> int:
    """Return how many columns white space at the start of a line is wide, with tab stops of four."""
    return len(indent.expandtabs(4)) if "\t" in indent else len(indent)


def _signs(text: str, stop: int | None = None) -> list[re.Match[str]]:
    """Return the signifiers of a text, as far as `stop`; what is in code only shows one."""
    if not ("::" in text if text.isascii() else _HINT.search(text)):
        return []
    signs = list(_SIGNIFIER.finditer(text, 0, len(text) if stop is None else stop))
    if not signs or "`" not in text:
        return signs
    line = f"{_A_WORD}{text}"
    code = Ranges(read_structure(line.encode(), line).code)
    return [sign for sign in signs if len(line[: len(_A_WORD) + sign.start()].encode()) not in code]


_A_WORD = "a "
"""Before a text it makes a paragraph of it, whatever it begins with."""


def _kind(match: re.Match[str]) -> str:
    if match["date"]:
        return _DATES[match["date"]]
    if match["priority"]:
        return "priority"
    sign = match["repeat"] or match["sign"]
    return _SIGNS[sign] if sign else match["square"] or match["round"]


def marked_removed(text: str) -> str:
    """Mark the text of a task's line, once; before the dates and the block id, which plugins read from the end."""
    if REMOVED in text:
        return text
    stop = len(text.rstrip())
    if block := _BLOCK_ID.search(text):
        stop = block.start()
    for sign in reversed(_signs(text, stop)):
        if text[sign.end() : stop].strip():
            break
        stop = len(text[: sign.start()].rstrip())
    head, tail = text[:stop].rstrip(), text[stop:]
    return f"{head} {REMOVED}{tail}" if head else f"{REMOVED}{tail}"


def unmarked(text: str) -> str:
    """Return the text without the mark of removal."""
    return _REMOVED.sub("", text)


def with_field(text: str, kind: str, written: str | None) -> str:
    """Put a field in the place of the one of its kind, or at the end; take it away where `written` is `None`."""
    if kind == "block":
        text = _BLOCK_ID.sub("", text).rstrip()
        return f"{text} {written}" if written else text
    for match in _signs(text):
        if _kind(match) == kind:
            before, after = text[: match.start()], text[match.end() :]
            return before + written + after if written else (before.rstrip() + after if after else before.rstrip())
    if not written:
        return text
    block = _BLOCK_ID.search(text)
    stop = block.start() if block else len(text.rstrip())
    return f"{text[:stop]} {written}{text[stop:]}" if text[:stop].strip() else f"{written}{text[stop:]}"


def merged_line(base: ItemLine, theirs: ItemLine, ours: ItemLine) -> tuple[str, str, bool]:
    """Merge what stands behind an item's list mark; return the box, the text, and whether both reworded it.

    The user's wording stays where the user changed it; each field and the mark is the user's where the user changed
    it, and else the source's.
    """
    mark = theirs if theirs.mark != base.mark else ours
    clash = base.core not in (ours.core, theirs.core) and theirs.core != ours.core
    text = unmarked(ours.text if theirs.core == base.core else theirs.text)
    chosen = (ours if theirs.core == base.core else theirs).fields
    for kind in {**base.fields, **ours.fields, **theirs.fields}:
        was, user, source = (line.fields.get(kind) for line in (base, theirs, ours))
        wanted = user if user != was else source
        if wanted != chosen.get(kind):
            text = with_field(text, kind, wanted)
    return mark.box, text, clash
