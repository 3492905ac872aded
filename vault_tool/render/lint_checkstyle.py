"""Findings as Checkstyle's XML, which reviewdog, Jenkins and many editors read."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree as ET

from vault_tool.diagnostic import Diagnostic
from vault_tool.render.printable import printable
from vault_tool.render.wording import told
from vault_tool.render.xml import legal, xml_document

_VERSION = "4.3"
"""The version of Checkstyle whose form this is; readers ask for one."""


def lint_checkstyle(diagnostics: Sequence[Diagnostic]) -> str:
    """Write a `file` element for each file with findings, which come sorted by path, and an `error` for each."""
    root = ET.Element("checkstyle", version=_VERSION)
    for path, group in groupby(diagnostics, attrgetter("path")):
        file = ET.SubElement(root, "file", name=legal(path))
        for found in group:
            ET.SubElement(
                file,
                "error",
                line=str(found.line),
                column=str(found.column),
                severity=found.severity,
                message=legal(printable(told(found))),
                source=f"vault-tool.{found.rule}",
            )
    return xml_document(root)
