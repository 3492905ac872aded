"""What was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_tables import note_of, vault_of

from vault_tool.model import Note
from vault_tool.nearest import hidden_heading, nearest, nearest_blocks, nearest_headings, nearest_notes
from vault_tool.resolve import index_vault


@pytest.mark.parametrize(
    ("wanted", "names", "expected"),
    [
        ("Meetng notes", ["Meeting notes", "Reading notes", "Plan"], ("Meeting notes",)),
        ("MEETING NOTES", ["Meeting notes"], ("Meeting notes",)),
        ("meeting-notes", ["Meeting notes", "Meeting nodes"], ("Meeting notes",)),
        ("Projekt", ["Projects", "Project"], ("Project", "Projects")),
        ("Plans", ["Plan B", "Plane", "Plan"], ("Plan", "Plane")),
        ("Plan1", ["Plan3", "Plan2"], ("Plan2", "Plan3")),
        ("Zebra", ["Meeting notes", "Plan"], ()),
        ("x", [], ()),
        ("", ["Plan"], ()),
    ],
)
def test_the_nearest_names_the_likest_first_and_no_nonsense(
    wanted: str, names: list[str], expected: tuple[str, ...]
) -> None:
    assert nearest(wanted, names) == expected


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=8), st.integers(0, 3))
def test_nearest_is_total_and_does_not_depend_on_the_order(wanted: str, names: list[str], limit: int) -> None:
    found = nearest(wanted, names, limit)
    assert len(found) <= limit
    assert set(found) <= set(names)
    assert nearest(wanted, names[::-1], limit) == found


def test_the_nearest_notes_are_written_as_links_write_them() -> None:
    index = index_vault(
        vault_of(["Meeting notes.md", "b/Twin peak.md", "a/Twin peak.md", "img/Diagram.png", "x/Board.canvas"])
    )
    assert nearest_notes(index, "Meting notes") == ("Meeting notes",)
    assert nearest_notes(index, "wrong folder/meeting_notes") == ("Meeting notes",)
    assert nearest_notes(index, "Twin peaks.md") == ("a/Twin peak", "b/Twin peak")
    assert nearest_notes(index, "Diagramm.png") == ("Diagram.png",)
    assert nearest_notes(index, "Nothing of the kind") == ()


def test_the_nearest_headings_are_written_as_links_write_them() -> None:
    """Semantics 5.7."""
    note = note_of(
        "a.md", {"headings": ["# Setup: part [[one]]", "## Goals", "## Goals", "## Risks"], "blocks": ["a1b2"]}
    )
    assert nearest_headings(note, "setup-part-one") == ("Setup part one",)
    assert nearest_headings(note, "Risks#Goal") == ("Goals",)
    assert nearest_headings(note, "#") == ()
    assert nearest_blocks(note, "^a1b3x") == ()
    assert nearest_blocks(note, "^A1B") == ("a1b2",)


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        ("text\n\n<!--\n## Hidden one\n-->\n", "an HTML comment"),
        ("<!-- ## Hidden one -->\n", "an HTML comment"),
        ("%%\n# Hidden: one\n%%\n", "a comment"),
        ("%% done %%\n\n```md\n# Hidden one\n```\n", "code"),
        ("~~~~\n```\n~~~\n# Hidden one\n~~~~\n", "code"),
        ("para\n\n    # Hidden one\n", "code"),
        ("> text\n> # Hidden one\n", "a quotation"),
        ("> [!note] Title\n> text\n> ## Hidden one\n", "a callout"),
        ("- # Hidden one\n", "a list item"),
        ("1. item\n\n   ## Hidden one\n", "a list item"),
        ("- Hidden one\n  ===\n", "a list item"),
        ("> Hidden one\n> ---\n", "a quotation"),
        ("<div>\n# Hidden one\n</div>\n", "HTML"),
        ("<!-- a -->\n```\nx\n```\n# Other\n\nHidden one\n", None),
        ("####### Hidden one\n", None),
        ("$$\n# Hidden one\n$$\n", None),
    ],
)
def test_a_heading_that_stands_where_none_counts(source: str, inside: str | None) -> None:
    """Semantics 3 and 6.2; what is not plain is passed over."""
    found = hidden_heading(source.encode(), lambda: Note(path="a.md"), "hidden one")
    if inside is None:
        assert found is None
    else:
        assert found is not None
        assert str(found) == inside
        line = source.encode()[found.start :].split(b"\n")[0]
        assert b"Hidden" in line
        assert found.start == 0 or source.encode()[found.start - 1 : found.start] == b"\n"


def test_a_heading_that_counts_is_not_hidden() -> None:
    """The same text may stand under another heading than the link says (semantics 5.5)."""
    source = b"# Same\n\n> # Same\n"
    note = note_of("a.md", {"headings": ["# Same"]})
    note = Note(path="a.md", headings=(note.headings[0]._replace(start=0, stop=6),))
    found = hidden_heading(source, lambda: note, "Other#Same")
    assert found is not None
    assert found.start == 8
    assert hidden_heading(source[:7], lambda: note, "Other#Same") is None


def test_properties_are_no_body() -> None:
    source = b"---\nx: |\n  # Same\n---\n"
    assert hidden_heading(source, lambda: Note(path="a.md", body=len(source)), "Same") is None


@given(st.text(alphabet="#ab \n>-`<!%~=$\r\t", max_size=80), st.text(alphabet="ab# ", max_size=6))
def test_looking_for_a_hidden_heading_is_total(text: str, wanted: str) -> None:
    source = text.encode()
    found = hidden_heading(source, lambda: Note(path="a.md"), wanted)
    assert found is None or (found.inside and 0 <= found.start < len(source))


@given(st.text(alphabet="#abc \n>-`<!%~$\t", max_size=80), st.text(alphabet="abc", min_size=1, max_size=2))
def test_an_underlined_line_below_hides_and_shows_nothing(text: str, wanted: str) -> None:
    """Where no line is underlined, fewer lines are looked at."""
    assert hidden_heading(text.encode(), lambda: Note(path="a.md"), wanted) == hidden_heading(
        f"{text}\n\nother\n=====\n".encode(), lambda: Note(path="a.md"), wanted
    )
