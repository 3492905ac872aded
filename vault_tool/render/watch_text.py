"""What has become of a vault after files were saved, for a person at a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vault_tool.render.lint_concise import lint_concise
from vault_tool.render.printable import printable
from vault_tool.render.wording import counted

if TYPE_CHECKING:
    from vault_tool.cache.session import Seen
    from vault_tool.progress import Progress


def watch_text(seen: "Sequence[Seen]", problems: int, progress: "Progress") -> str:
    """Write what appeared as `lint` does, what is gone behind `fixed:`, the notes' tasks, and how much is left.

    `progress` is that of the whole vault.
    """
    return "".join(_rows(seen, problems, progress))


def progress_text(progress: "Progress") -> str:
    """Write how many tasks of a vault are done, as a clause; empty where there are none."""
    return _done(progress) if progress.total else ""


def _done(progress: "Progress") -> str:
    return f"{progress.done:,} of {counted(progress.total, 'task')} done"


def _rows(seen: "Sequence[Seen]", problems: int, progress: "Progress") -> Iterator[str]:
    for one in seen:
        yield lint_concise(one.appeared)
        for gone in one.gone:
            yield printable(f"fixed: {gone.path}: {gone.message} [{gone.rule}]") + "\n"
        if one.progress:
            yield f"{printable(one.path)}: {_done(one.progress)}\n"
    left = counted(problems, "problem") if problems else "no problems"
    yield ", ".join(filter(None, (left, progress_text(progress)))) + "\n"
