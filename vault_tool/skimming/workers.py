"""The shards of a vault in processes of their own, and what these tell each other.

A worker is a fork: it has all that its parent knows without being told, and costs a few milliseconds. Where there is
no `fork`, as on Windows, one process does it all.
"""

import os
import pickle
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from vault_tool.collector import collector_paused
from vault_tool.linting.stamping import Placed
from vault_tool.rules._rule import Rule
from vault_tool.skimming.exchange import Answers, Ground, Observer, Outcome, Questions
from vault_tool.skimming.hearing import Heard
from vault_tool.skimming.shard import Shard

if TYPE_CHECKING:
    from vault_tool.names import NoteKey

_FEW = 400
"""So many files are read before another process would be of use."""
_CHUNKS = 8
"""In how many pieces a shard is dealt out: folders differ in what their notes cost."""
_STRIDE = 100
"""How many files are read between two reports of progress."""


class Work(NamedTuple):
    """What is to be found, and where."""

    ground: Ground
    rules: Sequence[Rule]
    within: str
    today: date
    explains: bool
    """Whether findings are to say which other dialect finds what is missing."""
    listens: Callable[[Heard, int], object] | None = None
    """Is told what links ask for; what it makes of that can be sent from one process to another."""
    observe: Callable[[Ground], Observer] | None = None
    """Makes an observer for each shard; what these make of it can be sent from one process to another."""

    def shard(self, paths: Sequence[str]) -> Shard:
        """Return the shard of these files, with nothing read."""
        observer = self.observe(self.ground) if self.observe else None
        return Shard(self.ground, paths, explains=self.explains, listens=self.listens, observer=observer)


def run(work: Work, paths: Sequence[str], jobs: int, progress: Callable[[int, int], None] | None) -> list[Outcome]:
    """Return what comes of the files at the paths, dealt out to at most `jobs` processes, this one among them."""
    jobs = max(1, min(jobs, len(paths) // _FEW)) if _may_fork() else 1
    shards = _dealt(paths, jobs)
    with collector_paused():
        # What is written in part would be written once by each process.
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        workers: list[_Worker] = []
        for shard in shards[1:]:
            workers.append(_Worker.begin(work, shard, workers))
        try:
            return _together(work, shards[0], workers, progress)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            # A worker has died, for want of memory perhaps.
            return run(work, paths, 1, progress)
        finally:
            for worker in workers:
                worker.end()


def _may_fork() -> bool:
    """Whether a fork is safe: of a process with several threads it copies the locks that the others hold."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _together(
    work: Work, paths: Sequence[str], workers: Sequence["_Worker"], progress: Callable[[int, int], None] | None
) -> list[Outcome]:
    own = work.shard(paths)
    for done, path in enumerate(paths):
        if progress and done % _STRIDE == 0:
            progress(done * (1 + len(workers)), len(paths) * (1 + len(workers)))
        own.read(path)
    asked = [own.ask(), *(worker.receive() for worker in workers)]
    for number, worker in enumerate(workers, 1):
        worker.send(_questions_of_others(asked, number))
    answers = _all_answers([own.answer(_questions_of_others(asked, 0)), *(worker.receive() for worker in workers)])
    for worker in workers:
        worker.send(answers)
    outcome = own.check(answers, work.rules, work.within, work.today)
    # What comes now takes the place of what is no longer needed.
    del own, asked, answers
    named = {rule.name: rule for rule in work.rules}
    return [outcome, *(_unpacked(worker.receive(), named) for worker in workers)]


def _dealt(paths: Sequence[str], jobs: int) -> list[list[str]]:
    if jobs == 1:
        return [list(paths)]
    size = -(-len(paths) // (jobs * _CHUNKS)) or 1
    chunks = [paths[at : at + size] for at in range(0, len(paths), size)]
    return [list(chain.from_iterable(chunks[first::jobs])) for first in range(jobs)]


def _questions_of_others(asked: Sequence[Questions], number: int) -> Questions:
    """Return what the shard with this number is to answer: about places it has asked only what it does not know."""
    places = (questions.places for other, questions in enumerate(asked) if other != number)
    return Questions(
        frozenset().union(*places),
        frozenset().union(*(questions.notes for questions in asked)),
        frozenset().union(*(questions.aliases for questions in asked)),
    )


def _all_answers(given: Sequence[Answers]) -> Answers:
    aliases: dict[NoteKey, tuple[str, ...]] = {}
    for answers in given:
        for name, paths in answers.aliases.items():
            aliases[name] = (*aliases.get(name, ()), *paths)
    lines = dict(chain.from_iterable(answers.lines.items() for answers in given))
    told = dict(chain.from_iterable(answers.told.items() for answers in given))
    return Answers(frozenset().union(*(answers.missing for answers in given)), lines, aliases, told)


class _Worker:
    """A process with a shard, and the pipes to it."""

    def __init__(self, process: int, to: IO[bytes], out: IO[bytes]) -> None:
        self._process = process
        self._to = to
        self._out = out

    @classmethod
    def begin(cls, work: Work, paths: Sequence[str], others: Sequence["_Worker"]) -> "_Worker":
        asks, told = os.pipe()
        heard, says = os.pipe()
        process = os.fork()
        if process:
            os.close(asks)
            os.close(says)
            return cls(process, os.fdopen(told, "wb"), os.fdopen(heard, "rb"))
        try:
            os.close(told)
            os.close(heard)
            for other in others:
                other.forget()
            with os.fdopen(asks, "rb") as inward, os.fdopen(says, "wb") as outward:
                _serve(work, paths, inward, outward)
        except BaseException:  # noqa: BLE001 -- the parent sees that nothing comes, and does the work itself.
            os._exit(1)
        os._exit(0)

    def send(self, value: object) -> None:
        pickle.dump(value, self._to, pickle.HIGHEST_PROTOCOL)
        self._to.flush()

    def receive(self) -> Any:  # noqa: ANN401 -- what `_serve` sends, in its order
        return pickle.load(self._out)  # noqa: S301 -- our own process wrote it

    def forget(self) -> None:
        with suppress(BrokenPipeError):
            self._to.close()
        self._out.close()

    def end(self) -> None:
        self.forget()
        os.waitpid(self._process, 0)


def _serve(work: Work, paths: Sequence[str], inward: IO[bytes], outward: IO[bytes]) -> None:
    """Do in a worker what `run` does with its own shard."""

    def send(value: object) -> None:
        pickle.dump(value, outward, pickle.HIGHEST_PROTOCOL)
        outward.flush()

    shard = work.shard(paths)
    for path in paths:
        shard.read(path)
    send(shard.ask())
    send(shard.answer(pickle.load(inward)))  # noqa: S301
    outcome = shard.check(pickle.load(inward), work.rules, work.within, work.today)  # noqa: S301
    del shard
    send(_packed(outcome))


def _packed(outcome: Outcome) -> tuple[object, ...]:
    """Return the outcome with the names of rules in their place: what a rule does cannot be sent."""
    return [(rule.name, finding, place) for rule, finding, place in outcome.found], *outcome[1:]


def _unpacked(sent: tuple[Any, ...], rules: Mapping[str, Rule]) -> Outcome:
    found, *others = sent
    return Outcome([Placed(rules[name], finding, place) for name, finding, place in found], *others)
