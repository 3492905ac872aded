"""A vault that is watched: what is told after each change is what a look at everything would find."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cache import PATHS, TEXTS, ran, write

from vault_tool.cli import main
from vault_tool.cli.watch import _Watched
from vault_tool.progress import vault_progress
from vault_tool.render.lint_concise import lint_concise
from vault_tool.store import events as events_module
from vault_tool.store import find_vault, read_vault

Steps = Sequence[tuple[str, str | None]]

steps = st.lists(st.tuples(st.sampled_from(PATHS), st.none() | st.sampled_from(TEXTS)), max_size=8)


def apply(vault: Path, path: str, text: str | None) -> None:
    """Write the file, or delete it."""
    place = vault / path
    if text is not None:
        write(vault, path, text)
    elif place.is_file():
        place.unlink()
        if not any(place.parent.iterdir()) and place.parent != vault:
            place.parent.rmdir()


@given(steps)
@settings(max_examples=30, deadline=None)
def test_what_is_found_after_every_change_is_what_lint_finds(todo: Steps) -> None:
    base = Path(tempfile.mkdtemp()).resolve()
    vault = base / "vault"
    for path, said in zip(PATHS, TEXTS, strict=True):
        write(vault, path, said)
    watched = _Watched.begin(vault, find_vault(vault), (), (), 1)
    for path, text in todo:
        before = {(one.path, one.rule, one.message) for one in watched.session.found()}
        apply(vault, path, text)
        seen = watched.after({path, path.rpartition("/")[0]})
        assert seen is not None
        found = watched.session.found()
        assert watched.session.progress() == vault_progress(read_vault(vault))
        assert lint_concise(found) == ran("lint", str(vault), "--format", "concise", "--no-cache").out
        after = {(one.path, one.rule, one.message) for one in found}
        assert after - before <= {(one.path, one.rule, one.message) for each in seen for one in each.appeared}
        assert before - after <= {(one.path, one.rule, one.message) for each in seen for one in each.gone}
    shutil.rmtree(base)


def watched(vault: Path, monkeypatch: pytest.MonkeyPatch, todo: Steps, *options: str) -> str:
    """Watch the vault while these files are saved, and return what is told."""

    def events(root: str) -> Iterator[set[str]]:
        for path, text in todo:
            apply(Path(root), path, text)
            yield {path}

    monkeypatch.setattr(events_module, "events", events)
    result = CliRunner().invoke(main, ["watch", str(vault), *options])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    write(tmp_path, "Home.md", "[[Plan]] [[Nobody]]\n")
    write(tmp_path, "Plan.md", "- [x] one\n- [ ] two\n")
    return tmp_path


def test_for_people(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    todo = [
        ("Nobody.md", ""),
        ("Plan.md", "- [x] one\n- [x] two\n"),
        ("Home.md", "[[Plan#Goals]]\n"),
        ("Home.md", None),
    ]
    assert watched(vault, monkeypatch, todo) == (
        "Home.md:1:10: error: no such note: [[Nobody]] [broken-link]\n"
        "1 problem (1 error) in 1 file, 2 notes checked, 1 of 2 tasks done\n"
        "fixed: Home.md: no such note: [[Nobody]] [broken-link]\n"
        "no problems, 1 of 2 tasks done\n"
        "Plan.md: 2 of 2 tasks done\n"
        "no problems, 2 of 2 tasks done\n"
        "Home.md:1:1: error: no such heading: [[Plan#Goals]] [broken-heading]\n"
        "1 problem, 2 of 2 tasks done\n"
        "fixed: Home.md: no such heading: [[Plan#Goals]] [broken-heading]\n"
        "no problems, 2 of 2 tasks done\n"
    )


def test_for_programs(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = watched(vault, monkeypatch, [("Plan.md", "- [x] one\n[[None]]\n")], "--format", "jsonl")
    begin, change = map(json.loads, told.splitlines())
    assert begin["event"] == "begin"
    assert begin["tasks"] == {"done": 1, "total": 2}
    assert [found["path"] for found in begin["findings"]] == ["Home.md"]
    assert change["event"] == "change"
    assert change["problems"] == 2
    assert change["tasks"] == {"done": 1, "total": 1}
    (file,) = change["files"]
    assert (file["path"], file["tasks"]) == ("Plan.md", {"done": 1, "total": 1})
    assert [found["message"] for found in file["findings"]] == ["no such note: [[None]]"]


def test_settings_that_change_begin_anew(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = watched(vault, monkeypatch, [(".vault-tool.toml", 'ignore = ["broken-link"]\n')])
    assert told.splitlines()[-1] == "no problems in 2 notes, 1 of 2 tasks done"


def test_a_rule_that_looks_at_the_whole_vault_cannot_be_watched(vault: Path) -> None:
    result = CliRunner().invoke(main, ["watch", str(vault), "--select", "orphan-note"])
    assert result.exit_code == 2
    assert "one by one" in result.output


def test_the_system_says_which_files_were_saved(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [{(1, str(vault / "sub/x.md"))}, {(1, str(vault / ".git/x"))}, {(1, str(vault / ".obsidian/app.json"))}]
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter(batches))
    assert list(events_module.events(str(vault))) == [{"sub/x.md"}, set()]
