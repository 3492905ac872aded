"""Pages that are tests: a `##` begins a case, a fence with a title is a file, a console is a transcript.

`````markdown
## A missing heading is broken

````md title=Home.md
[[Plan#Goals]]
````

```console
$ vault-tool lint .
Home.md:1:1: error: no such heading: [[Plan#Goals]] [broken-heading]
```
`````

A case is read from top to bottom: a file is written when its fence is met, so that a second fence of the same title is
an edit, and a console types its commands then. Commands are `vault-tool`, which runs in this process, and whatever the
shell knows. What a command prints, to either stream, must be what stands below it; `; echo $?` behind a command prints
its exit code too. `encoding=latin-1` before the title writes a file in that encoding.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from vault_tool.cli import main

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>[^\s`]*)(?P<info>[^`]*)$")
_INFO = re.compile(r"(?:\s+encoding=(?P<encoding>\S+))?\s+title=(?P<title>.+?)\s*$")
_EXIT_CODE = "; echo $?"
_ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1795478400"}
"""What the commands see: a narrow terminal without colours, on 24 November 2026."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to write."""

    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Console:
    """What is typed and what comes back."""

    text: str
    fence: str
    start: int
    """Where the block begins in the page, in characters, its fence included."""
    stop: int

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(line.removeprefix("$ ") for line in self.text.splitlines() if line.startswith("$ "))

    def replay(self, folder: Path) -> str:
        """Return the transcript as it comes out now, with the commands run in the folder."""
        return "".join(f"$ {command}\n{_ended(run(command, folder))}" for command in self.commands)


@dataclass(frozen=True, slots=True)
class Case:
    """A section of a page, with its blocks in order."""

    title: str
    blocks: tuple[File | Console, ...]

    @property
    def consoles(self) -> tuple[Console, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Console))


def read_cases(page: str) -> tuple[Case, ...]:
    """Return the sections of the page that have a console, in order."""
    cases: list[tuple[str, list[File | Console]]] = [("", [])]
    lines = page.splitlines(keepends=True)
    at = number = 0
    while number < len(lines):
        line = lines[number]
        at += len(line)
        number += 1
        if line.startswith("## "):
            cases.append((line[3:].strip(), []))
        opening = _FENCE.match(line.rstrip("\n"))
        if opening is None:
            continue
        start = at - len(line)
        content = ""
        while number < len(lines) and lines[number].rstrip() != opening["fence"]:
            content += lines[number]
            at += len(lines[number])
            number += 1
        if number < len(lines):
            at += len(lines[number])
            number += 1
        cases[-1][1].extend(_block(opening, content, start, at))
    found = (Case(title, tuple(blocks)) for title, blocks in cases)
    return tuple(case for case in found if case.consoles)


def _block(opening: re.Match[str], content: str, start: int, stop: int) -> Iterator[File | Console]:
    if opening["language"] == "console":
        yield Console(content, opening["fence"], start, stop)
    elif info := _INFO.match(opening["info"]):
        yield File(info["title"], content.encode(info["encoding"] or "utf-8"))


def run_case(case: Case, folder: Path) -> Iterator[tuple[Console, str]]:
    """Play the case in the folder; yield each console with its transcript as it comes out now."""
    for block in case.blocks:
        match block:
            case File(title, content):
                path = folder / title
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            case Console():
                yield block, block.replay(folder)


def run(command: str, folder: Path) -> str:
    """Run a command line in the folder; return what it prints to either stream."""
    typed, shows_code = command.removesuffix(_EXIT_CODE), command.endswith(_EXIT_CODE)
    name, _, rest = typed.partition(" ")
    if name == "vault-tool" and not re.search(r"[|<>;&]", rest):
        output, code = _run_here(rest, folder)
    else:
        # The shell is to find the `vault-tool` that lies beside the interpreter of the tests.
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
        pipe, both, env = subprocess.PIPE, subprocess.STDOUT, {**os.environ, "PATH": path}
        ran = subprocess.run(typed, shell=True, check=False, cwd=folder, stdout=pipe, stderr=both, env=env)
        output, code = ran.stdout.decode(), ran.returncode
    return f"{_ended(output)}{code}\n" if shows_code else output


def _run_here(arguments: str, folder: Path) -> tuple[str, int]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner(env=_ENVIRONMENT).invoke(main, shlex.split(arguments), prog_name="vault-tool")
    finally:
        os.chdir(here)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output, result.exit_code


def _ended(output: str) -> str:
    """Return the output with a line end behind its last line."""
    return output if not output or output.endswith("\n") else f"{output}\n"


def updated(page: str, replayed: list[tuple[Console, str]]) -> str:
    """Return the page with these transcripts in place of what its consoles say, in fences that hold them."""
    for console, transcript in sorted(replayed, key=lambda pair: pair[0].start, reverse=True):
        within = max((len(run) for run in re.findall("^`+", transcript, re.MULTILINE)), default=0)
        fence = console.fence if len(console.fence) > within else "`" * (within + 1)
        page = f"{page[: console.start]}{fence}console\n{transcript}{fence}\n{page[console.stop :]}"
    return page
