"""What `--fix` does: the smallest edit that mends a finding, and nothing that anybody would find new."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textvaults import linked

from vault_tool.demands import PropertyDemand, PropertySchema
from vault_tool.diagnostic import Diagnostic
from vault_tool.fixing import Mended, all_fixes, mend
from vault_tool.links import LinkTable, link_vault
from vault_tool.linting import lint
from vault_tool.parse import parse_note
from vault_tool.rules import all_rules
from vault_tool.settings import Dialect, Settings
from vault_tool.text import readable

TODAY = date(2026, 11, 24)


def mended(links: LinkTable, rule: str = "ALL", *, unsafe: bool = True) -> Mended:
    return mend(links, select=(rule,), today=TODAY, unsafe=unsafe)


def found(links: LinkTable) -> tuple[Diagnostic, ...]:
    return lint(links, select=("ALL",), today=TODAY)


# -- Laws -------------------------------------------------------------------------------------------------------------

LINES = (
    "[[{}]] and [[{}#goals|x]]",
    "![[{}]] [t]({}.md) [t](old/{}.md)",
    "| [[{}]] | [[old/{}\\|x]] |\n| --- | --- |",
    "# On [[{}]]",
    "## My goals",
    "[[#On {}]] [[{}#my-goals]] [[{}#My gaols]] [x](#my-goals)",
    "- [] a [[{}]]\n-[ ] b\n- [x]c\n- [ x] d",
    "text ^id\n\nmore ^id\n\n[[{}#^id]]",
    "CafÃ© [[{}]] â€™",
    "`[[{}]]` $[[{}]]$ <!-- [[{}]] - [] -->",
    "%% vault-tool: ignore ALL %% [[{}]]",
    "> - [] [[{}#My goals]]",
    "[ ] bare [[{}]]",
)
NAMES = ("Plan", "plan", "Ada", "ada", "Ada Lovelace", "a/Plan", "Gone", "my plan")
PATHS = ("Plan.md", "Ada Lovelace.md", "a/Plan.md", "b/My plan.md", "b/Other.md", "Café.md")
PROPERTIES = (
    "",
    "aliases: [Ada, Gone]\n",
    "up: [[{}]]  # why\n",
    "up:\n  - [[{}]]\n  - '[[{}]]'\n",
    "up: [[CafÃ©]]\n",
    "Up: no\n",
)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, bytes]:
    def filled(line: str) -> str:
        return line.replace("{}", draw(st.sampled_from(NAMES)))

    vault = {}
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=4, unique=True)):
        properties = filled(draw(st.sampled_from(PROPERTIES)))
        body = "\n\n".join(map(filled, draw(st.lists(st.sampled_from(LINES), max_size=4))))
        end = draw(st.sampled_from(("\n", "\r\n")))
        block = f"---\n{properties}---\n" if properties else ""
        vault[path] = (draw(st.sampled_from(("", "\ufeff"))) + (block + body).replace("\n", end)).encode()
    return vault


DEMANDED = {"all": PropertySchema(demands=(PropertyDemand("status", default="to do"), PropertyDemand("up")))}


@settings(deadline=None)
@given(texts(), st.booleans(), st.sampled_from(list(Dialect)))
# Of two quotes, the one in Plan.md uncovers a link in the wrong case, where there is one to the other note already.
@example(
    vault={
        "Plan.md": b"---\nup: [[plan]]  # why\n---\n[[my plan]] and [[my plan#goals|x]]",
        "b/My plan.md": b"---\nup: [[Plan]]  # why\n---\n",
    },
    unsafe=False,
    dialect=Dialect.OBSIDIAN,
)
# Quoted, the link is broken, until the name is mended.
@example(
    vault={"Plan.md": "---\nup: [[CafÃ©]]\n---\nCafÃ© â€™\n".encode(), "Café.md": b""},
    unsafe=True,
    dialect=Dialect.OBSIDIAN,
)
def test_a_mended_vault_has_no_new_finding_and_nothing_left_to_mend(
    vault: dict[str, bytes], unsafe: bool, dialect: Dialect
) -> None:
    links = linked(vault, Settings(dialect=dialect, properties=DEMANDED))
    result = mended(links, unsafe=unsafe)
    before, after = (Counter((one.rule, one.path) for one in found(table)) for table in (links, result.links))
    assert after <= before
    assert before.total() - after.total() >= result.fixed
    assert all(was == vault[path] != becomes for path, (was, becomes) in result.texts.items())
    again = mended(result.links, unsafe=unsafe)
    assert (again.texts, again.fixed) == ({}, 0)


# -- Each fix ---------------------------------------------------------------------------------------------------------

VAULT = {
    "a/Plan.md": b"# Big goals\n## On Ada\n# More\n## On Ada\n",
    "people/Ada Lovelace.md": b"---\naliases: [Ada, Countess]\n---\n# Life\n",
    "x/Two.md": b"",
    "y/Two.md": b"",
    "y/Twin A.md": b"---\naliases: [Twin]\n---\n",
    "y/Twin B.md": b"---\naliases: [Twin]\n---\n",
}

FIXES = """
wrong-case-link        | safe   | [[plan]] `[[plan]]`           | [[Plan]] `[[plan]]`
wrong-case-link        | safe   | [t](A/plan.md#Big%20goals "T") | [t](a/Plan.md#Big%20goals "T")
wrong-case-link        | safe   | [[../d/A/pLAN.md]] [[PLAN#^x]] | [[../d/A/pLAN.md]] [[PLAN#^x]]
alias-link             | safe   | [[Ada]] [[ada|she]]           | [[Ada Lovelace|Ada]] [[Ada Lovelace|she]]
alias-link             | safe   | [[Countess#Life]] ![[Ada]]    | [[Ada Lovelace#Life|Countess]] ![[Ada Lovelace]]
alias-link             | safe   | [Ada](Ada) [[Twin]]           | [Ada](Ada%20Lovelace) [[Twin]]
alias-link             | safe   | [[Ada#Nothing]]               | [[Ada#Nothing]]
alias-link             | safe   | \\| [[Ada]] \\|\\n\\| --- \\| | \\| [[Ada Lovelace\\\\\\|Ada]] \\|\\n\\| --- \\|
malformed-task         | safe   | - [] a                        | - [ ] a
malformed-task         | safe   | * [x]done                     | * [x] done
malformed-task         | safe   | - [ x] a\\n+[ ] b             | - [x] a\\n+ [ ] b
malformed-task         | safe   | [ ] a\\n[ ] b                 | - [ ] a\\n- [ ] b
broken-heading         | safe   | [[Plan#big-goals|x]]          | [[Plan#Big goals|x]]
broken-heading         | safe   | [[Plan#on-ada-1]]             | [[Plan#More#On Ada]]
broken-heading         | safe   | [x](a/Plan.md#big-goals)      | [x](a/Plan.md#big-goals)
broken-heading         | unsafe | [x](a/Plan.md#big-goals)      | [x](a/Plan.md#Big%20goals)
broken-heading         | safe   | [[Plan#Big gaols]]            | [[Plan#Big gaols]]
broken-heading         | unsafe | [[Plan#Big gaols]]            | [[Plan#Big goals]]
broken-heading         | unsafe | [[Plan#On Adam]]              | [[Plan#On Adam]]
broken-heading         | unsafe | [[Plan#Nothing like it]]      | [[Plan#Nothing like it]]
broken-link            | safe   | [[old/Plan]]                  | [[old/Plan]]
broken-link            | unsafe | [[old/Plan#Big goals]]        | [[a/Plan#Big goals]]
broken-link            | unsafe | ![x](./old/Plan.md)           | ![x](./a/Plan.md)
broken-link            | unsafe | [[old/Two]] [[old/Three]]     | [[old/Two]] [[old/Three]]
duplicate-block        | unsafe | a ^x\\n\\nb ^X\\n\\nc ^x-2    | a ^x\\n\\nb ^X-3\\n\\nc ^x-2
duplicate-block        | unsafe | a ^x\\n\\nb ^x\\n\\n[[#^x]]   | a ^x\\n\\nb ^x\\n\\n[[#^x]]
mojibake               | unsafe | cafÃ© â€™                     | café ’
mojibake               | unsafe | cafÃ©\\n\\n`cafÃ©` é           | café\\n\\n`cafÃ©` é
"""


def rows(table: str) -> list[list[str]]:
    split = [row.replace("\\|", "\0").split(" | ") for row in table.strip().splitlines()]
    return [
        [cell.strip().replace("\\\\\0", "\\|").replace("\0", "|").replace("\\n", "\n") for cell in row] for row in split
    ]


@pytest.mark.parametrize(("rule", "how", "text", "expected"), rows(FIXES))
def test_a_fix_is_the_smallest_edit(rule: str, how: str, text: str, expected: str) -> None:
    links = linked({**VAULT, "Home.md": text.encode()})
    result = mended(links, rule, unsafe=how == "unsafe")
    assert result.links.vault.source("Home.md").decode() == expected
    assert set(result.texts) <= {"Home.md"}


PROPERTIES_FIXED = """
up: [[Plan]] # why         | up: "[[Plan]]" # why
up:\\n  - [[Plan]]\\nx: 'y' | up:\\n  - "[[Plan]]"\\nx: 'y'
up: [[A "b"]]              | up: '[[A "b"]]'
"""


@pytest.mark.parametrize(("block", "expected"), rows(PROPERTIES_FIXED))
def test_a_link_in_a_property_is_quoted(block: str, expected: str) -> None:
    links = linked({"Home.md": f"\ufeff---\r\n{block}\r\n---\r\n".encode()})
    result = mended(links, "unquoted-property-link", unsafe=False)
    assert result.links.vault.source("Home.md").decode() == f"\ufeff---\r\n{expected}\r\n---\r\n"


@pytest.mark.parametrize(
    ("default", "before", "after"),
    [
        ("to do", "text", "---\nstatus: to do\n---\ntext"),
        ("a: b", "---\n# why\nup: 1 # x\n---\n", '---\n# why\nup: 1 # x\nstatus: "a: b"\n---\n'),
        ("yes", "---\r\n---\r\n", '---\r\nstatus: "yes"\r\n---\r\n'),
        (False, "\ufeff# H\n", "\ufeff---\nstatus: false\n---\n# H\n"),
        (["a", 1], "---\nup: x\n---", "---\nup: x\nstatus: [a, 1]\n---"),
        ("x", "---\nSTATUS: y\n---\n", "---\nSTATUS: y\n---\n"),
        ("x", "---\n: bad: [\n---\n", "---\n: bad: [\n---\n"),
    ],
)
def test_a_property_that_is_required_gets_its_default(default: object, before: str, after: str) -> None:
    demanded = {"all": PropertySchema(demands=(PropertyDemand("status", default=default),))}
    links = linked({"N.md": before.encode()}, Settings(properties=demanded))
    assert mended(links, "missing-property").links.vault.source("N.md").decode() == after


def test_a_link_in_a_canvas_keeps_the_string_that_it_is_in() -> None:
    board = rb'{"nodes":[{"id":"1","type":"text","text":"\"x\"\n[[Ada]] \u00e9"}]}'
    result = mended(linked({**VAULT, "b.canvas": board}), "alias-link")
    assert result.links.vault.source("b.canvas") == board.replace(b"[[Ada]]", b"[[Ada Lovelace|Ada]]")


def test_a_link_in_a_table_of_a_canvas_leaves_the_table_whole() -> None:
    board = rb'{"nodes":[{"id":"1","type":"text","text":"[[a|b]] [[Ada]]\n\n| [[Ada]] |\n| --- |\n[[Ada]]"}]}'
    text = mended(linked({**VAULT, "b.canvas": board}), "alias-link").links.vault.source("b.canvas")
    assert text == board.replace(b"[[Ada]]", b"[[Ada Lovelace|Ada]]", 1).replace(b"[[Ada]]", rb"[[Ada Lovelace\\|Ada]]")


def test_links_to_a_heading_follow_when_a_link_in_it_is_mended() -> None:
    links = linked({**VAULT, "Home.md": b"# On [[Ada]]\n\n[[#On Ada]]"})
    text = mended(links, "alias-link").links.vault.source("Home.md")
    assert text == b"# On [[Ada Lovelace|Ada]]\n\n[[#On Ada Lovelace Ada]]"


def test_a_fix_that_is_dropped_takes_no_other_along() -> None:
    links = linked({"Home.md": b"[[plan]]\n- [] a\n[b](PLAN.md#big-goals)\n", "Plan.md": b"# Big goals\n"})
    # The heading mended, the link's letter case would be found: a new finding.
    after = mended(links)
    assert after.links.vault.source("Home.md") == b"[[Plan]]\n- [ ] a\n[b](PLAN.md#big-goals)\n"
    assert after.fixed == mended(links, unsafe=False).fixed


def test_a_fix_is_not_dropped_for_what_another_uncovers() -> None:
    links = linked({"Plan.md": b"---\nup: [[my plan]]\n---\n", "My plan.md": b"---\nup: [[Plan]]\n---\n"})
    # The letter case of `my plan` would be found in Plan.md, and has to do with My plan.md.
    assert mended(links).texts == {
        "My plan.md": (b"---\nup: [[Plan]]\n---\n", b'---\nup: "[[Plan]]"\n---\n'),
    }


def test_what_is_not_utf_8_is_left_alone() -> None:
    raw = "é [[Ada]]".encode("latin-1")
    links = linked({**VAULT, "Home.md": readable(raw)})
    notes = {**links.vault.notes, "Home.md": parse_note("Home.md", raw)}
    assert not mended(link_vault(links.vault._replace(notes=notes)), "alias-link").texts


def test_every_fix_is_of_a_rule_and_in_the_manual() -> None:
    page = (Path(__file__).parent.parent / "docs" / "commands" / "lint.md").read_text("utf-8")
    for rule in all_fixes():
        assert rule in all_rules()
        assert f"| `{rule}` |" in page
