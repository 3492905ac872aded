"""What becomes of a vault as files are saved, as one JSON object a line."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vault_tool.diagnostic import Diagnostic
from vault_tool.linting import Coverage
from vault_tool.render.lint_json import findings

if TYPE_CHECKING:
    from vault_tool.cache.session import Seen
    from vault_tool.progress import Progress


def begin_line(found: Sequence[Diagnostic], coverage: Coverage, progress: "Progress") -> str:
    """Write all that is found: `{"event": "begin", "notes": …, "tasks": …, "findings": [ … ]}`."""
    return _line({"event": "begin", "notes": coverage.notes, "tasks": _tasks(progress), "findings": findings(found)})


def after_line(seen: "Sequence[Seen]", problems: int, progress: "Progress") -> str:
    """Write what is found now in the files that a change touched, how many findings there are in all, and tasks."""
    files = [{"path": one.path, "tasks": _tasks(one.progress), "findings": findings(one.found)} for one in seen]
    return _line({"event": "change", "problems": problems, "tasks": _tasks(progress), "files": files})


def _tasks(progress: "Progress | None") -> dict[str, int] | None:
    return {"done": progress.done, "total": progress.total} if progress else None


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
