"""Mentions of other notes: which words are one, and the links that are made of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textvaults import linked

from vault_tool.linking import as_diagnostics, linked_texts, unlinked_mentions
from vault_tool.settings import Dialect, LinkFormat, Settings

NOTES = {
    "a/Success metrics.md": b"---\naliases: [How to measure, Metrics]\n---\n",
    "Two.md": b"",
    "MLflow.md": b"",
    "PLAN.md": b"",
    "x/Same name.md": b"",
    "y/Same name.md": b"",
    "2026-11-24.md": b"",
    "24 11.md": b"",
    "C# and F#.md": b"",
    "templates/Daily note.md": b"{{title}}",
    "Success metrics of teams.md": b"",
}

MENTIONS = {
    "Look at the success metrics, please.": ["success metrics"],
    "Success Metrics and again success metrics": ["Success Metrics"],
    "the success metrics of teams are others": ["success metrics of teams"],
    "how to measure": ["how to measure"],
    "unsuccess metrics, success metricss, success-metrics, my/success metrics": [],
    "[[Two]] and success metrics": ["success metrics"],
    "[[a/Success metrics]] are success metrics": [],
    "`success metrics` $success metrics$ <b>success metrics</b> %% success metrics %%": ["success metrics"],
    "# Success metrics\n\n<!-- success metrics -->\n\n```\nsuccess metrics\n```": [],
    "[see success metrics](https://x.y) ![[x|success metrics]] https://x.y/success metrics": [],
    "MLflow, mlflow": ["MLflow"],
    "mlflow": [],
    "Two metrics and a PLAN": [],
    "same name, 2026-11-24, 24 11, daily note, C# and F#": [],
    "home page": [],
    "> | success metrics |\n> | --- |": ["success metrics"],
    "- [ ] success metrics ^id": ["success metrics"],
}


def mentions(texts: dict[str, bytes], *, words: bool = False) -> list[str]:
    return [found.words for found in unlinked_mentions(linked(texts), words=words)]


@pytest.mark.parametrize(("text", "expected"), MENTIONS.items())
def test_which_words_are_a_mention(text: str, expected: list[str]) -> None:
    assert mentions({**NOTES, "Home page.md": text.encode()}) == expected


def test_words_count_as_their_note_writes_them_where_asked_for() -> None:
    texts = {**NOTES, "Home page.md": b"PLAN, plan, Metrics, metrics, Two"}
    assert mentions(texts, words=True) == ["PLAN", "Metrics"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Settings(), "[[Success metrics|success metrics]], [[MLflow]]"),
        (Settings(link_format=LinkFormat.ABSOLUTE), "[[a/Success metrics|success metrics]], [[MLflow]]"),
        (Settings(markdown_links=True), "[success metrics](Success%20metrics.md), [MLflow](MLflow.md)"),
        (Settings(dialect=Dialect.GITHUB), "[success metrics](a/Success%20metrics.md), [MLflow](MLflow.md)"),
    ],
)
def test_links_are_made_as_the_vault_s_settings_ask(how: Settings, expected: str) -> None:
    links = linked({**NOTES, "Home.md": b"success metrics, MLflow"}, how)
    texts, fixed = linked_texts(links, unlinked_mentions(links))
    assert texts["Home.md"][1].decode() == expected
    assert fixed == 2


def test_a_bar_in_a_table_is_escaped() -> None:
    links = linked({**NOTES, "Home.md": b"| success metrics |\r\n| --- |\r\n"})
    texts, _ = linked_texts(links, unlinked_mentions(links))
    assert texts["Home.md"][1] == b"| [[Success metrics\\|success metrics]] |\r\n| --- |\r\n"


def test_a_finding_has_line_column_and_what_to_write() -> None:
    links = linked({**NOTES, "Home.md": "---\nx: y\n---\né success metrics".encode()})
    (found,) = as_diagnostics(links, unlinked_mentions(links))
    assert (found.line, found.column, found.end_column) == (4, 3, 18)
    assert found.hint == "write [[Success metrics|success metrics]]"


WORDS = (
    "success metrics",
    "Success Metrics",
    "[[Two]]",
    "MLflow",
    "`MLflow`",
    "|",
    "\n\n",
    "# ",
    "> ",
    "$",
    "[",
    "](",
    "%%",
    "é",
    "\r\n| --- |\r\n",
    "- [ ] ",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from(["", " "]), st.booleans())
def test_making_links_adds_those_links_and_nothing_else(pieces: list[str], between: str, markdown: bool) -> None:
    text = between.join(pieces).encode()
    links = linked({**NOTES, "Home.md": text}, Settings(markdown_links=markdown))
    texts, fixed = linked_texts(links, unlinked_mentions(links))
    after = linked({**NOTES, "Home.md": texts.get("Home.md", (b"", text))[1]}, Settings(markdown_links=markdown))
    before_edges, after_edges = (
        sorted(str(reference.edge) for reference in table.references["Home.md"]) for table in (links, after)
    )
    assert len(after_edges) == len(before_edges) + fixed
    assert len(set(after_edges) - set(before_edges)) == fixed
    if fixed:
        assert not list(unlinked_mentions(after))


def test_a_vault_without_notes_has_no_mentions() -> None:
    assert not list(unlinked_mentions(linked({})))
