"""The rule `ambiguous-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.names import note_key
from vault_tool.rules._rule import link_rule
from vault_tool.target import Attached, Found, Reference


@link_rule(Severity.WARNING, opt_in=True)
def ambiguous_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link whose name fits several files, so that their order decides where it leads.

    Obsidian takes the file whose path is exactly that, then one in the link's own folder or below it, then the one
    with the shortest path. A link that gives a file's exact path is not ambiguous.

    Why: the text does not say which file is meant, and moving one of them can turn the link to another.
    Fix: name the folder too, as in `[[work/Plan]]`.
    """
    for reference in references:
        link = reference.link
        match reference.target:
            case Found(path=path, rivals=(_, *_) as rivals) | Attached(path=path, rivals=(_, *_) as rivals):
                yield Finding(
                    reference.source,
                    link.start,
                    link.stop,
                    f"fits {len(rivals) + 1} files, leads to {path}: {link}",
                    cause=f"{note_key(link.path)} -> {path}",
                    related=rivals,
                    hint=f"also fits {rivals[0]}" + (f" and {len(rivals) - 1} more" if rivals[1:] else ""),
                )
