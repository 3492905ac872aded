"""A list item's line: what of it is the task's name, and what is its state.

The name is what two versions of a note are compared by: without the mark, the dates and other signifiers of the Tasks
plugin, the fields `have` and `goal`, the block id, and the difference of case and white space; of a link it is the
text. The state is the user's: see `merged_line`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

REMOVED = "%% removed from source %%"
"""What a line of the user's carries whose task is no longer in the source."""

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>[-*+]|[0-9]{1,9}[.)])(?P<space>[ \t]{1,4}|\Z)"
    r"(?:\[(?P<mark>[^\r\n])\](?P<after>[ \t]+|\Z))?(?P<text>.*)",
    re.DOTALL,
)
_BLOCK_ID = re.compile(r"(?:^|[ \t]+)\^(?P<id>[a-zA-Z0-9-]+)[ \t]*\Z")
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


@dataclass(frozen=True, eq=False)
class ItemLine:
    """A list item's first line, taken apart; its parts in order are the line."""

    indent: str
    marker: str
    """`-`, `3.` and so on."""
    space: str
    mark: str | None
    """The character in the box; `None` where there is none."""
    after: str
    text: str
    """What stands behind the box."""

    @property
    def width(self) -> int:
        """The column where the item's content begins, which what is nested in it must reach."""
        width = 0
        for character in self.indent:
            width += 4 - width % 4 if character == "\t" else 1
        space = len(self.space.expandtabs(4))
        return width + len(self.marker) + (space if 1 <= space <= 4 and (self.text or self.mark) else 1)  # noqa: PLR2004

    @property
    def box(self) -> str:
        """The box and the space behind it."""
        return "" if self.mark is None else f"[{self.mark}]{self.after}"

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """What the line says beside its name, as it is written, by kind; of two of a kind the first."""
        text = _REMOVED.sub("", self.text)
        fields: dict[str, str] = {}
        if _HINT.search(text):
            for match in _SIGNIFIER.finditer(text):
                fields.setdefault(_kind(match), match[0])
        if block := _BLOCK_ID.search(text):
            fields["block"] = f"^{block['id']}"
        return fields

    @cached_property
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
        return "::" in self.text and not self.fields.keys().isdisjoint(("goal", "have"))

    @cached_property
    def core(self) -> str:
        """The text without fields, block id and the mark of removal, in single spaces."""
        text = _BLOCK_ID.sub("", _REMOVED.sub("", self.text))
        if _HINT.search(text):
            text = _SIGNIFIER.sub(" ", text)
        return " ".join(text.split())

    @cached_property
    def name(self) -> str:
        """What the item is called: `core` with links as their texts and without case."""
        text = self.core
        if "[" in text:
            text = _INLINE_LINK.sub(r"\1", _WIKILINK.sub(lambda match: match[2] or match[1], text))
        return " ".join(text.casefold().split())

    @property
    def is_removed(self) -> bool:
        """Whether it says of itself that it is no longer in the source."""
        return REMOVED in self.text


def read_item(line: str) -> ItemLine | None:
    """Take a list item's first line apart."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    return ItemLine(
        match["indent"], match["marker"], match["space"], match["mark"], match["after"] or "", match["text"]
    )


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
    signs = list(_SIGNIFIER.finditer(text, 0, stop)) if _HINT.search(text) else []
    for sign in reversed(signs):
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
    for match in _SIGNIFIER.finditer(text):
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
    users = ours.core != base.core and theirs.core != base.core
    text = unmarked(ours.text if theirs.core == base.core else theirs.text)
    chosen = (ours if theirs.core == base.core else theirs).fields
    for kind in {**base.fields, **ours.fields, **theirs.fields}:
        was, user, source = (line.fields.get(kind) for line in (base, theirs, ours))
        wanted = user if user != was else source
        if wanted != chosen.get(kind):
            text = with_field(text, kind, wanted)
    return mark.box, text, users and theirs.core != ours.core
