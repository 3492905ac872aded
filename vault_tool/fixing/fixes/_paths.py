"""The path by which a link in the finding's file would name a file, which several fixes ask for."""

from vault_tool.fixing.remedy import Case
from vault_tool.model import Link
from vault_tool.moving.candidates import path_candidates, way_of
from vault_tool.target import Attached, Found


def named(case: Case, link: Link, target: str) -> str | None:
    """Return the shortest path that leads to the file, and to its heading or block, and fits no other file.

    The link's own way of naming files is kept. `None` where nothing leads there, heading and all.
    """
    way = way_of(link, case.path, target, case.links.vault.settings)
    for path in path_candidates(link, way, case.path, target):
        found = case.leads(link._replace(path=path))
        if isinstance(found, Found | Attached) and found.path == target and not found.rivals:
            return path
    return None
