"""Which files are left out of findings, by Obsidian's own list and by ours."""

import pytest

from vault_tool.exclusion import excluded_paths, filter_matcher, pattern_matcher
from vault_tool.settings import Settings


@pytest.mark.parametrize(
    ("entry", "path", "excluded"),
    [
        # A path is a prefix, anchored at the start.
        ("archive/", "archive/Old.md", True),
        ("archive/", "archive/deep/Old.md", True),
        ("archive/", "notes/archive/Old.md", False),
        ("archive/", "archived.md", False),
        ("arch", "archived.md", True),
        ("Inbox.md", "Inbox.md", True),
        ("Archive/", "archive/Old.md", True),
        ("Modèles/", "mode\u0300les/Note.md", True),
        ("*.md", "Home.md", False),
        # Between slashes stands a regular expression, searched for anywhere.
        ("/archive/", "notes/my archived.md", True),
        ("/^archive/", "notes/archive.md", False),
        (r"/\.excalidraw\.md$/", "Drawing.excalidraw.md", True),
        (r"/a\/b/", "a/b.md", True),
        ("/(?<year>20\\d\\d)/", "log/2024.md", True),
        ("/(?<!x)y/", "xy.md", False),
        ("/(?<=x)y/", "xy.md", True),
        ("/[[a]/", "[.md", True),
        ("/ARCHIVE/", "archive.md", True),
        # What is no expression, or would be every file, excludes nothing.
        ("/(/", "(.md", False),
        ("/*x/", "x.md", False),
        ("", "Home.md", False),
        ("/", "Home.md", False),
        ("//", "Home.md", False),
    ],
)
def test_obsidian_s_excluded_files(entry: str, path: str, excluded: bool) -> None:
    assert filter_matcher([entry])(path) is excluded


@pytest.mark.parametrize(
    ("patterns", "path", "excluded"),
    [
        (["drafts/"], "drafts/Plan.md", True),
        (["drafts/"], "notes/drafts/Plan.md", True),
        (["/drafts/"], "notes/drafts/Plan.md", False),
        (["*.tmp.md"], "notes/Plan.tmp.md", True),
        (["notes/**/old.md"], "notes/a/b/old.md", True),
        (["*", "!Plan.md"], "Plan.md", False),
        (["Drafts/"], "drafts/Plan.md", False),
        (["# drafts/"], "drafts/Plan.md", False),
        (["Cafe\u0301/"], "Café/Menu.md", True),
    ],
)
def test_our_patterns_are_those_of_a_gitignore(patterns: list[str], path: str, excluded: bool) -> None:
    assert pattern_matcher(patterns)(path) is excluded


@pytest.mark.parametrize("pattern", ["!", "\\", "[z-a]"])
def test_what_is_no_pattern_is_named(pattern: str) -> None:
    with pytest.raises(ValueError, match="is no gitignore-style pattern") as caught:
        pattern_matcher(["fine", pattern])
    assert repr(pattern) in str(caught.value)


PATHS = ("Home.md", "archive/Old.md", "archive/Keep.md", "drafts/Plan.md", "drafts/sketch.png")


@pytest.mark.parametrize(
    ("settings", "excluded"),
    [
        (Settings(), set()),
        (Settings(user_ignore_filters=("archive/",)), {"archive/Old.md", "archive/Keep.md"}),
        (Settings(exclude=("drafts/",)), {"drafts/Plan.md", "drafts/sketch.png"}),
        (Settings(user_ignore_filters=("archive/O",), exclude=("*.png",)), {"archive/Old.md", "drafts/sketch.png"}),
        (Settings(user_ignore_filters=("archive/",), include=("Keep.md",)), {"archive/Old.md"}),
        (Settings(exclude=("*",), include=("archive/",)), {"Home.md", "drafts/Plan.md", "drafts/sketch.png"}),
        (Settings(include=("archive/",)), set()),
    ],
)
def test_excluded_is_what_either_list_names_and_include_does_not(settings: Settings, excluded: set[str]) -> None:
    assert excluded_paths(PATHS, settings) == excluded
