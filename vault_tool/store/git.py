"""What git knows of the files below a folder, asked of its own program; nothing of the repository is changed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from vault_tool.errors import UsageError

_OF_THE_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""What a hook's environment says of the repository that it runs in, which need not be the vault's."""

_QUIETLY = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""A repository may name programs to be run when it is looked at; to look at it is all that is wanted."""


class Blob(NamedTuple):
    """A file as git keeps it."""

    mode: str
    id: str


class Repository:
    """Asks git about the part of a repository that lies below a folder; names come relative to that folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._environment = {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}
        self._environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
        found = self._run("rev-parse", "--absolute-git-dir")
        if found.returncode:
            said = found.stderr.decode(errors="replace").strip().partition("\n")[0]
            reason = "" if "not a git repository" in said else f" ({said})"
            raise UsageError(f"{root}: in no git repository{reason}; --since compares with a revision of one")

    def commit(self, revision: str) -> str:
        """Return the commit that the revision names."""
        name = revision.removesuffix("...")
        found = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        commit = found.stdout.decode().strip()
        if name.startswith("-") or found.returncode:
            shallow = self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"
            advice = "; the clone is shallow: fetch the revision first" if shallow else ""
            raise UsageError(f"no such revision: {name}{advice}")
        if name == revision:
            return commit
        base = self._run("merge-base", commit, "HEAD")
        if base.returncode:
            raise UsageError(f"{name} and HEAD have no commit in common, or the clone is too shallow to see it")
        return base.stdout.decode().strip()

    def tree(self, commit: str) -> Iterator[tuple[str, Blob]]:
        """Yield the files at the commit."""
        for entry in _entries(self._ask("ls-tree", "-r", "-z", commit)):
            about, _, name = entry.partition("\t")
            mode, _, identity = about.split(" ")
            yield name, Blob(mode, identity)

    def clean_files(self) -> Iterator[tuple[str, Blob]]:
        """Yield the files on the disk that are as the index has them."""
        dirty = set(_entries(self._ask("diff-files", "--name-only", "--relative", "-z")))
        for entry in _entries(self._ask("ls-files", "--stage", "-z")):
            about, _, name = entry.partition("\t")
            mode, identity, stage = about.split(" ")
            if stage == "0" and name not in dirty:
                yield name, Blob(mode, identity)

    def indexed(self) -> list[str]:
        """Return the names of all files in the index."""
        return _entries(self._ask("ls-files", "-z"))

    def untracked(self) -> list[str]:
        """Return the names of the files that are neither in the index nor ignored."""
        return _entries(self._ask("ls-files", "--others", "--exclude-standard", "-z"))

    def contents(self, identities: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents of the blobs."""
        wanted = list(identities)
        if not wanted:
            return
        answer = self._ask("cat-file", "--batch", given="".join(f"{identity}\n" for identity in wanted).encode())
        at = 0
        for identity in wanted:
            end = answer.index(b"\n", at)
            head = answer[at:end].split()
            if len(head) != 3:  # noqa: PLR2004 - id, kind, size; otherwise "<id> missing"
                raise UsageError(f"{self._root}: the repository lacks the object {identity}; fetch it first")
            at = end + 1
            yield answer[at : at + int(head[2])]
            at += int(head[2]) + 1

    def renames(self, commit: str, untracked: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the old and the new name of each file that was renamed since the commit, as git sees it."""
        options = ("--name-status", "--find-renames", "--diff-filter=R", "--relative", "--no-ext-diff", "-z")
        with self._with_added(untracked):
            said = iter(_entries(self._ask("diff", *options, commit)))
        for _, old, new in zip(said, said, said, strict=True):
            yield old, new

    @contextmanager
    def _with_added(self, names: Iterable[str]) -> Iterator[None]:
        """Have git take the files for added, which they must be to be a new name of another file.

        That is done in a copy of the index, and what git writes for it goes beside the repository's objects.
        """
        added = "".join(f"{name}\0" for name in names)
        index, objects = self._own("index"), self._own("objects")
        if not added or not index.exists():
            yield
            return
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(index, Path(folder) / "index")
            beside = {
                "GIT_INDEX_FILE": str(Path(folder) / "index"),
                "GIT_OBJECT_DIRECTORY": folder,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects),
            }
            own, self._environment = self._environment, self._environment | beside
            options = ("--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
            self._run("--literal-pathspecs", "add", *options, given=os.fsencode(added))
            yield
            self._environment = own

    def _own(self, name: str) -> Path:
        """Return where git keeps its index or its objects."""
        return self._root / os.fsdecode(self._ask("rev-parse", "--git-path", name).rstrip(b"\n"))

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes:
        answer = self._run(*arguments, given=given)
        if answer.returncode:
            said = answer.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise UsageError(f"{self._root}: git {arguments[0]} failed: {said}")
        return answer.stdout

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-C", str(self._root), *_QUIETLY, *arguments]
        try:
            return subprocess.run(command, input=given, capture_output=True, check=False, env=self._environment)  # noqa: S603
        except FileNotFoundError as error:
            raise UsageError("git is not installed, or not on the PATH; --since asks it for the revision") from error


def _entries(answer: bytes) -> list[str]:
    return [os.fsdecode(entry) for entry in answer.split(b"\0") if entry]
