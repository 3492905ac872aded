"""What a hub adds up to, on a small vault that is read from its files, and on chance ones."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.due import due_table
from vault_tool.errors import UsageError
from vault_tool.hub_progress import hub_progress, progress_by_hub
from vault_tool.hubs import hubs
from vault_tool.links import LinkTable, link_vault
from vault_tool.model import Note, Vault
from vault_tool.parse import parse_note
from vault_tool.progress import (
    Progress,
    folder_progress,
    note_progress,
    section_progress,
    tag_progress,
    vault_goals,
    vault_progress,
)
from vault_tool.settings import Settings

FILES = Path(__file__).parent / "cases" / "progress" / "vault"
SETTINGS = Settings(template_folders=("Templates",))


@pytest.fixture(scope="module")
def links() -> LinkTable:
    paths = {file.relative_to(FILES).as_posix(): file for file in FILES.rglob("*.md")}
    notes = {path: parse_note(path, file.read_bytes()) for path, file in paths.items()}
    return link_vault(Vault(notes=notes, settings=SETTINGS, excluded=frozenset({"Archive/Old.md"})))


# The vault in the files: everything else first, from bytes to sums


def test_notes_and_sections(links: LinkTable) -> None:
    plan = links.vault.notes["Plan.md"]
    assert note_progress(plan, SETTINGS) == Progress(done=2, in_progress=1, open=3, cancelled=1, unknown={"?": 1})
    later = Progress(done=1, open=1, unknown={"?": 1})
    assert [(heading and heading.text, own, whole) for heading, own, whole in section_progress(plan, SETTINGS)] == [
        (None, Progress(open=1), Progress(open=1)),
        (
            "Plan",
            Progress(done=1, in_progress=1, open=1, cancelled=1),
            Progress(done=2, in_progress=1, open=2, cancelled=1, unknown={"?": 1}),
        ),
        ("Later", later, later),
    ]


def test_vault_and_folders(links: LinkTable) -> None:
    assert folder_progress(links.vault) == {
        "": Progress(done=5, in_progress=1, open=7, cancelled=1, unknown={"?": 1}),
        "Work": Progress(done=1, open=2),
    }
    assert vault_progress(links.vault) == folder_progress(links.vault)[""]


def test_tags(links: LinkTable) -> None:
    plan = note_progress(links.vault.notes["Plan.md"], SETTINGS)
    assert tag_progress(links.vault) == {
        "#blog": Progress(done=1),
        "#people": Progress(in_progress=1, open=1, unknown={"?": 1}),
        "#people/peers": Progress(in_progress=1),
        "#planning": plan,
    }


def test_due(links: LinkTable) -> None:
    due = due_table(links.vault, date(2026, 5, 31))
    assert [entry.task.text for entry in due.overdue] == ["Before all headings 📅 2026-05-01"]
    assert [entry.due for entry in due.due_next] == [date(2026, 5, 31), date(2026, 6, 1)]
    assert list(due.by_week) == [date(2026, 4, 27), date(2026, 5, 25), date(2026, 6, 1)]


def test_goals(links: LinkTable) -> None:
    assert [(path, goal.have, goal.goal) for path, goal in vault_goals(links.vault)] == [
        ("Posts.md", 3, 10),
        ("Posts.md", 2, 2),
    ]


# Hubs


def test_a_hub_counts_what_its_body_leads_to_and_goes_on_through_hubs(links: LinkTable) -> None:
    home = hub_progress(links, "Home.md")
    assert home.notes == ("Home.md", "Plan.md", "Posts.md", "Work/Work.md", "Work/Task.md")
    assert home.progress == Progress(done=5, in_progress=1, open=6, cancelled=1, unknown={"?": 1})
    assert [goal.path for goal in home.goals] == ["Posts.md", "Posts.md"]


def test_hubs_that_lead_to_each_other_count_the_same_notes(links: LinkTable) -> None:
    home, work = hub_progress(links, "Home.md"), hub_progress(links, "Work/Work.md")
    assert work.notes == ("Work/Work.md", "Home.md", "Plan.md", "Work/Task.md", "Posts.md")
    assert work.progress == home.progress


def test_any_note_can_be_asked_as_a_hub(links: LinkTable) -> None:
    assert hub_progress(links, "Plan.md").notes == ("Plan.md", "Aside.md")


def test_a_hub_that_does_not_count_is_followed_all_the_same() -> None:
    hub = parse_note("Hub.md", b"- [ ] open\n\n[[a]]\n")
    other = parse_note("a.md", b"- [x] done\n")
    vault = Vault(notes={"Hub.md": hub, "a.md": other}, excluded=frozenset({"Hub.md"}))
    progress = hub_progress(link_vault(vault), "Hub.md")
    assert (progress.notes, progress.progress) == (("a.md",), Progress(done=1))


def test_all_hubs_or_those_of_a_folder(links: LinkTable) -> None:
    home = hub_progress(links, "Home.md").progress
    assert progress_by_hub(links) == {"Home.md": home, "Work/Work.md": home}
    assert progress_by_hub(links, within="Work") == {"Work/Work.md": home}


def test_there_must_be_such_a_note(links: LinkTable) -> None:
    with pytest.raises(UsageError, match=r"no such note: Nowhere\.md"):
        hub_progress(links, "Nowhere.md")


def chance_note(path: str, drawn: tuple[bool, list[int], str]) -> Note:
    """Return the note that says what was drawn: whether it is a hub, which notes it links to, its boxes."""
    hub, linked, marks = drawn
    lines = ["#hub" if hub else "", *(f"[[{number}]]" for number in linked), *(f"- [{mark}] do it" for mark in marks)]
    return parse_note(path, "\n\n".join(lines).encode())


VAULTS = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, 6), max_size=4), st.text(st.sampled_from(" x-/"), max_size=3)),
    min_size=1,
    max_size=7,
).map(lambda drawn: Vault(notes={f"{at}.md": chance_note(f"{at}.md", entry) for at, entry in enumerate(drawn)}))


def closure(links: LinkTable, hub: str, way: frozenset[str] = frozenset()) -> set[str]:
    """Follow every way anew from its start, as the definition reads, with no memory of what was seen elsewhere."""
    notes = links.vault.notes
    found = {hub}
    for reference in links.references[hub]:
        path = reference.edge
        if path is not None and path not in way:
            hub_on_the_way = any(tag.name == "#hub" for tag in notes[path].tags)
            found |= closure(links, path, way | {hub}) if hub_on_the_way else {path}
    return found


@given(VAULTS)
def test_a_hub_counts_each_note_once(vault: Vault) -> None:
    links = link_vault(vault)
    for hub in vault.notes:
        counted = hub_progress(links, hub)
        assert sorted(counted.notes) == sorted(closure(links, hub))
        each = (note_progress(vault.notes[path], vault.settings) for path in counted.notes)
        assert counted.progress == sum(each, Progress())


@given(VAULTS)
def test_the_order_of_notes_does_not_matter(vault: Vault) -> None:
    paths = list(vault.notes)
    shuffled = Vault(notes={path: vault.notes[path] for path in reversed(paths)})
    for hub in paths:
        assert hub_progress(link_vault(shuffled), hub) == hub_progress(link_vault(vault), hub)


@given(VAULTS, st.sets(st.integers(0, 6)))
def test_all_hubs_are_each_hub(vault: Vault, excluded: set[int]) -> None:
    vault = Vault(notes=vault.notes, excluded=frozenset(f"{number}.md" for number in excluded))
    links = link_vault(vault)
    each = {hub: hub_progress(links, hub).progress for hub in hubs(vault)}
    assert progress_by_hub(links) == each
