"""The part of hub and index notes that the builder fills, between two marker lines; all around it is the user's.

A region goes from a line that begins one to the next line that ends one, with no other begin between, and it does not
begin in a code block. Whatever else stands between such lines, in a fence or in pairs that the user has pasted, is text
like any other; and so is what the user has written into the region itself, once it is moved out of it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from vault_tool.build.draft import EMPTY_REGION, REGION_BEGIN, REGION_END


class Region(NamedTuple):
    """A place between marker lines, by the numbers of its lines."""

    begin: int
    """The line that begins it."""
    end: int | None
    """The line that ends it; `None` where it is missing."""


class Emptied(NamedTuple):
    """A text whose region is empty."""

    text: str
    moved: tuple[str, ...] = ()
    """The user's lines that stood in the region and stand behind it now."""
    mended: bool = False
    """Whether the line that ends it was missing, and is there again."""


def without_region(text: str, filled: str | None, names: Collection[str] = ()) -> Emptied:
    """Empty the builder's region, wherever the user has moved it; `filled` is what the builder had written there.

    Where that is not known (`None`), lines of the builder are known by their looks, and by linking to a note of the
    build: in source form, or by one of these `names`; the first line that lists a note is the builder's. Of several
    regions that one is the builder's that holds most of it.
    """
    if REGION_BEGIN not in text:
        return Emptied(text)
    lines = text.split("\n")
    found = list(_regions(lines))
    whole = [region for region in found if region.end is not None] or found
    if not whole:
        return Emptied(text)
    region = max(whole, key=lambda region: sum(_ours(lines[region.begin + 1 : region.end], filled, names)))
    ours = _ours(lines[region.begin + 1 : region.end], filled, names)
    if region.end is None:
        stop = region.begin + 1 + next((number for number, is_ours in enumerate(ours) if not is_ours), len(ours))
        while not lines[stop - 1].strip():
            stop -= 1
        return Emptied("\n".join([*lines[: region.begin], EMPTY_REGION, *lines[stop:]]), mended=True)
    moved = _runs(lines[region.begin + 1 : region.end], ours)
    behind = ["", *moved] if moved else []
    if moved and any(lines[region.end + 1 : region.end + 2]):
        behind.append("")
    text = "\n".join([*lines[: region.begin], EMPTY_REGION, *behind, *lines[region.end + 1 :]])
    return Emptied(text, tuple(line for line in moved if line))


def with_region(text: str, content: str) -> str:
    """Fill the first region that is empty; where there is none, because the user took it out, nothing is done."""
    if REGION_BEGIN not in text:
        return text
    lines = text.split("\n")
    for begin, end in _regions(lines):
        if end is not None and not any(map(str.strip, lines[begin + 1 : end])):
            filled = f"{REGION_BEGIN}\n\n{content}\n\n{REGION_END}" if content else EMPTY_REGION
            return "\n".join([*lines[:begin], filled, *lines[end + 1 :]])
    return text


def beside_region(text: str) -> str:
    """Return what stands around the region: the first empty one, else the first."""
    lines = text.split("\n")
    whole = [(begin, end) for begin, end in _regions(lines) if end is not None]
    for begin, end in sorted(whole, key=lambda place: any(map(str.strip, lines[place[0] + 1 : place[1]])))[:1]:
        del lines[begin : end + 1]
    return "\n".join(lines)


def _regions(lines: Sequence[str]) -> Iterator[Region]:
    fence = ""
    begin: int | None = None
    for number, line in enumerate(lines):
        marker = line.rstrip()
        if begin is not None and marker == REGION_END:
            yield Region(begin, number)
            begin = None
        elif begin is None and fence:
            if (match := _FENCE.match(line)) and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif marker == REGION_BEGIN:
            if begin is not None:
                yield Region(begin, None)
            begin = number
        elif begin is None and (match := _FENCE.match(line)) and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
    if begin is not None:
        yield Region(begin, None)


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


def _ours(lines: Sequence[str], filled: str | None, names: Collection[str]) -> list[bool]:
    """Return for each line whether the builder wrote it, or it is blank.

    Where the user has renamed a file a link may name it in another way: as many lines as are left over may differ from
    the builder's in their links and numbers.
    """
    if filled is None:
        return list(_looking(lines, names))
    there = Counter(line for line in filled.split("\n") if line.strip())
    ours = [not line.strip() for line in lines]
    for number, line in enumerate(lines):
        if there[line] and not ours[number]:
            there[line] -= 1
            ours[number] = True
    rest = Counter[str]()
    for line, count in there.items():
        rest[_VARYING.sub("*", line)] += count
    for number, line in enumerate(lines):
        alike = _VARYING.sub("*", line)
        if not ours[number] and rest[alike] > 0:
            rest[alike] -= 1
            ours[number] = True
    return ours


def _looking(lines: Sequence[str], names: Collection[str]) -> Iterator[bool]:
    """Yield for each line whether it looks like one of the builder's, or is blank."""
    listed: set[str] = set()
    for line in lines:
        looks = not line.strip() or bool(_LOOKS.fullmatch(_VARYING.sub("*", line)))
        if looks and (entry := _LISTED.match(line)):
            looks = (entry[1].startswith("@") or entry[1] in names) and entry[1] not in listed
            listed.add(entry[1])
        yield looks


_LISTED = re.compile(r"- \[\[([^\[\]|#]+)")
_VARYING = re.compile(r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)|\d+")


_LOOKS = re.compile(
    r" *- \*(?: \*/\*)?|- .*: \S+ of \S+ \(\*\)|## (?:\*|Sections|Goals|Timeline|No longer in the source|.*\.md)"
    r"|\*\*Start here:\*\* \*|\*/\* tasks done|\* documents?, .*"
    r"|\*\*(?:Track|Focus):\*\* .*|\| Phase \| (?:From \| To|Weeks) \|.*|\| --- \|.*|\| \* \|(?: \S* (?:of \* )?\|)+"
)


def _runs(lines: Sequence[str], ours: Sequence[bool]) -> list[str]:
    """Return the lines that are not ours, with blank lines between those that do not follow each other."""
    kept: list[str] = []
    last: int | None = None
    for number, line in enumerate(lines):
        if not ours[number]:
            between = lines[last + 1 : number] if last is not None else []
            kept += [""] if any(map(str.strip, between)) else between
            kept.append(line)
            last = number
    return kept
