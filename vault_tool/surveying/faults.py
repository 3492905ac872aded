"""What the rules found in a part of a vault, kept for a report: placed and explained only where it is shown."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import merge
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
    """What came of looking into the notes in which headings and blocks are missing."""


def faults_in(raised: Iterable[Raised], reports: Collection[str], source: Callable[[str], bytes]) -> Faults:
    """Sort what was found in the files of a part, in which the reports lie; `source` reads a note's text."""
    links: list[Fault] = []
    others: Counter[str] = Counter()
    for rule, finding in raised:
        if rule.name in LINK_RULES:
            links.append((rule.name, finding))
        elif finding.path not in reports:
            others[rule.name] += 1
    links.sort(key=_place)
    return Faults(links, others, look_ahead(links, source))


def _place(fault: Fault) -> tuple[str, int, int, str, str]:
    rule, finding = fault
    return finding.path, finding.start, finding.stop, rule, finding.message


def faults_together(parts: Sequence[Faults]) -> Faults:
    """Return what was found in a vault's parts as what was found in the whole."""
    looks = {asked: look for part in parts for asked, look in part.looks.items()}
    others = sum((part.others for part in parts), Counter[str]())
    return Faults(list(merge(*(part.links for part in parts), key=_place)), others, looks)


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
    causes: dict[tuple[str, str | int], list[Fault]] = {}
    broken_links = 0
    for fault in faults.links:
        rule, finding = fault
        cause = hints.cause(rule, finding)
        if finding.path not in reports:
            broken_links += 1
            causes.setdefault((rule, cause or broken_links), []).append(fault)
    shown = []
    for found in sorted(causes.values(), key=len, reverse=True)[:top]:
        first = explain(placed(source, ((rules[rule], finding) for rule, finding in found[:top])), hints)
        shown.append(problem(first, len(found), {finding.message for _, finding in found}))
    return Problems(Listing(tuple(shown), len(causes)), broken_links, most_frequent_first(faults.others))
