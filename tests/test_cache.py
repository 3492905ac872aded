"""What is kept from one run to the next: it makes no difference to what is printed, whatever happens in between."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from vault_tool.cache import base
from vault_tool.cache.calls import Call
from vault_tool.cache.printing import Printed
from vault_tool.cli import _exit_code_of, _known_exit_code
from vault_tool.model import FileKind
from vault_tool.names import BETWEEN_KEYS
from vault_tool.skimming.hearing import Heard
from vault_tool.skimming.strands import Strands
from vault_tool.store import rows

TICK = 0.02
"""Seconds after which the clock of the file systems that tests run on has moved on."""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def ran(*arguments: str) -> Ran:
    """Make the call as the program does, in this process."""
    time.sleep(TICK)
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["vault-tool", *arguments])
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", "replace", write_through=True))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", "replace", write_through=True))
        call = Call(list(arguments))
        known = _known_exit_code(call)
        code = _exit_code_of(call) if known is None else known
        return Ran(code, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture(autouse=True, scope="module")
def _quick_clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_TICK", int(TICK * 0.9e9))
        yield


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    write(folder, "Home.md", "[[Plan]] [[Nobody]]\n")
    write(folder, "sub/Plan.md", "# Goals\n[[Home#Top]]\n")
    return folder


def write(vault: Path, path: str, text: str) -> None:
    place = vault / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def is_replayed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> bool:
    """Whether the call needs no command: what it printed is known."""
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "vault_tool.cli._program", None)
        try:
            ran(*arguments)
        except ImportError:
            return False
    return True


# -- When what was printed is printed again ---------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["text", "concise", "json", "sarif"])
def test_an_unchanged_vault_is_not_read_again(vault: Path, style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    call = ("lint", str(vault), "--format", style)
    first = ran(*call)
    assert first.code == 1
    assert is_replayed(monkeypatch, *call)
    assert ran(*call) == first == ran(*call, "--no-cache")


@pytest.mark.parametrize("style", ["text", "json", "markdown", "html"])
def test_a_report_is_kept_for_the_day(vault: Path, style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    call = ("report", str(vault), "--format", style)
    first = ran(*call)
    assert is_replayed(monkeypatch, *call)
    assert ran(*call) == first == ran(*call, "--no-cache")
    monkeypatch.setattr(
        "vault_tool.cache.calls.time.localtime", lambda: time.struct_time((2030, 1, 1, 0, 0, 0, 0, 1, 0))
    )
    assert not is_replayed(monkeypatch, *call)


def test_findings_are_kept_for_as_long_as_no_rule_looks_at_the_day(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ("lint", str(vault), "--format", "concise")
    dated = (*plain, "--select", "overdue-task")
    ran(*plain)
    ran(*dated)
    monkeypatch.setattr(
        "vault_tool.cache.calls.time.localtime", lambda: time.struct_time((2030, 1, 1, 0, 0, 0, 0, 1, 0))
    )
    assert is_replayed(monkeypatch, *plain)
    assert not is_replayed(monkeypatch, *dated)


def test_another_call_is_made(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran("lint", str(vault), "--format", "concise")
    assert not is_replayed(monkeypatch, "lint", str(vault), "--format", "json")
    assert not is_replayed(monkeypatch, "lint", str(vault), "--format", "concise", "--no-cache")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_replayed(monkeypatch, "lint", str(vault), "--format", "concise")


def test_a_change_of_equal_length_and_time_is_seen(vault: Path) -> None:
    call = ("lint", str(vault), "--format", "concise")
    before = ran(*call)
    status = (vault / "Home.md").stat()
    write(vault, "Home.md", "[[Plan]] [[Nobodi]]\n")
    os.utime(vault / "Home.md", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert ran(*call).out == before.out.replace("Nobody", "Nobodi")


def test_what_was_changed_just_now_is_not_trusted(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As git's racy entries: within a tick of its clock, the file system does not tell two changes apart."""
    monkeypatch.setattr(rows, "_TICK", 10**12)
    ran("lint", str(vault))
    assert not is_replayed(monkeypatch, "lint", str(vault))


@pytest.mark.parametrize("name", [".vault-tool.toml", "../.vault-tool.toml", "../pyproject.toml", "../shared.toml"])
def test_a_configuration_that_changes_is_seen(vault: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = 'root = "vault"\n' if name.startswith("../.") else ""
    head = '[tool.vault-tool]\nroot = "vault"\n' if "pyproject" in name else said
    if "shared" in name:
        write(vault, ".vault-tool.toml", 'extend = "../shared.toml"\n')
    write(vault, name, head)
    call = ("lint", str(vault), "--format", "concise")
    assert ran(*call).out
    assert is_replayed(monkeypatch, *call)
    write(vault, name, f'{head}ignore = ["broken-link", "broken-heading"]\n')
    assert not ran(*call).out


def test_a_folder_that_becomes_part_of_another_vault_is_read_as_that(vault: Path) -> None:
    write(vault, "../Nobody.md", "")
    call = ("lint", str(vault), "--format", "concise")
    before = ran(*call)
    (vault.parent / ".obsidian").mkdir()
    assert "Nobody" in before.out
    assert "Nobody" not in ran(*call).out


def test_a_linked_folder_is_read_every_time(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = vault.parent / "elsewhere"
    elsewhere.mkdir()
    (vault / "linked").symlink_to(elsewhere, target_is_directory=True)
    ran("lint", str(vault))
    assert not is_replayed(monkeypatch, "lint", str(vault))
    write(elsewhere, "Nobody.md", "")
    assert "Nobody" not in ran("lint", str(vault), "--format", "concise").out


def test_many_files_are_looked_at_by_two_processes(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_MANY", 0)
    call = ("lint", str(vault), "--format", "concise")
    first = ran(*call)
    assert is_replayed(monkeypatch, *call)
    for path in ("Nobody.md", "sub/More.md"):
        write(vault, path, "[[Nothing]]\n")
        assert ran(*call) == ran(*call, "--no-cache") != first


@pytest.mark.parametrize("changed", [[], ["b"], ["a", "f"], ["a", "b", "c", "d", "e", "f"]])
@pytest.mark.parametrize("likely", [[], ["f/", "gone/"]])
@pytest.mark.parametrize("is_killed", [False, True])
def test_two_processes_see_what_one_does(
    vault: Path, changed: list[str], likely: list[str], is_killed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in "abcdef":
        write(vault, f"{folder}/Note.md", "")
    before = rows.scan(str(vault))
    for folder in changed:
        write(vault, f"{folder}/Note.md", "changed")
    alone = rows.differing(str(vault), before)
    assert alone.keys() == {f"{folder}/" for folder in changed}
    monkeypatch.setattr(rows, "_MANY", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    if is_killed:
        monkeypatch.setattr(rows, "_answer", lambda *_: os._exit(9))
    calls: list[None] = []
    assert rows.differing(str(vault), before, likely, lambda: calls.append(None)) == alone
    assert len(calls) <= bool(changed)


def test_a_known_run_imports_neither_click_nor_a_parser(vault: Path) -> None:
    script = (
        "import sys, os; from vault_tool.cli import run\n"
        f"sys.argv = ['vault-tool', 'lint', {str(vault)!r}, '--exit-zero']\n"
        "os._exit = lambda code: print(*sys.modules, file=sys.stderr)\n"
        "run()"
    )
    for _ in range(2):
        time.sleep(0.1)
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "vault_tool" in loaded
    assert not loaded & {"click", "pyromark", "typing", "dataclasses", "enum", "pathlib", "contextlib", "hashlib"}


# -- The files of the cache -------------------------------------------------------------------------------------------


def test_a_folder_of_ones_own(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = ("lint", str(vault), "--cache-dir", str(tmp_path / "kept"))
    ran(*call)
    assert (tmp_path / "kept" / ".gitignore").read_text("utf-8") == "*\n"
    assert is_replayed(monkeypatch, *call)
    shutil.rmtree(tmp_path / "kept")
    assert not is_replayed(monkeypatch, *call)


def test_a_cache_that_cannot_be_written_is_not_missed(vault: Path, tmp_path: Path) -> None:
    write(tmp_path, "taken", "a file")
    call = ("lint", str(vault), "--format", "concise")
    assert ran(*call, f"--cache-dir={tmp_path / 'taken' / 'kept'}") == ran(*call, "--no-cache")


def test_nothing_is_kept_in_the_vault(vault: Path) -> None:
    before = sorted(vault.rglob("*"))
    ran("lint", str(vault))
    assert sorted(vault.rglob("*")) == before


def test_several_at_once_do_not_disturb_each_other(vault: Path, tmp_path: Path) -> None:
    def started() -> subprocess.Popen[str]:
        command = (sys.executable, "-m", "vault_tool", "lint", str(vault), "--format", "concise")
        kept = ("--cache-dir", str(tmp_path / "kept"))
        return subprocess.Popen([*command, *kept], stdout=subprocess.PIPE, text=True)

    for number in range(3):
        write(vault, "Home.md", f"[[Nobody {number}]]\n")
        told = {running.communicate()[0] for running in [started() for _ in range(4)]}
        assert told == {ran("lint", str(vault), "--format", "concise", "--no-cache").out}


@pytest.mark.parametrize(
    ("destination", "name"), [("Foo.md", "Foo.md.md"), ("%20Foo.md", " Foo.md"), ("%46oo.md", "Foo.md.md")]
)
def test_a_link_whose_note_is_gone_finds_what_comes(vault: Path, destination: str, name: str) -> None:
    call = ("lint", str(vault), "--format", "concise")
    write(vault, "Home.md", f"[x]({destination})\n")
    write(vault, "b/Foo.md", "")
    assert ran(*call) == ran(*call, "--no-cache")
    (vault / "b/Foo.md").unlink()
    gone = ran(*call)
    assert gone == ran(*call, "--no-cache")
    write(vault, f"c/{name}", "")
    assert gone != ran(*call) == ran(*call, "--no-cache")


# -- What is known of a vault ----------------------------------------------------------------------------------------

named = st.sampled_from([f"{folder}{name}.md" for folder in ("", "a/", "b/") for name in "ABCDEFG"])


@given(st.dictionaries(named, st.integers(1, 9), max_size=12), st.integers(0, 1))
def test_a_base_knows_where_each_file_is_printed(lengths: dict[str, int], fails: int) -> None:
    paths = sorted(lengths)
    ends = list(accumulate(lengths[path] for path in paths))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "_PRINTED_A_PIECE", 2)
        identity, parts = base.base_of({}, (), Printed(paths, ends, [fails] * len(paths)))
        raw = b"".join(parts)
    known = base.Base(lambda offset, length: raw[offset : offset + length], len(raw), identity)
    for path in paths:
        end = ends[paths.index(path)]
        assert known.printed(path) == (end - lengths[path], end, fails)
    for path in {"", "A.md", "a/0.md", "c.md"} - lengths.keys():
        start = sum(length for other, length in lengths.items() if other < path)
        assert known.printed(path) == (start, start, 0)


@pytest.mark.parametrize("aliases", [{}, {"f0/index.md": BETWEEN_KEYS.join(f"alias {n}" for n in range(100_000))}])
def test_namesakes_and_aliases_without_number_are_kept_in_time(aliases: dict[str, str]) -> None:
    """What was mended took more than ten seconds."""
    files = dict.fromkeys((f"f{number}/index.md" for number in range(40_000)), FileKind.NOTE)
    notes = Strands.empty()
    notes.add([(number, [number]) for number in range(len(files))])
    start = time.process_time()
    heard = Heard(notes.reverse(len(files)), Strands.empty().reverse(len(files)), {}, {}, aliases, list(files))
    identity, parts = base.base_of(files, [base.part_of(heard, len(files))])
    raw = b"".join(parts)
    assert time.process_time() - start < 5
    known = base.Base(lambda offset, length: raw[offset : offset + length], len(raw), identity)
    assert [asked.asking["index"] for asked in known.asked("index")] == [list(range(len(files)))]
    for alias in ("alias 0", "alias 99999")[: len(aliases) * 2]:
        assert [asked.bearers[alias] for asked in known.asked(alias)] == [["f0/index.md"]]


def test_a_base_that_is_damaged_says_so_or_is_right() -> None:
    files = dict.fromkeys(["A.md", "a/B.md", "a/A.md"], FileKind.NOTE)
    notes = Strands.empty()
    notes.add([(0, [0]), (1, [1]), (2, [0])])
    places_in = Strands.empty()
    places_in.add([(1, [1])])
    others = {"b": [2], "c": [1]}
    ends = (notes.reverse(len(files)), places_in.reverse(len(files)))
    heard = Heard(*ends, others, {"c": [1]}, {"a/B.md": "bee\u00a0b two"}, list(files))
    identity, parts = base.base_of(files, [base.part_of(heard, len(files))], Printed(["A.md"], [7], [1]))
    raw = b"".join(parts)

    def told(raw: bytes) -> tuple[object, ...]:
        known = base.Base(lambda offset, length: raw[offset : offset + length], len(raw), identity)
        asking = [
            asked.asking[name] + asked.asking_places.get(name, []) for name in "abc" for asked in known.asked(name)
        ]
        bearers = [asked.bearers for asked in known.asked("bee")]
        return known.named("a.md"), asking, known.path(2), known.printed("A.md"), bearers

    right = told(raw)
    assert right[:4] == (["A.md", "a/A.md"], [[0, 2], [1, 2, 1], [1, 1]], "a/A.md", (0, 7, 1))
    damaged = [raw[:at] + bytes((raw[at] ^ 1 << at % 8,)) + raw[at + 1 :] for at in range(len(raw))]
    for other in (*damaged, *(raw[:at] for at in range(len(raw))), raw + b"x"):
        with suppress(base.DamagedError):
            assert told(other) == right


# -- Law: warm is cold ------------------------------------------------------------------------------------------------

PATHS = ("Home.md", "Plan.md", "sub/Plan.md", "sub/Ünï.md", "x/y/Home.md", "pic.png", "board.canvas", "sub/Nobody")
TEXTS = (
    "",
    "[[Plan]] [[Plan#Goals]] [[plan#^id]] ![[pic.png]] [[Ada]]\n",
    "# Goals\n\ntext ^id\n\n[[Home#Top]] [[sub/Plan]] [[../Plan]] [x](Plan.md#goals) [[Uni]]\n",
    "---\naliases: [Ada, Plan B]\nup: [[Home]]\n---\n# Top\n[[Nobody]] [[Plan B]] [[ünï#Goals]]\n",
    "%% vault-tool: ignore-file broken-link %%\n[[Nobody]] [[y/Home]] [x](sub)\n- [] task\n",
    "<% tp.title %> [[Nothing]]\n",
    '{"nodes": [{"id": "a", "type": "file", "file": "sub/Plan.md"}, {"id": "b", "type": "text", "text": "[[Ada]]"}]}',
    "- [ ] late 📅 2020-01-01 [[Home|x]] [[x/y/Home#Goals]] [[Plan#Goal]]\n",
)
CONFIGURATIONS = (
    "",
    'exclude = ["sub/"]\n',
    'dialect = "github"\n',
    'dialect = "foam"\n',
    'select = ["ALL"]\n',
    'severity = { broken-link = "warning" }\nallow-missing = ["Nobody"]\n',
    'templates = ["x"]\nhubs = ["Home"]\n',
    'select = ["DEFAULT", "ambiguous-link", "broken-property-link"]\n',
)
OPTIONS = (
    (),
    ("--format", "concise"),
    ("--format", "json"),
    ("--format", "github", "--ignore", "broken-link"),
    ("--select", "ALL", "--format", "concise", "--today", "2026-11-24"),
    ("--dialect", "foam"),
    ("--fail-on", "error", "-q"),
)


class Vault(RuleBasedStateMachine):
    """A vault that is worked in, with a look at what is broken now and then."""

    @initialize(processes=st.sampled_from((1, 2)))
    def begin(self, processes: int) -> None:
        self.patch = pytest.MonkeyPatch()
        if processes > 1:
            self.patch.setattr(rows, "_MANY", 0)
        self.base = Path(tempfile.mkdtemp()).resolve()
        self.root = self.base / "vault"
        self.cache = self.base / "kept"
        (self.root / "sub").mkdir(parents=True)
        for path, text in zip(PATHS, TEXTS, strict=True):
            write(self.root, path, text)

    def files(self) -> Sequence[Path]:
        return sorted(place for place in self.root.rglob("*") if place.is_file() and not place.name.startswith("."))

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def write(self, path: str, text: str) -> None:
        if not (self.root / path).is_dir():
            write(self.root, path, text)

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def write_with_the_old_time(self, path: str, text: str) -> None:
        place = self.root / path
        if place.is_file():
            status = place.stat()
            write(self.root, path, text.ljust(status.st_size)[: status.st_size])
            os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))

    @rule(data=st.data(), to=st.sampled_from(PATHS))
    def rename(self, data: st.DataObject, to: str) -> None:
        files = self.files()
        if files and not (self.root / to).is_dir():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            data.draw(st.sampled_from(files)).replace(self.root / to)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        files = self.files()
        if files:
            data.draw(st.sampled_from(files)).unlink()

    @rule(folder=st.sampled_from(("sub", "x", "x/y")), to=st.sampled_from(("sub", "z", "sub2")))
    def move_a_folder(self, folder: str, to: str) -> None:
        if (self.root / folder).is_dir() and not (self.root / to).exists() and (self.root / to).parent.is_dir():
            (self.root / folder).rename(self.root / to)

    @rule(text=st.sampled_from(CONFIGURATIONS))
    def configure(self, text: str) -> None:
        write(self.root, ".vault-tool.toml", text)

    @rule(filters=st.sampled_from(("sub/", "/Pl/", "x")))
    def exclude_in_the_app(self, filters: str) -> None:
        write(self.root, ".obsidian/app.json", f'{{"userIgnoreFilters": ["{filters}"]}}')

    @rule(data=st.data(), at=st.floats(0, 1), how=st.sampled_from(("cut", "flip", "foreign", "swap")))
    def damage_the_cache(self, data: st.DataObject, at: float, how: str) -> None:
        kept = sorted(self.cache.glob("*.kept")) if self.cache.exists() else []
        if not kept:
            return
        place = data.draw(st.sampled_from(kept))
        raw = bytearray(place.read_bytes())
        offset = int(at * max(0, len(raw) - 1))
        if how == "flip" and raw:
            raw[offset] ^= 1 + int(at * 254)
        elif how == "cut":
            raw = raw[:offset]
        elif how == "foreign":
            raw = bytearray(b"not ours")
        else:
            raw = bytearray(data.draw(st.sampled_from(kept)).read_bytes())
        place.write_bytes(raw)

    @rule(options=st.sampled_from(OPTIONS), within=st.sampled_from(("", "", "sub")))
    def look(self, options: Sequence[str], within: str) -> None:
        if (self.root / within).is_dir():
            call = ("lint", str(self.root / within), *options)
            warm = ran(*call, "--cache-dir", str(self.cache))
            assert warm == ran(*call, "--no-cache")

    @rule(style=st.sampled_from(("json", "text")))
    def report(self, style: str) -> None:
        call = ("report", str(self.root), "--format", style)
        assert ran(*call, "--cache-dir", str(self.cache)) == ran(*call, "--no-cache")

    @invariant()
    def the_plainest_look_is_right(self) -> None:
        self.look(("--format", "concise"), "")

    def teardown(self) -> None:
        if hasattr(self, "base"):
            self.patch.undo()
            shutil.rmtree(self.base)


TestWarmIsCold = Vault.TestCase
TestWarmIsCold.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
