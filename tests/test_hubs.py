"""What makes a note a hub."""

import pytest

from vault_tool.hubs import hubs, is_hub
from vault_tool.model import Note, Tag, Vault
from vault_tool.settings import Settings


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (Note(path="a.md"), False),
        (Note(path="a.md", properties={"type": "hub"}), True),
        (Note(path="a.md", properties={"Type": " Hub "}), True),
        (Note(path="a.md", properties={"type": ["course", "hub"]}), True),
        (Note(path="a.md", properties={"type": "hubcap"}), False),
        (Note(path="a.md", properties={"type": 1, "kind": "hub"}), False),
        (Note(path="a.md", property_tags=("#x", "#MOC")), True),
        (Note(path="a.md", tags=(Tag("#Hub", 0, 4),)), True),
        (Note(path="a.md", tags=(Tag("#moc/cooking", 0, 12),)), True),
        (Note(path="a.md", tags=(Tag("#cooking/moc", 0, 12), Tag("#mocha", 0, 6))), False),
        (Note(path="Hub.md"), False),
    ],
)
def test_a_note_says_that_it_is_a_hub(note: Note, expected: bool) -> None:
    assert is_hub(note, Settings()) is expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("area/Start here.md", True),
        ("area/Start here", True),
        ("Start here", True),
        ("start HERE.md", True),
        ("/area/start here", True),
        ("other/Start here", False),
        ("here", False),
    ],
)
def test_the_settings_name_a_hub_by_path_or_name(named: str, expected: bool) -> None:
    assert is_hub(Note(path="area/Start here.md"), Settings(hubs=("Gone", named))) is expected


def test_hubs_are_sorted_and_no_template_or_excluded_note_is_one() -> None:
    paths = ["z.md", "Templates/Hub.md", "old/x.md", "a.md", "b.md"]
    vault = Vault(
        notes={path: Note(path=path, properties={} if path == "b.md" else {"type": "hub"}) for path in paths},
        excluded=frozenset({"old/x.md"}),
        settings=Settings(template_folders=("templates",)),
    )
    assert hubs(vault) == ("a.md", "z.md")
