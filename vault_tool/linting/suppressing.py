"""Findings that nobody wants: by the settings, or by a comment in the note; and comments that silence nothing."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from vault_tool.diagnostic import Finding
from vault_tool.errors import UsageError
from vault_tool.exclusion import pattern_matcher
from vault_tool.linting.stamping import Raised
from vault_tool.model import Note, Suppression
from vault_tool.rules import all_rules, rule_named
from vault_tool.rules._rule import Rule
from vault_tool.settings import Settings

_OWN = "unused-suppression"
_ALL = "ALL"


def without_allowed(raised: list[Raised], settings: Settings) -> list[Raised]:
    """Drop findings about files that the settings allow to be missing."""
    if not settings.allow_missing or not any(finding.wanted for _, finding in raised):
        return raised
    allowed = pattern_matcher(settings.allow_missing)
    return [
        (rule, finding)
        for rule, finding in raised
        if not finding.wanted or finding.wanted_in is not None or not allowed(finding.wanted)
    ]


def without_ignored(raised: list[Raised], settings: Settings) -> list[Raised]:
    """Drop findings of rules that the settings ignore in the files of a pattern."""
    if not raised or not settings.per_path_ignores:
        return raised
    ignored = [(pattern_matcher((path,)), _folded(rules)) for path, rules in settings.per_path_ignores.items()]
    return [
        (rule, finding)
        for rule, finding in raised
        if not any((rule.name in rules or _ALL in rules) and matches(finding.path) for matches, rules in ignored)
    ]


def without_suppressed(raised: list[Raised], notes: Iterable[Note], rules: Sequence[Rule]) -> list[Raised]:
    """Drop findings that a comment in their note asks to be silent about, and add those about such comments.

    `notes` are those that are checked, `rules` those that run.
    """
    allows = {note.path: note.allows for note in notes if note.allows}
    if not allows:
        return raised
    used: set[tuple[str, Suppression, str]] = set()
    kept = [pair for pair in raised if not _is_suppressed(pair, allows.get(pair[1].path, ()), used)]
    own = next((rule for rule in rules if rule.name == _OWN), None)
    if own is None:
        return kept
    running = {rule.name for rule in rules}
    for path, suppressions in allows.items():
        for suppression in suppressions:
            for message, hint in _useless(path, suppression, running, used):
                finding = Finding(path, suppression.start, suppression.stop, message, hint=hint)
                if not any(_covers(other, finding) and _OWN in _folded(other.rules) for other in suppressions):
                    kept.append((own, finding))
    return kept


def _is_suppressed(
    raised: Raised, suppressions: Sequence[Suppression], used: set[tuple[str, Suppression, str]]
) -> bool:
    """Say whether a comment covers the finding, and note every one that does."""
    rule, finding = raised
    covering = [
        suppression
        for suppression in suppressions
        if _covers(suppression, finding) and not {rule.name, _ALL}.isdisjoint(_folded(suppression.rules))
    ]
    used.update((finding.path, suppression, rule.name) for suppression in covering)
    return bool(covering)


def _covers(suppression: Suppression, finding: Finding) -> bool:
    return suppression.first <= finding.start < suppression.last


def _useless(
    path: str, suppression: Suppression, running: Collection[str], used: Collection[tuple[str, Suppression, str]]
) -> Iterator[tuple[str, str]]:
    """Yield a message and a hint for each thing about the comment that does nothing."""
    if suppression.problem:
        yield suppression.problem, ""
    for name in suppression.rules:
        folded = _fold(name)
        if folded in (_ALL, _OWN):
            continue
        if folded not in all_rules():
            yield _no_such_rule(name), ""
        elif folded in running and (path, suppression, folded) not in used:
            hint = "for the line below write ignore-next-line" if _stands_alone(suppression) else "remove it"
            yield f"nothing to suppress: {folded} finds nothing here", hint


def _stands_alone(suppression: Suppression) -> bool:
    """Whether the comment is about nothing but itself: it has its line to itself."""
    return suppression.last - suppression.first <= suppression.stop - suppression.start + len("\r\n")


def _no_such_rule(name: str) -> str:
    try:
        rule_named(name)
    except UsageError as error:
        return str(error)
    raise AssertionError("the caller saw that there is none")


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_fold, names))


def _fold(name: str) -> str:
    return _ALL if name.strip().upper() == _ALL else name.strip().lower().replace("_", "-")
