"""The ratchet: known findings are no news, and there are only ever fewer of them."""

import json
import subprocess
from pathlib import Path

import pytest
from casepages import run
from hypothesis import given
from hypothesis import strategies as st
from test_lint import TODAY, linked

from vault_tool.diagnostic import Diagnostic
from vault_tool.errors import UsageError
from vault_tool.linting import lint
from vault_tool.linting.baseline import Known, baseline_text, compare, known_findings, read_baseline

NAMES = st.lists(st.sampled_from("abcde"), max_size=6)


def broken(names: list[str]) -> tuple[Diagnostic, ...]:
    """Return the findings in a note that links to these names, none of which exists."""
    return lint(linked({"Home.md": "\n".join(f"[[{name}]]" for name in names)}), today=TODAY)


def everything(found: tuple[Diagnostic, ...]) -> tuple[Known, ...]:
    return known_findings(found, found)


@given(NAMES, NAMES)
def test_what_is_new_and_what_is_known_are_all_that_is_found(before: list[str], after: list[str]) -> None:
    found = broken(after)
    ratchet = compare(found, everything(broken(before)), lambda _: True)
    assert len(ratchet.new) + len(ratchet.known) == len(found)
    assert set(ratchet.new) <= set(found)
    assert len(ratchet.known) + len(ratchet.fixed) == len(before)


@given(NAMES, NAMES)
def test_a_baseline_that_is_updated_only_shrinks(before: list[str], after: list[str]) -> None:
    baseline = everything(broken(before))
    assert set(compare(broken(after), baseline, lambda _: True).known) <= set(baseline)


@given(NAMES)
def test_all_that_is_taken_in_is_known(names: list[str]) -> None:
    found = broken(names)
    assert compare(found, everything(found), lambda _: True).new == ()


@given(NAMES, NAMES)
def test_what_was_not_looked_for_stays(before: list[str], after: list[str]) -> None:
    baseline = everything(broken(before))
    assert compare(broken(after), baseline, lambda _: False).known == tuple(sorted(baseline))


ENTRIES = st.lists(st.builds(Known, *[st.text(max_size=5)] * 4), max_size=5)


@given(ENTRIES)
def test_it_is_read_as_it_was_written(entries: list[Known]) -> None:
    text = baseline_text(entries)
    assert read_baseline(text.encode("utf-8", "surrogatepass"), "known.json") == tuple(sorted(set(entries)))
    assert json.loads(text)["findings"][-1] == {}
    assert baseline_text(reversed(entries)) == text


@pytest.mark.parametrize("raw", [b"", b"1", b"{", b"\xff", b'{"tool": "other"}', b"[" * 100_000])
def test_what_is_no_baseline_is_refused(raw: bytes) -> None:
    with pytest.raises(UsageError, match=r"^known\.json: not a baseline"):
        read_baseline(raw, "known.json")


@pytest.mark.parametrize("findings", ["1", '"x"', "[1]", '[{"path": 1}]', '[{"path": "a.md"}]'])
def test_an_entry_has_its_keys(findings: str) -> None:
    raw = f'{{"schema": 1, "tool": "vault-tool", "fingerprints": 1, "findings": {findings}}}'
    with pytest.raises(UsageError, match="an entry has other keys than path, rule, message, fingerprint"):
        read_baseline(raw.encode(), "known.json")


def test_nothing_is_mended_where_the_baseline_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "Home.md").write_text("- [] read\n")
    (tmp_path / "known.json").write_text("{}")
    assert "not a baseline" in run("vault-tool lint . --fix --baseline known.json", tmp_path)
    assert (tmp_path / "Home.md").read_text() == "- [] read\n"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout


def test_two_branches_that_fix_and_add_merge_in_git(tmp_path: Path) -> None:
    def take_in(*names: str) -> None:
        (tmp_path / "Home.md").write_text("\n".join(f"[[{name}]]" for name in names), "utf-8")
        run("vault-tool lint . --baseline known.json --extend-baseline", tmp_path)
        git(tmp_path, "add", "known.json", ".gitattributes")
        git(tmp_path, "commit", "--quiet", "--message", " ".join(names))

    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitattributes").write_text("known.json merge=union\n", "utf-8")
    take_in("b", "d", "f")
    git(tmp_path, "switch", "--quiet", "--create", "other")
    take_in("b", "d", "f", "g")
    git(tmp_path, "switch", "--quiet", "main")
    take_in("a", "d", "f", "h")
    git(tmp_path, "merge", "--quiet", "other")
    merged = read_baseline((tmp_path / "known.json").read_bytes(), "known.json")
    assert [entry.message[-4:-2] for entry in merged] == ["[a", "[d", "[f", "[g", "[h"]
