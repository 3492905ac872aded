"""The words that the readable renderings share, so that the terminal and the note say the same."""

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault_tool.diagnostic import Diagnostic
    from vault_tool.progress import Progress
    from vault_tool.report import Report, Todo

_MANY_DAYS = 100
_YEAR = 365

_WIKILINK = re.compile(r"!?\[\[(?P<link>[^\[\]|\\]+)(?:\\?\|(?P<display>[^\[\]]*))?\]\]")
_MARKDOWN_LINK = re.compile(r"!?\[(?P<text>[^\[\]]+)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<![\w\\*])(\*\*\*|\*\*|\*|~~|==|`)(?=\S)(?P<text>[^*~=`]+?)(?<=\S)\1(?![\w*])")
_DATED = re.compile(
    r"(?<!\s)\s*+(?:(?:📅|📆|🗓|⏳|⌛|🛫|✅|➕|❌)\ufe0f? *\d{4}-\d{2}-\d{2}"
    r"|[\[(](?:due|scheduled|start|completion|created|cancelled):: *\d{4}-\d{2}-\d{2}[\])])"
)
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9-]+\s*\Z")


def plain(text: str) -> str:
    """Return a line of Markdown as it is read: links as their text, without emphasis, dates and block id."""
    text = _DATED.sub("", _BLOCK_ID.sub("", text))
    text = _WIKILINK.sub(lambda link: link["display"] or link["link"], text)
    text = _MARKDOWN_LINK.sub(lambda link: link["text"], text)
    return " ".join(_EMPHASIS.sub(lambda mark: mark["text"], text).split())


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return the number with its noun: `1 note`, `2,000 notes`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def told(diagnostic: "Diagnostic") -> str:
    """Return what is wrong, and behind it what was probably meant: `no such note: [[x]]; did you mean [[y]]?`."""
    return f"{diagnostic.message}; {diagnostic.hint}" if diagnostic.hint else diagnostic.message


def percent(progress: "Progress") -> int | None:
    """Return the share done in per cent, rounded down, so that 100 means done; 1 where anything is done at all."""
    if progress.ratio is None:
        return None
    return max(progress.done * 100 // progress.total, 1 if progress.done else 0)


def full_cells(done: float, total: float, width: int) -> int:
    """Return how many of a bar's cells are full: all where all is done and only there, one where anything is."""
    if total <= 0 or done <= 0:
        return 0
    if done >= total:
        return width
    return min(width - 1, max(1, int(done / total * width)))


def number(value: float) -> str:
    """Return a goal's number without a needless fraction: `3`, `2.5`, `1,200`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.12g}"


def distance(day: date, today: date) -> str:
    """Return how far off the day is, as people say it: in days, months (from 100 days) or years (from two)."""
    days = abs((day - today).days)
    if days <= 1:
        return ("yesterday", "today", "tomorrow")[(day - today).days + 1]
    if days < _MANY_DAYS:
        far = f"{days} days"
    elif days < 2 * _YEAR:
        far = f"{days * 12 // _YEAR} months"
    else:
        far = f"{days // _YEAR} years"
    return f"{far} ago" if day < today else f"in {far}"


def counts(report: "Report") -> tuple[str, ...]:
    """Return the files that the vault consists of, by kind and number; kinds that it has none of are left out."""
    others = (
        (report.left_out, "excluded note", ""),
        (report.canvases, "canvas", "canvases"),
        (report.attachments, "attachment", ""),
    )
    return (
        counted(report.notes, "note"),
        *(counted(number, noun, plural) for number, noun, plural in others if number),
    )


def more(number: int) -> str:
    """Return what stands below a list that is cut short."""
    return f"{number:,} more, --all shows them"


def section_of(todo: "Todo") -> str:
    """Return the heading that the task stands under; empty where that is only the note's name again."""
    section = plain(todo.section)
    return "" if section == name_of(todo.path) else section


def name_of(path: str) -> str:
    """Return what a file is called: its name, without `.md` where it is a note."""
    return path.rpartition("/")[2].removesuffix(".md")


def folder_of(path: str) -> str:
    """Return the folder that the file lies in; empty at the root."""
    return path.rpartition("/")[0]


NO_NOTES = "no notes here: is this a vault?"
"""What a folder without notes is told."""
