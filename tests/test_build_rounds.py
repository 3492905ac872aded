"""Laws of a vault that is built again and again, while its source and its reader go on."""

import re
from collections import Counter

from hypothesis import given, settings
from rounds import Reader, Vault, first_guide, revise, rounds, ticks

from vault_tool.build.changes import Changes
from vault_tool.build.state import STATE_PATH, State, decode_state
from vault_tool.canvas import parse_canvas
from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable, link_vault
from vault_tool.model import Vault as Files
from vault_tool.parse import parse_note
from vault_tool.target import Missing


def linked(vault: Vault) -> LinkTable:
    visible = vault.visible
    notes = {path: parse_note(path, data) for path, data in visible.items() if path.endswith(".md")}
    canvases = {path: parse_canvas(path, data) for path, data in visible.items() if path.endswith(".canvas")}
    return link_vault(Files(notes=notes, canvases=canvases, files={path: file_kind(path) for path in visible}))


def broken(links: LinkTable) -> Counter[str]:
    """Count what leads nowhere; a link to a heading that is missing may name its note by another name than before."""
    return Counter(
        reference.link.subpath or str(reference.link)
        for references in links.references.values()
        for reference in references
        if isinstance(reference.target, Missing)
    )


def remembered(vault: Vault) -> State:
    state = decode_state(vault.files[STATE_PATH])
    assert state is not None
    return state


@settings(deadline=None, max_examples=150)
@given(rounds)
def test_many_rounds(steps: list[tuple[list[tuple[str, int]], list[tuple[str, int]]]]) -> None:
    guide, vault = first_guide(), Vault()
    reader = Reader(vault)
    vault.build(guide.sources(), files=guide.files())
    is_known = True
    for by_reader, by_author in steps:
        for kind, number in by_reader:
            reader.edit(kind, number)
        for kind, number in by_author:
            revise(guide, kind, number)
        there, before = set(vault.visible), broken(linked(vault))
        changes = vault.build(guide.sources(), files=guide.files(), adopt=True)
        assert ticks(vault.text) == reader.ticked
        assert all(line in vault.text for line in reader.lines)
        assert reader.has_lost_state or not re.search(r"of \d+ notes %% removed", vault.text)
        assert not any(re.search(rb"My line \d\. About \[\[", data) for data in vault.visible.values())
        no_footnote_hides_another(vault, is_known=not reader.has_lost_state)
        links = linked(vault)
        nothing_breaks_unsaid(before, broken(links), changes)
        only_what_the_reader_did_is_told(there, changes, is_known=is_known and not reader.has_lost_state)
        is_known &= not any("by you" in report for report in changes.reports)
        every_note_is_reached(vault, links)
        after = dict(vault.files)
        vault.build(guide.sources(), files=guide.files())
        assert vault.files == after


def nothing_breaks_unsaid(before: Counter[str], after: Counter[str], changes: Changes) -> None:
    said = [*changes.reports, *(place.message for place in changes.found)]
    assert not [link for link in after - before if not any(link in report for report in said)]


def only_what_the_reader_did_is_told(there: set[str], changes: Changes, *, is_known: bool) -> None:
    """No note is removed that the reader links to, and no link is left to lead nowhere that came with the source.

    Whether it did is known for as long as the state is there and the reader's wording has not won against the source's.
    """
    for report in changes.reports:
        told = re.search(r"your link leads nowhere now, (.*\.md) (?:is gone|has no .*): (.*)", report)
        assert told is None or not is_known or " part]]" not in told[2] or "Copy" in report
        assert told is None or " is gone: " not in report or told[1] not in there


def no_footnote_hides_another(vault: Vault, *, is_known: bool) -> None:
    for path, data in vault.visible.items():
        labels = re.findall(rb"(?m)^\[\^([^\]]+)\]:", data)
        assert len(set(labels)) == len(labels) or not is_known, path


def every_note_is_reached(vault: Vault, links: LinkTable) -> None:
    """No note of the build is an orphan, unreachable from the hub, or has properties that cannot be read."""
    notes = remembered(vault).notes
    ours = {record.path for record in notes.values() if not record.deleted}
    assert not [path for path in ours if links.vault.notes[path].defects]
    assert not ours & set(links.orphans())
    if "hub" in notes and not notes["hub"].deleted:
        assert not ours & set(links.unreachable([notes["hub"].path]))
