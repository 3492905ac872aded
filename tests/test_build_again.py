"""Building again: source form, identity, names that stay, and what is left when a build is killed.

The page `cases/build/again.md` shows each row at work; here stand the laws.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from casepages import run
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import Vault

from vault_tool.build.changes import Changes
from vault_tool.build.draft import Mention, Part, literal, markdown_reference, reference
from vault_tool.build.headings import renamed
from vault_tool.build.html_images import as_source, canonical_images, concrete_images
from vault_tool.build.identity import Game, Remembered, fingerprint, new_id
from vault_tool.build.source_form import Spelling, canonical, concrete, folded, unlinked
from vault_tool.build.state import STATE_PATH, State, decode_state, encode_state
from vault_tool.cli import _building
from vault_tool.cli._building import gone
from vault_tool.github import joined

# -- Source form ------------------------------------------------------------------------------------------------------

IDS = ("hub", "a.md", "a.md#one", "sub/b [x].md#two-1", "@home.md")
NAMES = dict(zip(IDS, ("Guide", "A", "One & only", "Two (B)", "@home"), strict=True))
PATHS = {note_id: f"Folder x/{name}.md" for note_id, name in NAMES.items()}
SPELLING = Spelling(
    {name: note_id for note_id, name in NAMES.items()}, {path: note_id for note_id, path in PATHS.items()}
)

PIECES = st.sampled_from(
    ["[[Guide]]", "[[A|a]]", "![[One & only#H]]", "[[Two (B)#^b|x]]", "[[@home]]", "[[@Alice]]", "[[@@x]]", "](@x)",
     "[t](Folder%20x/A.md#h)", "[t](A.md)", "[[a]]", "[[Folder x/A]]", "`[[A]]`", "```\n[[A]]\n```", "%%[[A]]%%",
     "| a |\n| - |\n| [[A\\|b]] |", "[[", "]]", "|", "@", "#", "\n", "\n\n", "- [ ] ", "---\n", "text ", "é", "\r\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_brought_into_source_form_comes_back(text: str) -> None:
    assert concrete(canonical(text, SPELLING), NAMES, PATHS) == text


REFERENCES = st.builds(
    reference,
    st.sampled_from(IDS),
    st.none() | st.sampled_from(["H", "H#I", "^b"]),
    st.none() | st.sampled_from(["shown", "A", "ü"]),
    embeds=st.booleans(),
) | st.builds(markdown_reference, st.sampled_from(IDS), st.none() | st.just("a b"), st.just("t"))
WORDS = st.sampled_from(["text", "- item", "\n", "[[Alice]]", literal("[[@Alice]]"), "é", "`x`"])


@given(st.lists(REFERENCES | WORDS, max_size=8).map(" ".join))
def test_what_is_brought_out_of_source_form_goes_back(text: str) -> None:
    assert canonical(concrete(text, NAMES, PATHS), SPELLING) == text


def test_a_rename_changes_names_alone() -> None:
    text = canonical("See [[A|it]], `[[A]]` and ![[A#H]].", SPELLING)
    assert concrete(text, {**NAMES, "a.md": "New"}, PATHS) == "See [[New|it]], `[[A]]` and ![[New#H]]."


def test_a_heading_is_called_what_the_user_calls_it() -> None:
    source = "[[@a.md#The part|x]] [t](@a.md#The%20part) [[@a.md#H#The part]] ![[@hub#The part]] [[@a.md#^the-part]]"
    vault = "[[A#My part|x]] [t](Folder%20x/A.md#My%20part) [[A#H#My part]] ![[Guide#The part]] [[A#^the-part]]"
    assert concrete(source, NAMES, PATHS, {"a.md": renamed({"The: part": "My: part"})}) == vault
    own = Spelling(SPELLING.ids, SPELLING.paths, {"a.md": renamed({"My part": "The part"})})
    assert canonical(vault, own) == source


def test_links_to_what_is_gone_become_what_they_show() -> None:
    text = "[[@a.md]], [[@a.md#H|h]], ![[@a.md]], [x *y*](@a.md#h), [[@hub]] and `[[@@a.md]]`."
    assert unlinked(text, {"a.md"}, {"a.md": "Title"}) == "Title, h, Title, x *y*, [[@hub]] and `[[@@a.md]]`."


def test_a_display_text_that_is_the_name_is_dropped() -> None:
    text = "[[@hub|Guide]] [[@hub|guide]] [[@hub#H|Guide]] ![[@hub|Guide]]"
    assert folded(text, NAMES.get) == "[[@hub]] [[@hub|guide]] [[@hub#H|Guide]] ![[@hub|Guide]]"


def test_mentions_that_were_linked_are_no_links_in_source_form() -> None:
    mentions = [Mention("hub", "Guide"), Mention("a.md", "the a")]
    text = "The [[Guide]] and [[A|the a]], not [[A|this]] nor [[Guide]]."
    assert canonical(text, SPELLING, mentions) == "The Guide and the a, not [[@a.md|this]] nor [[@hub]]."


SHOWN = ["../pictures/a%20b.png", "pictures/a%20b.png", "a.png", "../a.png", "./a.png", "@/a.png", "@@/a.png", "@x", ""]
AROUND = ["text ", "\n\n", "```\n", "`", "<IMG\nalt='é' src='../a.png'>", "    ", "> "]
IMAGES = st.sampled_from(SHOWN).map('<img src="{}">'.format) | st.sampled_from(AROUND)
FOLDERS = st.sampled_from(["", "A", "A/B", "pictures"])


@given(st.lists(IMAGES, max_size=8).map("".join), FOLDERS)
def test_images_come_back_from_source_form(text: str, folder: str) -> None:
    form = canonical_images(text, [folder], {"pictures/a b.png", "a.png"})
    assert concrete_images(form, folder) == text


@given(st.lists(st.sampled_from(["pictures/a b.png", "a.png"]), max_size=4), FOLDERS, FOLDERS)
def test_an_image_leads_to_its_file_from_every_folder(files: list[str], folder: str, other: str) -> None:
    form = "\n\n".join(f'<img src="{as_source(file)}">' for file in files)
    text = concrete_images(form, folder)
    assert [joined(folder, unquote(source)) for source in re.findall('src="([^"]*)"', text)] == files
    assert canonical_images(text, [folder, other], {"pictures/a b.png", "a.png"}) == form


# -- Identity ---------------------------------------------------------------------------------------------------------

LONG = "one two three four five six seven eight nine ten"


def then(note_id: str, title: str, text: str, explicit: str | None = None) -> Remembered:
    return Remembered(note_id, title.lower(), explicit, title, fingerprint(text), text)


def now(title: str, text: str, explicit: str | None = None, slug: str | None = None) -> Part:
    return Part(slug or title.lower(), explicit, title, text)


def match(remembered: list[Remembered], parts: list[Part]) -> list[str | None]:
    """Match the sections of a document that is the only one."""
    game = Game(remembered, parts)
    game.by_text()
    game.by_heading()
    return game.found


@pytest.mark.parametrize(
    ("remembered", "parts", "found"),
    [
        ([then("d#a", "A", LONG)], [now("A", "other")], ["d#a"]),
        ([then("d#a", "A", LONG)], [now("B", LONG)], ["d#a"]),
        ([then("d#a", "A", LONG)], [now("B", LONG.replace("ten", "eleven"))], ["d#a"]),
        ([then("d#a", "A", LONG)], [now("B", "something else")], [None]),
        ([then("d#a", "A", "")], [now("B", "")], [None]),
        ([then("d#a", "A", LONG)], [now("B", LONG), now("C", LONG)], [None, None]),
        ([then("d#a", "A", LONG)], [now("B", "x", explicit="a")], ["d#a"]),
        ([then("d#a", "A", LONG, explicit="x")], [now("B", "y", explicit="x"), now("A", "z")], ["d#a", None]),
        ([then("d#a", "A", "1"), then("d#b", "B", "2")], [now("B", "1"), now("A", "2")], ["d#a", "d#b"]),
        ([then("d#a", "A", LONG), then("d#b", "B", "2")], [now("A", LONG, "b"), now("B", "3")], ["d#a", "d#b"]),
        (
            [then("d#1", "Week 1", f"shell {LONG}"), then("d#2", "Week 2", "run docker " * 9)],
            [now("Week 1", "buy a chair"), now("Week 2", f"shell, {LONG}"), now("Week 3", "run docker " * 8)],
            [None, "d#1", "d#2"],
        ),
        (
            [then("d#e", "E", LONG), then("d#e-1", "E", "two " * 9)],
            [now("E", "new", slug="e"), now("E", LONG, slug="e-1"), now("E", "two " * 9, slug="e-2")],
            [None, "d#e", "d#e-1"],
        ),
    ],
    ids=[
        "by its heading", "by equal text", "by likeness", "not alike", "empty texts are not alike", "two as good",
        "by an id that it is given", "by the id that it had", "texts before headings", "another's id",
        "headings numbered anew", "equal headings by their texts",
    ],
)  # fmt: skip
def test_which_section_is_which(remembered: list[Remembered], parts: list[Part], found: list[str | None]) -> None:
    assert match(remembered, parts) == found


def test_a_new_id_is_nobody_elses() -> None:
    assert new_id("d.md", now("A", ""), {"d.md#a", "d.md#a-2"}) == "d.md#a-3"


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_no_two_sections_are_one(old: list[str], new: list[str]) -> None:
    remembered = [then(f"d#{number}", title, title * 9) for number, title in enumerate(old)]
    found = [note_id for note_id in match(remembered, [now(title, title * 9) for title in new]) if note_id]
    assert len(found) == len(set(found))


# -- Many rounds ------------------------------------------------------------------------------------------------------


SECTIONS = ("Alpha", "Beta", "Gamma", "Delta: x")


@st.composite
def sources(draw: st.DrawFn) -> dict[str, str]:
    """Draw documents whose sections have a task and a word of their own; text and path of a document may part."""
    return {
        path: f"# {text.upper()}\n\n"
        + "".join(
            f"## {title}\n\nThe {title} of {text} has {draw(st.sampled_from(['old', 'new']))} words.\n\n"
            f"- [ ] task {text} {title}\n\nSee [it](#{draw(st.sampled_from(['alpha', 'beta', 'gamma']))}).\n\n"
            for title in draw(st.lists(st.sampled_from(SECTIONS), max_size=3, unique=True))
        )
        for path, text in zip(
            draw(st.sampled_from([["a.md"], ["a.md", "b.md"], ["c.md", "b.md"]])),
            draw(st.permutations("ab")),
            strict=False,
        )
    }


EDITS = st.sampled_from(["tick", "line", "move", "rename", "delete", "copy", "own", "lose"])


def edit(vault: Vault, kind: str, number: int, lines: set[str]) -> None:
    """Do to a note what a user may do; `lines` is what the user has written so far."""
    notes = sorted(path for path in vault.visible if path.endswith(".md") and "/" in path)
    if kind == "lose":
        vault.files = vault.visible
        return
    if not notes:
        return
    path = notes[number % len(notes)]
    text = vault.files[path]
    line = f"My line {number}."
    if kind == "tick":
        vault.files[path] = text.replace(b"- [ ]", b"- [x]")
    elif kind == "line":
        vault.files[path] = text + f"\n{line}\n".encode()
        lines.add(line)
    elif kind == "own":
        vault.files[f"Own {number}.md"] = f"{line} [[{path.rpartition('/')[2][:-3]}]]\n".encode()
        lines.add(line)
    elif kind == "copy":
        vault.files.setdefault(f"Copies/Copy {number}.md", text)
    elif kind == "delete":
        del vault.files[path]
        mine = set(re.findall(r"My line \d+\.", text.decode()))
        lines -= {gone for gone in mine if not any(gone.encode() in data for data in vault.visible.values())}
    else:
        to = f"Moved/{path.rpartition('/')[2]}" if kind == "move" else f"{path[:-3]} {number}.md"
        vault.files.setdefault(to, vault.files.pop(path))


@settings(deadline=None)
@given(st.lists(sources() | st.tuples(EDITS, st.integers(0, 9)), min_size=1, max_size=12))
def test_nothing_of_the_users_is_ever_lost(rounds: list[dict[str, str] | tuple[str, int]]) -> None:
    vault = Vault()
    current = {"a.md": "# A\n\n## Alpha\n\n- [ ] task a Alpha\n"}
    vault.build(current)
    lines: set[str] = set()
    for step in rounds:
        if isinstance(step, tuple):
            edit(vault, *step, lines)
            continue
        current = step
        ticked = set(re.findall(r"- \[x\] task \w [\w:]+", vault.text))
        vault.build(current, adopt=True)
        assert all(line in vault.text for line in lines | ticked)
        before = dict(vault.files)
        vault.build(current)
        assert vault.files == before
        assert encode_state(decode_state(before[STATE_PATH]) or State()) == before[STATE_PATH]


def test_of_very_many_files_that_go_the_first_are_named() -> None:
    told = list(gone(Changes(rename={"a.md": "b.md"}, remove=tuple(f"{number}.md" for number in range(12)))))
    assert told == ["renamed: a.md -> b.md", *(f"removed: {number}.md" for number in range(10)), "removed: 2 more"]


def test_a_name_that_differs_in_letter_case_only_is_in_use() -> None:
    vault = Vault()
    vault.build({"a.md": "# A\n\n## One\n\nText.\n"})
    vault.files["A/BETTER.MD"] = b"Mine.\n"
    vault.build({"a.md": "# A\n\n## Better\n\nText.\n"})
    assert len({path.lower() for path in vault.files}) == len(vault.files)
    assert vault.files["A/BETTER.MD"] == b"Mine.\n"


def test_of_a_note_that_was_moved_and_copied_neither_is_removed() -> None:
    vault = Vault()
    vault.build({"a.md": "# A\n\n## One\n\nText.\n\n## Two\n"})
    text = vault.files.pop("A/One.md")
    vault.files |= {"Moved/One.md": text, "One.md": text}
    vault.build({"a.md": "# A\n\n## Two\n"})
    assert {"Moved/One.md", "One.md"} <= vault.files.keys()
    assert sorted((b"removed: true" in vault.files[path]) for path in ("Moved/One.md", "One.md")) == [False, True]


def test_what_leads_nowhere_in_the_source_itself_is_told_of_the_source() -> None:
    vault = Vault()
    vault.build({"a.md": "[[b]]\n", "b.md": "B\n"})
    vault.files["a.md"] += b"\nMine.\n"
    changes = vault.build({"a.md": "[[b]]\n"})
    assert [place.message for place in changes.found] == ["no such file: [[b]]"]
    assert not changes.reports
    assert changes.remove == ("b.md",)


def test_links_to_where_a_note_was_between_two_builds_follow() -> None:
    vault = Vault()
    vault.build({"a.md": "# A\n\n## One\n\nOf one thing.\n"})
    vault.files["Moved/One.md"] = vault.files.pop("A/One.md")
    vault.files["Board.canvas"] = b'{"nodes":[{"id":"a","type":"file","file":"Moved/One.md"}]}'
    vault.files["Own.md"] = b"[[Moved/One]] [x](Moved/One.md) [[One]]\n"
    vault.build({"a.md": "# A\n\n## Number one\n\nOf one thing.\n"})
    assert b"Moved/Number one.md" in vault.files["Board.canvas"]
    assert vault.files["Own.md"] == b"[[Moved/Number one]] [x](Moved/Number%20one.md) [[Number one]]\n"


# -- A build that is killed -------------------------------------------------------------------------------------------

STEPS = ("replace", "rename", "unlink")


class Killed(BaseException):
    """The end of a process, as far as what it leaves on the disk goes."""


@contextmanager
def killed_at(number: int) -> Iterator[Callable[[], int]]:
    """Let the process die before the step of that number that changes the disk; yield a count of the steps."""
    done = 0

    def counted(step: Callable[..., None]) -> Callable[..., None]:
        def act(*arguments: object, **named: object) -> None:
            nonlocal done
            done += 1
            if done > number:
                raise Killed
            step(*arguments, **named)

        return act

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, counted(getattr(os, name)))
        yield lambda: done


def tree(root: Path) -> dict[str, bytes]:
    """Every file below the folder, also those that no vault shows."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def visible(root: Path) -> dict[str, bytes]:
    return {
        path: data
        for path, data in tree(root).items()
        if not any(part.startswith(".") for part in path.split("/")) or path == ".obsidian/types.json"
    }


FIRST = {
    "guide/a.md": "# A\n\n## One\n\n- [ ] task\n\n![](x.png)\n\n## Two\n\nIt stays.\n\n## Three\n\nSee [two](#two).\n",
    "guide/b.md": "# B\n\n## Four\n",
    "guide/x.png": "x",
}
SECOND = {
    "guide/a.md": "# A\n\n## One\n\n- [ ] task\n- [ ] more\n\n## Second\n\nIt stays.\n\n## New\n\n[It](#second).\n",
    "guide/x.png": "y",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    shutil.rmtree(folder / "guide", ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def prepared(folder: Path, *, again: bool) -> Path:
    """Make a source and a vault that is to be built, for the first time or after edits on both sides."""
    folder.mkdir()
    write(folder, FIRST)
    if again:
        run("vault-tool build guide vault", folder)
        note = folder / "vault" / "A" / "One.md"
        note.write_text(note.read_text().replace("[ ]", "[x]"))
        (folder / "vault" / "Own.md").write_text("[[Two]] is mine.\n")
        write(folder, SECOND)
    return folder


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
def test_a_build_that_is_killed_is_finished_by_the_next(tmp_path: Path, *, again: bool) -> None:
    whole = prepared(tmp_path / "whole", again=again)
    before = tree(whole / "vault")
    with killed_at(10**6) as count:
        run("vault-tool build guide vault", whole)
    after = tree(whole / "vault")
    assert count() > 10
    for number in range(count()):
        folder = prepared(tmp_path / str(number), again=again)
        with killed_at(number), pytest.raises(Killed):
            run("vault-tool build guide vault", folder)
        assert set(visible(folder / "vault").values()) <= {*before.values(), *after.values()}
        run("vault-tool build guide vault", folder)
        assert tree(folder / "vault") == after, number


def test_after_a_build_was_killed_it_is_said_what_would_be_done(tmp_path: Path) -> None:
    whole = prepared(tmp_path / "whole", again=True)
    would = run("vault-tool build guide vault --dry-run", whole).split("\n")
    diff = run("vault-tool build guide vault --diff", whole)
    assert "\n+# New" in diff
    with killed_at(10**6) as count:
        run("vault-tool build guide vault", whole)
    for number in range(1, count()):  # Before the first step there is no plan.
        folder = prepared(tmp_path / str(number), again=True)
        with killed_at(number), pytest.raises(Killed):
            run("vault-tool build guide vault", folder)
        before = tree(folder / "vault")
        says = run("vault-tool build guide vault --dry-run", folder).split("\n")
        assert says[0] == "notice: a build was interrupted, and the next one finishes it first"
        assert {line for line in says if line.startswith(("write ", "rename ", "remove "))} <= set(would)
        assert says[-2] == "would build 5 notes in vault: 0 written, 5 unchanged"
        rest = run("vault-tool build guide vault --diff", folder).split("\n")
        changed = {line for line in rest if re.match(r"[+-](?!--|\+\+)", line)}
        assert changed <= set(diff.split("\n"))
        check = "a build was interrupted, and the next one finishes it\nvault is behind guide\n1\n"
        assert run("vault-tool build guide vault --check; echo $?", folder) == check
        assert tree(folder / "vault") == before


def test_what_is_edited_after_a_build_was_killed_gets_what_is_new(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "it", again=True)
    with killed_at(1), pytest.raises(Killed):
        run("vault-tool build guide vault", folder)
    note = folder / "vault" / "A" / "One.md"
    note.write_text(note.read_text() + "\nMy line.\n")
    run("vault-tool build guide vault", folder)
    text = note.read_text()
    assert "- [x] task" in text
    assert "- [ ] more" in text
    assert "My line." in text
    before = tree(folder / "vault")
    run("vault-tool build guide vault", folder)
    assert tree(folder / "vault") == before


def test_what_is_saved_while_a_vault_is_built_is_not_lost(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "it", again=True)
    note = folder / "vault" / "A" / "One.md"
    with pytest.MonkeyPatch.context() as patch:
        # This is called when all is decided and nothing is written yet.
        patch.setattr(_building, "check_places", lambda *_: note.write_text(note.read_text() + "\nSaved.\n"))
        says = run("vault-tool build guide vault", folder)
    assert "A/One.md has been changed in the meantime; nothing was written, try again" in says
    run("vault-tool build guide vault", folder)
    assert "Saved." in note.read_text()
    assert "- [ ] more" in note.read_text()


def killed_at_every_step(folder: Path) -> Iterator[Path]:
    """Yield a folder for each step at which the first build of a vault can die, in which it has just done so."""
    with killed_at(10**6) as count:
        run("vault-tool build guide vault", prepared(folder / "whole", again=False))
    for number in range(count()):
        broken = prepared(folder / str(number), again=False)
        with killed_at(number), pytest.raises(Killed):
            run("vault-tool build guide vault", broken)
        yield broken


def test_what_is_moved_after_a_build_was_killed_is_not_written_again(tmp_path: Path) -> None:
    moved = 0
    for folder in killed_at_every_step(tmp_path):
        note = folder / "vault" / "A" / "One.md"
        if note.exists():
            note.write_text(note.read_text().replace("[ ]", "[x]"))
            note.rename(folder / "vault" / "Mine.md")
            moved += 1
            run("vault-tool build guide vault", folder)
            assert not note.exists()
            assert "- [x] task" in (folder / "vault" / "Mine.md").read_text()
    assert moved > 1


def test_what_is_edited_out_of_sight_after_a_build_was_killed_stays(tmp_path: Path) -> None:
    edited = 0
    for folder in killed_at_every_step(tmp_path):
        types = folder / "vault" / ".obsidian" / "types.json"
        if types.exists():
            types.write_text("{}\n")
            edited += 1
            run("vault-tool build guide vault", folder)
            assert types.read_text() == "{}\n"
    assert edited


def long_source(folder: Path, word: str) -> None:
    """Write a source of so many notes that writing them takes a while."""
    for name in "abcdef":
        sections = (f"## Section {name} {number}\n\n- [ ] task {number}\n\n{word}\n" for number in range(40))
        (folder / "guide").mkdir(parents=True, exist_ok=True)
        (folder / "guide" / f"{name}.md").write_text(f"# {name.upper()}\n\n" + "\n".join(sections))


def kill_while_it_builds(folder: Path, after: float) -> None:
    """Build in a process of its own, and kill it so many seconds after it has begun to write."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vault_tool", "build", "guide", "vault", "--quiet"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and not any((folder / "vault/.vault-tool/state").glob(".vault-tool-*.tmp")):
        time.sleep(0.0005)
    time.sleep(after)
    process.kill()
    process.wait()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no process can be killed like that here")
def test_a_process_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    long_source(whole, "First")
    run("vault-tool build guide vault", whole)
    note = whole / "vault" / "C" / "Section c 7.md"
    note.write_text(note.read_text().replace("[ ]", "[x]"))
    shutil.copytree(whole, killed)
    before = visible(whole / "vault")
    chance = random.Random(3)
    seen = set()
    for number in range(8):
        long_source(killed, f"Word {number}")
        kill_while_it_builds(killed, chance.uniform(0, 0.06))
        left = tree(killed / "vault")
        seen |= {bool(re.search(r"/\.vault-tool-\w+\.tmp$", path)) for path in left}
        for path, data in visible(killed / "vault").items():
            assert data.endswith(before[path][-1:])
            assert data.count(b"\n") == before[path].count(b"\n")
    assert seen == {False, True}
    long_source(killed, "Last")
    run("vault-tool build guide vault", killed)
    long_source(whole, "Last")
    run("vault-tool build guide vault", whole)
    assert tree(killed / "vault") == tree(whole / "vault")
