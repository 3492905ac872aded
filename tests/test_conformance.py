"""The test vaults hold the truth about how Obsidian reads; every fact of every vault must come out of `inspect`."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vault_tool.inspection import inspect_vault
from vault_tool.links import link_vault
from vault_tool.linting import lint
from vault_tool.store import open_vault, read_vault

TODAY = date(2026, 11, 24)
VAULTS = Path(__file__).parent / "cases" / "vaults"


def facts(document: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a document, links keyed by their place."""
    notes = {path: note | {"links": keyed(note["links"], "line", "col")} for path, note in document["notes"].items()}
    canvases = {path: keyed(canvas["links"], "node", "field", "raw") for path, canvas in document["canvases"].items()}
    return {"files": document["files"], "totals": document["totals"], "notes": notes, "canvases": canvases}


def keyed(links: list[dict[str, Any]], *place: str) -> dict[str, dict[str, Any]]:
    return {str([link[key] for key in place]): link for link in links}


def narrowed(got: Any, expected: Any) -> Any:
    """Drop from `got` the keys of links that `expected` does not speak of (`display`, where it is not the point)."""
    if isinstance(got, dict) and isinstance(expected, dict):
        spoken = {key: narrowed(value, expected.get(key)) for key, value in got.items() if key in expected}
        silent = {key: value for key, value in got.items() if key not in expected and key not in ("display", "link")}
        return spoken | silent
    return got


@pytest.mark.parametrize("case", sorted(path.name for path in VAULTS.iterdir()))
def test_every_fact_of_the_vault_is_read(case: str) -> None:
    expected = json.loads((VAULTS / case / "expected.json").read_text("utf-8"))
    document = json.loads(json.dumps(inspect_vault(link_vault(read_vault(VAULTS / case / "vault")))))
    want = facts(expected)
    assert narrowed(facts(document), want) == want


@pytest.mark.parametrize("case", sorted(path.name for path in VAULTS.iterdir()))
def test_a_vault_moved_elsewhere_gives_the_same_answer(case: str, tmp_path: Path) -> None:
    here, there = VAULTS / case / "vault", tmp_path / "deep" / "er [x]"
    shutil.copytree(here, there)
    first, second = open_vault(here), open_vault(there)
    assert inspect_vault(first) == inspect_vault(second)
    assert lint(first, select=["ALL"], today=TODAY) == lint(second, select=["ALL"], today=TODAY)
