"""What a link asks for: every name by which a file that comes or goes could change where it leads."""

from collections.abc import Collection, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from skims import plain_links
from test_skimming import notes
from textvaults import vaults

from vault_tool.asking import ANY, Asks, announced, announced_alias, asked
from vault_tool.linkpath import find_file, index_files
from vault_tool.names import note_key
from vault_tool.parse import parse_note
from vault_tool.skimming.hearing import Hearing
from vault_tool.skimming.skim import skim

FILES = ["Note.md", "a.md", "b.md", "g.md", "i.png", "sub/c.md"]
PLAIN = plain_links(FILES)

names = st.sampled_from(["Plan", "plan", "Plan.md", "pic.png", "a", "ab", "Ünï", " Plan ", "..", ".", "", "x.md.md"])
written = st.lists(names, min_size=1, max_size=4).map("/".join)
files = st.sets(
    st.sampled_from(["Plan.md", "plan.md", "a/Plan.md", "ab/Plan.md", "a/b.md", "pic.png", "a/pic.png.md", "Ünï.md"]),
)


@given(written, files, files, st.sampled_from(["", "a", "a/b"]))
@settings(max_examples=300)
def test_a_path_that_leads_elsewhere_asked_for_what_came_or_went(
    path: str, before: set[str], after: set[str], folder: str
) -> None:
    if not path.strip():
        return
    announcements = {announced(file) for file in before ^ after}
    if announcements.isdisjoint(asked(path)) and ANY not in asked(path):
        old, new = (find_file(index_files(paths), folder, path) for paths in (before, after))
        assert old == new


@given(written)
def test_a_path_that_is_an_alias_asks_for_it(path: str) -> None:
    if path.strip():
        assert announced_alias(note_key(path.strip())) in asked(path)


@given(notes, st.booleans())
@settings(max_examples=300)
def test_all_is_heard_that_links_ask_for(text: str, by_path: bool) -> None:
    """Whether a note is skimmed or read, and whether it is known by which names notes go."""
    raw = text.encode(errors="replace")
    note = parse_note("a/Note.md", raw)
    hearing = Hearing(list(FILES) if by_path else ())
    plain = hearing.listening(PLAIN.of("a"))
    skimmed = skim(raw, plain)
    if skimmed is not None:
        hearing.hear_skimmed(skimmed)
    else:
        hearing.hear(note.links)
    hearing.end(7)
    heard = hearing.heard({})
    asking = [(name, *heard.asking(wanted)) for wanted in heard.asked_for() for name in heard.names_of(wanted)]
    names, with_places = Asks().of(note.links)
    assert names <= with_suffixes({name for name, _, _ in asking}, by_path)
    assert with_places <= with_suffixes({name for name, _, places in asking if places}, by_path)
    assert all(numbers == [7] and places in ([], [7]) for _, numbers, places in asking)


def with_suffixes(names: Collection[str], by_path: bool) -> set[str]:
    """Of a note that is there it is not said whether a link to it had its suffix: that matters once it is gone."""
    return {*names, *(f"{name}.md" for name in names if by_path)}


@given(vaults())
def test_what_was_heard_of_one_note_is_not_of_the_next(texts: Mapping[str, bytes]) -> None:
    hearing = Hearing()
    for number, (path, text) in enumerate(sorted(texts.items())):
        hearing.hear(parse_note(path, text).links)
        hearing.end(number)
    heard = hearing.heard({})
    for number, (path, text) in enumerate(sorted(texts.items())):
        asking = {name for name, numbers in heard.names.items() if number in numbers}
        assert asking == Asks().of(parse_note(path, text).links)[0]
