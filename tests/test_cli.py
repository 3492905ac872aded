"""What every command does the same way when the output cannot be written, or only a folder is asked for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (["lint"], ["lint", "--format", "json"], ["report"], ["report", "--format", "json"], ["inspect"], ["graph"])


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("[[b]] [[gone]]\n", "utf-8")
    (tmp_path / "b.md").write_text("# b\n", "utf-8")
    return tmp_path


def run(arguments: list[str], shell: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vault_tool", *arguments]
    if shell:
        command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_output_that_cannot_be_written_is_no_finding(command: list[str], vault: Path) -> None:
    ran = run([*command, str(vault)], ">/dev/full")
    assert (ran.returncode, ran.stderr) == (2, "Error: the output cannot be written: no space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes descriptors")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_closed_output_is_no_finding(command: list[str], vault: Path) -> None:
    ran = run([*command, str(vault)], ">&-")
    assert (ran.returncode, ran.stderr) == (2, "Error: standard output is closed; name a file with -o\n")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_serves_where_the_output_is_closed(command: list[str], vault: Path) -> None:
    ran = run([*command, str(vault), "-o", str(vault / "out")], ">&-" if sys.platform != "win32" else "")
    assert ran.returncode in (0, 1)
    assert ran.stderr == ""
    assert (vault / "out").stat().st_size


def test_a_folder_inside_a_vault_is_shown_alone(vault: Path) -> None:
    document = json.loads(run(["inspect", str(vault / "in")]).stdout)
    assert list(document["notes"]) == list(document["files"]) == ["in/a.md"]
    assert [link["target"] for link in document["notes"]["in/a.md"]["links"]] == ["b.md", None]
    assert document["totals"]["notes"] == 1


@pytest.mark.parametrize("command", [["lint"], ["report"]], ids=" ".join)
@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"userIgnoreFilters": ['])
def test_a_file_of_obsidians_that_cannot_be_read_is_told(command: list[str], content: bytes, vault: Path) -> None:
    (vault / ".obsidian" / "app.json").write_bytes(content)
    said = "warning: .obsidian/app.json: cannot be read: no JSON object, so what it says is not known\n"
    assert run([*command, str(vault)]).stderr == said
