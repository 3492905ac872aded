"""Findings as JUnit's XML: every CI server shows failed tests."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree as ET

from vault_tool.diagnostic import Diagnostic
from vault_tool.linting import Coverage
from vault_tool.render.lint_text import summary_line
from vault_tool.render.printable import printable
from vault_tool.render.wording import told
from vault_tool.render.xml import legal, xml_document

_LONGEST = 300
"""How many characters of a line are shown."""


def lint_junit(diagnostics: Sequence[Diagnostic], coverage: Coverage) -> str:
    """Write a suite for each file with findings, and a failed test for each of them.

    Servers know a test by its class and name: these are the path and the message, numbered where it comes again, so
    that a test stays the same when text moves. Where nothing was found, one test has passed, for servers that take an
    empty report for a broken one.
    """
    number = len(diagnostics)
    root = ET.Element("testsuites", name="vault-tool", tests=str(number or 1), failures=str(number), errors="0")
    for path, group in groupby(diagnostics, attrgetter("path")):
        _suite(root, path, list(group))
    if not diagnostics:
        suite = ET.SubElement(root, "testsuite", name="vault-tool", tests="1", failures="0", errors="0", skipped="0")
        ET.SubElement(suite, "testcase", name=summary_line((), coverage), classname="vault-tool")
    return xml_document(root)


def _suite(root: "ET.Element", path: str, found: Sequence[Diagnostic]) -> None:
    number = str(len(found))
    name = legal(path)
    suite = ET.SubElement(root, "testsuite", name=name, tests=number, failures=number, errors="0", skipped="0")
    seen: Counter[str] = Counter()
    for diagnostic in found:
        title = legal(printable(f"{diagnostic.message} [{diagnostic.rule}]"))
        seen[title] += 1
        again = f" ({seen[title]})" if seen[title] > 1 else ""
        case = ET.SubElement(
            suite, "testcase", name=title + again, classname=name, file=name, line=str(diagnostic.line)
        )
        failure = ET.SubElement(
            case,
            "failure",
            type=diagnostic.rule,
            message=legal(printable(f"{diagnostic.severity}: {told(diagnostic)}")),
        )
        failure.text = legal(printable(f"{path}:{diagnostic.line}:{diagnostic.column}: {_line(diagnostic)}".rstrip()))


def _line(diagnostic: Diagnostic) -> str:
    """Return the line of the source, or how it begins: some notes are one line of a megabyte."""
    return diagnostic.excerpt if len(diagnostic.excerpt) <= _LONGEST else f"{diagnostic.excerpt[: _LONGEST - 1]}…"
