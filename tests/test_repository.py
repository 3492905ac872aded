"""What the repository ships is what the tool makes of it."""

import re
from datetime import date
from pathlib import Path

import frontmatter
from click.testing import CliRunner, Result

from vault_tool.cli import main
from vault_tool.parse import parse_note

ROOT = Path(__file__).parent.parent


def vault_tool(*arguments: str | Path) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(main, [str(argument) for argument in arguments])


def tree(root: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones included."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_output_vault_is_what_is_built_from_source(tmp_path: Path) -> None:
    built = vault_tool("build", ROOT / "source", tmp_path / "vault")
    assert built.exit_code == 0
    assert not built.stderr
    assert tree(tmp_path / "vault") == tree(ROOT / "output_vault")


def test_output_vault_has_nothing_to_complain_of() -> None:
    linted = vault_tool("lint", ROOT / "output_vault", "--select", "ALL", "--today", "2026-11-24")
    assert (linted.exit_code, linted.stderr) == (0, ""), linted.output


def test_python_frontmatter_reads_the_properties_as_we_do() -> None:
    notes = [path for path in sorted((ROOT / "output_vault").rglob("*.md")) if ".vault-tool" not in path.parts]
    assert notes
    for path in notes:
        theirs = frontmatter.loads(path.read_text("utf-8"))
        ours = parse_note(path.name, path.read_bytes())
        # YAML 1.1, which it speaks, makes dates of what is text in YAML 1.2.
        told = {key: value.isoformat() if isinstance(value, date) else value for key, value in theirs.metadata.items()}
        assert told == ours.properties
        assert theirs.content == path.read_bytes()[ours.body :].decode().strip()


def test_the_base_adds_up_to_what_the_hub_says() -> None:
    vault = ROOT / "output_vault"
    filters = (vault / "Progress.base").read_text("utf-8").partition("formulas:")[0]
    assert re.findall(r"^    - (.*)", filters, re.MULTILINE) == ['file.hasProperty("reading_time")', 'type != "hub"']
    notes = [parse_note(path.name, path.read_bytes()).properties for path in vault.rglob("*.md")]
    shown = [note for note in notes if "reading_time" in note and note["type"] != "hub"]
    (hub,) = (note for note in notes if note["source"] == "hub")
    assert sum(int(str(note.get("tasks_total", 0))) for note in shown) == hub["tasks_total"]


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault_tool("build", ROOT / "source", vault)
    before = {path: path.stat().st_mtime_ns for path in vault.rglob("*")}
    again = vault_tool("build", ROOT / "source", vault)
    assert ": 0 written, " in again.output
    assert {path: path.stat().st_mtime_ns for path in vault.rglob("*")} == before


def test_the_starter_source_builds_a_vault_without_a_fault(tmp_path: Path) -> None:
    source, vault = tmp_path / "source", tmp_path / "vault"
    assert vault_tool("init", source).exit_code == 0
    built = vault_tool("build", source, vault)
    assert (built.exit_code, built.stderr) == (0, "")
    linted = vault_tool("lint", vault, "--select", "DEFAULT,orphan-note,unreachable-note")
    assert (linted.exit_code, linted.stderr) == (0, ""), linted.output


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("mine", "utf-8")
    refused = vault_tool("init", tmp_path)
    assert refused.exit_code == 2
    assert "plan.md is there already" in refused.stderr
    assert tree(tmp_path) == {"plan.md": b"mine"}


def test_a_garbled_document_builds_the_vault_of_the_clean_one(tmp_path: Path) -> None:
    notes = []
    for name in ("package-readme.md", "package-readme.mojibake.md"):
        source = tmp_path / name / "package-readme.md"
        source.parent.mkdir()
        source.write_bytes((ROOT / "tests" / "data" / name).read_bytes())
        vault = tmp_path / f"{name} built"
        built = vault_tool("build", source, vault, "--set", "created=2026-11-24")
        assert ("repaired" in built.stderr) is ("mojibake" in name)
        notes.append({path: data for path, data in tree(vault).items() if path != ".vault-tool/state/build.json"})
    assert notes[0] == notes[1]
