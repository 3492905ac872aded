"""Mentions of other notes: words in a note's prose that are the title or alias of another.

A name of two words or more is one wherever it stands as whole words; a name of one word only if the options list it. A
name that several notes have is nobody's.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property

from vault_tool.build.draft import Kind, Mention, Outline, reference
from vault_tool.build.source_form import referred
from vault_tool.mentions import UNFIT, Match, folded, is_phrase, read_prose
from vault_tool.mentions import Names as FoundNames


class Names:
    """The names by which notes may be mentioned.

    They are those of all notes of the build but the hub's; `listed` ones count even if they are of one word. Nothing is
    made of them before a text is searched. Where it is known which texts will be, and they are short, names that stand
    in none of them are left out: an automaton of very many takes longer to make than all else.
    """

    def __init__(self, outline: Outline, listed: Collection[str] = (), texts: Collection[str] | None = None) -> None:
        self._outline = outline
        self._listed = {folded(name) for name in listed}
        self._works = {entry.id: entry.title for entry in outline.entries.values() if entry.kind is Kind.LISTED}
        self._sieve = _Sieve(texts) if texts is not None and sum(map(len, texts)) <= _SHORT else None

    def find(self, text: str) -> Iterator[Match]:
        """Yield the names that stand in the text as whole words, each with the id of its note.

        What was made of a list, such as a book, is often called what others write in small letters of anything.
        """
        for match in self._found.find(text):
            if self._works.get(match.owner, text[match.start : match.stop]) == text[match.start : match.stop]:
                yield match

    @cached_property
    def _found(self) -> FoundNames:
        return FoundNames(self._owners())

    def _owners(self) -> Mapping[str, str]:
        """Return the one note that each name belongs to, by the folded name."""
        claims: dict[str, set[str]] = {}
        sieve = self._sieve
        for entry in self._outline.entries.values():
            if entry.kind is not Kind.HUB:
                is_called_so = entry.title == entry.name and not entry.aliases
                for name in (entry.title,) if is_called_so else {entry.title, entry.name, *entry.aliases}:
                    key = folded(name)
                    if sieve and not sieve.may_hold(key):
                        continue
                    if (is_phrase(name) or key in self._listed) and not UNFIT.search(name):
                        claims.setdefault(key, set()).add(entry.id)
        return {key: owners.pop() for key, owners in claims.items() if len(owners) == 1}


class _Sieve:
    """Tells quickly which names cannot stand in any of some texts."""

    _LENGTH = 8

    def __init__(self, texts: Collection[str]) -> None:
        self._text = "\n".join(map(folded, texts))
        self._pieces = {self._text[at : at + self._LENGTH] for at in range(len(self._text))}

    def may_hold(self, name: str) -> bool:
        if len(name) < self._LENGTH:
            return name in self._text
        return name[: self._LENGTH] in self._pieces and name[-self._LENGTH :] in self._pieces


_SHORT = 1 << 17
"""Texts of so many characters in all are sieved; for more of them the automaton is worth its while."""


May = Callable[[int, str], bool]
"""Whether a link may be made at a place of a text, which is given in characters, to the note of that id."""


def mention(
    body: str, note_id: str, names: Names, unlinked: Collection[str] = (), may: May | None = None
) -> tuple[str, tuple[Mention, ...]]:
    """Make the first mention of each other note a link, unless the note links to it already.

    The body is in source form, and so is the result; with it comes what was made a link, in order. Notes in `unlinked`
    are left alone, and so are places where `may`, which is asked last, does not allow it.
    """
    found = list(names.find(body))
    linked = {note_id, *unlinked, *referred(body)} if found else set()
    if all(match.owner in linked for match in found):
        return body, ()
    prose = read_prose(body.encode())
    pieces: list[str] = []
    mentions: list[Mention] = []
    at = 0
    for match in found:
        if match.owner in linked:
            continue
        offset = len(body[: match.start].encode())
        if offset in prose.taken or (may is not None and not may(match.start, match.owner)):
            continue
        shown = body[match.start : match.stop]
        bar = r"\|" if offset in prose.tables else "|"
        pieces += [body[at : match.start], reference(match.owner, display=shown, bar=bar)]
        at = match.stop
        linked.add(match.owner)
        mentions.append(Mention(match.owner, shown))
    return "".join([*pieces, body[at:]]), tuple(mentions)
