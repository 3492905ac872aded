"""Every page under `cases/` that holds a transcript is played; `pytest --update` rewrites what they expect."""

from pathlib import Path

import pytest
from casepages import Case, Console, read_cases, run_case, updated

CASES = Path(__file__).parent / "cases"
PAGES = [path for path in sorted(CASES.rglob("*.md")) if "vaults" not in path.relative_to(CASES).parts]


def played() -> list[object]:
    return [
        pytest.param(page, case, id=f"{page.relative_to(CASES).as_posix()}: {case.title}")
        for page in PAGES
        for case in read_cases(page.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("page", "case"), played())
def test_the_transcript_comes_out_as_written(
    page: Path, case: Case, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    replayed = list(run_case(case, tmp_path))
    if request.config.getoption("--update"):
        update(page, case, replayed)
        return
    for console, transcript in replayed:
        assert transcript == console.text


def update(page: Path, case: Case, replayed: list[tuple[Console, str]]) -> None:
    text = page.read_text("utf-8")
    same = next(other for other in read_cases(text) if other.title == case.title)
    written = updated(text, list(zip(same.consoles, (transcript for _, transcript in replayed), strict=True)))
    if written != text:
        page.write_text(written, "utf-8")
