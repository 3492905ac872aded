"""The rule `alias-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.model import Link, LinkKind
from vault_tool.rules._missing import missing
from vault_tool.rules._rule import link_rule
from vault_tool.target import Missing, Reference


@link_rule(Severity.ERROR)
def alias_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link that names a note by its alias.

    Why: Obsidian resolves a link by the file's name alone. An alias only helps while a link is typed, so the link is
    dead, and a click makes a new note of that name.
    Fix: write the file's name, and the alias as what is shown: `[[Ada Lovelace|Ada]]`.
    """
    for reference in references:
        link = reference.link
        match reference.target:
            case Missing(what="note" | "attachment", aliases=(_, *_) as notes, escapes=False) as target:
                if link.kind is not LinkKind.PROPERTY:
                    yield missing(reference, target)._replace(
                        message=f"an alias does not make a link: {link}",
                        related=notes,
                        hint="write " + " or ".join(_spelt_out(link, note) for note in notes),
                    )


def _spelt_out(link: Link, note: str) -> str:
    named = link._replace(path=note.removesuffix(".md"), display=link.display or link.path)
    if link.kind in (LinkKind.MARKDOWN, LinkKind.MARKDOWN_EMBED):
        named = named._replace(path=note)
    return str(named)
