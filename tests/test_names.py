"""What counts as the same name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.filekind import file_kind
from vault_tool.model import FileKind
from vault_tool.names import block_key, heading_key, note_key, within


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Plan", "pLAN", True),
        ("ΛΟΓΟΣ", "λογος", True),
        ("Maße", "Masse", False),
        ("I", "ı", False),
        ("é", "e\u0301", True),
        ("a\u00a0b", "a b", True),
        ("a\u2009b", "a b", False),
        ("a b", "a-b", False),
    ],
)
def test_names_of_files(one: str, other: str, same: bool) -> None:
    """Semantics 1.5 and 1.6."""
    assert (note_key(one) == note_key(other)) is same


@given(st.text())
def test_a_file_is_the_same_under_either_form_of_unicode(name: str) -> None:
    assert note_key(unicodedata.normalize("NFD", name)) == note_key(unicodedata.normalize("NFC", name))


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_is_the_long_way(name: str) -> None:
    assert note_key(name) == note_key(f"{name}é").removesuffix("é")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Setup: part (one)?", "setup part one"),
        ("**Bold** move", "bold move"),
        ("_em_ word", "_em_ word"),
        ("A link in a [[note]]", "a link in a note"),
        ("foo-bar / baz", "foo-bar baz"),
        ("Don't “quote” – 😀", "don't “quote” – 😀"),
        ("  a\t b\\c ", "a b c"),
        ("#!?", ""),
    ],
)
def test_headings(heading: str, key: str) -> None:
    """Semantics 5.4."""
    assert heading_key(heading) == key


@given(st.text())
def test_a_folded_heading_is_folded(heading: str) -> None:
    assert "  " not in heading_key(heading)
    assert heading_key(f" {heading}!") == heading_key(heading)


def test_block_ids() -> None:
    """Semantics 5.3."""
    assert block_key(" Para-1 ") == block_key("pARA-1")


@pytest.mark.parametrize(
    ("path", "folders", "expected"),
    [
        ("Templates/Daily.md", ["Templates"], True),
        ("Templates/a/Daily.md", ["/templates/"], True),
        ("Templates.md", ["Templates"], False),
        ("Templates2/Daily.md", ["Templates"], False),
        ("x/Templates/Daily.md", ["Templates"], False),
        ("x/Templates/Daily.md", ["y", "x/Templates"], True),
        ("Daily.md", [""], True),
        ("Daily.md", [], False),
    ],
)
def test_within_a_folder(path: str, folders: list[str], expected: bool) -> None:
    assert within(path, folders) is expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/Note.md", FileKind.NOTE),
        ("a/Note.MD", FileKind.NOTE),
        ("note.markdown", FileKind.OTHER),
        ("note.md.txt", FileKind.OTHER),
        ("v1.2/README", FileKind.OTHER),
        ("Board.canvas", FileKind.CANVAS),
        ("Table.base", FileKind.BASE),
        ("pic.JPG", FileKind.IMAGE),
        ("talk.3gp", FileKind.AUDIO),
        ("clip.webm", FileKind.VIDEO),
        ("paper.pdf", FileKind.PDF),
    ],
)
def test_kinds_of_files(path: str, kind: FileKind) -> None:
    """Semantics 1.3."""
    assert file_kind(path) is kind
