"""What has become of a vault after files were saved, for a person at a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vault_tool.render.lint_concise import lint_concise
from vault_tool.render.printable import printable
from vault_tool.render.wording import counted

if TYPE_CHECKING:
    from vault_tool.cache.session import Seen


def watch_text(seen: "Sequence[Seen]", problems: int) -> str:
    """Write what appeared as `lint` does, what is gone behind `fixed:`, the notes' tasks, and how much is left."""
    return "".join(_rows(seen, problems))


def _rows(seen: "Sequence[Seen]", problems: int) -> Iterator[str]:
    for one in seen:
        yield lint_concise(one.appeared)
        for gone in one.gone:
            yield printable(f"fixed: {gone.path}: {gone.message} [{gone.rule}]") + "\n"
        if one.progress:
            yield f"{printable(one.path)}: {one.progress.done:,} of {counted(one.progress.total, 'task')} done\n"
    yield f"{counted(problems, 'problem')}\n" if problems else "no problems\n"
