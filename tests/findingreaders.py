"""Readers of what `lint` writes, one a format, made from the formats' own documents and not from our writers.

Each takes a whole document, insists on its form, and gives back the findings as far as the format holds them: what
it has no place for is `None`. `READERS` names them by format.
"""

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator
from junitparser import Failure, JUnitXml, TestCase, TestSuite
from markdown_it import MarkdownIt

SARIF_SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text("utf-8"))
LINT_SCHEMA = json.loads(files("vault_tool").joinpath("schema/lint.json").read_text("utf-8"))

SARIF = Draft202012Validator(SARIF_SCHEMA)
LINT = Draft202012Validator(LINT_SCHEMA)
FINDING = Draft202012Validator({**LINT_SCHEMA["$defs"]["finding"], "$defs": LINT_SCHEMA["$defs"]})


class Read(NamedTuple):
    """A finding as it came back."""

    rule: str
    severity: str | None
    path: str
    line: int
    column: int | None = None
    end: tuple[int, int] | None = None
    message: str | None = None
    hint: str | None = None
    """`None` where the format puts it behind the message, or leaves it out."""
    fingerprint: str | None = None


_LINE = re.compile(r"(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning): (?P<message>.+) \[(?P<rule>[a-z-]+)\]")  # fmt: skip # noqa: E501
_PLACE = re.compile(r"(?P<path>.+):(?P<line>\d+):(?P<column>\d+)")
_ALSO_AT = re.compile(r"    also at (?P<listed>.+?)(?: and (?P<more>[\d,]+) more places?)?")
_LISTED = re.compile(r"(?:(?P<path>.+?):)?(?P<line>\d+):(?P<column>\d+)(?:, |$)")


def read_concise(document: str) -> list[Read]:
    return [_row(line) for line in _rows(document)]


def _rows(document: str) -> list[str]:
    assert not document or document.endswith("\n")
    return document.split("\n")[:-1]


def _row(line: str) -> Read:
    found = _LINE.fullmatch(line)
    assert found, line
    return Read(
        found["rule"],
        found["severity"],
        found["path"],
        int(found["line"]),
        int(found["column"]),
        message=found["message"],
    )


def read_text(document: str) -> list[Read]:
    """Read problems and their other places; of many places only some are named, the last line counts them all."""
    *rows, last = _rows(document)
    reads: list[Read] = []
    unnamed = 0
    for row in rows:
        if not row.startswith(" "):
            reads.append(_row(row))
        elif row.startswith("    also at "):
            also = _ALSO_AT.fullmatch(row)
            assert also, row
            first = reads[-1]
            for place in _LISTED.finditer(also["listed"]):
                where = Read(first.rule, first.severity, place["path"] or first.path, int(place["line"]))
                reads.append(where._replace(column=int(place["column"])))
            unnamed += int((also["more"] or "0").replace(",", ""))
    count = last.split()[0]
    assert len(reads) + unnamed == (0 if count == "no" else int(count.replace(",", ""))), last
    return reads


def read_json(document: str) -> list[Read]:
    read = json.loads(document)
    LINT.validate(read)
    findings = [_object(finding) for finding in read["findings"]]
    summary = read["summary"]
    assert summary["problems"] == summary["errors"] + summary["warnings"] == len(findings)
    assert summary["files"] == len({finding.path for finding in findings})
    return findings


def read_jsonl(document: str) -> list[Read]:
    read = [json.loads(line) for line in _rows(document)]
    for finding in read:
        FINDING.validate(finding)
    return [_object(finding) for finding in read]


def _object(finding: Mapping[str, Any]) -> Read:
    return Read(
        finding["rule"],
        finding["severity"],
        finding["path"],
        finding["line"],
        finding["column"],
        (finding["end_line"], finding["end_column"]),
        finding["message"],
        finding["hint"],
        finding["fingerprint"],
    )


def read_github(document: str) -> list[Read]:
    """Read as the runner does: `ActionCommand.TryParseV2` and `IssueCommandExtension` of actions/runner."""
    return [_command(line) for line in _rows(document)]


def _command(line: str) -> Read:
    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    severity, _, listed = head.partition(" ")
    assert severity in ("error", "warning")
    properties = {}
    for pair in listed.split(","):
        name, equals, value = pair.partition("=")
        assert equals
        assert name not in properties
        properties[name] = _unescaped(value, ("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    assert set(properties) <= {"title", "file", "line", "endLine", "col", "endColumn"}
    message = _unescaped(data, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
    line_number, end_line = int(properties["line"]), int(properties["endLine"])
    one_line = line_number == end_line
    assert one_line == ("col" in properties) == ("endColumn" in properties), "columns are for one line only"
    return Read(
        properties["title"],
        severity,
        properties["file"],
        line_number,
        int(properties["col"]) if one_line else None,
        (end_line, int(properties["endColumn"])) if one_line else None,
        message=message,
    )


def _unescaped(text: str, *pairs: tuple[str, str]) -> str:
    for escaped, plain in pairs:
        text = text.replace(escaped, plain)
    return text


def read_gitlab(document: str) -> list[Read]:
    """Read as "Implement a custom tool" of GitLab's Code Quality asks, where every field is required."""
    issues = json.loads(document)
    assert isinstance(issues, list)
    severities = {"major": "error", "minor": "warning"}
    reads = []
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        path, begin = issue["location"]["path"], issue["location"]["lines"]["begin"]
        assert isinstance(begin, int)
        assert not path.startswith(("./", "/"))
        read = Read(issue["check_name"], severities[issue["severity"]], path, begin)
        reads.append(read._replace(message=issue["description"], fingerprint=issue["fingerprint"]))
    assert len({read.fingerprint for read in reads}) == len(reads)
    return reads


def read_sarif(document: str) -> list[Read]:
    """Read as SARIF 2.1.0 asks; what a schema cannot say is checked here."""
    log = json.loads(document)
    SARIF.validate(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    reads = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.7
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        region = physical["region"]
        start = region["startLine"], region["startColumn"]
        end = region["endLine"], region["endColumn"]
        assert start <= end  # 3.30.7, 3.30.8
        (fingerprint,) = result["partialFingerprints"].values()
        text = result["message"]["text"].replace("{{", "{").replace("}}", "}").replace(r"\](", "](")
        uri = unquote(physical["artifactLocation"]["uri"], errors="strict")
        reads.append(Read(result["ruleId"], result["level"], uri, *start, end, message=text, fingerprint=fingerprint))
    return reads


def read_junit(document: str) -> list[Read]:
    """Read with junitparser; the servers that show it ask for sums that are right and for tests with unique names."""
    report = JUnitXml.fromstring(document.encode())
    reads = []
    names = set()
    for suite in report:
        assert isinstance(suite, TestSuite)
        cases = list(suite)
        failed = [case for case in cases if case.result]
        assert (suite.tests, suite.failures, suite.errors) == (len(cases), len(failed), 0)
        for case in cases:
            assert isinstance(case, TestCase)
            assert (case.classname, case.name) not in names
            names.add((case.classname, case.name))
        for case in failed:
            (failure,) = case.result
            assert isinstance(failure, Failure)
            severity, _, message = (failure.message or "").partition(": ")
            place = re.match(f"{re.escape(suite.name)}:{case._elem.get('line')}:(\\d+):", failure.text or "")
            assert place, failure.text
            assert case._elem.get("file") == suite.name
            rule = failure.type or ""
            line = int(case._elem.get("line"))
            reads.append(Read(rule, severity, suite.name, line, int(place[1]), message=message))
    assert (report.tests, report.failures, report.errors) == (max(1, len(reads)), len(reads), 0)
    return reads


def read_checkstyle(document: str) -> list[Read]:
    """Read as Checkstyle's `XMLLogger` writes."""
    assert document.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = ET.fromstring(document.encode())
    assert (root.tag, set(root.attrib)) == ("checkstyle", {"version"})
    reads = []
    for file in root:
        assert (file.tag, set(file.attrib)) == ("file", {"name"})
        assert len(file)
        for error in file:
            assert (error.tag, set(error.attrib)) == ("error", {"line", "column", "severity", "message", "source"})
            assert error.get("severity") in ("ignore", "info", "warning", "error")
            tool, _, rule = error.attrib["source"].partition(".")
            assert tool == "vault-tool"
            read = Read(rule, error.get("severity"), file.attrib["name"], int(error.attrib["line"]))
            reads.append(read._replace(column=int(error.attrib["column"]), message=error.get("message")))
    names = [file.get("name") for file in root]
    assert len(set(names)) == len(names)
    return reads


def read_markdown(document: str) -> list[Read]:
    """Read the table with an independent reader of GitHub's Markdown; the heading counts the findings."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(document)
    heading = tokens[1].content
    rows: list[list[Any]] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append(following)
    reads = []
    times = 0
    for severity, rule, problem, count, places in rows[1:]:
        times += int(count.content.replace(",", ""))
        message = next(child.content for child in problem.children if child.type == "code_inline")
        for child in places.children:
            if child.type == "code_inline":
                place = _PLACE.fullmatch(child.content)
                assert place, child.content
                name = rule.children[0].content or rule.children[1].content
                read = Read(name, severity.content, place["path"], int(place["line"]), int(place["column"]))
                reads.append(read._replace(message=message))
    assert heading.startswith("vault-tool: ")
    counted = heading.removeprefix("vault-tool: ").split()[0]
    assert times == (0 if counted == "no" else int(counted.replace(",", ""))), heading
    return reads


READERS: Mapping[str, Callable[[str], list[Read]]] = {
    "text": read_text,
    "concise": read_concise,
    "json": read_json,
    "jsonl": read_jsonl,
    "github": read_github,
    "gitlab": read_gitlab,
    "sarif": read_sarif,
    "junit": read_junit,
    "checkstyle": read_checkstyle,
    "markdown": read_markdown,
}
