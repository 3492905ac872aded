"""What a skim says of a note, and what it should say by what the reader says of it."""

import re
from collections.abc import Callable, Collection, Container, Mapping
from itertools import count

from vault_tool.frontmatter import aliases_in
from vault_tool.linkpath import index_files
from vault_tool.model import Link, LinkKind, Note
from vault_tool.names import heading_key
from vault_tool.parse import parse_note
from vault_tool.skimming.places import blocks_in, headings_in
from vault_tool.skimming.plain import PlainLinks, plain_names
from vault_tool.skimming.skim import UNSURE, Skimmed, skim


def plain_links(paths: Collection[str]) -> PlainLinks:
    """Return what is plainly right in a vault of these files."""
    files = index_files(paths)
    numbers = {path: number for number, path in enumerate(paths)}
    return PlainLinks(files, plain_names(files, numbers).get, numbers)


def told_apart(text: str) -> str:
    """Return the text with another name in each link to a note that is not there."""
    numbers = count()
    return re.sub(r"\[\[no\b", lambda _: f"[[no{next(numbers)}", text)


def skimmed_wrongly(path: str, raw: bytes, plain: PlainLinks) -> Mapping[str, object] | None:
    """Return what a skim of the note got wrong, each with what it said and what is so; `None` where it is unsure."""
    ways = plain.of(path.rpartition("/")[0])
    skimmed = skim(raw, ways)
    if skimmed is None:
        return None
    note = parse_note(path, raw)
    unsure = {asked.link()[1:3] for asked in skimmed.wikilinks if asked.start == UNSURE}
    told, true = _told(skimmed, unsure), _true(note, lambda link: ways.link(link) or _is_unsure(link, unsure))
    return {name: (told[name], true[name]) for name in true if told[name] != true[name]}


def _is_unsure(link: Link, unsure: Container[object]) -> bool:
    return link.kind not in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED) and link[1:3] in unsure


def _told(skimmed: Skimmed, unsure: Container[object]) -> dict[str, object]:
    links = [asked.link() for asked in skimmed.wikilinks]
    told = [link for link in (*links, *skimmed.links) if not _is_unsure(link, unsure)]
    return {
        "links": sorted(told, key=lambda link: link.start),
        "headings": [(heading.level, heading_key(heading.text)) for heading in headings_in(skimmed.lines)],
        "blocks": [block.id for block in blocks_in(skimmed.lines)],
        "aliases": skimmed.aliases + aliases_in(skimmed.alias_lines),
        "defects": skimmed.defects,
        "suppressions": (),
        "template": False,
    }


def _true(note: Note, is_plain: Callable[[Link], bool]) -> dict[str, object]:
    return {
        "links": [link for link in note.links if not is_plain(link)],
        "headings": [(heading.level, heading_key(heading.text)) for heading in note.headings],
        "blocks": [block.id for block in note.blocks],
        "aliases": note.aliases,
        "defects": note.defects,
        "suppressions": note.allows,
        "template": note.template,
    }
