"""Which section is which: every part of a document gets the id that it had, or a new one that it keeps for ever.

A part is matched with the remembered sections of its document, in this order; what is matched is out of the game:

1. by the id that the source gives it, and gave it then,
2. by equal text, under the same heading first,
3. by likeness: the best of at least 0.6 both ways, and no second as good.

What is left over and has no heading there any more is looked for in other documents in the same way (`match_across`);
all others come before that in their own again:

4. by the anchor of its heading, if no other section of either side has that heading,
5. by the id that the source gives it, where it had that id without being given it,
6. by the heading that several share, in their order.

Texts come before headings: where headings are numbered anew or change places, ticks stay with their text, and so they
do where a section moves to a document that had another of its heading. Only where very many texts have changed headings
come first, as to compare each with each would take too long.

What is left over even then is looked for in other documents, too, and else is new, or has left the source.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from math import inf
from typing import NamedTuple

from vault_tool.build.draft import Part

ALIKE = 0.6
"""How alike two texts must be to be taken for one section: difflib's ratio over their words."""

_WORDS = re.compile(r"\w+")
_DESTINATIONS = re.compile(r"(?<=\])\([^()\s]*\)|(?<=\[\[)[^\[\]|\n]*\|")


class Remembered(NamedTuple):
    """A section as the last build knew it."""

    id: str
    slug: str
    explicit: str | None
    title: str
    fingerprint: str
    """`fingerprint` of its text then; empty where it is not known."""
    text: str
    """Its text, in source form or any other: likeness does not look at where links lead."""


def fingerprint(text: str) -> str:
    """Return what tells one section's text from all others, white space apart."""
    words = " ".join(text.split())
    return sha256(words.encode()).hexdigest()[:16] if words else ""


def match_across(remembered: Sequence[Remembered], parts: Sequence[Part]) -> list[str | None]:
    """Match by their texts what is left over in several documents, where the anchor of a heading says nothing.

    Of very many on both sides only those of an equal id or text are matched: to compare each with each takes too long.
    """
    game = Game(remembered, parts)
    game.by_text()
    return game.found


_MOST_PAIRS = 10_000


def new_id(document: str, part: Part, taken: Collection[str]) -> str:
    """Return an id for a part that is new: `overview.md#goals`, with a number where that is taken."""
    return unique_id(f"{document}#{part.explicit or part.slug or 'section'}", taken)


def unique_id(wanted: str, taken: Collection[str]) -> str:
    """Return the id that is wanted, with a number where that is taken."""
    candidate, number = wanted, 2
    while candidate in taken:
        candidate = f"{wanted}-{number}"
        number += 1
    return candidate


def alike(then: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of texts, by their places, that choose each other as their best like, and no third as well."""
    before = [_words(text) for text in then]
    rows = {number: _ratios(words, before) for number, text in enumerate(now) if then and (words := _words(text))}
    pairs = []
    for place, (number, row) in enumerate(rows.items()):
        at = _best(row)
        if at is not None and _best([other[at] for other in rows.values()]) == place:
            pairs.append((at, number))
    return pairs


def _explicit_id_now(part: Part) -> str | None:
    return part.explicit


def _shared(then: Iterable[str], now: Iterable[str]) -> frozenset[str]:
    """Return the titles that several sections of one side have: their anchors are numbered, and say little."""
    return frozenset(title for side in (then, now) for title, count in Counter(side).items() if count > 1)


class Game:
    """What of a document's sections is matched so far, and what is still looking for its like."""

    def __init__(self, remembered: Sequence[Remembered], parts: Sequence[Part]) -> None:
        """Begin with nothing matched."""
        self.found: list[str | None] = [None] * len(parts)
        """The id of the remembered section that each part is; `None` where it is none, or not known yet."""
        self.remembered = list(remembered)
        """Those that no part is yet."""
        self.parts = dict(enumerate(parts))
        """Those that are none of the remembered yet, by their places."""
        self._shared = _shared((section.title for section in remembered), (part.title for part in parts))

    def by_text(self) -> None:
        """Match by what the source says is the same, and by equal and like texts."""
        self._pair(lambda section: section.explicit, _explicit_id_now)
        self._pair(
            lambda section: (section.title, section.fingerprint), lambda part: (part.title, fingerprint(part.text))
        )
        self._pair(lambda section: section.fingerprint or None, lambda part: fingerprint(part.text) or None)
        self._pair_alike(most=_MOST_PAIRS)

    def by_heading(self) -> None:
        """Match by headings what no text has matched."""
        self._pair(
            lambda section: None if section.title in self._shared else section.slug,
            lambda part: None if part.title in self._shared or part.explicit else part.slug,
        )
        self._pair_alike()
        self._pair(lambda section: section.id.partition("#")[2] or None, _explicit_id_now)
        self._pair_in_order()

    def away(self, texts: Collection[str]) -> list[Remembered]:
        """Return the remembered that seem to be no part here any more: none has their id or their heading.

        `texts` are the fingerprints of what documents have lost; a part that is one of those is looking for that one.
        """
        titles = {part.title for part in self.parts.values() if fingerprint(part.text) not in texts}
        return [section for section in self.remembered if section.explicit or section.title not in titles]

    def settle(self, note_id: str, number: int) -> None:
        """Match what is known from elsewhere; the section need not be one of this document."""
        self.found[number] = note_id
        self.remembered = [section for section in self.remembered if section.id != note_id]
        del self.parts[number]

    def lose(self, ids: Collection[str]) -> None:
        """Leave out remembered sections that are parts of other documents now."""
        self.remembered = [section for section in self.remembered if section.id not in ids]

    def _pair(self, then: Callable[[Remembered], Hashable | None], now: Callable[[Part], Hashable | None]) -> None:
        """Match what has one key, where no other on its side has it."""
        parts: dict[Hashable, list[int]] = {}
        for number, part in self.parts.items():
            if (key := now(part)) is not None:
                parts.setdefault(key, []).append(number)
        sections: dict[Hashable, list[Remembered]] = {}
        for section in self.remembered:
            if (key := then(section)) is not None:
                sections.setdefault(key, []).append(section)
        for key, numbers in parts.items():
            if len(numbers) == 1 and len(sections.get(key, ())) == 1:
                self.settle(sections[key][0].id, numbers[0])

    def _pair_alike(self, most: float = inf) -> None:
        """Match each with its best like, unless there would be more than so many pairs to compare."""
        if len(self.parts) * len(self.remembered) > most:
            return
        numbers, sections = list(self.parts), list(self.remembered)
        for before, now in alike([section.text for section in sections], [self.parts[n].text for n in numbers]):
            self.settle(sections[before].id, numbers[now])

    def _pair_in_order(self) -> None:
        """Match those of one heading one after the other."""
        for number, part in list(self.parts.items()):
            same = next((section for section in self.remembered if section.title == part.title), None)
            if same and not part.explicit:
                self.settle(same.id, number)


def _words(text: str) -> list[str]:
    return _WORDS.findall(_DESTINATIONS.sub("", text).lower())


def _ratios(words: list[str], others: Sequence[list[str]]) -> list[float]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    ratios = []
    for other in others:
        matcher.set_seq1(other)
        # The quick ratios are bounds from above, and far cheaper.
        alike = matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE
        ratios.append(matcher.ratio() if alike else 0.0)
    return ratios


def _best(ratios: Sequence[float]) -> int | None:
    """Return where the highest ratio stands, if it is high enough and stands alone."""
    highest = max(ratios)
    return list(ratios).index(highest) if highest >= ALIKE and ratios.count(highest) == 1 else None
