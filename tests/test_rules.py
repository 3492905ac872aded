"""Every rule is whole: a manual with its Why and its Fix, and a page with cases in which it fires and does not."""

import re
from itertools import product
from pathlib import Path

import pytest
from casepages import Case, read_cases

from vault_tool.errors import UsageError
from vault_tool.model import DefectKind, Link, LinkKind
from vault_tool.rules import all_rules, choose_rules, rule_named, rules_table
from vault_tool.rules._rule import DefectRule, LinkRule, Rule
from vault_tool.target import Attached, External, Found, Missing, Reference

PAGES = Path(__file__).parent / "cases" / "rules"
RULES = list(all_rules().values())

ON_BY_DEFAULT = {
    "alias-link": "error",
    "broken-block": "error",
    "broken-canvas": "error",
    "broken-heading": "error",
    "broken-link": "error",
    "escaping-link": "error",
    "invalid-frontmatter": "warning",
    "malformed-task": "warning",
    "mojibake": "warning",
    "undecodable-note": "warning",
    "unquoted-property-link": "warning",
    "unused-suppression": "warning",
}


every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def cases_of(rule: Rule) -> tuple[Case, ...]:
    return read_cases((PAGES / f"{rule.name}.md").read_text("utf-8"))


def fires(rule: Rule, case: Case) -> bool:
    return any(f"[{rule.name}]" in console.text for console in case.consoles)


def runs(rule: Rule, case: Case) -> bool:
    commands = [command for console in case.consoles for command in console.commands]
    return any(
        f"--select {rule.name}" in command or (rule.default and "--select" not in command) for command in commands
    )


@every_rule
def test_the_manual_says_what_why_and_how_to_fix(rule: Rule) -> None:
    assert rule.what.endswith(".")
    assert rule.what[0] in "AT"  # a thing: the defect is named, not the check
    assert rule.why.endswith((".", "`"))
    assert rule.fix.endswith((".", "`"))


@every_rule
def test_a_page_shows_where_it_fires_and_where_it_does_not(rule: Rule) -> None:
    cases = cases_of(rule)
    assert any(fires(rule, case) for case in cases)
    assert any(runs(rule, case) and not fires(rule, case) for case in cases)


@every_rule
def test_the_cases_of_a_page_have_names_of_their_own(rule: Rule) -> None:
    titles = [case.title for case in cases_of(rule)]
    assert len(titles) == len(set(titles))


def test_each_page_is_about_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(all_rules())


def test_names_are_words_with_hyphens() -> None:
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", name) for name in all_rules())


def test_what_is_on_by_default() -> None:
    assert {rule.name: rule.severity.value for rule in RULES if rule.default} == ON_BY_DEFAULT


def test_every_defect_that_reading_can_find_has_its_rule() -> None:
    assert {rule.kind for rule in RULES if isinstance(rule, DefectRule)} == set(DefectKind)


def test_the_table_has_a_row_for_each_rule() -> None:
    table = rules_table()
    assert [row.split("|")[1].strip(" `") for row in table.splitlines()[2:]] == list(all_rules())
    assert all(rule.what in table for rule in RULES)


@pytest.mark.parametrize("written", ["broken-link", "broken_link", " Broken-Link "])
def test_a_rule_is_found_by_its_name(written: str) -> None:
    assert rule_named(written).name == "broken-link"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("broken-lnk", "no such rule: broken-lnk (did you mean broken-link?)"),
        ("E501", "no such rule: E501 (`vault-tool explain` lists them)"),
    ],
)
def test_another_name_is_refused(written: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        rule_named(written)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("select", "ignore", "chosen"),
    [
        ((), (), set(ON_BY_DEFAULT)),
        (("DEFAULT",), (), set(ON_BY_DEFAULT)),
        (("default", "orphan-note"), (), {*ON_BY_DEFAULT, "orphan-note"}),
        (("ALL",), (), set(all_rules())),
        (("broken-link", "orphan-note"), ("orphan-note",), {"broken-link"}),
        ((), ("mojibake",), set(ON_BY_DEFAULT) - {"mojibake"}),
        (("ALL",), ("DEFAULT",), set(all_rules()) - set(ON_BY_DEFAULT)),
        ((), ("ALL",), set()),
        (("DEFAULT",), ("missing-property",), set(ON_BY_DEFAULT)),
    ],
)
def test_choosing(select: tuple[str, ...], ignore: tuple[str, ...], chosen: set[str]) -> None:
    assert {rule.name for rule in choose_rules(select, ignore)} == chosen


def test_a_key_of_the_configuration_switches_its_rules_on() -> None:
    chosen = {rule.name for rule in choose_rules((), (), {"properties", "severity"})}
    assert chosen == {*ON_BY_DEFAULT, "missing-property", "wrong-property"}


# One link, one finding


BREAKING = [
    rule for rule in RULES if isinstance(rule, LinkRule) and rule.name not in ("ambiguous-link", "wrong-case-link")
]

MISSING = [
    gap._replace(aliases=aliases, escapes=escapes)
    for gap, aliases, escapes in product(
        (Missing("note"), Missing("attachment"), Missing("heading", "Plan.md"), Missing("block", "Plan.md")),
        ((), ("Ada.md",), ("Ada.md", "Bob.md")),
        (False, True),
    )
]


def findings(kind: LinkKind, target: Missing | Found | Attached | External) -> list[str]:
    link = Link(
        kind, "Ada", "^id" if isinstance(target, Missing) and target.what == "block" else "Life", None, 3, 9, "up.0"
    )
    reference = Reference("Home.md", link, target)
    return [rule.name for rule in BREAKING for _ in rule.check([reference])]


@pytest.mark.parametrize("target", MISSING, ids=str)
@pytest.mark.parametrize("kind", LinkKind)
def test_what_is_missing_is_said_once(kind: LinkKind, target: Missing) -> None:
    (name,) = findings(kind, target)
    assert (name == "broken-property-link") == (kind is LinkKind.PROPERTY)


@pytest.mark.parametrize(
    "target",
    [
        Missing("placeholder"),
        Missing("placeholder", path="Plan.md"),
        Found("Ada.md", rivals=("b/Ada.md",), case_differs=True, escapes=True),
        Attached("ada.png", rivals=("b/ada.png",), case_differs=True, escapes=True),
        External("https://example.org"),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", LinkKind)
def test_what_is_found_or_nobodys_mistake_is_not_said(
    kind: LinkKind, target: Missing | Found | Attached | External
) -> None:
    assert findings(kind, target) == []
