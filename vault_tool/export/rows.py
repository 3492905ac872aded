"""JSON with one record a line, which a diff and a search by line can do something with."""

import json
from collections.abc import Iterable, Mapping


def rows(records: Iterable[Mapping[str, object]], indent: str) -> str:
    """Return what stands between the brackets of a JSON list of these records, each on a line of its own."""
    return ",".join(f"\n{indent}{json.dumps(record, ensure_ascii=False)}" for record in records)
