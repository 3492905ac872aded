"""Laws of a vault whose reader goes from track to track: no tick is lost, no line, and no date that was chosen.

What the reader has done is kept here on its own; what the date of an open task should be is what a new vault would say.
A ticked one whose section was left out for a while comes back with the date that it had.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import Vault
from test_build_rounds import broken, linked

from vault_tool.build.options import Options, options_from, with_choices
from vault_tool.cli import main

SOURCE = Path(__file__).parent.parent / "source"
TRACKS = ("none", "fast", "standard", "slow")
ADAPTATIONS = ("none", "finance", "healthcare", "retail")
STARTS = ("none", "2027-01-04", "2028-01-31")

_TASK = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)]) \[(.)\] (.*)$", re.MULTILINE)
_DATE = re.compile(r" 📅 (\S+)")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
REMOVED = "%% removed from source %%"


@pytest.mark.parametrize("focus", ADAPTATIONS)
@pytest.mark.parametrize("track", TRACKS)
def test_the_guide_is_whole_on_every_track_and_for_every_focus(tmp_path: Path, track: str, focus: str) -> None:
    chosen = ["--track", track, "--focus", focus, "--start", "2027-01-04"]
    built = CliRunner().invoke(main, ["build", str(SOURCE), str(tmp_path / "vault"), *chosen])
    assert (built.exit_code, built.stderr) == (0, "")
    linted = CliRunner().invoke(
        main, ["lint", str(tmp_path / "vault"), "--select", "DEFAULT,orphan-note,unreachable-note"]
    )
    assert linted.exit_code == 0, linted.output


# -- A guide for many, in few lines -----------------------------------------------------------------------------------

TOML = """
created = 2026-11-24
default_track = "standard"
[tracks]
fast = { months = 9, hours_a_week = 20 }
standard = { months = 12 }
slow = { months = 18 }
[adaptations]
finance = "Finance"
healthcare = "Healthcare"
retail = "Retail"
[timeline]
phases = [
  { weeks = 3, sections = ["a.md#one", "a.md#money"] },
  { months = 1, sections = ["a.md#one", "a.md#hurry", "b.md#deep"] },
  { months = 2, sections = ["b.md#two", "a.md#health"] },
]
"""

GUIDE = {
    "a.md": """# A

See [the money](#money), [the hurry](#hurry) and [what to read](b.md#read).

## One

One first, one second and one third.

- [ ] one a
- [ ] one b
  - [ ] one b inner

### For shops
<!-- focus = ["retail"] -->

- [ ] shop a
- [ ] shop b

### For all

- [ ] all a

## Money
<!-- focus = ["finance"] -->

What is to be known of this trade before anything is built for it, in a word or two, as in [health](#health).

- [ ] money a
- [ ] money b 📅 2027-02-02

## Health
<!-- focus = ["healthcare"] -->

What is to be known of this trade before anything is built for it, in a word or two, as in [money](#money).

- [ ] health a
- [ ] health b

## Hurry
<!-- tracks = ["fast"] -->

- [ ] hurry a

## Slow down
<!-- tracks = ["slow", "standard"] -->

- [ ] calm a
""",
    "b.md": """# B

## Two

- [ ] two a
- [ ] two b

### Deep

- [ ] deep a
- [ ] deep b

## Aims
<!-- goals = true -->

- 10+ things
- An aim in words

### In a hurry
<!-- tracks = ["fast"] -->

- An aim in a hurry

## Read
<!-- list = "book" -->

1. Ann, *Book one*, of all
2. Bob, *Book two*, of all
""",
}


def chosen(options: Options, track: str, focus: str, start: str) -> Options:
    return with_choices(options, {"track": track, "focus": focus, "start": start})


def tasks(vault: Vault) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield the path, the mark, the name and the date of every task that is in the vault's notes."""
    for path, data in vault.visible.items():
        if path.endswith(".md"):
            for mark, text in _TASK.findall(data.decode()):
                date = _DATE.search(text)
                name = _LINK.sub(r"\1", _DATE.sub("", text).replace(REMOVED, "").strip())
                yield path, mark, " ".join(name.split()), date and date[1]


class Traveller:
    """A reader who goes from track to track, and what he has done."""

    def __init__(self, sources: Mapping[str, str], options: Options, **more: object) -> None:
        self.sources, self.options, self.more = sources, options, more
        self.vault = Vault()
        self.ticked: set[tuple[str, str]] = set()
        self.dates: dict[tuple[str, str], str] = {}
        self.lines: dict[str, str] = {}
        self.choice = ("standard", "none", "none")
        self.build()

    def build(self) -> None:
        self.vault.build(self.sources, chosen(self.options, *self.choice), **self.more)

    def tick(self, number: int) -> None:
        for path, name in self._one(number):
            self._change(path, name, lambda line: line.replace("[ ]", "[x]", 1))
            self.ticked.add((path, name))

    def put_off(self, number: int) -> None:
        for path, name in self._one(number):
            self._change(path, name, lambda line: f"{_DATE.sub('', line)} 📅 2031-01-01")
            self.dates[path, name] = "2031-01-01"

    def write(self, number: int) -> None:
        paths = sorted(path for path in self.vault.visible if path.endswith(".md"))
        path = paths[number % len(paths)]
        line = f"My line {len(self.lines)}."
        self.vault.files[path] += f"\n{line}\n".encode()
        self.lines[line] = path

    def _one(self, number: int) -> list[tuple[str, str]]:
        """Return one of the tasks that are open, if any is."""
        known = sorted({(path, name) for path, mark, name, _ in tasks(self.vault) if mark == " "})
        return [known[number % len(known)]] if known else []

    def _change(self, path: str, name: str, change: Callable[[str], str]) -> None:
        lines = self.vault.files[path].decode().split("\n")
        written = (change(line) if (found := _TASK.match(line)) and _name(found[2]) == name else line for line in lines)
        self.vault.files[path] = "\n".join(written).encode()

    def check(self) -> None:
        there = list(tasks(self.vault))
        ticked = {(path, name) for path, mark, name, _ in there if mark == "x"}
        assert self.ticked == ticked
        assert all(line.encode() in self.vault.files[path] for line, path in self.lines.items())
        fresh = Vault()
        fresh.build(self.sources, chosen(self.options, *self.choice), **self.more)
        dates = {(path, name): date for path, _, name, date in tasks(fresh)}
        now = {(path, name): date for path, _, name, date in there}
        for task in dates.keys() - self.ticked:
            assert now[task] == self.dates.get(task, dates[task])
        # What is not chosen is not due.
        for path, mark, name, date in there:
            if mark == " " and (path, name) not in dates:
                assert date == self.dates.get((path, name))
        assert not broken(linked(self.vault))
        before = dict(self.vault.files)
        self.build()
        assert self.vault.files == before


def _name(text: str) -> str:
    return " ".join(_LINK.sub(r"\1", _DATE.sub("", text).replace(REMOVED, "").strip()).split())


CHOICES = st.tuples(st.sampled_from(TRACKS), st.sampled_from(ADAPTATIONS), st.sampled_from(STARTS))
EDITS = st.tuples(st.sampled_from(["tick", "tick", "put_off", "write"]), st.integers(0, 40))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CHOICES, st.lists(EDITS, max_size=4)), min_size=1, max_size=6))
def test_going_from_track_to_track_loses_nothing(
    steps: list[tuple[tuple[str, str, str], list[tuple[str, int]]]],
) -> None:
    traveller = Traveller(GUIDE, options_from(TOML.encode()))
    for choice, edits in steps:
        for kind, number in edits:
            getattr(traveller, kind)(number)
        traveller.choice = choice
        traveller.build()
        traveller.check()


def test_going_from_track_to_track_in_the_guide_loses_nothing() -> None:
    chance = random.Random(11)
    sources = {path.name: path.read_text("utf-8") for path in SOURCE.glob("*.md")}
    files = {
        path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in SOURCE.rglob("*.*") if path.suffix != ".md"
    }
    traveller = Traveller(sources, options_from((SOURCE / "vault.toml").read_bytes()), files=files)
    for _ in range(8):
        for _ in range(12):
            getattr(traveller, chance.choice(["tick", "tick", "put_off", "write"]))(chance.randrange(10_000))
        traveller.choice = (chance.choice(TRACKS), chance.choice(ADAPTATIONS), chance.choice(STARTS))
        traveller.build()
        traveller.check()
