"""The fix for `missing-property`: the property with its default."""

import json
import re

from vault_tool.edits import Edit
from vault_tool.fixing.remedy import Case, Remedy
from vault_tool.model import Frontmatter
from vault_tool.rules._properties import demands
from vault_tool.text import BOM

_CLOSING = re.compile(rb"---[ \t]*\r?\n?\Z")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 /_-]*[A-Za-z0-9]|[A-Za-z]")
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def missing_property(case: Case) -> Remedy | None:
    """Add the property at the end of the block, which is made where there is none; the value is nobody's but ours."""
    settings = case.links.vault.settings
    there = {name.lower() for name in case.note.properties}
    for demand in demands(case.note, settings):
        is_meant = demand.required and demand.name.lower() == case.finding.cause and demand.name.lower() not in there
        if not is_meant or demand.default is None:
            continue
        edit = _addition(case, f"{_scalar(demand.name)}: {_value(demand.default)}")
        after = case.after(edit)
        if after.frontmatter is Frontmatter.VALID and after.properties == {
            **case.note.properties,
            demand.name: demand.default,
        }:
            return Remedy((edit,), safe=False)
    return None


def _addition(case: Case, line: str) -> Edit:
    source = case.source
    first = source.find(b"\n")
    end = "\r\n" if first > 0 and source[first - 1 : first] == b"\r" else "\n"
    if case.note.frontmatter is Frontmatter.NONE:
        top = len(BOM) if source.startswith(BOM) else 0
        return Edit(top, top, f"---{end}{line}{end}---{end}".encode())
    closing = _CLOSING.search(source, 0, case.note.body)
    at = closing.start() if closing else case.note.body
    return Edit(at, at, f"{line}{end}".encode())


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if is_plain else json.dumps(text, ensure_ascii=False)
