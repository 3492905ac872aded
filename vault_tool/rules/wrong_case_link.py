"""The rule `wrong-case-link`."""

from collections.abc import Iterator, Sequence

from vault_tool.diagnostic import Finding, Severity
from vault_tool.rules._rule import link_rule
from vault_tool.target import Attached, Found, Reference


@link_rule(Severity.WARNING, opt_in=True)
def wrong_case_link(references: Sequence[Reference]) -> Iterator[Finding]:
    """A link that finds its file only because letter case does not count.

    Where the name fits several files, that is the business of ambiguous-link.

    Why: Obsidian opens it. A web server, GitHub and most programs on Linux do not.
    Fix: write the name as the file has it.
    """
    for reference in references:
        link = reference.link
        match reference.target:
            case Found(path=path, rivals=(), case_differs=True) | Attached(path=path, rivals=(), case_differs=True):
                name = path if "/" in link.path else path.rpartition("/")[2]
                yield Finding(
                    reference.source,
                    link.start,
                    link.stop,
                    f"the file is called {name}: {link}",
                    cause=f"{path} as {link.path}",
                    related=(path,),
                )
