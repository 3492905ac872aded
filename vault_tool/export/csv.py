"""The graph as a table of its edges, for a spreadsheet, a data frame or Gephi's import."""

import csv
import io
from typing import TYPE_CHECKING

from vault_tool.graph import edges

if TYPE_CHECKING:
    from vault_tool.graph import LinkGraph

COLUMNS = ("source", "target", "kind", "subpath", "field", "start", "stop")


def to_csv(graph: "LinkGraph") -> str:
    """Return the edges as CSV (RFC 4180, but with plain line feeds), one a row under a row of column names.

    One table cannot hold nodes and edges both: a note without links is not in it, nor is any attribute of a note.
    """
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**attributes, "source": source, "target": target} for source, target, attributes in edges(graph))
    return table.getvalue()
