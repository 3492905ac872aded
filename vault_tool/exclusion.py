"""Which files are left out of findings, progress and orphans, though links still lead to them.

Two languages say so: Obsidian's *Excluded files* (`userIgnoreFilters`, semantics 1.4), and the gitignore-style
patterns of our own configuration.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from vault_tool.names import cleaned, note_key
from vault_tool.settings import Settings

Matcher: TypeAlias = Callable[[str], bool]
"""Says of a path whether it is meant."""

_JAVASCRIPT_GROUP = re.compile(r"\(\?<(?![=!])")


def excluded_paths(paths: Iterable[str], settings: Settings) -> frozenset[str]:
    """Return those of the paths that the settings leave out.

    A path that `include` names counts, whoever else leaves it out; so a list that is misread yields a finding too
    many and not a vault that only seems clean.
    """
    filters = [filter_matcher(settings.user_ignore_filters)] if settings.user_ignore_filters else []
    patterns = [pattern_matcher(settings.exclude)] if settings.exclude else []
    matchers = filters + patterns
    if not matchers:
        return frozenset()
    out = frozenset(path for path in paths if any(excludes(path) for excludes in matchers))
    if not settings.include:
        return out
    includes = pattern_matcher(settings.include)
    return frozenset(path for path in out if not includes(path))


def filter_matcher(filters: Sequence[str]) -> Matcher:
    """Return what Obsidian's list of excluded files means (semantics 1.4).

    An entry `/re/` is a regular expression searched for in the path, any other the beginning of a path: `archive/`
    is a folder, `arch` is also all that begins so. Whether letter case counts there is not known; here it does not,
    because a file too many left out is better than a false alarm. An expression that is none in Python is ignored.

    Obsidian's expressions are run as they are: one that backtracks without end makes reading slow here as it makes
    the app slow.
    """
    prefixes = []
    expressions = []
    for entry in filters:
        if len(entry) > 2 and entry.startswith("/") and entry.endswith("/"):  # noqa: PLR2004 - two slashes
            if expression := _compiled(entry[1:-1]):
                expressions.append(expression)
        elif entry.strip("/"):
            prefixes.append(note_key(entry))
    starts = tuple(prefixes)

    def excludes(path: str) -> bool:
        if starts and note_key(path).startswith(starts):
            return True
        return any(expression.search(path) for expression in expressions)

    return excludes


def pattern_matcher(patterns: Sequence[str]) -> Matcher:
    """Return what the lines of a `.gitignore` mean for a path; letter case counts.

    Raises `ValueError` where one of them is no pattern, and says which.
    """
    # pathspec takes 22 ms to load, and few vaults have patterns.
    from pathspec import GitIgnoreSpec  # noqa: PLC0415

    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:
            raise ValueError(f"{pattern!r} is no gitignore-style pattern") from error
    return GitIgnoreSpec.from_lines([cleaned(pattern) for pattern in patterns]).match_file


def _compiled(expression: str) -> re.Pattern[str] | None:
    """Read a JavaScript expression as Python's; the two differ in the names of groups and in rarities."""
    with warnings.catch_warnings():
        # Python warns of sets such as `[[a]`, which JavaScript takes for what they are.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return re.compile(_JAVASCRIPT_GROUP.sub("(?P<", cleaned(expression)), re.IGNORECASE)
        except (re.error, OverflowError, RecursionError):
            return None
