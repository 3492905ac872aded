"""Measure `vault-tool build`: the first build, and how much of it a rebuild takes after each kind of change.

    python tests/bench/building.py [--documents 2000] [--kilobytes 15] [--rounds 3] [--work FOLDER ...]

The source is made here, the same bytes every time: documents of seven sections with prose, tasks, links to sections of
other documents, and mentions. Each kind of change is made to a vault that is up to date, and built; between two rounds
the vault is made anew. A row shows the median of the whole process's time, the least of it, and the median's ratio to
that of the first build in the same folder; and the same of the processor's time, which other processes disturb less.
Name a folder on each kind of disk. Nothing here runs in the test suite.
"""

import argparse
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

WORDS = """
alpha bravo carbon delta ember forest graph harbor index jigsaw kernel ledger meadow node orbit plan quartz river
signal tower update vector window yield zenith note vault project meeting review draft summary idea source result
question answer method theory data
""".split()
SECTIONS = 7
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""An installed package is compiled, and so is a checkout that has been used once."""

MARK = "Where this line stands, one paragraph changes."


def main() -> None:
    options = arguments()
    subprocess.run(
        [sys.executable, "-m", "vault_tool", "build", "--help"], check=True, capture_output=True, env=ENVIRONMENT
    )
    print(f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}\n")
    for work in options.work:
        work.mkdir(parents=True, exist_ok=True)
        print(table(options, work, measure(options, work)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kilobytes", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", default=[], help="measure changes whose names hold this alone")
    parser.add_argument("--work", type=Path, nargs="+", default=[Path("bench-work")], help="where source and vault go")
    return parser.parse_args()


# -- The source -------------------------------------------------------------------------------------------------------


def title(document: int, section: int) -> str:
    """Return a section's title; two words and a number, so that mentions find it."""
    return f"{WORDS[document % 40].title()} {WORDS[(document // 40 + section) % 40]} {document:04d}-{section}"


def make_source(folder: Path, documents: int, size: int) -> None:
    """Write the documents, unless they are there."""
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(documents):
        path = folder / f"part{number // 100:02d}" / f"doc{number:04d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(number, documents, size), "utf-8")


def document(number: int, documents: int, size: int) -> str:
    chance = random.Random(number)
    text = [f"# Document {number:04d} on {WORDS[number % 40]}\n\n{prose(chance, 20)}\n"]
    for section in range(SECTIONS):
        other = chance.randrange(documents)
        anchor = title(other, 1).lower().replace(" ", "-")
        parts = [
            f"\n## {title(number, section)}\n\n{prose(chance, 20)}\n",
            f"\n{MARK}\n" if section == 1 else "",
            f"\nSee [that part](../part{other // 100:02d}/doc{other:04d}.md#{anchor}) and [below](#x{section}).\n"
            if section % 3 == 0
            else f"\nSee [that part](../part{other // 100:02d}/doc{other:04d}.md#{anchor}).\n",
            f"\nMore on {title(chance.randrange(documents), 3)} is said there.\n" if section == 2 else "",
            "".join(f"\n- [ ] {prose(chance, 5)[:-1]} {task}" for task in range(4)),
            f"\n\n### X{section}\n",
        ]
        while sum(map(len, parts)) < size // SECTIONS - 60:
            parts.append(f"\n{prose(chance, 40)}\n")
        text += parts
    return "".join(text)


def prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


# -- What is changed --------------------------------------------------------------------------------------------------


def nothing(source: Path, vault: Path) -> None:
    del source, vault


def one_paragraph(source: Path, vault: Path) -> None:
    del vault
    edit(middle(source), MARK, f"{MARK} It did.")


def one_section_renamed(source: Path, vault: Path) -> None:
    del vault
    file = middle(source)
    edit(file, f"## {title(int(file.stem[3:]), 3)}", "## Something new under the sun")


def one_note_ticked(source: Path, vault: Path) -> None:
    del source
    edit(middle_note(vault), "- [ ]", "- [x]")


def one_note_moved(source: Path, vault: Path) -> None:
    del source
    (vault / "Mine").mkdir()
    note = middle_note(vault)
    note.rename(vault / "Mine" / note.name)


def one_note_renamed(source: Path, vault: Path) -> None:
    del source
    note = middle_note(vault)
    note.rename(note.with_name("My own name.md"))


def one_note_deleted(source: Path, vault: Path) -> None:
    del source
    middle_note(vault).unlink()


def one_document_added(source: Path, vault: Path) -> None:
    del vault
    first = next(source.glob("part00/*.md"))
    (source / "part00" / "new.md").write_text("# A new document\n\n## A new section\n\n- [ ] a task\n", "utf-8")
    assert first.exists()


CHANGES: Mapping[str, Callable[[Path, Path], None]] = {
    function.__name__.replace("_", " "): function
    for function in (
        nothing,
        one_paragraph,
        one_note_ticked,
        one_section_renamed,
        one_note_moved,
        one_note_renamed,
        one_note_deleted,
        one_document_added,
    )
}


def middle(source: Path) -> Path:
    files = sorted(source.rglob("doc*.md"))
    return files[len(files) // 2]


def middle_note(vault: Path) -> Path:
    """Return the note of a section that others mention and link to."""
    notes = sorted(vault.rglob("*-3.md"))
    return notes[len(notes) // 2]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1), "utf-8")


# -- Measuring --------------------------------------------------------------------------------------------------------


class Took(NamedTuple):
    """What a build took, in seconds."""

    wall: float
    processor: float


def measure(options: argparse.Namespace, work: Path) -> dict[str, list[Took]]:
    source, vault = work / "source", work / "vault"
    changes = {
        name: change for name, change in CHANGES.items() if not options.only or any(o in name for o in options.only)
    }
    seconds: dict[str, list[Took]] = {"first build": [], **{name: [] for name in changes}}
    for _ in range(options.rounds):
        make_source(source, options.documents, round(options.kilobytes * 1000))
        shutil.rmtree(vault, ignore_errors=True)
        seconds["first build"].append(build(source, vault))
        for name, change in changes.items():
            change(source, vault)
            seconds[name].append(build(source, vault))
            if changed_again(source, vault):
                raise SystemExit(f"{name}: the next build has written again")
    return seconds


def build(source: Path, vault: Path) -> Took:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "vault_tool", "build", str(source), str(vault), "--quiet"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - start, processor)


def changed_again(source: Path, vault: Path) -> bool:
    command = [sys.executable, "-m", "vault_tool", "build", str(source), str(vault), "--dry-run", "--quiet"]
    return bool(subprocess.run(command, check=True, capture_output=True).stdout)


def medians(times: Sequence[Took]) -> Took:
    return Took(statistics.median(took.wall for took in times), statistics.median(took.processor for took in times))


def table(options: argparse.Namespace, work: Path, seconds: Mapping[str, list[Took]]) -> str:
    notes = sum(1 for _ in (work / "vault").rglob("*.md"))
    size = f"{options.documents:,} documents of {options.kilobytes:g} KB, {notes:,} notes"
    lines = [
        f"**{work}**: {size}, {options.rounds} rounds",
        "",
        "| build | median | least | of the first | processor | of the first |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    first_wall, first_processor = medians(seconds["first build"])
    for name, times in seconds.items():
        wall, processor = medians(times)
        least = min(took.wall for took in times)
        lines.append(
            f"| {name} | {wall:.2f} s | {least:.2f} s | {wall / first_wall:.1%} "
            f"| {processor:.2f} s | {processor / first_processor:.1%} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
