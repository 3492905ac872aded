"""The report: what of a vault is done, what is due, what is broken and what is adrift, as one value."""

from vault_tool.report.records import (
    MADE_BY,
    By,
    GoalCount,
    LinkCount,
    Linked,
    Listing,
    Place,
    Problem,
    Report,
    Share,
    Todo,
    Track,
)
from vault_tool.report.summary import summarise

__all__ = [
    "MADE_BY",
    "By",
    "GoalCount",
    "LinkCount",
    "Linked",
    "Listing",
    "Place",
    "Problem",
    "Report",
    "Share",
    "Todo",
    "Track",
    "summarise",
]
