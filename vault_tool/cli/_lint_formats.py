"""The formats of `lint`, and what each of them is about: the vault, or the repository that the vault lies in."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tool.cli._options import terminal_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vault_tool.diagnostic import Diagnostic
    from vault_tool.linting import Coverage

FORMATS = (
    "text",
    "concise",
    "json",
    "jsonl",
    "github",
    "gitlab",
    "sarif",
    "junit",
    "checkstyle",
    "markdown",
)

_OF_THE_VAULT = ("text", "concise", "json", "jsonl")
"""Formats in which paths are the vault's; code hosts and CI servers look files up in the repository."""

_SUMMARISED = 250
"""How many problems a job summary shows: GitHub drops one of more than 1 MiB."""


def format_here(given: str | None, output: Path | None) -> str:
    """Return the format asked for; by default `text`, and `github` for the log of a run of GitHub Actions."""
    return given or ("github" if output is None and _on_github() else "text")


def rendered(
    style: str,
    found: "Sequence[Diagnostic]",
    covered: "Coverage",
    root: Path,
    *,
    colour: bool,
    among: "Sequence[Diagnostic]" = (),
) -> str:
    """Return the findings in the vault at `root` as a whole document of that format.

    `among` is all that was found, where `found` are only the new ones.
    """
    if style not in _OF_THE_VAULT:
        found, among = _in_the_repository(found, root), _in_the_repository(among, root)
    match style:
        case "text":
            from vault_tool.render.lint_text import lint_text

            return lint_text(found, width=terminal_width(), colour=colour)
        case "json":
            from vault_tool.render.lint_json import lint_json

            return lint_json(found, covered, among)
        case "jsonl":
            from vault_tool.render.lint_jsonl import lint_jsonl

            return lint_jsonl(found, among)
        case "github":
            from vault_tool.render.lint_github import lint_github

            return lint_github(found)
        case "gitlab":
            from vault_tool.render.lint_gitlab import lint_gitlab

            return lint_gitlab(found, among)
        case "sarif":
            from vault_tool.render.lint_sarif import lint_sarif
            from vault_tool.rules import all_rules

            return lint_sarif(found, all_rules().values(), among)
        case "junit":
            from vault_tool.render.lint_junit import lint_junit

            return lint_junit(found, covered)
        case "checkstyle":
            from vault_tool.render.lint_checkstyle import lint_checkstyle

            return lint_checkstyle(found)
        case "markdown":
            from vault_tool.render.lint_markdown import lint_markdown

            return lint_markdown(found, covered)
    from vault_tool.render.lint_concise import lint_concise

    return lint_concise(found)


def summarise_job(style: str, found: "Sequence[Diagnostic]", covered: "Coverage", root: Path) -> None:
    """Add the findings to the summary of the job, where the format is `github` and this is a run of GitHub Actions."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if style != "github" or not summary or not _on_github():
        return
    from vault_tool.render.lint_markdown import lint_markdown
    from vault_tool.store import append

    page = lint_markdown(_in_the_repository(found, root), covered, limit=_SUMMARISED)
    append(Path(summary), f"{page}\n".encode(errors="replace"))


def _on_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _in_the_repository(found: "Sequence[Diagnostic]", root: Path) -> "Sequence[Diagnostic]":
    """Return the findings with paths as the code host knows them."""
    from vault_tool.store import folder_in_repository

    folder = folder_in_repository(root, os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR"))
    if not folder:
        return found
    return [
        diagnostic._replace(
            path=f"{folder}/{diagnostic.path}",
            related=tuple(f"{folder}/{path}" for path in diagnostic.related),
        )
        for diagnostic in found
    ]
