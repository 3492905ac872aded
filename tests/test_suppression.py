"""What a comment that asks for silence covers, and that it silences nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_lint import TODAY, found, linked

from vault_tool.linting import lint
from vault_tool.model import Suppression
from vault_tool.parse import parse_note
from vault_tool.suppression import VERBS


def covered(text: str) -> list[str]:
    """Return what of the text each suppression is about; its problem where it cannot be followed."""
    source = text.encode()
    return [allow.problem or source[allow.first : allow.last].decode() for allow in parse_note("a.md", source).allows]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one\ntwo %% vault-tool: ignore x %%\nthree", ["two %% vault-tool: ignore x %%\n"]),
        ("one\r\ntwo <!--vault-tool:ignore x-->\r\nthree", ["two <!--vault-tool:ignore x-->\r\n"]),
        ("%% vault-tool: ignore-next-line x %%\n\n \ntwo\nthree", ["two\n"]),
        ("%% vault-tool: ignore-next-line x %%\n", [""]),
        ("a %% vault-tool: ignore-start x %% b\nc\n%% vault-tool: ignore-end %% d", [" b\nc\n"]),
        ("a %% vault-tool: ignore-start x %% b\nc", [" b\nc"]),
        ("é\n%% vault-tool: ignore-file x %%\n", ["é\n%% vault-tool: ignore-file x %%\n"]),
        ("\ufeffa %% vault-tool: ignore x %%", ["\ufeffa %% vault-tool: ignore x %%"]),
        ("---\na: 1 # vault-tool: ignore x\n---\n", ["a: 1 # vault-tool: ignore x\n"]),
        ("| a |\n| - |\n| b %% vault-tool: ignore x %% |", ["| b %% vault-tool: ignore x %% |"]),
        ("> - a <!-- vault-tool: ignore x -->", ["> - a <!-- vault-tool: ignore x -->"]),
        (
            "<div>\n<!-- vault-tool: ignore-next-line x -->\n[[y]]\n</div>",
            ["[[y]]\n"],
        ),
        ("%% vault-tool: ignore-end %%", ["ignore-end closes nothing"]),
        (
            "%% vault-tool: ignore-start x %%\n%% vault-tool: ignore-end x %%",
            ["\n%% vault-tool: ignore-end x %%", "ignore-end closes the last ignore-start and names no rules"],
        ),
        ("%% vault-tool: %%", [f"no such order: none (known: {', '.join(VERBS)})"]),
        ("%% vault-tool: ignore -- later %%", ["ignore names no rule"]),
    ],
)
def test_what_it_covers(text: str, parts: list[str]) -> None:
    assert covered(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "`%% vault-tool: ignore x %%`",
        "`<!-- vault-tool: ignore x -->`",
        "```\n%% vault-tool: ignore x %%\n<!-- vault-tool: ignore x -->\n```",
        "~~~\n%% vault-tool: ignore x %%\n",
        "    <!-- vault-tool: ignore x -->",
        "$$\n%% vault-tool: ignore x %%\n$$",
        "\\%% vault-tool: ignore x %%",
        "\\<!-- vault-tool: ignore x -->",
        "vault-tool: ignore x",
        "%% vault-tool: ignore x",
        "%% vault-tool:\nignore x %%",
        "---\na: 'x#vault-tool: ignore x'\n---\n",
        "# vault-tool: ignore x",
    ],
)
def test_where_it_is_none(text: str) -> None:
    assert covered(text) == []


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("ignore a", ("a",)),
        ("ignore a, b,c  d", ("a", "b", "c", "d")),
        ("ignore a -- b c", ("a",)),
        ("ignore a-b --", ("a-b",)),
    ],
)
def test_the_rules_that_it_names(written: str, rules: tuple[str, ...]) -> None:
    (allow,) = parse_note("a.md", f"%% vault-tool: {written} %%".encode()).allows
    assert allow == Suppression(rules, 0, allow.last, 0, len(written) + len("%% vault-tool:  %%"))


LINES = st.sampled_from(
    [
        "[[x]]",
        "[[y]] [[#z]]",
        "text",
        "",
        "```",
        "%%",
        *(f"{verb} broken-link" for verb in VERBS[:3]),
        "ignore-end",
    ]
).map(lambda line: f"%% vault-tool: {line} %%" if line.startswith("ignore") else line)


@given(st.lists(LINES, max_size=12))
def test_a_suppression_takes_findings_away_and_adds_none(lines: list[str]) -> None:
    text = "\n".join(lines)
    loud = text.replace("vault-tool:", "vault_tool:")
    rules = ("broken-link", "broken-heading")
    kept = lint(linked({"a.md": text}), select=rules, today=TODAY)
    everything = lint(linked({"a.md": loud}), select=rules, today=TODAY)
    assert {(one.line, one.column, one.rule) for one in kept} <= {
        (one.line, one.column, one.rule) for one in everything
    }
    assert [one.line for one in kept if one.rule != "broken-link"] == [
        one.line for one in everything if one.rule != "broken-link"
    ]


def test_a_finding_that_several_comments_cover_uses_all_of_them() -> None:
    text = "%% vault-tool: ignore-file broken-link %%\n[[x]] %% vault-tool: ignore broken-link %%\n"
    assert found(linked({"a.md": text})) == []


def test_in_a_template_nothing_is_unused() -> None:
    text = "# {{title}}\n[[x]] %% vault-tool: ignore orphan-note %%"
    assert found(linked({"a.md": text}), "ALL") == []
