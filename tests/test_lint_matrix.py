"""Every rule in every format with every way to fail: what was found comes out of each document again.

A rule's vault is that of the first case on its page in which it fires.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from casepages import Console, File, read_cases
from click.testing import CliRunner, Result
from findingreaders import READERS, Read
from test_lint import TODAY

from vault_tool import open_vault
from vault_tool.cli import main
from vault_tool.cli._lint_formats import FORMATS
from vault_tool.diagnostic import Diagnostic, Severity, by_cause
from vault_tool.linting import lint
from vault_tool.linting.fingerprint import fingerprints
from vault_tool.render.wording import told
from vault_tool.rules import all_rules

PAGES = Path(__file__).parent / "cases" / "rules"

ALL, ERRORS, NONE = frozenset(Severity), frozenset({Severity.ERROR}), frozenset[Severity]()

EXITS: Mapping[tuple[str, ...], frozenset[Severity]] = {
    (): ALL,
    ("--fail-on", "warning"): ALL,
    ("--fail-on", "error"): ERRORS,
    ("--exit-zero",): NONE,
    ("--exit-zero", "--fail-on", "error"): NONE,
}
"""The ways to fail, each with the severities at which it does."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A vault in which a rule fires, and what is found there."""

    folder: Path
    select: str
    found: tuple[Diagnostic, ...]


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Firing]:
    """Return the vault of each rule that was asked for, made once."""
    return {rule: firing(rule, tmp_path_factory.mktemp(rule)) for rule in all_rules()}


def firing(rule: str, folder: Path) -> Firing:
    for case in read_cases((PAGES / f"{rule}.md").read_text("utf-8")):
        if not any(f"[{rule}]" in console.text for console in case.consoles):
            continue
        for block in case.blocks:
            match block:
                case File(title, content):
                    (folder / title).parent.mkdir(parents=True, exist_ok=True)
                    (folder / title).write_bytes(content)
                case Console() if f"[{rule}]" in block.text:
                    select = selected(rule, block)
                    found = lint(open_vault(folder), select=select.split(","), today=TODAY)
                    return Firing(folder, select, found)
    raise AssertionError(f"no case of {rule} fires")


def selected(rule: str, console: Console) -> str:
    """Return the rules that the command selects, where the one that is meant is named among them."""
    words = shlex.split(console.commands[0].partition(";")[0])
    named = words[words.index("--select") + 1] if "--select" in words else ""
    return named if rule in named.split(",") else rule


def vault_tool(vault: Firing, *options: str) -> Result:
    arguments = ["lint", str(vault.folder), "--select", vault.select, "--today", str(TODAY), *options]
    return CliRunner(env={"COLUMNS": "10000", "NO_COLOR": "1"}).invoke(main, arguments)


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("rule", all_rules())
def test_what_was_found_comes_out_again(rule: str, style: str, vaults: dict[str, Firing]) -> None:
    vault = vaults[rule]
    assert rule in {diagnostic.rule for diagnostic in vault.found}
    result = vault_tool(vault, "--format", style)
    assert not result.stderr
    read = READERS[style](result.stdout)
    if style in ("text", "markdown"):
        # These name a problem once, and not all of its places.
        assert {mark(finding) for finding in read} <= {mark(finding) for finding in truth(vault.found)}
        assert [finding.message for finding in read][:1] == [vault.found[0].message]
        assert len(read) >= len(by_cause(vault.found))
    else:
        assert len(read) == len(vault.found)
        for finding, expected, diagnostic in zip(read, truth(vault.found), vault.found, strict=True):
            assert finding == held(finding, expected._replace(message=said(finding, diagnostic, style)))


def mark(finding: Read) -> tuple[object, ...]:
    return finding.rule, finding.severity, finding.path, finding.line, finding.column


def held(finding: Read, whole: Read) -> Read:
    """Return of the whole finding what the format has a place for."""
    return Read._make(value if place is not None else None for place, value in zip(finding, whole, strict=True))


def truth(found: tuple[Diagnostic, ...]) -> list[Read]:
    return [
        Read(
            diagnostic.rule,
            diagnostic.severity.value,
            diagnostic.path,
            diagnostic.line,
            diagnostic.column,
            (diagnostic.end_line, diagnostic.end_column),
            diagnostic.message,
            diagnostic.hint,
            fingerprint,
        )
        for diagnostic, fingerprint in zip(found, fingerprints(found), strict=True)
    ]


def said(finding: Read, diagnostic: Diagnostic, style: str) -> str:
    """Return what the format is to say: one that has no place for the hint has it behind the message."""
    if style in ("concise", "json", "jsonl"):
        return diagnostic.message
    if style == "github":
        place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
        return f"{place}: {told(diagnostic)} [{diagnostic.rule}]"
    assert finding.hint is None
    return told(diagnostic)


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("rule", all_rules())
def test_the_exit_code_says_whether_it_fails_and_the_document_is_the_same(
    rule: str, style: str, vaults: dict[str, Firing]
) -> None:
    vault = vaults[rule]
    results = {exits: vault_tool(vault, "--format", style, *exits) for exits in EXITS}
    assert {exits: result.exit_code for exits, result in results.items()} == {
        exits: int(any(diagnostic.severity in fatal for diagnostic in vault.found)) for exits, fatal in EXITS.items()
    }
    assert len({result.stdout for result in results.values()}) == 1


@pytest.mark.parametrize("style", FORMATS)
def test_nothing_found_is_a_whole_document_too(style: str, tmp_path: Path) -> None:
    (tmp_path / "Home.md").write_text("# Home\n", "utf-8")
    result = vault_tool(Firing(tmp_path, "DEFAULT", ()), "--format", style)
    assert (result.exit_code, result.stderr) == (0, "")
    assert READERS[style](result.stdout) == []
