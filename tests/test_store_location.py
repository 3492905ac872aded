"""Which vault a folder belongs to, and where its configuration stands."""

from pathlib import Path

import pytest

from vault_tool.errors import ConfigurationError, UsageError
from vault_tool.settings import Dialect
from vault_tool.store import Location, find_vault, read_settings

PYPROJECT = '[tool.vault-tool]\nroot = "docs"\ndialect = "github"\n'


def make(root: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        if path.endswith("/"):
            (root / path).mkdir(parents=True, exist_ok=True)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, "utf-8")


@pytest.mark.parametrize(
    ("files", "start", "root", "scope"),
    [
        # Nothing says that there is a vault: the folder is one.
        ({"a/b/": ""}, "a/b", "a/b", ""),
        # The nearest parent that says so.
        ({".obsidian/": "", "a/b/": ""}, ".", ".", ""),
        ({".obsidian/": "", "a/b/": ""}, "a/b", ".", "a/b"),
        ({".obsidian/": "", "a/.obsidian/": "", "a/b/": ""}, "a/b", "a", "b"),
        ({".vault-tool.toml": "", "a/": ""}, "a", ".", "a"),
        ({"pyproject.toml": "[tool.vault-tool]", "a/": ""}, "a", ".", "a"),
        ({".obsidian/": "", "e\u0301/": ""}, "e\u0301", ".", "é"),
        # What only looks like it says nothing.
        ({".obsidian": "a file", "a/": ""}, "a", "a", ""),
        ({"pyproject.toml": "[tool.ruff]", "a/": ""}, "a", "a", ""),
        ({"pyproject.toml": "[not TOML", "a/": ""}, "a", "a", ""),
        # The root may be a folder beside the file.
        ({"pyproject.toml": PYPROJECT, "docs/en/": ""}, ".", "docs", ""),
        ({"pyproject.toml": PYPROJECT, "docs/en/": ""}, "docs", "docs", ""),
        ({"pyproject.toml": PYPROJECT, "docs/en/": ""}, "docs/en", "docs", "en"),
        ({".vault-tool.toml": 'root = "docs/en"', "docs/en/": ""}, "docs", "docs/en", ""),
        ({".vault-tool.toml": 'root = "a"', "pyproject.toml": PYPROJECT, "a/": "", "docs/": ""}, ".", "a", ""),
        # A folder that the vault does not see is not in it.
        ({"pyproject.toml": PYPROJECT, "docs/": "", "src/": ""}, "src", "src", ""),
        ({".obsidian/": "", "pack/pyproject.toml": PYPROJECT, "pack/docs/": ""}, "pack", "pack/docs", ""),
        (
            {".obsidian/": "", "pack/pyproject.toml": PYPROJECT, "pack/docs/": "", "pack/src/": ""},
            "pack/src",
            ".",
            "pack/src",
        ),
        ({".obsidian/": "", ".trash/a/": ""}, ".trash/a", ".trash/a", ""),
    ],
)
def test_a_folder_belongs_to_the_nearest_vault_around_it(
    tmp_path: Path, files: dict[str, str], start: str, root: str, scope: str
) -> None:
    make(tmp_path, files)
    assert find_vault(tmp_path / start) == Location(tmp_path / root, scope)


def test_the_folder_may_be_written_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {".obsidian/": "", "a/b/": ""})
    monkeypatch.chdir(tmp_path / "a")
    assert find_vault(Path()) == Location(tmp_path, "a")
    assert find_vault(Path("b")) == Location(tmp_path, "a/b")
    assert find_vault(Path("..")) == Location(tmp_path, "")
    assert find_vault(Path("b/..")) == Location(tmp_path, "a")


def test_a_linked_folder_belongs_to_the_vault_that_links_it(tmp_path: Path) -> None:
    make(tmp_path, {"vault/.obsidian/": "", "far/": ""})
    (tmp_path / "vault" / "link").symlink_to(tmp_path / "far")
    assert find_vault(tmp_path / "vault" / "link") == Location(tmp_path / "vault", "link")


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("nothing", "no such folder: {0}/nothing; name the folder that holds the notes"),
        ("sub/a.md", "{0}/sub/a.md is a file; name the folder that holds it: {0}/sub"),
    ],
)
def test_what_is_no_folder_is_refused_with_the_way_out(tmp_path: Path, start: str, message: str) -> None:
    make(tmp_path, {"sub/a.md": ""})
    with pytest.raises(UsageError) as caught:
        find_vault(tmp_path / start)
    assert str(caught.value) == message.format(tmp_path)


def test_a_name_that_the_system_does_not_take_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"x: cannot be read: |no such folder"):
        find_vault(tmp_path / ("x" * 5000))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {".vault-tool.toml": 'root = "dosc"'},
            ".vault-tool.toml: root: no such folder: {0}/dosc; create or correct it",
        ),
        ({".vault-tool.toml": "= 1"}, ".vault-tool.toml: not TOML: Invalid statement (at line 1, column 1)"),
        ({"pyproject.toml": "[tool.vault-tool"}, "pyproject.toml: not TOML: Expected ']' at the end of a table "),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], message: str
) -> None:
    make(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        find_vault(tmp_path)
    assert str(caught.value).startswith(message.format(tmp_path))


@pytest.mark.parametrize(
    ("files", "root", "dialect"),
    [
        ({"docs/": ""}, "docs", Dialect.OBSIDIAN),
        ({"docs/.vault-tool.toml": 'dialect = "github"'}, "docs", Dialect.GITHUB),
        # A file above that is about this vault counts, one that is about another does not.
        ({"pyproject.toml": PYPROJECT, "docs/": ""}, "docs", Dialect.GITHUB),
        ({"pyproject.toml": PYPROJECT, "docs/.obsidian/": ""}, "docs", Dialect.GITHUB),
        ({"pyproject.toml": PYPROJECT, "other/": ""}, "other", Dialect.OBSIDIAN),
        ({"pyproject.toml": PYPROJECT, "docs/en/": ""}, "docs/en", Dialect.OBSIDIAN),
        # The nearest is followed alone.
        ({"pyproject.toml": PYPROJECT, "docs/.vault-tool.toml": ""}, "docs", Dialect.OBSIDIAN),
    ],
)
def test_a_vault_s_configuration_is_the_nearest_that_is_about_it(
    tmp_path: Path, files: dict[str, str], root: str, dialect: Dialect
) -> None:
    make(tmp_path, files)
    assert read_settings(tmp_path / root).dialect is dialect


def test_errors_name_the_file_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {"docs/.vault-tool.toml": "colour = 1", "elsewhere/": ""})
    for here, shown in (("docs", ".vault-tool.toml"), (".", "docs/.vault-tool.toml")):
        monkeypatch.chdir(tmp_path / here)
        with pytest.raises(ConfigurationError, match=f"^{shown}: colour: no such key"):
            read_settings(tmp_path / "docs")
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match=f"^{tmp_path}/docs/.vault-tool.toml: colour"):
        read_settings(tmp_path / "docs")
