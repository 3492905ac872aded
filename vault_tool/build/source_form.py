"""Text as the source has it and text as the vault has it: the same, but for how notes of the build are named.

In source form a link names a note by its id (`[[@overview.md%23goals|the goals]]`), in the vault by its file
(`[[Goals|the goals]]`), so that a file can be renamed without a line being edited; and it names a heading as the source
does, whatever the user calls it. Two laws hold, for any names::

    concrete(canonical(x)) == x         for every text of the vault
    canonical(concrete(y)) == y         for every text in source form

Only a link that is spelled as the builder would spell it is taken; any other spelling is the user's own and stays.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, unquote

from vault_tool.build.draft import Mention, reference
from vault_tool.build.headings import Renamed, subpath_under
from vault_tool.build.properties import Value
from vault_tool.model import Link, LinkKind, Note
from vault_tool.parse import parse_note

_WIKILINKS = (LinkKind.WIKILINK, LinkKind.EMBED)
_MARKDOWN = (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED)

_LITERAL = re.compile(rb"(?:\[\[|\]\()(?=@)")
_TOKEN = re.compile(r"(\[\[|\]\()@(@|[^@#|\[\]\\()\s]+)")
_WHOLE_LINK = re.compile(r"!?\[\[@(?P<id>[^@#|\[\]\\()\s]+)(?:#[^|\[\]\n]*?)?(?:\\?\|(?P<shown>[^\[\]\n]*))?\]\]")
_WHOLE_MARKDOWN = re.compile(r"!?\[(?P<shown>(?:[^\[\]\\\n]|\\.)*)\]\(@(?P<id>[^@#|\[\]\\()\s]+)[^()\s]*\)")
_SUBPATH = re.compile(r"(?P<link>\[\[@(?P<id>[^@#|\[\]\\()\s]+)#)(?P<subpath>[^|\[\]\n]*?)(?=\\?\||\]\])")
_MARKDOWN_SUBPATH = re.compile(r"(?P<link>\]\(@(?P<id>[^@#|\[\]\\()\s]+)#)(?P<subpath>[^()\s]*)(?=\))")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How links in the vault name the notes of the build."""

    ids: Mapping[str, str]
    """The id by what stands in a wikilink: the note's name, or its path without `.md` where the name is not its own."""
    paths: Mapping[str, str]
    """The id by the note's path, as a Markdown link has it."""
    headings: Mapping[str, Renamed] = field(default_factory=dict)
    """What the source calls the headings that the user has renamed, by what links may call them, by the note's id."""


def _id(written: str) -> str:
    """Return the id that `draft.token` wrote."""
    plain = written.replace("%23", "#")  # Nearly all are done with this, and a hub has one for every note.
    return unquote(written) if "%" in plain else plain


def canonical(text: str, spelling: Spelling, mentions: Iterable[Mention] = ()) -> str:
    """Bring a note's body into source form, without the links that `mentions` says the builder made."""
    # The line end in front keeps a rule at the top from being taken for properties; it is taken away at the end.
    source = b"\n" + text.encode()
    edits = dict(_link_edits(source, parse_note("note.md", source), spelling))
    for match in _LITERAL.finditer(source):
        edits.setdefault(match.end(), (match.end(), b"@"))
    pieces = []
    at = 0
    for start, (stop, written) in sorted(edits.items()):
        pieces += [source[at:start], written]
        at = stop
    pieces.append(source[at:])
    return without_mentions(b"".join(pieces)[1:].decode(), mentions, spelling).text


def concrete(
    text: str, names: Mapping[str, str], paths: Mapping[str, str], headings: Mapping[str, Renamed] | None = None
) -> str:
    """Bring a text from source form into the vault's: `names` are those in wikilinks and `paths` the files, by id.

    An id that is in neither stays as it is: `unlinked` takes it away. `headings` are the user's names for those that
    links may name, by the note's id.
    """
    if "@" not in text:
        return text
    if headings:
        text = _with_headings(text, headings)

    def written(match: re.Match[str]) -> str:
        opener, what = match.groups()
        if what == "@":
            return f"{opener}@"
        note_id = _id(what)
        if opener == "[[":
            return opener + names[note_id] if note_id in names else match[0]
        return opener + quote(paths[note_id]) if note_id in paths else match[0]

    return _TOKEN.sub(written, text)


def _with_headings(text: str, headings: Mapping[str, Renamed]) -> str:
    def named(match: re.Match[str]) -> str:
        return match["link"] + subpath_under(match["subpath"], headings.get(_id(match["id"]), {}))

    def quoted(match: re.Match[str]) -> str:
        was = unquote(match["subpath"])
        new = subpath_under(was, headings.get(_id(match["id"]), {}))
        return match[0] if new == was else match["link"] + quote(new)

    return _MARKDOWN_SUBPATH.sub(quoted, _SUBPATH.sub(named, text))


def concrete_value(
    value: Value, names: Mapping[str, str], paths: Mapping[str, str], headings: Mapping[str, Renamed] | None = None
) -> Value:
    """Bring a property's value into the vault's form: a text, each text of a list, and anything else as it is."""
    return _changed(value, lambda text: concrete(text, names, paths, headings))


def unlinked_value(value: Value, ids: Collection[str], titles: Mapping[str, str]) -> Value:
    """Make links to these notes plain text in a property's value."""
    return _changed(value, lambda text: unlinked(text, ids, titles))


def _changed(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, str):
        return change(value) if "@" in value else value
    if isinstance(value, (int, float)):
        return value
    return [change(item) if isinstance(item, str) and "@" in item else item for item in value]


def referred(text: str) -> frozenset[str]:
    """Return the ids that a text in source form links to."""
    return frozenset(_id(what) for _, what in _TOKEN.findall(text) if what != "@") if "@" in text else frozenset()


def folded(text: str, name_of: Callable[[str], str | None]) -> str:
    """Drop the display texts that a note's own name would show anyway; `name_of` gives it by id."""

    def written(match: re.Match[str]) -> str:
        shown = match["shown"]
        if shown is None or "#" in match[0][: match.start("shown") - match.start()]:
            return match[0]
        note_id = _id(match["id"])
        same = name_of(note_id) == shown and not match[0].startswith("!")
        return reference(note_id) if same else match[0]

    return _WHOLE_LINK.sub(written, text) if "[[@" in text else text


def links_to(text: str, ids: Collection[str]) -> Counter[str]:
    """Count the links of a text in source form to these notes."""
    found = (_id(match["id"]) for pattern in (_WHOLE_LINK, _WHOLE_MARKDOWN) for match in pattern.finditer(text))
    return Counter(note_id for note_id in found if note_id in ids)


def unlinked(text: str, ids: Collection[str] | Counter[str], titles: Mapping[str, str]) -> str:
    """Make links to these notes plain text: what they show, or the note's title; with a count, the first so many."""
    if "@" not in text:
        return text
    left = Counter(ids) if isinstance(ids, Counter) else None

    def written(match: re.Match[str]) -> str:
        note_id = _id(match["id"])
        if note_id not in ids or (left is not None and left[note_id] <= 0):
            return match[0]
        if left is not None:
            left[note_id] -= 1
        return match["shown"] or titles.get(note_id, note_id)

    return _WHOLE_MARKDOWN.sub(written, _WHOLE_LINK.sub(written, text))


class Plain(NamedTuple):
    """A text without the links that the builder made of mentions."""

    text: str
    lines: Collection[tuple[str, str]] = frozenset()
    """The id and the line of each link that was taken away, as the line reads now."""
    missing: tuple[Mention, ...] = ()
    """The mentions that were no links, for the user has taken them away."""


def without_mentions(text: str, mentions: Iterable[Mention], spelling: Spelling) -> Plain:
    """Take away the links that the builder made of mentions: of each the first that is so written."""
    taken: list[tuple[str, int]] = []
    missing: list[Mention] = []
    for mentioned in mentions:
        note_id, shown = mentioned
        written = [reference(note_id, display=shown), reference(note_id, display=shown, bar=r"\|")]
        if spelling.ids.get(shown) == note_id:
            written.append(reference(note_id))
        places = [(at, link) for link in written if (at := text.find(link)) >= 0]
        if not places:
            missing.append(mentioned)
            continue
        at, link = min(places)
        text = text[:at] + shown + text[at + len(link) :]
        less = len(link) - len(shown)
        taken = [(other, place - less if place > at else place) for other, place in taken] + [(note_id, at)]
    return Plain(text, frozenset((note_id, line_at(text, at)) for note_id, at in taken), tuple(missing))


def line_at(text: str, at: int) -> str:
    """Return the line in which a place lies."""
    stop = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : stop if stop >= 0 else len(text)]


def _link_edits(source: bytes, note: Note, spelling: Spelling) -> Iterable[tuple[int, tuple[int, bytes]]]:
    """Yield start, stop and new text of what names a note of the build in each link to one."""
    for link in note.links:
        place = _path_place(source, link)
        if place is None:
            continue
        ids = spelling.ids if link.kind in _WIKILINKS else spelling.paths
        note_id = ids.get(link.path)
        if note_id is not None:
            yield place[0], (place[1], reference(note_id)[2:-2].encode())
            names = spelling.headings.get(note_id)
            if names and link.subpath and (new := subpath_under(link.subpath, names)) != link.subpath:
                written, new = (link.subpath, new) if link.kind in _WIKILINKS else (quote(link.subpath), quote(new))
                if source.startswith(f"#{written}".encode(), place[1]):
                    yield place[1], (place[1] + 1 + len(written.encode()), f"#{new}".encode())


def _path_place(source: bytes, link: Link) -> tuple[int, int] | None:
    """Return where a link's path stands, if it is spelled as the builder spells it."""
    if not link.path or link.key:
        return None
    if link.kind in _WIKILINKS:
        start = link.start + (3 if link.kind.embeds else 2)
        spelled = link.path.encode()
        closers = b"#|]\\"
    elif link.kind in _MARKDOWN:
        spelled = quote(link.path).encode()
        start = source.rfind(b"](" + spelled, link.start, link.stop) + 2
        closers = b"#)"
    else:
        return None
    stop = start + len(spelled)
    fits = start > link.start and source.startswith(spelled, start) and source[stop : stop + 1] in _BYTES[closers]
    return (start, stop) if fits else None


_BYTES = {closers: {bytes([byte]) for byte in closers} for closers in (b"#|]\\", b"#)")}
