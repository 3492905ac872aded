"""The fixes made, round by round, until nothing is left that can be mended; a mended vault has no new finding."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from vault_tool.diagnostic import Finding
from vault_tool.edits import Edit, edited
from vault_tool.fixing.remedy import Case, Remedy, all_fixes
from vault_tool.links import LinkTable, link_vault
from vault_tool.linting import findings
from vault_tool.linting.stamping import Raised
from vault_tool.model import DefectKind
from vault_tool.moving import NOWHERE, keep_links
from vault_tool.rewriting import with_texts

_MOST_ROUNDS = 50
"""A round mends what can be mended at once; one more is needed where two fixes meet at one place."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A vault whose findings have been mended as far as that goes."""

    links: LinkTable
    """The vault as it would be."""
    texts: Mapping[str, tuple[bytes, bytes]]
    """The changed files as they are and as they would be."""
    fixed: int
    """How many findings were mended."""


def mend(
    links: LinkTable,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    within: str = "",
    today: date | None = None,
    unsafe: bool = False,
) -> Mended:
    """Return the vault with those findings mended that `lint` would report and that have a fix.

    Safe fixes only, unless `unsafe`. A fix is dropped where it would not mend its finding, or where any of the chosen
    rules would find more in any file than before. Raises as `lint` does.
    """
    look = partial(findings, select=select, ignore=ignore, within=within, today=today)
    mender = _Mender(links, look)
    mender.mend(unsafe=unsafe)
    return mender.mended()


_Chosen = tuple[Raised, Remedy]

_Key = tuple[str, str]
"""A rule and a file: remedies of the one in the other are made together, or dropped together."""


class _Mender:
    """A vault while it is being mended."""

    def __init__(self, links: LinkTable, look: Callable[[LinkTable], list[Raised]]) -> None:
        self._before = links.vault
        self._links = links
        self._look = look
        self._raised = look(links)
        self._refused: set[_Key] = set()
        """What did harm or no good to the vault as it was when it was tried."""
        self._touched: set[str] = set()
        self._fixed = 0

    def mend(self, *, unsafe: bool) -> None:
        """Make remedies until none is left that could be made; those that are not safe only with `unsafe`."""
        while True:
            fixed = self._fixed
            # What was refused is tried anew once others have been made, for it may do no harm beside these. So the last
            # time round nothing is made, as it would be if the mended vault were mended again.
            self._refused.clear()
            # What is safe is done for good before guesses are made, so that no guess that fails takes it along.
            for guesses in (False, True) if unsafe else (False,):
                self._make(guesses=guesses)
            if not self._refused or self._fixed == fixed:
                return

    def _make(self, *, guesses: bool) -> None:
        """Make remedies until only refused ones are left; those that are not safe only with `guesses`."""
        one_by_one = False
        for _ in range(_MOST_ROUNDS):
            remedies = _remedies(self._links, self._raised, self._refused, unsafe=guesses)
            if one_by_one:
                remedies = _of_one_rule(remedies)
            if not remedies:
                break
            bad = self._try(remedies)
            if bad and len({rule.name for (rule, _), _ in remedies}) > 1:
                # A finding that is mended may uncover another. Rule by rule, only the remedy that does so is dropped.
                one_by_one = True
            else:
                self._refused |= bad

    def mended(self) -> Mended:
        """Return the vault as it would be now."""
        after = self._links.vault
        changed = {path: (self._before.source(path), after.source(path)) for path in sorted(self._touched)}
        return Mended(self._links, {path: pair for path, pair in changed.items() if pair[0] != pair[1]}, self._fixed)

    def _try(self, remedies: Sequence[_Chosen]) -> set[_Key]:
        """Make the remedies; where some would do harm or no good, make none and return these."""
        links = self._links
        edits = _together(remedies)
        headings = _in_headings(links, edits)
        change = keep_links(links, NOWHERE, edits) if headings else None
        if change and change.lost:
            return {(rule.name, finding.path) for (rule, finding), _ in remedies if finding.path in headings}
        every = change.edits if change else edits
        texts = {path: edited(links.vault.source(path), several) for path, several in every.items()}
        mended = link_vault(with_texts(links.vault, texts))
        found = self._look(mended)
        bad = _disappointing(remedies, self._raised, found)
        if not bad:
            self._fixed += len(remedies)
            self._touched |= texts.keys()
            self._links, self._raised = mended, found
        return bad


def _remedies(links: LinkTable, raised: Iterable[Raised], refused: set[_Key], *, unsafe: bool) -> list[_Chosen]:
    """Return the findings that can be mended together, each with its remedy: no two change the same place."""
    fixes = all_fixes()
    by_path: dict[str, list[Raised]] = defaultdict(list)
    for rule, finding in raised:
        if rule.name in fixes and (rule.name, finding.path) not in refused and _is_whole(links, finding.path):
            by_path[finding.path].append((rule, finding))
    chosen: list[_Chosen] = []
    for path, several in by_path.items():
        source = links.vault.source(path)
        taken: list[Edit] = []
        for rule, finding in several:
            remedy = fixes[rule.name](Case(links, finding, source))
            if remedy is None or not remedy.edits or not (remedy.safe or unsafe) or _meets(remedy.edits, taken):
                continue
            taken += remedy.edits
            chosen.append(((rule, finding), remedy))
    return chosen


def _of_one_rule(remedies: Sequence[_Chosen]) -> list[_Chosen]:
    first = min((rule.name for (rule, _), _ in remedies), default="")
    return [chosen for chosen in remedies if chosen[0][0].name == first]


def _is_whole(links: LinkTable, path: str) -> bool:
    """Whether the file's text is its bytes; what is no UTF-8 was read with replacements."""
    note = links.vault.notes.get(path)
    return note is None or all(defect.kind is not DefectKind.UNDECODABLE_NOTE for defect in note.defects)


def _meets(edits: Iterable[Edit], taken: Iterable[Edit]) -> bool:
    return any(edit.start <= other.stop and other.start <= edit.stop for edit in edits for other in taken)


def _together(remedies: Iterable[_Chosen]) -> dict[str, list[Edit]]:
    edits: dict[str, list[Edit]] = defaultdict(list)
    for (_, finding), remedy in remedies:
        edits[finding.path] += remedy.edits
    return edits


def _in_headings(links: LinkTable, edits: Mapping[str, Sequence[Edit]]) -> set[str]:
    """Return the notes in which an edit changes a heading, and may thus change what links to it have to say."""
    notes = links.vault.notes
    return {
        path
        for path, several in edits.items()
        if path in notes
        for heading in notes[path].headings
        for edit in several
        if heading.start <= edit.start < heading.stop
    }


def _disappointing(remedies: Iterable[_Chosen], before: Iterable[Raised], after: Iterable[Raised]) -> set[_Key]:
    """Return the rules and files whose remedies did not do what they should, or did harm."""
    were, are = _counted(before), _counted(after)
    mended = Counter((rule.name, finding.path) for (rule, finding), _ in remedies)
    bad = {key for key, number in mended.items() if are[key] > were[key] - number}
    worse = {key for key, number in are.items() if number > were[key]}
    if worse:
        bad |= _to_blame(mended, _wherever(after, worse) - _wherever(before, worse)) or set(mended)
    return bad


def _to_blame(mended: Collection[_Key], new: Iterable[Finding]) -> set[_Key]:
    """Return what was mended in the files of new findings; for one in another file, in those that it has to do with."""
    of_file: dict[str | None, set[_Key]] = defaultdict(set)
    for key in mended:
        of_file[key[1]].add(key)
    blamed: set[_Key] = set()
    for finding in new:
        related = (of_file[path] for path in (*finding.related, finding.wanted_in))
        blamed |= of_file[finding.path] or set().union(*related)
    return blamed


def _wherever(raised: Iterable[Raised], keys: Collection[_Key]) -> Counter[Finding]:
    """Count the findings of these rules and files without their places, which move with the text around them."""
    return Counter(finding._replace(start=0, stop=0) for rule, finding in raised if (rule.name, finding.path) in keys)


def _counted(raised: Iterable[Raised]) -> Counter[_Key]:
    return Counter((rule.name, finding.path) for rule, finding in raised)
