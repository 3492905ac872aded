"""Findings as SARIF 2.1.0, which GitHub's code scanning, GitLab, Azure DevOps and many editors read.

The numbers in comments are sections of the OASIS standard "Static Analysis Results Interchange Format Version 2.1.0".
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from vault_tool import __version__
from vault_tool.diagnostic import Diagnostic
from vault_tool.linting.fingerprint import VERSION, fingerprints
from vault_tool.render.wording import told
from vault_tool.rules._rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_FINGERPRINT = f"vaultToolFinding/v{VERSION}"

_MARKED = re.compile(r"[{}]|\](?=\()")


def lint_sarif(diagnostics: Sequence[Diagnostic], rules: Iterable[Rule], among: Sequence[Diagnostic] = ()) -> str:
    """Write one run, with the manual of all `rules` and a result for each finding.

    Paths are those of the repository. `among` is all that was found, where these are the new ones.
    """
    known = tuple(rules)
    places = {rule.name: place for place, rule in enumerate(known)}
    prints = fingerprints(diagnostics, among)
    run = {
        "tool": {
            "driver": {"name": "vault-tool", "version": __version__, "rules": [_descriptor(rule) for rule in known]}
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the repository."}}},
        "results": [
            _result(found, places.get(found.rule), fingerprint)
            for found, fingerprint in zip(diagnostics, prints, strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _descriptor(rule: Rule) -> Mapping[str, object]:
    """Return a reportingDescriptor (3.49) made from the rule's docstring."""
    return {
        "id": rule.name,
        "shortDescription": {"text": _message(rule.what)},
        "fullDescription": {"text": _message(f"{rule.what} {_sentence(rule.why)}".strip())},
        "help": {"text": _message(rule.doc), "markdown": _message(_paragraphs(rule.doc))},
        "defaultConfiguration": {"enabled": rule.default, "level": rule.severity},
    }


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def _paragraphs(doc: str) -> str:
    """Return the manual as Markdown in which Why and Fix stand by themselves."""
    return doc.replace("\nWhy: ", "\n**Why:** ").replace("\nFix: ", "\n\n**Fix:** ")


def _result(found: Diagnostic, rule_index: int | None, fingerprint: str) -> Mapping[str, object]:
    """Return a result (3.27); `rule_index` is where its rule stands among the descriptors (3.27.6)."""
    place = {"artifactLocation": _location(found.path), "region": _region(found)}
    result: dict[str, object] = {
        "ruleId": found.rule,
        "level": found.severity,
        "message": {"text": _message(told(found))},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if rule_index is not None:
        result["ruleIndex"] = rule_index
    if found.related:
        result["relatedLocations"] = [{"physicalLocation": {"artifactLocation": _location(p)}} for p in found.related]
    return result


def _location(path: str) -> Mapping[str, str]:
    """Return an artifactLocation (3.4): a relative reference of RFC 3986, in which a colon would end a scheme."""
    return {"uri": quote(path, safe="/", errors="replace"), "uriBaseId": _BASE}


def _region(found: Diagnostic) -> Mapping[str, int]:
    """Return a region (3.30); its end is one past the last character, as ours is (3.30.8)."""
    return {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
    }


def _message(text: str) -> str:
    r"""Return the text so that nothing in it is a placeholder (3.11.5) or a link, `[text](address)` (3.11.6)."""
    return _MARKED.sub(lambda mark: r"\]" if mark[0] == "]" else mark[0] * 2, text)
