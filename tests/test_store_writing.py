"""How files are written: whole or not at all, only on change, never outside the folder asked for."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.errors import WriteError
from vault_tool.store import read_tree, refuse_obstacles, write_atomic, write_tree


def names(folder: Path) -> list[str]:
    return sorted(child.name for child in folder.iterdir())


def test_a_file_is_written_only_where_something_changes(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    assert write_atomic(file, b"one") is True
    before = file.stat()
    assert write_atomic(file, b"one") is False
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_atomic(file, b"two") is True
    assert (file.read_bytes(), names(tmp_path)) == (b"two", ["a.md"])


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(mode)
    write_atomic(file, b"new")
    assert file.stat().st_mode & 0o777 == mode


def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_atomic(tmp_path / "a.md", b"")
    assert (tmp_path / "a.md").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_write_that_fails_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, step, fails)
    with pytest.raises(WriteError, match=r"a\.md: cannot be written: no space left on device"):
        write_atomic(file, b"new")
    assert (file.read_bytes(), names(tmp_path)) == (b"old", ["a.md"])


def test_an_interrupted_write_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(file, b"new")
    assert (file.read_bytes(), names(tmp_path)) == (b"old", ["a.md"])


def test_a_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file or mode != os.W_OK)
    with pytest.raises(WriteError, match=r"(?i)a\.md: cannot be written: permission denied"):
        write_atomic(file, b"new")
    assert file.read_bytes() == b"old"


def test_a_link_keeps_leading_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").symlink_to(tmp_path / "real" / "a.md")
    assert write_atomic(tmp_path / "a.md", b"new")
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "real" / "a.md").read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="devices are files here alone")
def test_a_device_is_written_to_and_stays_one() -> None:
    assert write_atomic(Path(os.devnull), b"gone")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(
    ("path", "trouble"), [("sub", "is a directory"), ("no/a.md", "no such file"), ("f/a.md", "not")]
)
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, path: str, trouble: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "f").touch()
    with pytest.raises(WriteError, match=trouble):
        write_atomic(tmp_path / path, b"")
    assert names(tmp_path) == ["f", "sub"]


def test_a_tree_is_written_with_its_folders_and_says_what_changed(tmp_path: Path) -> None:
    root = tmp_path / "new" / "vault"
    files = {"Home.md": b"[[a]]", "sub/deep/a.md": b"a", "sub/deep/b.md": b"b", ".obsidian/types.json": b"{}"}
    assert write_tree(root, files) == tuple(files)
    assert write_tree(root, files) == ()
    assert write_tree(root, {**files, "Home.md": b"[[b]]"}) == ("Home.md",)
    assert read_tree(root) == {"Home.md": b"[[b]]", "sub/deep/a.md": b"a", "sub/deep/b.md": b"b"}


OUTSIDE = ["/etc/a.md", "../a.md", "sub/../../a.md", "sub/..", "", ".", "a\0b.md"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leaves_the_root_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    root = tmp_path / "vault"
    with pytest.raises(WriteError, match="nothing was written"):
        write_tree(root, {"fine.md": b"", path: b""})
    assert names(tmp_path) == []


@pytest.mark.parametrize("path", ["out/a.md", "out/new/a.md", "file.md", "dangling.md"])
def test_a_link_that_leaves_the_root_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    root, far = tmp_path / "vault", tmp_path / "far"
    root.mkdir()
    far.mkdir()
    (far / "a.md").write_bytes(b"theirs")
    (root / "out").symlink_to(far)
    (root / "file.md").symlink_to(far / "a.md")
    (root / "dangling.md").symlink_to(far / "b.md")
    with pytest.raises(WriteError, match="by a link; nothing was written"):
        write_tree(root, {"fine.md": b"", path: b"ours"})
    assert (names(far), (far / "a.md").read_bytes()) == (["a.md"], b"theirs")
    assert not (root / "fine.md").exists()


def test_links_within_the_root_and_to_the_root_are_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    (real / "sub").mkdir(parents=True)
    (real / "link").symlink_to(real / "sub")
    (tmp_path / "root").symlink_to(real)
    assert write_tree(tmp_path / "root", {"link/a.md": b"a"}) == ("link/a.md",)
    assert (real / "sub" / "a.md").read_bytes() == b"a"


def test_a_file_where_a_folder_is_needed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sub").touch()
    with pytest.raises(WriteError, match="sub: cannot be made a folder"):
        write_tree(tmp_path, {"sub/a.md": b""})


@pytest.mark.parametrize("path", ["Café/Menü.md", "Café/Neu.md", "Neu/Menü.md"])
def test_a_name_in_another_unicode_form_is_the_same_file(tmp_path: Path, path: str) -> None:
    there = tmp_path / "Cafe\u0301" / "Menu\u0308.md"
    there.parent.mkdir()
    there.write_bytes(b"old")
    write_tree(tmp_path, {path: b"new"})
    assert read_tree(tmp_path) == {"Café/Menü.md": b"old", path: b"new"}
    assert there.read_bytes() == (b"new" if path == "Café/Menü.md" else b"old")
    assert names(tmp_path) == sorted({"Cafe\u0301", *(["Neu"] if path.startswith("Neu") else [])})


PARTS = st.text("ab.é\u0301 \u00a0", min_size=1, max_size=4).filter(lambda part: not part.startswith("."))


@given(st.dictionaries(PARTS.map(lambda name: f"{name}.md"), st.binary(max_size=4), max_size=4))
def test_what_is_written_is_read_back_or_refused(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    root = tmp_path_factory.mktemp("vault")
    write_tree(root, files)
    written = read_tree(root)
    assert set(written.values()) <= set(files.values())
    assert write_tree(root, written) == ()


# -- What stands in the way -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("folder.md", "is a folder"),
        ("file/sub/a.md", "file is a file, and a folder is to be there"),
        ("out.md", "leads out of"),
        ("door/a.md", "door is a link that leads out of"),
    ],
)
def test_what_stands_in_the_way_is_named(tmp_path: Path, path: str, why: str) -> None:
    vault = tmp_path / "vault"
    (vault / "folder.md").mkdir(parents=True)
    (vault / "file").touch()
    (vault / "out.md").symlink_to(tmp_path / "elsewhere.md")
    (vault / "door").symlink_to(tmp_path)
    (vault / "there.md").touch()
    (vault / "inside.md").symlink_to(vault / "there.md")
    refuse_obstacles(vault, ["there.md", "inside.md", "new.md", "new/sub/a.md"])
    refuse_obstacles(tmp_path / "no vault yet", [path])
    with pytest.raises(WriteError, match=why):
        refuse_obstacles(vault, ["there.md", path])
