"""A small vault made to hurt is linted in linear time: many findings on one line, in one note, of one path."""

import time
from datetime import date
from pathlib import Path

import pytest

from vault_tool.linting import lint
from vault_tool.render.lint_text import lint_text
from vault_tool.store import open_vault

MANY = 20_000
LIMIT = 6.0
"""Seconds of processor time; what is measured is a third of it. What was mended took minutes."""

NOTES = {
    "findings on one line": " ".join(f"[[m{number}]]" for number in range(MANY)),
    "missing headings of one note": "\n".join(f"## h{number}\n\n[[#x{number}]]\n" for number in range(MANY)),
    "missing blocks of one note": "\n".join(f"a ^h{number}\n\n[[#^x{number}]]\n" for number in range(MANY)),
    "paths of headings": "\n".join(f"## h{number}\n\n[[#h{number}#h{number + 1}]]\n" for number in range(MANY)),
    "one path of equal headings": "\n".join("## a\n\n## b\n\n[[#a#b]]\n" for _ in range(MANY)),
}


@pytest.mark.parametrize("note", NOTES)
def test_many_findings_are_found_and_laid_out_in_time(note: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(NOTES[note], "utf-8")
    start = time.process_time()
    links = open_vault(tmp_path)
    found = lint(links, today=date(2026, 11, 24))
    shown = lint_text(found, width=80)
    assert time.process_time() - start < LIMIT
    assert len(found) >= MANY - 1
    assert shown
