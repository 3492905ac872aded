"""The report of a vault that nobody holds: several processes gather it, and read of a note no more than they must."""

from vault_tool.surveying.reporting import report_on

__all__ = ["report_on"]
