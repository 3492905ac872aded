"""What a change broke: in a repository made for the test, in the notes that it touched and in those that it did not."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from casepages import run
from hypothesis import given
from hypothesis import strategies as st
from test_lint import TODAY, linked

from vault_tool.links import LinkTable
from vault_tool.linting import lint
from vault_tool.linting.since import broken_since

LONG = "A text of some length, by which git knows the note again when it has another name.\n" * 3

BEFORE = {
    "Home.md": "[[Plan]] and [[Nobody]]\n",
    "Plan.md": f"# Goals\n\n{LONG}",
    "sub/Log.md": "[[Plan#Goals]] ![[pic.png]] [[Nobody]]\n",
    "pic.png": "pixels",
    "board.canvas": '{"nodes": [{"id": "a", "type": "file", "file": "Plan.md"}]}',
}


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def commit(folder: Path, message: str = "a change") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def write(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write the files; those without a content are deleted."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    write(folder, BEFORE)
    commit(folder, "the vault")
    return folder


def news(folder: Path, revision: str = "HEAD", vault: str = ".") -> list[str]:
    """Return what is broken since the revision."""
    said = run(f"vault-tool lint {vault} --since {revision} --format concise --quiet", folder)
    return [line.replace(": error: ", " ") for line in said.splitlines()]


def leave(folder: Path) -> None:
    del folder


def stage(folder: Path) -> None:
    git(folder, "add", "--all")


@pytest.mark.parametrize("settle", [leave, stage, commit])
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        pytest.param({}, [], id="nothing changes"),
        pytest.param({"Home.md": "new text\n[[Plan]] and [[Nobody]]\n"}, [], id="text moves"),
        pytest.param(
            {"Plan.md": None, "Scheme.md": BEFORE["Plan.md"]},
            [
                "Home.md:1:1 no such note: [[Plan]] [broken-link]",
                "board.canvas:1:49 no such note: Plan.md [broken-link]",
                "sub/Log.md:1:1 no such note: [[Plan#Goals]] [broken-link]",
            ],
            id="a note is renamed, and untouched notes link to it",
        ),
        pytest.param(
            {"Plan.md": None},
            [
                "Home.md:1:1 no such note: [[Plan]] [broken-link]",
                "board.canvas:1:49 no such note: Plan.md [broken-link]",
                "sub/Log.md:1:1 no such note: [[Plan#Goals]] [broken-link]",
            ],
            id="a note is deleted",
        ),
        pytest.param(
            {"Plan.md": f"# Aims\n\n{LONG}"},
            ["sub/Log.md:1:1 no such heading: [[Plan#Goals]] [broken-heading]"],
            id="a heading is renamed",
        ),
        pytest.param(
            {"pic.png": None},
            ["sub/Log.md:1:16 no such attachment: ![[pic.png]] [broken-link]"],
            id="an attachment is deleted",
        ),
        pytest.param(
            {"New.md": "[[Nobody]] [[Plan]]\n"},
            ["New.md:1:1 no such note: [[Nobody]] [broken-link]"],
            id="a new note",
        ),
        pytest.param(
            {"Home.md": "[[Nobody]]\n[[Plan]] and [[Nobody]]\n"},
            ["Home.md:1:1 no such note: [[Nobody]] [broken-link]"],
            id="one more of the same",
        ),
        pytest.param(
            {"sub/Log.md": None, "deep/er/Diary.md": "[[Plan#Goals]] ![[pic.png]] [[Nobody]]\n"},
            [],
            id="a note with a broken link is moved",
        ),
        pytest.param(
            {"sub/Log.md": None, "Journal.md": "[[Plan#Goals]] ![[pic.png]] [[Nobody]]\n[[None]]\n"},
            ["Journal.md:2:1 no such note: [[None]] [broken-link]"],
            id="a note is moved and changed",
        ),
        pytest.param({"Home.md": "nothing\n"}, [], id="a broken link is removed"),
        pytest.param({"board.canvas": '{"nodes": []}'}, [], id="a canvas is changed"),
        pytest.param({".hidden/Note.md": "[[Nobody]]\n"}, [], id="what a vault does not see"),
    ],
)
def test_what_a_change_broke(
    repository: Path, change: Mapping[str, str | None], broken: list[str], settle: Callable[[Path], None]
) -> None:
    base = git(repository, "rev-parse", "HEAD")
    write(repository, change)
    settle(repository)
    assert news(repository, base) == broken


def test_a_pull_request_that_renames_a_note_is_caught(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "rename")
    git(repository, "mv", "Plan.md", "Scheme.md")
    commit(repository, "Rename the plan")
    git(repository, "switch", "--quiet", "main")
    write(repository, {"Other.md": "[[Elsewhere]]\n"})
    commit(repository, "Meanwhile on main")
    git(repository, "switch", "--quiet", "rename")
    shown = run("vault-tool lint . --since main...; echo $?", repository)
    assert shown == (
        "Home.md:1:1: error: no such note: [[Plan]] [broken-link]\n"
        "    [[Plan]] and [[Nobody]]\n"
        "    ^^^^^^^^ it was renamed: it is [[Scheme]] now\n"
        "    also at board.canvas:1:49, sub/Log.md:1:1\n"
        "3 new problems (3 errors) in 3 files, 3 notes checked\n"
        "1\n"
    )


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"Plan.md": None}, "it was deleted"),
        ({"Plan.md": None, "a/Scheme.md": BEFORE["Plan.md"]}, "it was renamed: it is [[Scheme]] now"),
        (
            {"Plan.md": None, "a/Scheme.md": BEFORE["Plan.md"], "Scheme.md": "another"},
            "it was renamed: it is [[a/Scheme]] now",
        ),
    ],
)
def test_a_finding_says_what_became_of_the_note(repository: Path, change: Mapping[str, str | None], hint: str) -> None:
    write(repository, change)
    assert f"^ {hint}\n" in run("vault-tool lint . --since HEAD", repository)


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_news_is_found_and_as_much_as_there_is_more_of(before: list[str], after: list[str]) -> None:
    def links(names: list[str]) -> LinkTable:
        return linked({"Old.md": "\n".join(f"[[{name}]]" for name in names)})

    earlier, now = links(before), links(after)
    found_before, found = lint(earlier, today=TODAY), lint(now, today=TODAY)
    news = broken_since(found, found_before, earlier, now, {})
    assert set(news) <= set(found)
    assert Counter(one.message[-3] for one in news) == Counter(after) - Counter(before)


def test_a_finding_in_a_note_that_was_overwritten_is_gone() -> None:
    earlier, now = linked({"A.md": "[[x]]", "B.md": "[[y]]"}), linked({"B.md": "[[x]]\n[[y]]"})
    (news,) = broken_since(lint(now, today=TODAY), lint(earlier, today=TODAY), earlier, now, {"A.md": "B.md"})
    assert news.message == "no such note: [[y]]"


def test_nothing_is_checked_out_and_nothing_written(repository: Path) -> None:
    write(repository, {"Plan.md": None, "Scheme.md": BEFORE["Plan.md"], "New.md": "[[x]]"})

    def everything() -> dict[Path, tuple[bytes, int]]:
        files = (path for path in repository.rglob("*") if path.is_file())
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = everything()
    assert len(news(repository)) == 4
    assert everything() == before


def test_a_vault_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, {f"docs/{name}": content for name, content in BEFORE.items()} | {"docs/.obsidian/app.json": "{}"})
    commit(tmp_path)
    write(tmp_path, {"docs/Plan.md": None, "Plan.md": "outside of the vault"})
    assert [line.split()[0] for line in news(tmp_path, vault="docs")] == [
        "Home.md:1:1",
        "board.canvas:1:49",
        "sub/Log.md:1:1",
    ]
    assert [line.split()[0] for line in news(tmp_path, vault="docs/sub")] == ["sub/Log.md:1:1"]


def test_what_git_ignores_is_the_same_before_and_now(repository: Path) -> None:
    write(repository, {".gitignore": "private/\n", "private/Diary.md": "[[Nobody]]\n"})
    commit(repository)
    write(repository, {"Home.md": "[[Diary]]\n", "private/More.md": "[[Nobody]]"})
    assert news(repository) == []


def test_a_linked_note_is_the_same_while_its_link_is(repository: Path, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/Far.md": "[[Nobody]]\n"})
    (repository / "far").symlink_to(tmp_path / "elsewhere")
    (repository / "Near.md").symlink_to("Home.md")
    commit(repository)
    assert news(repository) == []
    write(repository, {"Plan.md": None})
    assert [line.split()[0] for line in news(repository)] == [
        "Home.md:1:1",
        "Near.md:1:1",
        "board.canvas:1:49",
        "sub/Log.md:1:1",
    ]


def test_names_in_any_script_and_with_any_character(repository: Path) -> None:
    write(repository, {'日本 "計画".md': LONG, "Début.md": '[[日本 "計画"]]\n'})
    commit(repository)
    write(repository, {'日本 "計画".md': None, "計画.md": LONG})
    (line,) = news(repository)
    assert line.startswith("Début.md:1:1 ")


def test_with_a_baseline_what_is_known_is_no_news(repository: Path) -> None:
    write(repository, {"New.md": "[[One]] [[Two]]\n"})
    run("vault-tool lint . --baseline known.json --extend-baseline", repository)
    write(repository, {"New.md": "[[One]] [[Three]]\n"})
    shown = run("vault-tool lint . --since HEAD --baseline known.json --format concise", repository)
    assert shown.splitlines() == [
        "fixed: New.md: no such note: [[Two]] [broken-link]",
        "known.json: 3 known, 1 fixed, which --update-baseline drops",
        "New.md:1:9: error: no such note: [[Three]] [broken-link]",
    ]


def test_one_more_of_what_is_known_is_news_wherever_it_stands(repository: Path) -> None:
    known = run("vault-tool lint . --format jsonl", repository)
    run("vault-tool lint . --baseline known.json --extend-baseline", repository)
    write(repository, {"Home.md": f"[[Nobody]] is new\n{BEFORE['Home.md']}"})
    both = run("vault-tool lint . --since HEAD --baseline known.json --format concise --quiet", repository)
    assert both == "Home.md:1:1: error: no such note: [[Nobody]] [broken-link]\n"
    for choice in ("--since HEAD", "--baseline known.json"):
        shown = run(f"vault-tool lint . --quiet --format jsonl {choice}", repository)
        (fingerprint,) = (json.loads(line)["fingerprint"] for line in shown.splitlines())
        assert fingerprint not in known
        assert fingerprint in run("vault-tool lint . --format jsonl", repository)


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("nowhere", "no such revision: nowhere"),
        ("nowhere...", "no such revision: nowhere"),
        ("--upload-pack=x", "no such revision: --upload-pack=x"),
        ("HEAD:Home.md", "no such revision: HEAD:Home.md"),
        ("alone...", "alone and HEAD have no commit in common, or the clone is too shallow to see it"),
    ],
)
def test_a_revision_that_there_is_not(repository: Path, revision: str, message: str) -> None:
    git(repository, "switch", "--quiet", "--orphan", "alone")
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    assert run(f"vault-tool lint . --since={revision}; echo $?", repository) == f"Error: {message}\n2\n"


def test_a_shallow_clone_says_what_to_do(repository: Path, tmp_path: Path) -> None:
    commit(repository)
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), "clone")
    shown = run("vault-tool lint . --since HEAD~1; echo $?", tmp_path / "clone")
    assert shown == "Error: no such revision: HEAD~1; the clone is shallow: fetch the revision first\n2\n"


def test_no_repository_and_no_git(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "vault", {"Home.md": "home"})
    shown = run("vault-tool lint vault --since HEAD; echo $?", tmp_path)
    assert shown == f"Error: {tmp_path}/vault: in no git repository; --since compares with a revision of one\n2\n"
    monkeypatch.setenv("PATH", "")
    shown = run("vault-tool lint . --since HEAD; echo $?", repository)
    assert shown == "Error: git is not installed, or not on the PATH; --since asks it for the revision\n2\n"


def test_in_a_hook_the_vault_s_own_repository_is_asked(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(repository, tmp_path / "other")
    write(repository, {"Plan.md": None})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/none")
    assert len(news(repository)) == 3
