"""What the rules found in a part of a vault, kept for a report: placed and explained only where it is shown."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from vault_tool.diagnostic import Finding
from vault_tool.linting.hints import Hints, Looks, look_ahead
from vault_tool.linting.stamping import Raised, explain, placed
from vault_tool.report.problems import LINK_RULES, Problems, most_frequent_first, problem
from vault_tool.report.records import Listing
from vault_tool.rules._rule import Rule

Fault = tuple[str, Finding]
"""A finding about a link, with the name of its rule."""


class Faults(NamedTuple):
    """What the rules found."""

    links: Sequence[Fault]
    """The findings about links, sorted by place; those in reports among them, for they are explained too."""
    others: Counter[str]
    """How many other findings there are, by rule; without those in reports."""
    looks: Looks
    """What came of looking into the notes in which headings are missing."""

    def __reduce__(self) -> tuple[object, ...]:
        """Say how it is sent to another process: a column for each field, which takes half as long as the records."""
        rules = [rule for rule, _ in self.links]
        return _received, (
            rules,
            list(zip(*(finding for _, finding in self.links), strict=True)),
            self.others,
            self.looks,
        )


def _received(rules: Sequence[str], columns: Sequence[Sequence[object]], others: Counter[str], looks: Looks) -> Faults:
    findings = map(tuple.__new__, repeat(Finding), zip(*columns, strict=True))
    return Faults(list(zip(rules, findings, strict=True)), others, looks)


def faults_in(
    raised: Iterable[Raised], reports: Collection[str], source: Callable[[str], bytes], sizes: Mapping[str, int]
) -> Faults:
    """Sort what was found in the files of a part, in which the reports lie; `source` reads a note's text.

    `sizes` says how many bytes notes have that are known to hide no heading.
    """
    links: list[Fault] = []
    others: Counter[str] = Counter()
    for rule, finding in raised:
        if rule.name in LINK_RULES:
            links.append((rule.name, finding))
        elif finding.path not in reports:
            others[rule.name] += 1
    links.sort(key=_place)
    return Faults(links, others, look_ahead(links, source, sizes))


def _place(fault: Fault) -> tuple[str, int, int, str, str]:
    rule, finding = fault
    return finding.path, finding.start, finding.stop, rule, finding.message


def faults_together(parts: Sequence[Faults]) -> Faults:
    """Return what was found in a vault's parts as what was found in the whole."""
    looks = {asked: look for part in parts for asked, look in part.looks.items()}
    others = sum((part.others for part in parts), Counter[str]())
    # No file is in two of them, and the findings of each are sorted.
    return Faults(sorted(chain.from_iterable(part.links for part in parts), key=_path), others, looks)


def _path(fault: Fault) -> str:
    return fault[1].path


def problems_of(
    faults: Faults,
    hints: Hints,
    rules: Mapping[str, Rule],
    reports: Collection[str],
    source: Callable[[str], bytes],
    top: int,
) -> Problems:
    """Return what `problems` says of the same findings, once they are placed and explained.

    `rules` are those that ran, by name; `hints` has taken the looks; `source` reads a note's text.
    """
    causes = list(_by_cause(faults.links, hints, reports))
    shown = []
    for found in sorted(causes, key=len, reverse=True)[:top]:
        first = explain(placed(source, ((rules[rule], finding) for rule, finding in found[:top])), hints)
        shown.append(problem(first, len(found), {finding.message for _, finding in found}))
    broken_links = sum(map(len, causes))
    return Problems(Listing(tuple(shown), len(causes)), broken_links, most_frequent_first(faults.others))


def _by_cause(faults: Iterable[Fault], hints: Hints, reports: Collection[str]) -> Iterable[Sequence[Fault]]:
    """Return those that are not in reports together with those of the same cause, each sorted as the faults are."""
    alike: dict[tuple[str, str | int], list[Fault]] = {}
    for number, fault in enumerate(faults):
        key = (fault[0], fault[1].cause or number)
        if key in alike:
            alike[key].append(fault)
        else:
            alike[key] = [fault]
    # Most causes are of one finding, and to ask for each but once is worth it.
    turned_out = {
        (rule, given): turned
        for (rule, given), found in alike.items()
        if not hints.keeps_cause(rule, found[0][1]) and (turned := hints.cause(rule, found[0][1])) not in {"", given}
    }
    if not (turned_out or reports):
        return alike.values()
    causes: dict[tuple[str, str | int], list[Fault]] = {}
    for key, found in alike.items():
        cause = (key[0], turned_out.get(key, key[1]))
        if reports:
            found = [fault for fault in found if fault[1].path not in reports]
        if cause in causes:
            causes[cause] = sorted((*causes[cause], *found), key=_place)
        elif found:
            causes[cause] = found
    return sorted(causes.values(), key=lambda found: _place(found[0])) if reports else causes.values()
