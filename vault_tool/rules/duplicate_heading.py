"""The rule `duplicate-heading`."""

from collections.abc import Iterator

from vault_tool.diagnostic import Finding, Severity
from vault_tool.names import HeadingKey, heading_key
from vault_tool.rules._page import Page
from vault_tool.rules._rule import note_rule


@note_rule(Severity.WARNING, opt_in=True)
def duplicate_heading(page: Page) -> Iterator[Finding]:
    """A heading that stands twice in the same section.

    Equal headings in different sections are fine: `[[Plan#May#Goals]]` and `[[Plan#June#Goals]]` tell them apart.

    Why: no link can reach the second of the two; it always leads to the first.
    Fix: give the second another name, or join the two sections.
    """
    open_sections: list[tuple[int, set[HeadingKey]]] = [(0, set())]
    for heading in page.note.headings:
        while open_sections[-1][0] >= heading.level:
            open_sections.pop()
        siblings = open_sections[-1][1]
        open_sections.append((heading.level, set()))
        key = heading_key(heading.text)
        if key in siblings:
            yield Finding(
                page.note.path,
                heading.start,
                heading.stop,
                f"the section has this heading already: {heading.text}",
                cause=f"{page.note.path}#{key}",
            )
        elif key:
            siblings.add(key)
