"""Reads the tables of `cases/resolve`: small vaults, links as people write them, and where they lead in one line.

A table has `files`, one path a line; `notes` with the `headings`, `blocks`, `aliases` and `text` of some of them; and
cases, each with the rule it shows (a number of the semantics), a sentence, the file its links stand in (`from`, else
the first of the files), and pairs of a link and its target. A target is written as `told` writes it.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vault_tool.filekind import file_kind
from vault_tool.model import Block, Canvas, FileKind, Heading, Link, LinkKind, Note, Vault
from vault_tool.names import cleaned
from vault_tool.settings import Dialect, Settings
from vault_tool.target import Attached, External, Found, Missing, Target

TABLES = Path(__file__).parent / "cases" / "resolve"


class Case(NamedTuple):
    name: str
    vault: Vault
    source: str
    links: tuple[tuple[str, str], ...]


def cases() -> Iterator[Case]:
    for path in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        files = table["files"].split("\n")
        files = [name for name in files if name]
        vault = vault_of(files, table.get("notes", {}), table.get("dialect", "obsidian"))
        for case in table["case"]:
            name = f"{path.stem} {case['rule']}: {case['says']}"
            yield Case(name, vault, case.get("from", files[0]), tuple((link, target) for link, target in case["links"]))


def vault_of(files: list[str], notes: dict[str, Any] | None = None, dialect: str = "obsidian") -> Vault:
    """Make a vault of the files, with what is said of some of the notes."""
    said = notes or {}
    kinds = {path: file_kind(path) for path in files}
    texts = {path: str(about.get("text", "")).encode() for path, about in said.items()}
    return Vault(
        notes={path: note_of(path, said.get(path, {})) for path in files if kinds[path] is FileKind.NOTE},
        canvases={path: Canvas(path=path) for path in files if kinds[path] is FileKind.CANVAS},
        files=kinds,
        settings=Settings(dialect=Dialect(dialect)),
        source=texts.__getitem__,
    )


def note_of(path: str, about: dict[str, Any]) -> Note:
    """Make a note whose headings and blocks have their number among their kind for a place."""
    headings = []
    for at, line in enumerate(about.get("headings", ())):
        marks, _, text = line.partition(" ")
        headings.append(Heading(len(marks), text, at, at + 1))
    blocks = [Block(name, at, at + 1) for at, name in enumerate(about.get("blocks", ()))]
    return Note(path=path, aliases=tuple(about.get("aliases", ())), headings=tuple(headings), blocks=tuple(blocks))


def link_of(written: str) -> Link:
    """Read a link: `[[a#b|c]]`, `![[a]]`, `[t](a#b)`, `![t](a)`, and for other places `up: [[a]]`, `canvas: a#b`."""
    if written.startswith("canvas: "):
        return _link(LinkKind.CANVAS_FILE, written.removeprefix("canvas: "), None)
    if written.startswith("up: "):
        return link_of(written.removeprefix("up: "))._replace(kind=LinkKind.PROPERTY, key="up")
    embeds = written.startswith("!")
    written = written.removeprefix("!")
    if written.startswith("[["):
        linktext, bar, display = written[2:-2].partition("|")
        return _link(LinkKind.EMBED if embeds else LinkKind.WIKILINK, linktext, display if bar else None)
    display, _, destination = written[1:-1].partition("](")
    return _link(LinkKind.MARKDOWN_EMBED if embeds else LinkKind.MARKDOWN, destination, display)


def _link(kind: LinkKind, linktext: str, display: str | None) -> Link:
    if "://" in linktext and kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED):
        return Link(kind, linktext, None, display, 0, 1)
    path, hash_, subpath = linktext.partition("#")
    return Link(kind, path, subpath if hash_ else None, display, 0, 1)


def told(target: Target) -> str:
    """Write a target in one line, nothing left out."""
    match target:
        case External(url):
            return f"external {url}"
        case Missing(what, path, aliases, escapes, dialects):
            words = f"missing {what}" + (f" in {cleaned(path)}" if path is not None else "")
            return (
                words
                + (f", alias of {' '.join(aliases)}" if aliases else "")
                + (", escapes" if escapes else "")
                + (f", found by {' '.join(dialects)}" if dialects else "")
            )
        case Found(path, place, rivals, case_differs, escapes):
            match place:
                case Heading(level, text, start):
                    path += f" at {start} {'#' * level} {text}"
                case Block(name, start):
                    path += f" at {start} ^{name}"
        case Attached(path, rivals, case_differs, escapes):
            path = f"attached {path}"
    return (
        path
        + (f", rivals {' '.join(rivals)}" if rivals else "")
        + (", case differs" if case_differs else "")
        + (", escapes" if escapes else "")
    )
