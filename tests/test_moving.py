"""A move keeps the meaning of every link, and everything else byte for byte."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from textvaults import FOLDERS, changed, linked, meanings, vaults

from vault_tool import carrying
from vault_tool.errors import UsageError, VaultToolError, WriteError
from vault_tool.links import LinkTable, link_vault
from vault_tool.moving import NOWHERE, Change, heading_edit, keep_links, plan_moves
from vault_tool.settings import Dialect, LinkFormat, Settings
from vault_tool.store import read_tree, read_vault
from vault_tool.store.changing import move_file, write_changed

new_names = st.builds(
    lambda folder, name: f"{folder}/{name}".lstrip("/"),
    st.sampled_from([*FOLDERS, "new/folder"]),
    st.sampled_from(["Note", "PLAN", "Fresh", "Two words", "a", "ß é"]),
)
formats = st.sampled_from([None, *LinkFormat])
dialects = st.sampled_from(list(Dialect))


def moves(data: st.DataObject, texts: Mapping[str, bytes], links: LinkTable) -> Change:
    """Move or rename any file or folder."""
    folders = {path.rpartition("/")[0] for path in texts} - {""}
    old = data.draw(st.sampled_from(sorted({*texts, *folders})))
    try:
        planned = plan_moves(links.index, old, data.draw(new_names))
    except VaultToolError:
        assume(False)
    return keep_links(links, planned)


def heading_of(links: LinkTable, path: str, old: str, new: str) -> Change:
    return keep_links(links, NOWHERE, {path: (heading_edit(links, path, old, new),)})


@given(st.data(), vaults(), formats, dialects)
def test_every_link_means_after_a_move_what_it_meant_before(
    data: st.DataObject, texts: dict[str, bytes], link_format: LinkFormat | None, dialect: Dialect
) -> None:
    how = Settings(link_format=link_format, dialect=dialect)
    before = linked(texts, how)
    change = moves(data, texts, before)
    assert not change.lost
    after = meanings(linked(changed(texts, change), how))
    for source, led in meanings(before, change.moves.of).items():
        kept = [now if was is None else was for was, now in zip(led, after[source], strict=True)]
        assert after[source] == kept


@given(st.data(), vaults(), st.sampled_from(["Aims", "Note", "Aims: a #b [c]|d"]))
def test_every_link_means_after_a_new_heading_what_it_meant_before(
    data: st.DataObject, texts: dict[str, bytes], new: str
) -> None:
    before = linked(texts)
    path = data.draw(st.sampled_from(sorted(before.vault.notes) or [""]))
    assume(path)
    change = heading_of(before, path, "Goals", new)
    assert not change.lost
    after = meanings(linked(changed(texts, change)))
    for source, led in meanings(before).items():
        assert after[source] == [now if was is None else was for was, now in zip(led, after[source], strict=True)]


@given(st.data(), vaults())
def test_a_new_name_and_the_old_one_again_give_the_bytes_back(data: st.DataObject, texts: dict[str, bytes]) -> None:
    # Of a name with escapes that it does not need, a name without them keeps none.
    assume(all(b"\\u" not in text for text in texts.values()))
    links = linked(texts)
    path = data.draw(st.sampled_from(sorted(texts)))
    fresh = f"{path.rpartition('/')[0]}/Fresh name.{path.rpartition('.')[2]}".lstrip("/")
    there = keep_links(links, plan_moves(links.index, path, fresh))
    renamed = changed(texts, there)
    back_links = linked(renamed)
    back = keep_links(back_links, plan_moves(back_links.index, fresh, path))
    steps = [*there.rewritten, *back.rewritten]
    assume(all(step.was.path.count("/") == step.becomes.path.count("/") for step in steps))
    assert changed(renamed, back) == texts


# -- On the disk ------------------------------------------------------------------------------------------------------


def written(folder: Path, texts: Mapping[str, bytes]) -> LinkTable:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return link_vault(read_vault(folder))


@settings(max_examples=30, deadline=None)
@given(st.data(), vaults())
def test_undo_gives_the_bytes_back(data: st.DataObject, texts: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        links = written(folder, texts)
        change = moves(data, texts, links)
        carrying.carry_out(folder, change, "a move")
        assert read_tree(folder) == changed(texts, change)
        carrying.take_back(folder)
        assert read_tree(folder) == texts
        assert not (folder / ".vault-tool").exists()


VAULT = {
    "Home.md": b"[[Plan]] [[Plan#Goals]]\r\n",
    "a/Plan.md": b"# Goals\n[h](../Home.md)",
    "c/Other.md": b"[[a/Plan]]",
}


@pytest.mark.parametrize("last", ["record", "first file", "all files", "move"])
def test_an_interruption_anywhere_can_be_taken_back(last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = written(tmp_path, VAULT)
    change = keep_links(links, plan_moves(links.index, "Plan", "b/Map"))

    def write(root: Path, files: dict[str, tuple[bytes, bytes]]) -> None:
        if last == "record":
            raise KeyboardInterrupt
        write_changed(root, dict(list(files.items())[: 1 if last == "first file" else None]))
        if last == "first file":
            raise KeyboardInterrupt

    def move(root: Path, old: str, new: str) -> None:
        if last == "move":
            move_file(root, old, new)
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying, "write_changed", write)
    monkeypatch.setattr(carrying, "move_file", move)
    with pytest.raises(KeyboardInterrupt):
        carrying.carry_out(tmp_path, change, "a move")
    monkeypatch.undo()
    with pytest.raises(WriteError, match="interrupted"):
        carrying.carry_out(tmp_path, change, "a move")
    carrying.take_back(tmp_path)
    assert read_tree(tmp_path) == VAULT


def test_what_was_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    links = written(tmp_path, VAULT)
    carrying.carry_out(tmp_path, keep_links(links, plan_moves(links.index, "Plan", "b/Map")), "a move")
    (tmp_path / "Home.md").write_bytes(b"[[Map]] and more")
    there = read_tree(tmp_path)
    with pytest.raises(WriteError, match="has been changed since"):
        carrying.take_back(tmp_path)
    assert read_tree(tmp_path) == there


def test_a_file_that_changed_after_it_was_read_is_left_alone(tmp_path: Path) -> None:
    links = written(tmp_path, VAULT)
    change = keep_links(links, plan_moves(links.index, "Plan", "b/Map"))
    (tmp_path / "Home.md").write_bytes(b"[[Plan]] and more")
    there = read_tree(tmp_path)
    with pytest.raises(WriteError, match="has changed since it was read"):
        carrying.carry_out(tmp_path, change, "a move")
    assert read_tree(tmp_path) == there


def test_a_file_that_is_read_only_is_left_alone(tmp_path: Path) -> None:
    links = written(tmp_path, {"Home.md": b"[[Plan]]", "Log.md": b"[[Plan]]", "Plan.md": b""})
    (tmp_path / "Home.md").chmod(0o444)
    with pytest.raises(WriteError, match=r"Home\.md is read-only; nothing was written"):
        carrying.carry_out(tmp_path, keep_links(links, plan_moves(links.index, "Plan", "Map")), "a move")
    assert (tmp_path / "Log.md").read_bytes() == b"[[Plan]]"
    assert (tmp_path / "Plan.md").exists()


def test_a_link_on_the_disk_that_would_break_is_named(tmp_path: Path) -> None:
    written(tmp_path, VAULT)
    (tmp_path / "Linked.md").symlink_to("a/Plan.md")
    links = link_vault(read_vault(tmp_path))
    with pytest.raises(WriteError, match="which the move would break"):
        carrying.carry_out(tmp_path, keep_links(links, plan_moves(links.index, "a/Plan", "b/Map")), "a move")
    assert (tmp_path / "a" / "Plan.md").read_bytes() == VAULT["a/Plan.md"]


def test_another_letter_case_is_another_name(tmp_path: Path) -> None:
    links = written(tmp_path, VAULT)
    carrying.carry_out(tmp_path, keep_links(links, plan_moves(links.index, "Plan", "a/PLAN")), "a move")
    assert [entry.name for entry in (tmp_path / "a").iterdir()] == ["PLAN.md"]
    assert (tmp_path / "Home.md").read_bytes() == b"[[PLAN]] [[PLAN#Goals]]\r\n"


# -- How links are written --------------------------------------------------------------------------------------------

FILES = {"Home.md": b"", "a/Plan.md": b"# Goals\n## May\n", "a/pic.png": b"", "b/Other.md": b"# Goals\n"}

SPELLINGS = """
Home.md      | [[Plan]]                           | a/Plan -> b/Plan      | [[Plan]]
Home.md      | [[Plan]]                           | a/Plan -> a/Map       | [[Map]]
Home.md      | ![[Plan#Goals\\|x]] `[[Plan]]`     | a/Plan -> Map         | ![[Map#Goals\\|x]] `[[Plan]]`
Home.md      | [[plan]]                           | a/Plan -> a/Map       | [[Map]]
Home.md      | [[Plan.md#Goals#May|d]]            | a/Plan -> a/Map       | [[Map.md#Goals#May|d]]
Home.md      | [[a/Plan]]                         | a/Plan -> b/Map       | [[b/Map]]
Home.md      | [[/a/Plan]]                        | a/Plan -> b/Map       | [[/b/Map]]
b/Other.md   | [[../a/Plan]]                      | a/Plan -> b/c/Map     | [[./c/Map]]
b/Other.md   | [t](../a/Plan.md#Goals "T")        | a/Plan -> b/My Map    | [t](My%20Map.md#Goals "T")
b/Other.md   | [t](<../a/Plan.md>)                | a/Plan -> My Map      | [t](<../My Map.md>)
Home.md      | [![](a/pic.png)](a/Plan)           | a -> c d              | [![](c%20d/pic.png)](c%20d/Plan)
Home.md      | [é](a/Plan.md) [%C3](%61/Plan.md)  | a/Plan -> é (x        | [é](é%20%28x.md) [%C3](é%20%28x.md)
Home.md      | [x]\\n\\n[x]: a/Plan.md "t"        | a/Plan -> Map         | [x]\\n\\n[x]: Map.md "t"
Home.md      | [[Plan]]                           | b/Other -> b/Plan     | [[a/Plan]]
Home.md      | [[Plan]]                           | b/Other -> Plan       | [[a/Plan]]
b/Other.md   | [later](../later.md)               | b/Other -> Other      | [later](later.md)
b/Other.md   | [[#Goals]] [[Other]] [[gone]]      | b/Other -> Else       | [[#Goals]] [[Else]] [[gone]]
Home.md      | see <https://x.y/a/Plan> [t](x:y)  | a/Plan -> b/Map       | see <https://x.y/a/Plan> [t](x:y)
"""


@pytest.mark.parametrize(
    ("source", "text", "move", "expected"),
    [[cell.strip() for cell in _row.split(" | ")] for _row in SPELLINGS.strip().splitlines()],
)
def test_links_are_written_as_their_author_wrote_them(source: str, text: str, move: str, expected: str) -> None:
    def unescaped(written: str) -> bytes:
        return written.replace("\\n", "\n").encode()

    texts = {**FILES, source: unescaped(text) + b"\n\n" + FILES[source]}
    links = linked(texts)
    old, _, new = move.partition(" -> ")
    change = keep_links(links, plan_moves(links.index, old, new))
    after = changed(texts, change)[change.moves.of(source)]
    assert after == unescaped(expected) + b"\n\n" + FILES[source]


@pytest.mark.parametrize(
    ("link_format", "written", "expected"),
    [
        (LinkFormat.SHORTEST, "[[a/Plan]]", "[[Map]]"),
        (LinkFormat.RELATIVE, "[[a/Plan]]", "[[../c/Map]]"),
        (LinkFormat.ABSOLUTE, "[[../a/Plan]]", "[[../c/Map]]"),
        (LinkFormat.ABSOLUTE, "[[Plan]]", "[[c/Map]]"),
        (None, "[[a/Plan]]", "[[c/Map]]"),
    ],
)
def test_the_vault_s_own_format_decides_how_much_of_a_path_is_written(
    link_format: LinkFormat | None, written: str, expected: str
) -> None:
    texts = {**FILES, "b/Other.md": written.encode()}
    links = linked(texts, Settings(link_format=link_format))
    change = keep_links(links, plan_moves(links.index, "a/Plan", "c/Map"))
    assert changed(texts, change)["b/Other.md"].decode() == expected


HEADINGS = """
[[Plan#Goals]]            | [[Plan#Aims: a b]]
[[Plan#Goals#May]]        | [[Plan#Aims a b#May]]
[[Plan#May]]              | [[Plan#May]]
[t](a/Plan.md#Goals)      | [t](a/Plan.md#Aims%20a%20b)
![[plan#goals|Goals]]     | ![[plan#Aims a b|Goals]]
[[Other#Goals]]           | [[Other#Goals]]
"""


@pytest.mark.parametrize(
    ("text", "expected"), [[cell.strip() for cell in _row.split(" | ")] for _row in HEADINGS.strip().splitlines()]
)
def test_a_heading_takes_its_links_along(text: str, expected: str) -> None:
    texts = {**FILES, "Home.md": text.encode()}
    after = changed(texts, heading_of(linked(texts), "a/Plan.md", "Goals", " Aims: a#b "))
    assert after["Home.md"].decode() == expected.replace("Aims: ", "Aims ")
    assert after["a/Plan.md"] == b"# Aims: a#b\n## May\n"


def test_a_heading_is_told_from_its_namesake_by_the_one_above() -> None:
    texts = {"N.md": b"# A\n## X\n# B\n## Y ##\n[[#Y]] [[N#X]]"}
    after = changed(texts, heading_of(linked(texts), "N.md", "Y", "X"))
    assert after["N.md"] == b"# A\n## X\n# B\n## X ##\n[[#B#X]] [[N#X]]"


def test_github_s_anchors_follow_a_heading_in_that_dialect() -> None:
    texts = {"N.md": b"Old one\n===\n[x](#old-one)"}
    links = linked(texts, Settings(dialect=Dialect.GITHUB))
    assert changed(texts, heading_of(links, "N.md", "Old one", "New one"))["N.md"] == b"New one\n===\n[x](#new-one)"


def test_github_s_folders_queries_and_files_elsewhere_follow_in_that_dialect() -> None:
    texts = {**FILES, "b/Other.md": b"[a](../a/) [p](../a/Plan.md?plain=1#L2) [up](../../x.md) [r](/a/Plan.md)"}
    links = linked(texts, Settings(dialect=Dialect.GITHUB))
    moved = keep_links(links, plan_moves(links.index, "a", "c/a"))
    assert (
        changed(texts, moved)["b/Other.md"]
        == b"[a](../c/a/) [p](../c/a/Plan.md?plain=1#L2) [up](../../x.md) [r](/c/a/Plan.md)"
    )
    moved = keep_links(links, plan_moves(links.index, "b/Other", "Other"))
    assert changed(texts, moved)["Other.md"] == b"[a](a/) [p](a/Plan.md?plain=1#L2) [up](../x.md) [r](/a/Plan.md)"


def test_folders_are_not_joined() -> None:
    links = linked({"a/b/Plan.md": b"", "b/Plan.md": b""})
    with pytest.raises(WriteError, match="the folder a/b is there already"):
        plan_moves(links.index, "b", "a")


def test_a_file_that_differs_from_the_new_name_in_letter_case_alone_is_in_the_way() -> None:
    links = linked({"Plan.md": b"", "plan.md": b""})
    with pytest.raises(WriteError, match=r"plan\.md is there already"):
        plan_moves(links.index, "Plan.md", "plan.md")


def test_a_link_in_a_heading_takes_the_links_to_that_heading_along() -> None:
    texts = {"Old.md": b"", "N.md": b"# On [[Old]]\n", "M.md": b"[[N#On Old]]"}
    links = linked(texts)
    after = changed(texts, keep_links(links, plan_moves(links.index, "Old", "New")))
    assert (after["N.md"], after["M.md"]) == (b"# On [[New]]\n", b"[[N#On New]]")


def test_bases_and_backgrounds_name_files_and_folders() -> None:
    base = b"""filters:
  and:
    - file.inFolder("a")
    - 'file.folder == "a"'
    - author == link("Plan")
    - note == "a"
"""
    canvas = b'{"nodes":[{"id":"g","type":"group","background":"a/pic.png"}]}'
    texts = {**FILES, "x.base": base, "c.canvas": canvas}
    links = linked(texts)
    after = changed(texts, keep_links(links, plan_moves(links.index, "a", "b/a c")))
    assert after["x.base"] == base.replace(b'("a")', b'("b/a c")').replace(b'folder == "a"', b'folder == "b/a c"')
    assert after["c.canvas"] == canvas.replace(b"a/pic", b"b/a c/pic")


def test_a_name_that_no_link_can_say_is_refused_only_where_there_is_a_link() -> None:
    links = linked({"Home.md": b"[[Plan]]", "Plan.md": b"", "Lone.md": b""})
    assert [str(lost.link) for lost in keep_links(links, plan_moves(links.index, "Plan", "C# and F#")).lost] == [
        "[[Plan]]"
    ]
    assert not keep_links(links, plan_moves(links.index, "Lone", "C# and F#")).lost


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"[[a/Plan of\\n  mine|x]]"', '"[[b/My (own) plan|x]]"'),
        ('"[[a/Plan\\n\\n  of mine]]"', '"[[a/Plan\\n\\n  of mine]]"'),
        ('"[[a/Plan of\\\\\\r\\n  \\\\ mine]]"', '"[[b/My (own) plan]]"'),
        ("'[[a/Plan of mine|it''s\\n    mine]]'", "'[[b/My (own) plan|it''s\\n    mine]]'"),
        ('"[x](a/Plan%20of%20mine.md)"', '"[x](b/My%20%28own%29%20plan.md)"'),
        ('"[x](<a/Plan of mine.md>)"', '"[x](<b/My (own) plan.md>)"'),
    ],
)
def test_a_link_in_a_property_may_go_on_in_the_next_line(before: str, after: str) -> None:
    def note(value: str) -> bytes:
        return f"---\nup: {value}\n---\n".encode().replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\\\", b"\\")

    links = linked({"Home.md": note(before), "a/Plan of mine.md": b""})
    change = keep_links(links, plan_moves(links.index, "a/Plan of mine", "b/My (own) plan"))
    assert not change.lost
    assert changed({"Home.md": note(before), "a/Plan of mine.md": b""}, change)["Home.md"] == note(after)


REFUSED = """
nothing  | x          | UsageError | no such file or folder: nothing
Plan     | ../x       | WriteError | lies outside of the vault
a/Plan   | .x         | WriteError | does not see what begins with a dot
Plan     | b/.c/x     | WriteError | does not see what begins with a dot
Plan     | ./home     | WriteError | Home.md is there already
Plan     | Home.md/x  | WriteError | Home.md is a file and can hold nothing
a        | a/c        | WriteError | cannot be moved into itself
a        | Home.md    | WriteError | Home.md is a file and can hold nothing
a/Plan   | a/Plan     | UsageError | is where it is to go already
"""


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [[cell.strip() for cell in _row.split(" | ")] for _row in REFUSED.strip().splitlines()],
)
def test_what_cannot_be_moved_is_refused(old: str, new: str, error: str, says: str) -> None:
    with pytest.raises({"UsageError": UsageError, "WriteError": WriteError}[error], match=says):
        plan_moves(linked(FILES).index, old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Plan", "b", "b/Plan.md"),
        ("a/Plan.md", "new/", "new/Plan.md"),
        ("/a/Plan", "v1.2", "v1.2.md"),
        ("Plan", "Map", "a/Map.md"),
        ("Plan", "./Map", "Map.md"),
        ("a/pic.png", "b/photo", "b/photo.png"),
        ("a", "b", "b/a"),
        ("a", "c/d", "c/d"),
        ("a", "A", "A"),
    ],
)
def test_new_names_are_completed(old: str, new: str, expected: str) -> None:
    assert plan_moves(linked(FILES).index, old, new).new == expected
