"""What is read of a vault, a source or a tree, from files on the disk."""

import gc
import os
import sys
from pathlib import Path

import pytest

from vault_tool.errors import UsageError
from vault_tool.model import DefectKind, FileKind
from vault_tool.settings import Dialect, Status
from vault_tool.store import (
    list_files,
    open_vault,
    read_if_there,
    read_settings,
    read_sources,
    read_tree,
    read_vault,
    reading,
)
from vault_tool.store import listing as listing_module

NFC, NFD = "Café.md", "Cafe\u0301.md"

keeps_forms_apart = pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes both forms for one name")
takes_any_bytes = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file name is text")


def make(root: Path, *paths: str, **contents: str) -> Path:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents.get(file.stem, file.stem), "utf-8")
    return root


def listed(root: Path) -> list[str]:
    return list(list_files(root).files)


def test_files_come_in_the_order_of_their_names_folder_by_folder(tmp_path: Path) -> None:
    make(tmp_path, "b.md", "a/z.md", "a/b/c.md", "a.md", "c/x.png", "no extension")
    assert listed(tmp_path) == ["a.md", "b.md", "no extension", "a/z.md", "a/b/c.md", "c/x.png"]


def test_names_that_begin_with_a_dot_do_not_exist(tmp_path: Path) -> None:
    make(tmp_path, "seen.md", ".hidden.md", ".trash/old.md", "sub/.dot/in.md", "_under/ok.md", "node_modules/ok.md")
    assert listed(tmp_path) == ["seen.md", "_under/ok.md", "node_modules/ok.md"]


def test_a_vault_below_a_dot_folder_is_a_vault(tmp_path: Path) -> None:
    assert listed(make(tmp_path / ".vaults" / "mine", "a.md")) == ["a.md"]


@pytest.mark.parametrize(
    ("on_disk", "path"),
    [(NFD, NFC), (NFC, NFC), ("E\u0301tat/No\u0308te.md", "État/Nöte.md"), ("a\u00a0b.md", "a b.md")],
)
def test_paths_are_in_nfc_whatever_the_disk_has(tmp_path: Path, on_disk: str, path: str) -> None:
    make(tmp_path, on_disk)
    files = list_files(tmp_path).files
    assert list(files) == [path]
    assert Path(files[path]).read_text("utf-8")


@keeps_forms_apart
@pytest.mark.parametrize("order", [(NFC, NFD), (NFD, NFC)])
def test_of_two_files_with_one_path_the_one_so_written_stays(tmp_path: Path, order: tuple[str, str]) -> None:
    make(tmp_path, *order)
    assert {path: Path(disk).name for path, disk in list_files(tmp_path).files.items()} == {NFC: NFC}


@keeps_forms_apart
def test_two_folders_with_one_path_are_one_folder(tmp_path: Path) -> None:
    make(tmp_path, "Café/a.md", "Cafe\u0301/b.md")
    assert sorted(listed(tmp_path)) == ["Café/a.md", "Café/b.md"]


@takes_any_bytes
def test_bytes_in_a_name_that_are_not_utf_8_are_replaced(tmp_path: Path) -> None:
    disk = os.fsencode(tmp_path) + b"/caf\xe9.md"
    Path(os.fsdecode(disk)).write_bytes(b"[[x]]")
    vault = read_vault(tmp_path)
    assert list(vault.notes) == ["caf\ufffd.md"]
    assert vault.source("caf\ufffd.md") == b"[[x]]"


def test_a_linked_folder_outside_the_vault_is_followed(tmp_path: Path) -> None:
    vault = make(tmp_path / "vault", "a.md")
    make(tmp_path / "elsewhere", "b.md", "sub/c.md")
    (vault / "link").symlink_to(tmp_path / "elsewhere")
    assert listed(vault) == ["a.md", "link/b.md", "link/sub/c.md"]


@pytest.mark.parametrize("target", [".", "..", "sub", "sub/deep", "../vault/sub", "/"])
def test_a_link_to_a_parent_or_into_the_vault_is_not_followed(tmp_path: Path, target: str) -> None:
    vault = make(tmp_path / "vault", "sub/deep/a.md")
    (vault / "sub" / "link").symlink_to(vault / target)
    assert listed(vault) == ["sub/deep/a.md"]


def test_a_vault_that_is_reached_by_a_link_sees_through_it(tmp_path: Path) -> None:
    make(tmp_path / "vault", "a.md")
    (tmp_path / "vault" / "self").symlink_to(tmp_path / "vault")
    (tmp_path / "door").symlink_to(tmp_path / "vault")
    assert listed(tmp_path / "door") == ["a.md"]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"one": "far", "two": "far"}, ["one/b.md", "one/sub/c.md"]),
        ({"one": "far", "two": "far/sub"}, ["one/b.md", "one/sub/c.md"]),
        ({"one": "far/sub", "two": "far"}, ["one/c.md"]),
        ({"one": "far/sub", "two": "near"}, ["one/c.md", "two/d.md"]),
    ],
)
def test_no_file_is_read_by_two_links(tmp_path: Path, links: dict[str, str], expected: list[str]) -> None:
    make(tmp_path, "far/b.md", "far/sub/c.md", "near/d.md")
    vault = tmp_path / "vault"
    vault.mkdir()
    for name, target in links.items():
        (vault / name).symlink_to(tmp_path / target)
    assert listed(vault) == expected


def test_a_circle_of_links_outside_the_vault_ends(tmp_path: Path) -> None:
    make(tmp_path / "far", "b.md")
    (tmp_path / "far" / "up").symlink_to(tmp_path)
    (tmp_path / "far" / "self").symlink_to(tmp_path / "far")
    vault = make(tmp_path / "vault", "a.md")
    (vault / "link").symlink_to(tmp_path / "far")
    assert listed(vault) == ["a.md", "link/b.md"]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    os.mkfifo(tmp_path / "pipe.md")
    assert list_files(tmp_path) == ({"a.md": str(tmp_path / "a.md")}, {})


def test_what_leads_nowhere_is_reported_and_left_alone(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    for name in ("gone.md", "gone.canvas", "gone.png", "gone"):
        (tmp_path / name).symlink_to(tmp_path / "nowhere")
    (tmp_path / "circle.md").symlink_to(tmp_path / "circle.md")
    vault = read_vault(tmp_path)
    assert sorted(vault.notes) == ["a.md", "circle.md", "gone.md"]
    assert list(vault.files) == ["a.md", "circle.md", "gone.canvas", "gone.md"]
    assert set(vault.unreadable) == {"circle.md", "gone.canvas", "gone.md"}
    assert vault.notes["gone.md"].defects == (
        (DefectKind.UNDECODABLE_NOTE, "cannot be read: no such file or directory", 0, 0),
    )
    assert vault.canvases["gone.canvas"].defects == (
        (DefectKind.BROKEN_CANVAS, "cannot be read: no such file or directory", 0, 0),
    )
    assert vault.source("gone.md") == b""


def test_a_barred_folder_is_reported_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.md", "barred/b.md")
    bar(monkeypatch, tmp_path / "barred")
    vault = read_vault(tmp_path)
    assert (list(vault.files), vault.unreadable) == (["a.md"], {"barred": "permission denied"})


def test_a_link_to_a_barred_place_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(listing_module, "_trouble", lambda _: PermissionError(13, "Permission denied"))
    assert list_files(tmp_path).unreadable == {"link": "permission denied"}
    assert listed(tmp_path) == ["a.md"]


def test_a_barred_root_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bar(monkeypatch, tmp_path)
    with pytest.raises(UsageError, match="cannot be read: permission denied"):
        read_vault(tmp_path)


def bar(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Bar a folder to everyone: the tests may run as one whom no mode keeps out."""
    visible_entries = listing_module._visible_entries

    def barred(disk: str) -> list[os.DirEntry[str]]:
        if disk == str(folder):
            raise PermissionError(13, "Permission denied")
        return visible_entries(disk)

    monkeypatch.setattr(listing_module, "_visible_entries", barred)


def test_a_note_that_vanishes_while_the_vault_is_read_is_reported(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "b.md")
    vault = read_vault(tmp_path, progress=lambda *_: (tmp_path / "b.md").unlink(missing_ok=True))
    assert list(vault.notes) == ["a.md", "b.md"]
    assert [defect.kind for defect in vault.notes["b.md"].defects] == [DefectKind.UNDECODABLE_NOTE]


def test_every_file_has_its_kind_and_every_text_is_read(tmp_path: Path) -> None:
    make(tmp_path, "a.md", "B.MD", "c.txt", "d.PNG", "e.base", "f.canvas", f="{}", a="[[B]]", c="[[a]]")
    vault = read_vault(tmp_path)
    assert vault.files == {
        "B.MD": FileKind.NOTE,
        "a.md": FileKind.NOTE,
        "c.txt": FileKind.OTHER,
        "d.PNG": FileKind.IMAGE,
        "e.base": FileKind.BASE,
        "f.canvas": FileKind.CANVAS,
    }
    assert (list(vault.notes), list(vault.canvases), vault.unreadable) == (["B.MD", "a.md"], ["f.canvas"], {})
    assert [link.path for link in vault.notes["a.md"].links] == ["B"]


def test_the_source_is_what_places_count_in(tmp_path: Path) -> None:
    (tmp_path / NFD).write_bytes(b"\xef\xbb\xbfa \xff [[b]]\r\n")
    vault = read_vault(tmp_path)
    source = vault.source(NFC)
    assert source == "\ufeffa \ufffd [[b]]\r\n".encode()
    (link,) = vault.notes[NFC].links
    assert source[link.start : link.stop] == b"[[b]]"
    with pytest.raises(LookupError):
        vault.source("Other.md")


def test_progress_is_told_at_the_start_and_at_the_end(tmp_path: Path) -> None:
    make(tmp_path, *(f"{number}.md" for number in range(250)), "x.png")
    told: list[tuple[int, int]] = []
    read_vault(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 250), (100, 250), (200, 250), (250, 250)]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(tmp_path: Path, enabled: bool) -> None:
    make(tmp_path, "a.md")
    was = gc.isenabled()
    seen = []

    def interrupts(*_: int) -> None:
        raise KeyboardInterrupt

    (gc.enable if enabled else gc.disable)()
    try:
        read_vault(tmp_path, progress=lambda *_: seen.append(gc.isenabled()))
        with pytest.raises(KeyboardInterrupt):
            read_vault(tmp_path, progress=interrupts)
        assert (seen[0], gc.isenabled()) == (False, enabled)
    finally:
        (gc.enable if was else gc.disable)()


APP = '{"userIgnoreFilters": ["archive/"]}'
TASKS = '{"statusSettings": {"customStatuses": [{"symbol": "!", "type": "IN_PROGRESS"}]}}'


def test_the_settings_are_those_of_the_vault_s_own_files(tmp_path: Path) -> None:
    make(tmp_path, "Home.md", "archive/Old.md", "archive/Keep.md", "drafts/Plan.md")
    make(tmp_path, ".obsidian/app.json", app=APP)
    make(tmp_path, ".obsidian/templates.json", templates='{"folder": "Templates"}')
    make(tmp_path, ".obsidian/plugins/templater-obsidian/data.json", data='{"templates_folder": "Tp"}')
    make(tmp_path, ".obsidian/plugins/obsidian-tasks-plugin/data.json", data=TASKS)
    (tmp_path / ".vault-tool.toml").write_text('exclude = ["drafts/"]\ninclude = ["Keep.md"]\nhubs = ["Home"]\n')
    vault = read_vault(tmp_path, dialect=Dialect.GITHUB, hubs=["Other"])
    assert vault.excluded == {"archive/Old.md", "drafts/Plan.md"}
    assert vault.settings.template_folders == ("Templates", "Tp")
    assert vault.settings.statuses["!"] is Status.IN_PROGRESS
    assert (vault.settings.dialect, vault.settings.hubs) == (Dialect.GITHUB, ("Home", "Other"))
    assert read_settings(tmp_path).dialect is Dialect.OBSIDIAN


def test_a_vault_is_opened_whole_from_any_folder_in_it(tmp_path: Path) -> None:
    make(tmp_path, ".obsidian/app.json", "a.md", "sub/b.md", app="{}", b="[[a]]")
    links = open_vault(str(tmp_path / "sub"))
    assert [reference.edge for reference in links.references["sub/b.md"]] == ["a.md"]


def test_a_tree_has_the_bytes_of_every_visible_file(tmp_path: Path) -> None:
    make(tmp_path, NFD, "sub/b.png", ".obsidian/app.json")
    tree = read_tree(tmp_path)
    assert tree == {NFC: NFD.removesuffix(".md").encode(), "sub/b.png": b"b"}
    assert read_tree(tmp_path, {FileKind.IMAGE}) == {"sub/b.png": b"b"}
    assert read_tree(tmp_path / "not there") == {}


def test_a_tree_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"b\.md: cannot be read: no such file"):
        read_tree(tmp_path)


def test_sources_are_the_markdown_of_a_folder_or_one_file(tmp_path: Path) -> None:
    make(tmp_path, "guide.md", "part/two.markdown", "part/THREE.MD", ".hidden.md", "notes.txt", "x.png")
    assert list(read_sources(tmp_path)) == ["guide.md", "part/THREE.MD", "part/two.markdown"]
    assert read_sources(tmp_path / "part" / "two.markdown") == {"two.markdown": b"two"}
    assert read_sources(tmp_path / "notes.txt") == {"notes.txt": b"notes"}


@pytest.mark.parametrize(
    ("source", "message"), [("nothing", "no such source: .*nothing"), ("empty", "no Markdown in .*empty")]
)
def test_a_source_without_markdown_is_refused(tmp_path: Path, source: str, message: str) -> None:
    make(tmp_path, "empty/x.png")
    with pytest.raises(UsageError, match=message):
        read_sources(tmp_path / source)


def test_a_source_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def barred(disk: str) -> bytes:
        raise PermissionError(13, "Permission denied", disk)

    make(tmp_path, "a.md")
    monkeypatch.setattr(reading, "read_bytes", barred)
    with pytest.raises(UsageError, match=r"a\.md: cannot be read: permission denied"):
        read_sources(tmp_path)


def test_a_file_is_read_if_it_is_there(tmp_path: Path) -> None:
    make(tmp_path, "a.md")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert read_if_there(tmp_path / "a.md") == b"a"
    for absent in (tmp_path / "b.md", tmp_path / "a.md" / "b.md", tmp_path):
        assert read_if_there(absent) is None
    with pytest.raises(UsageError, match="circle: cannot be read"):
        read_if_there(tmp_path / "circle")
