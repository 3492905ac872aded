"""Which links are plainly right: those that lead to one file, spelt as it is, wherever they stand."""

import re
from collections.abc import Callable, Mapping

from vault_tool.linkpath import Files, climbs_out, find_file, is_dotted
from vault_tool.model import Link, LinkKind
from vault_tool.names import NoteKey, note_key
from vault_tool.skimming.skim import ELSEWHERE, UNNUMBERED, Plain
from vault_tool.written import is_url, split_destination, split_display

_BARE = re.compile(rb"(?:[^\s<>()\\&`]|\([^\s<>()\\&`]*\))+").fullmatch
"""What is a whole destination for sure, and means what it says."""
_MOST_REMEMBERED = 20_000
"""How many link texts are remembered before all are forgotten: they are as many as the vault is large."""


def plain_names(files: Files, numbers: Mapping[str, int]) -> Mapping[bytes, int]:
    """Return what names one note of the vault and nothing else, spelt as its file is, without `.md`.

    `numbers` has the number of each note by its path; it is returned with the name.
    """
    named = ((_plain_name(files, key, path), path) for key, path in files.by_name.items())
    return {name.encode(errors="replace"): numbers[path] for name, path in named if name}


def _plain_name(files: Files, key: NoteKey, path: str) -> str:
    """Return the plain name of the file that is found under the folded name `key`; empty where it has none."""
    if key in files.namesakes or not path.endswith(".md") or (files.twins and note_key(path) in files.twins):
        return ""
    name = path.rpartition("/")[2][:-3]
    # A hash or a bar would end the name in a link, and a backslash would belong to the bar behind it; a file that has
    # the very name goes before the note.
    if "#" in name or "|" in name or name.endswith("\\") or name != name.strip() or note_key(name) in files.by_name:
        return ""
    return name


class PlainNames:
    """The plain names of a vault of which not all files are known: each is looked for when it is asked about."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def get(self, written: bytes) -> int | None:
        """Return 0 for a name that is one."""
        name = written.decode()
        key = note_key(f"{name}.md")
        path = self._files.by_name.get(key)
        return 0 if path is not None and _plain_name(self._files, key, path) == name else None


def beside(files: Files, numbers: Mapping[str, int], folder: str, destination: bytes) -> int | None:
    """Return the number of the file to which it leads by dots from the folder, letter for letter, as most editors do.

    `UNNUMBERED` where `numbers` does not have it, and `None` where it may still lead to one.
    """
    path = destination.replace(b"%20", b" ").decode()
    if not path.startswith(("./", "../")) or "%" in path or "#" in path:
        return None
    path = path.removeprefix("./")
    while path.startswith("../"):
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
        path = path[3:]
    wanted = f"{folder}/{path}" if folder else path
    number = numbers.get(wanted)
    if number is None:
        # Most files are alone with their name, by which one is found faster than by its path.
        if files.by_name.get(note_key(wanted.rpartition("/")[2])) != wanted and (
            files.by_path.get(note_key(wanted)) != wanted
        ):
            return None
        number = UNNUMBERED
    return None if files.twins and note_key(wanted) in files.twins else number


class PlainLinks:
    """Says of the links of one folder's notes after another's which are plainly right, and remembers."""

    def __init__(
        self, files: Files, number: Callable[[bytes], int | None], numbers: Mapping[str, int] | None = None
    ) -> None:
        """Take the vault's files, what returns the number of the note that has a plain name, and those of paths."""
        self._files = files
        self._number = number
        self._numbers = numbers or {}
        self._folder = ""
        self._wikilinks: dict[bytes, bool] = {}
        self._leads: dict[bytes, int | None] = {}
        """The files to which destinations plainly lead from the folder; `None` for those that do not."""
        self._plain = Plain(number, self._wikilink, self._destination, self._link)

    def of(self, folder: str) -> Plain:
        """Return it for links that stand in notes of the folder."""
        if folder != self._folder:
            self._folder = folder
            self._leads.clear()
        return self._plain

    def _wikilink(self, content: bytes) -> bool:
        if b"#" in content:
            return False  # and most of those are written once only
        known = self._wikilinks.get(content)
        if known is None:
            if len(self._wikilinks) >= _MOST_REMEMBERED:
                self._wikilinks.clear()
            path = split_display(content.decode())[0]
            known = self._wikilinks[content] = self._lead(path, anywhere=True) is not None
        return known

    def _destination(self, destination: bytes) -> int | None:
        if destination in self._leads:
            return self._leads[destination]
        led = self._leads[destination] = self._plainly(destination)
        return led

    def _plainly(self, destination: bytes) -> int | None:
        """Return the file to which it plainly leads, if it does, as `Plain` has it."""
        # A URL is one whatever follows.
        if b":" in destination and is_url(destination.decode()):
            return ELSEWHERE
        if _BARE(destination) is None:
            return None
        number = beside(self._files, self._numbers, self._folder, destination)
        if number is not None:
            return number
        path, subpath = split_destination(destination.decode())
        if is_url(path):
            return ELSEWHERE
        found = self._lead(path, anywhere=False) if subpath is None else None
        return None if found is None else self._numbers.get(found, UNNUMBERED)

    def _link(self, link: Link) -> bool:
        if link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED):
            return is_url(link.path) or (link.subpath is None and self._lead(link.path, anywhere=False) is not None)
        if link.subpath is not None:
            return False
        number = self._number(link.path.encode(errors="replace"))
        return number is not None or self._lead(link.path, anywhere=True) is not None

    def _lead(self, path: str, *, anywhere: bool) -> str | None:
        """Return the file to which the path leads, if it plainly does; from `anywhere` in the vault, or from here."""
        if not path or path.isspace() or (anywhere and is_dotted(path)):
            return None
        hit = find_file(self._files, self._folder, path)
        if hit is None or hit.rivals or hit.case_differs or (anywhere and hit.local):
            return None
        return hit.path if ".." not in path or not climbs_out(self._folder, path) else None
