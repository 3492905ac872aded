"""Everything that was read of a vault, as one plain document: what `inspect` prints and the conformance cases compare.

The keys are those of the cases' `expected.json`: `schema files notes canvases totals`. Lines and columns count from 1,
columns in code points.
"""

import json
from collections.abc import Iterable
from typing import Any

from vault_tool.links import LinkTable
from vault_tool.model import Canvas, Link, LinkKind, Note, Vault
from vault_tool.names import within as is_within
from vault_tool.target import External, Missing, Reference, Target
from vault_tool.text import Locator

SCHEMA = 1

Entry = dict[str, Any]


def inspect_vault(links: LinkTable, within: str = "") -> Entry:
    """Return the document, ready for JSON: dicts, lists, strings, numbers and `None`. External links are left out.

    `within` is a folder of the vault: only what lies in it or below is shown; the empty one is the whole vault.
    """
    vault = links.vault

    def shown(paths: Iterable[str]) -> list[str]:
        return sorted(path for path in paths if is_within(path, (within,)))

    files = {path: str(vault.files[path]) for path in shown(vault.files)}
    notes = {path: _note(vault, vault.notes[path], links.references.get(path, ())) for path in shown(vault.notes)}
    canvases = {
        path: {"links": _canvas_links(vault, vault.canvases[path], links.references.get(path, ()))}
        for path in shown(vault.canvases)
    }
    return {
        "schema": SCHEMA,
        "files": files,
        "notes": notes,
        "canvases": canvases,
        "totals": _totals(len(files), list(notes.values()), list(canvases.values())),
    }


def _note(vault: Vault, note: Note, references: tuple[Reference, ...]) -> Entry:
    source = vault.source(note.path)
    locator = Locator(source)
    links = []
    for reference in references:
        if isinstance(reference.target, External):
            continue
        link = reference.link
        line, column = locator.position(link.start)
        written = source[link.start : link.stop].decode() or str(link)
        place = {"line": line, "col": column, "raw": written}
        links.append(place | _link(link, reference.target) | ({"key": link.key} if link.key else {}))
    return {
        "frontmatter": str(note.frontmatter),
        "links": links,
        "headings": [
            {"line": locator.position(heading.start).line, "level": heading.level, "text": heading.text}
            for heading in note.headings
        ],
        "blocks": [{"line": locator.position(block.start).line, "id": block.id} for block in note.blocks],
        "tags": {
            "frontmatter": list(note.property_tags),
            "inline": [
                {"line": position.line, "col": position.column, "tag": tag.name}
                for tag in note.tags
                for position in (locator.position(tag.start),)
            ],
        },
        "aliases": list(note.aliases),
        "tasks": [{"line": locator.position(task.start).line, "status": task.mark} for task in note.tasks],
    }


def _canvas_links(vault: Vault, canvas: Canvas, references: tuple[Reference, ...]) -> list[Entry]:
    source = vault.source(canvas.path) if references else b""
    return [
        {
            "node": reference.link.key,
            "field": "file" if reference.link.kind is LinkKind.CANVAS_FILE else "text",
            "raw": json.loads(b'"' + source[reference.link.start : reference.link.stop] + b'"'),
        }
        | _link(reference.link, reference.target)
        for reference in references
        if not isinstance(reference.target, External)
    ]


def _link(link: Link, target: Target) -> Entry:
    entry: Entry = {"kind": str(link.kind), "link": link.linktext}
    if link.display is not None:
        entry["display"] = link.display
    assert not isinstance(target, External)
    entry["target"] = target.path
    entry["subpath"] = _subpath(link, target)
    return entry


def _subpath(link: Link, target: Target) -> str | None:
    """Say what became of the subpath; `None` where there is none, or no file for it."""
    if not link.subpath or not link.subpath.strip("#") or isinstance(target, External) or target.path is None:
        return None
    if isinstance(target, Missing):
        return "broken"
    return "ok" if target.path.lower().endswith(".md") else "unchecked"


def _totals(files: int, notes: list[Entry], canvases: list[Entry]) -> dict[str, int]:
    links = [link for note in notes for link in note["links"]]
    canvas_links = [link for canvas in canvases for link in canvas["links"]]
    tags = [tag for note in notes for tag in note["tags"]["frontmatter"]]
    tags += [tag["tag"] for note in notes for tag in note["tags"]["inline"]]
    tasks = [task for note in notes for task in note["tasks"]]
    return {
        "files": files,
        "notes": len(notes),
        "links": len(links),
        "embeds": sum(link["kind"].endswith("embed") for link in links),
        "properties": sum(link["kind"] == LinkKind.PROPERTY for link in links),
        "unresolved": sum(link["target"] is None for link in links),
        "broken_subpaths": sum(link["subpath"] == "broken" for link in links),
        "canvas_links": len(canvas_links),
        "canvas_unresolved": sum(link["target"] is None for link in canvas_links),
        "headings": sum(len(note["headings"]) for note in notes),
        "blocks": sum(len(note["blocks"]) for note in notes),
        "tags": len(tags),
        "unique_tags": len({tag.lower() for tag in tags}),
        "tasks": len(tasks),
        "open_tasks": sum(task["status"] == " " for task in tasks),
    }
