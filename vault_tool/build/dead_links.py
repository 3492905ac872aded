"""Links to notes that are gone: where the source has put them they become plain text, and the user's own are left.

All texts are in source form.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from vault_tool.build.merge.origins import passages
from vault_tool.build.merge.tasks import ItemLine, merged_line, read_item
from vault_tool.build.source_form import links_to, referred, unlinked


def as_linked(body: str, before: str, now: str) -> str:
    """Give the lines that are the builder's the links that they are to have; a task has them whatever its state.

    `before` is what the source asks for with the links that there were, `now` the same with those that there are to be.
    """
    pairs = list(zip(before.split("\n"), now.split("\n"), strict=True))
    lines = dict(pairs)
    tasks = {old.name: (old, new) for old, new in _tasks(pairs)}
    return "\n".join(lines[line] if line in lines else _task_as_linked(line, tasks) for line in body.split("\n"))


def _tasks(pairs: Collection[tuple[str, str]]) -> Iterator[tuple[ItemLine, ItemLine]]:
    for before, now in pairs:
        if before != now and (old := read_item(before)) and (new := read_item(now)) and old.mark is not None:
            yield old, new


def _task_as_linked(line: str, tasks: Mapping[str, tuple[ItemLine, ItemLine]]) -> str:
    item = read_item(line) if tasks else None
    if item is None or item.mark is None or item.name not in tasks or item.is_removed:
        return line
    before, now = tasks[item.name]
    if item.core != before.core:
        return line
    box, text, _ = merged_line(before, item, now)
    return f"{item.indent}{item.marker}{item.space}{box}{text}"


def without_dead(body: str, gone: Collection[str], titles: Mapping[str, str], *versions: str) -> str:
    """Make plain text of as many links to notes that are gone as the source has or had there, in every passage.

    `versions` are what the source says and what it said before; a link beyond those is the user's own and stays.
    """
    if referred(body).isdisjoint(gone):
        return body
    pieces = []
    for text, origins, _ in passages(body, *versions):
        if not referred(text).isdisjoint(gone):
            most = Counter[str]()
            for origin in origins:
                most |= links_to(origin, gone)
            pieces.append(unlinked(text, most, titles))
        else:
            pieces.append(text)
    return "".join(pieces)
