"""Mentions as findings, and as links in their place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vault_tool.diagnostic import Diagnostic, Finding, Severity
from vault_tool.edits import Edit, edited
from vault_tool.linking.unlinked import Unlinked
from vault_tool.links import LinkTable, link_vault
from vault_tool.linting.stamping import stamp
from vault_tool.model import Link, LinkKind
from vault_tool.moving.candidates import Way, path_candidates
from vault_tool.resolve import resolve
from vault_tool.rewriting import with_texts
from vault_tool.rules._rule import vault_rule
from vault_tool.settings import Dialect, LinkFormat
from vault_tool.spelling.destination import bare_destination
from vault_tool.target import Found

_WAYS = {LinkFormat.SHORTEST: Way.SHORTEST, LinkFormat.RELATIVE: Way.RELATIVE, LinkFormat.ABSOLUTE: Way.ABSOLUTE}


@vault_rule(Severity.WARNING, opt_in=True)
def unlinked_mention(links: LinkTable) -> Iterator[Finding]:
    """Stand for the rule that the findings go by; `lint` does not run it, for what it says is no defect."""
    del links
    yield from ()


def as_diagnostics(links: LinkTable, mentions: Iterable[Unlinked]) -> tuple[Diagnostic, ...]:
    """Return the mentions as findings, with line and column, sorted by place."""
    return stamp(
        links,
        (
            (
                unlinked_mention,
                Finding(
                    mention.path,
                    mention.start,
                    mention.stop,
                    f"names {mention.names} and does not link to it: {mention.words}",
                    cause=mention.names,
                    related=(mention.names,),
                    hint=f"write {written}" if (written := link_text(links, mention)) else "",
                ),
            )
            for mention in mentions
        ),
    )


def linked_texts(links: LinkTable, mentions: Iterable[Unlinked]) -> tuple[Mapping[str, tuple[bytes, bytes]], int]:
    """Return the files in which mentions become links, as they are and as they would be, and how many become one.

    The texts are read again: a file in which any link would not lead to its note, or another link would change, stays
    as it is.
    """
    by_path: dict[str, list[Unlinked]] = defaultdict(list)
    edits: dict[str, list[Edit]] = defaultdict(list)
    for mention in mentions:
        text = link_text(links, mention)
        if text is not None:
            by_path[mention.path].append(mention)
            edits[mention.path].append(Edit(mention.start, mention.stop, text.encode()))
    sources = {path: links.vault.source(path) for path in edits}
    texts = {path: edited(source, edits[path]) for path, source in sources.items()}
    after = link_vault(with_texts(links.vault, texts))
    right = [path for path, several in by_path.items() if _is_right(links, after, several)]
    return {path: (sources[path], texts[path]) for path in right}, sum(len(by_path[path]) for path in right)


def _is_right(before: LinkTable, after: LinkTable, mentions: Sequence[Unlinked]) -> bool:
    """Whether the note's links are those that it had and those to the notes that it mentions."""
    path = mentions[0].path
    left = [reference.edge for reference in after.references[path]]
    wanted = [*(reference.edge for reference in before.references[path]), *(mention.names for mention in mentions)]
    return Counter(left) == Counter(wanted)


def link_text(links: LinkTable, mention: Unlinked) -> str | None:
    """Return the link that says the same words, in the form that the vault's settings ask for; `None` if none does."""
    settings = links.vault.settings
    markdown = settings.markdown_links or settings.dialect is Dialect.GITHUB
    kind = LinkKind.MARKDOWN if markdown else LinkKind.WIKILINK
    way = Way.RELATIVE if settings.dialect is Dialect.GITHUB else _WAYS[settings.link_format or LinkFormat.SHORTEST]
    link = Link(kind, ".md" if markdown else "", None, None, mention.start, mention.stop)
    for path in path_candidates(link, way, mention.path, mention.names):
        target = resolve(links.index, mention.path, link._replace(path=path))
        if isinstance(target, Found) and target.path == mention.names and not target.rivals:
            if markdown:
                return f"[{mention.words}]({bare_destination(path)})"
            bar = "\\|" if mention.in_table else "|"
            return f"[[{path}]]" if path == mention.words else f"[[{path}{bar}{mention.words}]]"
    return None
