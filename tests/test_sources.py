"""From sources to notes: options, ids, placeholders, repairs, named files, mentions, numbers, hub and boards."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from firstbuild import Rendered, render
from hypothesis import assume, example, given
from hypothesis import strategies as st

from vault_tool.build.asking import Asked
from vault_tool.build.boards import BASE_PATH, CANVAS_PATH, TYPES_PATH, boards
from vault_tool.build.derived import derive
from vault_tool.build.draft import HUB_ID, Draft, Entry, Kind, Numbers, Outline, Part, literal, token
from vault_tool.build.mentions import Names, mention
from vault_tool.build.numbers import measure, minutes, words
from vault_tool.build.options import Options, options_from, with_values
from vault_tool.build.placeholders import fill
from vault_tool.build.repair import repaired
from vault_tool.build.sources import divide, drafts, files_named
from vault_tool.build.updating import update
from vault_tool.canvas import parse_canvas
from vault_tool.errors import ConfigurationError, UsageError
from vault_tool.filekind import file_kind
from vault_tool.links import link_vault
from vault_tool.model import Vault
from vault_tool.parse import parse_note
from vault_tool.safe_yaml import load_yaml
from vault_tool.target import Missing

DATA = Path(__file__).parent / "data"
DIVIDED = Options(split=2)


def built(options: Options = DIVIDED, /, *files: str, **documents: str) -> Rendered:
    """Build documents that are given by name, `a_b` standing for `a/b.md`."""
    sources = {f"{name.replace('_', '/')}.md": text.encode() for name, text in documents.items()}
    return render(sources, "source", files, options)


def drafted(options: Options = DIVIDED, /, *files: str, **documents: str) -> dict[str, Draft]:
    """Draft documents, each section with its slug or explicit id for an id."""
    sources = {f"{name.replace('_', '/')}.md": text.encode() for name, text in documents.items()}
    divided = divide(sources, "source", files, options)
    made = drafts(divided, divided.paths, lambda path, at: f"{path}#{_name(divided.parts(path)[at])}")
    return {draft.id: draft for draft in made.drafts}


def _name(part: Part) -> str:
    return part.explicit or part.slug


def messages(rendered: Rendered) -> list[str]:
    return [finding.message for finding in rendered.findings]


# -- vault.toml -------------------------------------------------------------------------------------------------------


def test_every_key_is_read() -> None:
    text = """
    title = " The plan "
    split = 0
    min_words = 30
    autolink = false
    mentions = ["Kubernetes"]
    created = 2026-11-24
    documents = ["b.md"]
    exclude = ["drafts/"]
    [placeholders]
    team = "Platform"
    year = 2026
    "[Current Date]" = "{{date}}"
    """
    options = options_from(text.encode())
    assert options.title == "The plan"
    assert (options.split, options.min_words, options.autolink) == (0, 30, False)
    assert options.mentions == ("Kubernetes",)
    assert str(options.created) == "2026-11-24"
    assert (options.documents, options.exclude) == (("b.md",), ("drafts/",))
    assert options.placeholders == {"team": "Platform", "year": "2026", "[Current Date]": "{{date}}"}
    assert options_from(b"") == Options()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel = 'x'", "vault.toml: titel: no such key, did you mean title? (known: adaptations, autolink, created"),
        ("title = 3", "vault.toml: title: 3 where a text belongs; write title = "),
        ("split = 1", "vault.toml: split: 1 is not known (known: 0, 2)"),
        ("split = true", "vault.toml: split: true is not known"),
        ("min_words = -1", "vault.toml: min_words: -1 where a whole number belongs, 0 or more"),
        ("min_words = '3'", 'vault.toml: min_words: "3" where a whole number belongs'),
        ("autolink = 'yes'", 'vault.toml: autolink: "yes" is neither true nor false'),
        ("mentions = 'x'", 'vault.toml: mentions: "x" where a list belongs; write mentions = ["x"]'),
        ("mentions = [1]", "vault.toml: mentions: 1 in a list of strings"),
        ("documents = {}", "vault.toml: documents: a table where a list of strings belongs"),
        ("created = 'soon'", 'vault.toml: created: "soon" is no date; write created = 2026-11-24'),
        ("created = 2026-11-24T10:00:00", "is no date"),
        ("exclude = ['!']", "vault.toml: exclude: "),
        ("placeholders = 'x'", 'vault.toml: placeholders: "x" where a table belongs'),
        ("placeholders.a = [1]", "vault.toml: placeholders.a: a list where a text belongs"),
        ("title = ", "vault.toml: not TOML: "),
    ],
)
def test_what_cannot_be_followed_is_an_error_that_names_the_way_out(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        options_from(text.encode())
    assert message in str(error.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ConfigurationError, match="line 2 is not UTF-8"):
        options_from(b"title = 'x'\nsplit = \xff")


def test_the_command_line_comes_on_top() -> None:
    options = with_values(Options(placeholders={"a": "1", "b": "2"}), {"b": "3", "created": "2026-11-24"})
    assert options.placeholders == {"a": "1", "b": "3"}
    assert str(options.created) == "2026-11-24"
    with pytest.raises(UsageError, match="write --set created=2026-11-24"):
        with_values(Options(), {"created": "today"})


def test_a_document_that_is_not_there_cannot_come_first() -> None:
    with pytest.raises(ConfigurationError, match=r"documents: no such document: c\.md"):
        built(Options(documents=("c.md",)), a="")


def test_order_title_and_what_is_left_out() -> None:
    rendered = built(
        Options(split=2, title="All of it", documents=("b.md",), exclude=("drafts/",)),
        overview="# Overview of it\n",
        b="# B\n",
        drafts_c="# C\n",
    )
    assert list(rendered.paths) == [HUB_ID, "b.md", "overview.md"]
    assert rendered.paths[HUB_ID] == "All of it.md"
    assert rendered.paths["overview.md"] == "Overview of it/Overview of it.md"


# -- Sections ---------------------------------------------------------------------------------------------------------


def test_explicit_ids_are_read_and_leave_no_trace() -> None:
    text = """# Guide {#guide}

## First {#one}

See [two](#two), [deep](#deep), [by its heading](#second) and [the guide](#guide).

<!-- id: two -->
## Second

### Deep {#deep}

Text.

## Third
<!-- id: three -->

```md
## not a heading {#four}
```
"""
    made = drafted(guide=text)
    assert list(made) == [HUB_ID, "guide.md", "guide.md#one", "guide.md#two", "guide.md#three"]
    assert made["guide.md#one"].body == (
        "# First\n\nSee [[@guide.md%23two|two]], [[@guide.md%23two#Deep|deep]], "
        "[[@guide.md%23two|by its heading]] and [[@guide.md|the guide]]."
    )
    assert made["guide.md#two"].body == "# Second\n\n## Deep\n\nText."
    assert made["guide.md#three"].body == "# Third\n\n```md\n## not a heading {#four}\n```"
    assert made[HUB_ID].title == "Guide"


def test_small_sections_stay_with_the_one_before() -> None:
    text = (
        "# G\n\n## A\n\n### A1\n\na\n\n## B\n\n### B1\n\nb\n\n## C\n\none two three four five six\n\n## D\n\n[b](#b1)\n"
    )
    sources = {"g.md": text.encode()}
    options = Options(split=2, min_words=5)
    divided = divide(sources, "g", (), options)
    assert [part.title for part in divided.parts("g.md")] == ["A", "C"]
    made = drafts(divided, divided.paths, lambda path, at: f"{path}#{divided.parts(path)[at].slug}").drafts
    assert made[2].body == "# A\n\n## A1\n\na\n\n## B\n\n### B1\n\nb"
    assert made[3].body == "# C\n\none two three four five six\n\n## D\n\n[[@g.md%23a#B1|b]]"
    standing = divide(sources, "g", (), options, standing={"g.md": ["b"]})
    assert [part.title for part in standing.parts("g.md")] == ["A", "B", "C"]


def test_an_existing_vault_stays_as_it_is() -> None:
    rendered = built(
        Options(),
        Home="Before.\n\n## Part\n\nSee [[one|1]], [[sub/two#Deep]], [[gone]] and ![[pic.png|100]].\n\n---\n",
        sub_two="---\ntype: book\nup: '[[Home]]'\ntags: [x]\n---\n# The second\n\n## Deep\n\n{{title}} Sub part\n",
        one="",
    )
    assert sorted(rendered.notes) == ["Home.md", "Source.md", "one.md", "sub/two.md"]
    home = rendered.notes["Home.md"].decode()
    assert home.endswith("Before.\n\n## Part\n\nSee [[one|1]], [[two#Deep]], [[gone]] and ![[pic.png|100]].\n\n---\n")
    two = rendered.notes["sub/two.md"].decode()
    assert "type: book\n" in two
    assert 'up: "[[Home]]"\n' in two
    assert two.endswith("# The second\n\n## Deep\n\n{{title}} Sub part\n")
    assert messages(rendered) == ["no such file: [[gone]]", "no such file: ![[pic.png|100]]"]


@pytest.mark.parametrize("vault", ["a vault", "plain documents"])
def test_what_makes_a_source_a_vault(vault: str) -> None:
    link = "[[b]]" if vault == "a vault" else "`[[b]]` and [[TODO]] and [b](b.md)"
    divided = divide({"a.md": f"# A\n\n## X\n\n{link}\n".encode(), "b.md": b"# B\n\n## Y\n"}, "source")
    assert divided.split == (0 if vault == "a vault" else 2)


def test_what_was_divided_stays_divided() -> None:
    divided = divide({"a.md": b"# A\n\n## X\n\n[[a]]\n"}, "source", standing={"a.md": ["x"]})
    assert divided.split == 2


# -- Files that are named ---------------------------------------------------------------------------------------------


def test_files_in_backticks_are_links_if_the_source_has_them() -> None:
    made = drafted(
        DIVIDED,
        "data.csv",
        "img/x.png",
        a="# A\n\n`b.md`, `gone.md`, `a.md`, `data.csv`, [`b.md`](b.md), `sub/c.md`, `c.md`.\n\n    `b.md`\n\n"
        "| `b.md` | x |\n| --- | --- |\n",
        b="# B\n",
        sub_c="# C\n\n`../b.md` and `x.png`\n",
    )
    assert made["a.md"].body == (
        "# A\n\n[[@b.md|b.md]], `gone.md`, `a.md`, [[data.csv]], [[@b.md|`b.md`]], [[@sub/c.md|sub/c.md]], "
        "[[@sub/c.md|c.md]].\n\n    `b.md`\n\n| [[@b.md\\|b.md]] | x |\n| --- | --- |"
    )
    assert made["sub/c.md"].body == "# C\n\n[[@b.md|../b.md]] and [[img/x.png|x.png]]"


def test_images_in_html_and_attachments_of_properties_are_copied() -> None:
    files = ("img/a.png", "img/b.png", "cover.jpg", "unused.png")
    rendered = built(
        DIVIDED,
        *files,
        doc='---\ncover: "[[cover.jpg]]"\n---\n# D\n\n<img src="img/a.png">\n\nx <img alt="y" src=\'img/b.png\'/>\n',
    )
    assert rendered.attachments == {"img/a.png", "img/b.png", "cover.jpg"}
    assert not rendered.findings


def test_what_looks_like_source_form_comes_out_as_it_was() -> None:
    text = "# A\n\n[[@Alice]], [x](@bob), `[[@a.md]]`\n"
    assert drafted(a=text)["a.md"].body == literal(text.strip())
    assert built(a=text).notes["A/A (index).md"].decode().endswith("\n\n[[@Alice]], [x](@bob), `[[@a.md]]`\n")


def test_a_link_to_a_folder_leads_to_the_document_that_stands_for_it() -> None:
    made = drafted(a="# A\n\n[x](sub/) [y](./sub) [z](gone/)\n", sub_index="# Sub\n\n[up](../a.md)\n")
    assert made["a.md"].body == "# A\n\n[[@sub/index.md|x]] [[@sub/index.md|y]] [z](gone/)"


def test_the_files_that_a_single_document_names() -> None:
    text = (
        b"![i](img/a.png) ![[b.png]] [c](./c.pdf#p) [up](../d.png) [u](https://x.y/e.png) <img src='f%20g.png'>\n"
        b"[r] [[note]] [other](other.md) [root](/i.png)\n\n[r]: h.png"
    )
    assert files_named(text) == {"img/a.png", "b.png", "c.pdf", "f g.png", "h.png", "note"}


# -- Properties -------------------------------------------------------------------------------------------------------


def test_what_a_document_says_of_itself() -> None:
    text = """---
version: 2
---
# Guide

## Metadata

**Created**: [Current Date]
**Version**: 1.0
- **Author:** *Somebody*
**Last Updated**: [Current Date]

---

**Package License**: Free for all.
"""
    assert drafted(guide=text)["guide.md"].properties == {
        "tags": ["guide"],
        "version": 2,
        "author": "Somebody",
        "licence": "Free for all.",
    }
    options = with_values(options_from(b'placeholders."[Current Date]" = "{{date}}"'), {"created": "2026-11-24"})
    made = drafted(options, guide=text)
    assert made["guide.md"].properties["last_updated"] == "2026-11-24"
    assert made["guide.md#metadata"].properties == {"tags": ["guide"], "created": "2026-11-24"}
    assert "**Created**: 2026-11-24" in made["guide.md#metadata"].body


# -- Placeholders -----------------------------------------------------------------------------------------------------


def test_placeholders_never_count_in_code() -> None:
    text = (
        "{{a}} {{ b }} `{{a}}` {{c}} {{date:YYYY}} {{[[x]]}} <!-- {{a}} --> %% {{a}} %% [A] [A](x) ![A] [A][x]\n\n"
        "    {{a}}\n"
    )
    filled = fill(text.encode(), {"a": "one", "b": "two\nlines", "[A]": "an a"}.get, ["[A]"])
    assert filled.source.decode() == (
        "one two lines `{{a}}` {{c}} {{date:YYYY}} {{[[x]]}} <!-- {{a}} --> %% {{a}} %% an a [A](x) ![A] [A][x]\n\n"
        "    {{a}}\n"
    )
    assert [text.encode()[start:stop] for start, stop in filled.unknown] == [b"{{c}}"]
    for word in (b"{{c}}", b"%%", b"[A](x)", b"    "):
        assert filled.original(filled.source.index(word)) == text.encode().index(word)


def test_what_needs_no_saying_is_counted_over_the_whole_source() -> None:
    options = with_values(Options(split=2, placeholders={"both": "{{team}}, {{date}}"}), {"created": "2026-11-24"})
    rendered = built(
        options,
        overview="# All\n\n{{title}} {{date}} {{documents}} {{notes}} {{tasks}} {{reading_time}} {{both}} {{nobody}}\n",
        b="# B\n\n## C\n\n- [ ] x\n- [x] y\n- [-] z\n",
    )
    text = rendered.notes["Overview/Overview.md"].decode()
    assert text.endswith("# Overview\n\nAll 2026-11-24 2 4 2 1 {{team}}, 2026-11-24 {{nobody}}\n")
    assert messages(rendered) == ["nothing says what stands for {{nobody}}"]
    finding = rendered.findings[0]
    assert rendered.texts["overview.md"][finding.start : finding.stop] == b"{{nobody}}"


# -- Repairs ----------------------------------------------------------------------------------------------------------


def test_a_document_that_is_garbled_as_a_whole_builds_the_same_vault() -> None:
    clean = (DATA / "package-readme.md").read_bytes()
    garbled = (DATA / "package-readme.mojibake.md").read_bytes()
    assert clean != garbled
    good, mended = (render({"package-readme.md": raw}, "package-readme") for raw in (clean, garbled))
    assert mended.notes == good.notes
    assert messages(good) == []
    assert messages(mended) == ["garbled text, UTF-8 once read as Mac Roman: repaired in the vault"]


@given(st.text("aé ’“”–…ñü📦→.\n", min_size=1), st.sampled_from(["mac_roman", "cp1252", "latin-1"]))
def test_a_repair_is_exact_or_none(text: str, codec: str) -> None:
    try:
        garbled = text.encode().decode(codec)
    except UnicodeDecodeError:
        return
    found = repaired(garbled.encode())
    assert found is None or found.source == text.encode()


@pytest.mark.parametrize("text", ["", "plain", "√π", "2√π and √2", "naïve café", "It’s", "Ã la carte", "Â© 2026 Ã©?"])
def test_a_text_that_is_as_it_should_be_is_not_touched(text: str) -> None:
    found = repaired(text.encode())
    assert found is None or text == "Â© 2026 Ã©?"


# -- Mentions ---------------------------------------------------------------------------------------------------------


def outline(*entries: tuple[str, str, str, tuple[str, ...]]) -> Outline:
    return Outline(
        {
            note_id: Entry(id=note_id, kind=Kind.SECTION, document="d.md", title=title, name=name, aliases=aliases)
            for note_id, title, name, aliases in entries
        }
    )


NOTES = outline(
    ("own", "My own note", "My own note", ()),
    ("metrics", "📊 Success metrics", "Success metrics", ("the numbers",)),
    ("list", "Success metrics list", "Success metrics list", ()),
    ("k8s", "Kubernetes", "Kubernetes", ()),
    ("one", "Same title", "Same title", ()),
    ("two", "Same title", "Same title (2)", ()),
)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("See success metrics.", "See [[@metrics|success metrics]]."),
        ("Success metrics, success metrics", "[[@metrics|Success metrics]], success metrics"),
        ("Success Metrics list", "[[@list|Success Metrics list]]"),
        ("the success metrics lists", "the [[@metrics|success metrics]] lists"),
        ("By the numbers", "By [[@metrics|the numbers]]"),
        ("**success metrics**", "**[[@metrics|success metrics]]**"),
        ("- [ ] success metrics", "- [ ] [[@metrics|success metrics]]"),
        ("> success metrics", "> [[@metrics|success metrics]]"),
        ("| success metrics |\n| --- |", "| [[@metrics\\|success metrics]] |\n| --- |"),
        ("`success metrics` success metrics", "`success metrics` [[@metrics|success metrics]]"),
        ("é Success metrics é", "é [[@metrics|Success metrics]] é"),
        ("kubernetes, k8s", "[[@k8s|kubernetes]], k8s"),
        ("# success metrics", None),
        ("success metrics\n===", None),
        ("[success metrics](x.md)", None),
        ("[[Success metrics]]", None),
        ("[[@metrics|them]]: success metrics", None),
        ("[success metrics][x]", None),
        ("[success metrics]", None),
        ("$success metrics$", None),
        ("%% success metrics %%", None),
        ("<!-- success metrics -->", None),
        ("<a href='x'>success metrics</a>", None),
        ("```\nsuccess metrics\n```", None),
        ("    success metrics", None),
        ("unsuccess metrics, success metricss", None),
        ("pre-success metrics, success metrics-driven", None),
        ("https://kubernetes.io/kubernetes, kubernetes.io, me@kubernetes", None),
        ("success\nmetrics", None),
        ("my own note", None),
        ("same title", None),
        ("", None),
    ],
)
def test_mentions(text: str, linked: str | None) -> None:
    body, made = mention(text, "own", Names(NOTES, ["kubernetes"]))
    assert body == (linked or text)
    assert bool(made) == (linked is not None)


def test_a_name_of_one_word_counts_only_if_it_is_listed() -> None:
    assert mention("kubernetes", "own", Names(NOTES))[1] == ()


@given(st.lists(st.sampled_from(["success", "metrics", " ", "list", "`", "[", "]", "|", "\n", "- ", "é", "%%", "$"])))
@example(["success", " ", "metrics", " ", "list"])
def test_a_mention_only_adds_brackets(words: list[str]) -> None:
    text = "".join(words)
    body, made = mention(text, "own", Names(NOTES))
    assert re.sub(r"\[\[@(?:metrics|list)\\?\|([^\]]*)\]\]", r"\1", body) == text
    again, more = mention(body, "own", Names(NOTES))
    assert (again, more) == (body, ()) or len({found.id for found in (*made, *more)}) == len(made) + len(more)


def test_no_names_no_mentions() -> None:
    assert list(Names(Outline({})).find("success metrics")) == []


# -- Numbers ----------------------------------------------------------------------------------------------------------


def test_what_is_counted_in_a_note() -> None:
    body = (
        "# Title\n\n- [ ] a\n- [x] b\n- [-] c\n- **Posts** of [[x|mine]] [have:: 3] [goal:: 10]\n\n"
        "%% vault-tool:begin %%\n\n- [ ] not mine\n\n%% vault-tool:end %%\n"
    )
    numbers = measure(body)
    assert (numbers.tasks_total, numbers.tasks_done) == (2, 1)
    assert numbers.goals == (("Posts of mine", 3.0, 10.0),)
    assert words("two words, – and — 3 日本語です") == 6
    assert [minutes(count) for count in (0, 200, 290, 310, 4000)] == [1, 1, 1, 2, 20]


@given(
    st.lists(st.sampled_from(["- [ ] a\n", "  - [x] b\n", "- [have:: 1] [goal:: 2]\n", "%%\n", "```\n", "\n", "    "]))
)
def test_what_is_counted_is_what_is_read(fragments: list[str]) -> None:
    body = f"\n{''.join(fragments)}"
    note = parse_note("a.md", body.encode())
    numbers = measure(body)
    assert numbers.tasks_total == len(note.tasks)
    assert numbers.tasks_done == sum(task.mark == "x" for task in note.tasks)
    assert len(numbers.goals) == len(note.goals)


# -- Hub and boards ---------------------------------------------------------------------------------------------------


def test_the_hub_says_where_to_begin_and_how_far_things_are() -> None:
    rendered = built(
        Options(split=2, title="Plan"),
        a="# A\n\n## Why\n\nBecause.\n\n## Quick start\n\n- [x] x\n- [ ] y\n\n- **Posts** [have:: 3] [goal:: 10]\n",
        b="# B\n\nText.\n",
    )
    assert (
        rendered.notes["Plan.md"].decode().split("---\n", 2)[2]
        == """
# Plan

%% vault-tool:begin %%

**Start here:** [[Quick start]]

2 documents, 5 notes, 2 tasks (1 done), 1 minute to read.

## [[A]]

1/2 tasks done

- [[Why]]
- [[Quick start]] 1/2

- [[B]]

## Goals

- Posts: 3 of 10 ([[Quick start]])

%% vault-tool:end %%
"""
    )


def test_the_boards_are_what_obsidian_reads() -> None:
    rendered = built(a="# A\n\n## Why\n\n## How?\n", b="# B\n\n## Who\n")
    entries = {
        note_id: Entry(
            id=note_id,
            kind=Kind.HUB if note_id == HUB_ID else Kind.SECTION if "#" in note_id else Kind.INDEX,
            document=note_id.partition("#")[0],
            title=path.rpartition("/")[2][:-3],
            name=path.rpartition("/")[2][:-3],
        )
        for note_id, path in rendered.paths.items()
    }
    files = boards(Outline(entries), rendered.paths)
    base = load_yaml(files[BASE_PATH].decode())
    assert isinstance(base, dict)
    assert set(base) == {"filters", "formulas", "properties", "views"}
    with_timeline = load_yaml(boards(Outline(entries), rendered.paths, has_timeline=True)[BASE_PATH].decode())
    assert isinstance(with_timeline, dict)
    assert [view["name"] for view in with_timeline["views"]] == ["Progress", "Still to do", "Timeline"]
    assert json.loads(files[TYPES_PATH])["types"]["created"] == "date"
    canvas = json.loads(files[CANVAS_PATH])
    keys = {node["id"] for node in canvas["nodes"]}
    assert len(keys) == len(canvas["nodes"]) == len(rendered.paths) + 2
    assert all(isinstance(node[side], int) for node in canvas["nodes"] for side in ("x", "y", "width", "height"))
    assert all(edge["fromNode"] in keys and edge["toNode"] in keys for edge in canvas["edges"])
    read = parse_canvas(CANVAS_PATH, files[CANVAS_PATH])
    assert {link.path for link in read.links} == set(rendered.notes)
    assert not read.defects


def test_a_canvas_of_very_many_notes_shows_documents_only() -> None:
    entries = [Entry(id=HUB_ID, kind=Kind.HUB, document="", title="Hub", name="Hub")]
    entries += [Entry(id="a.md", kind=Kind.INDEX, document="a.md", title="A", name="A")]
    entries += [
        Entry(id=f"a.md#{number}", kind=Kind.SECTION, document="a.md", title=f"{number}", name=f"{number}")
        for number in range(600)
    ]
    files = boards(Outline({entry.id: entry for entry in entries}), {entry.id: f"{entry.name}.md" for entry in entries})
    assert [node["type"] for node in json.loads(files[CANVAS_PATH])["nodes"]] == ["file", "group", "file"]


def test_a_note_that_was_deleted_is_skipped_by_its_neighbours() -> None:
    entries = {
        "a.md#1": Entry(id="a.md#1", kind=Kind.SECTION, document="a.md", title="One", name="One"),
        "a.md#3": Entry(
            id="a.md#3", kind=Kind.SECTION, document="a.md", title="Three", name="Three", numbers=Numbers(2, 1, 900)
        ),
        HUB_ID: Entry(id=HUB_ID, kind=Kind.HUB, document="", title="Hub", name="Hub"),
    }
    derived = derive(Outline(entries), Options())
    assert derived.properties("a.md#3") == {
        "title": "Three",
        "aliases": [],
        "type": "section",
        "source": "a.md#3",
        "up": "[[@hub]]",
        "prev": "[[@a.md%231]]",
        "next": "",
        "reading_time": 4,
        "tasks_total": 2,
        "tasks_done": 1,
    }
    assert derived.region("a.md#3") == ""
    assert "## a.md\n" in derived.region(HUB_ID)


# -- Vaults as sources ------------------------------------------------------------------------------------------------


def test_a_built_vault_is_whole() -> None:
    rendered = built(
        Options(split=2),
        "img.png",
        a="# A\n\n## Some section\n\nOf another section. ![i](img.png) [x](#some-section)\n",
        b="# B\n\n## Another section\n\nSee some section.\n",
    )
    notes = {path: parse_note(path, raw) for path, raw in rendered.notes.items()}
    files = {path: file_kind(path) for path in {*notes, *rendered.attachments}}
    links = link_vault(Vault(notes=notes, files=files))
    assert not [1 for row in links.references.values() for found in row if isinstance(found.target, Missing)]
    assert not links.orphans()
    assert "See [[Some section|some section]]." in rendered.notes["B/Another section.md"].decode()


FRAGMENTS = [
    "## A {#a}\n", "### B {#b}\n", "<!-- id: c -->\n", "## C\n", "# T\n", "{{a}}", "{{date}}", "[A]", "[A](#a)",
    "[x](b.md#c)", "[[b#C]]", "[[@b]]", "](@", "`b.md`", "<img src='p.png'>", "\n", "\n\n", "text ", "Some note ",
    '<!-- list = "book" -->\n', "1. *a* b\n", "**Label**\n\n", "<!-- goals = true -->\n", "- 3+ x\n", "- [ ] x\n",
    "---\n", "```\n", "%%", "| a |\n| - |\n", "\\", "é", "**Version**: 1\n", "## Metadata\n",
]  # fmt: skip


@contextmanager
def marks_that_can_be_followed() -> Iterator[None]:
    """Pass over sources with marks where none may stand."""
    try:
        yield
    except ConfigurationError:
        assume(False)


@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=20),
    st.sampled_from([None, 0, 2]),
    st.sampled_from([0, 3]),
)
@example(["<!-- id: c -->\n", "## C\n", "<!-- id: c -->\n"], 2, 0)
def test_every_source_gives_a_vault_that_can_be_read(fragments: list[str], split: int | None, min_words: int) -> None:
    options = Options(split=split, min_words=min_words, placeholders={"a": "one", "[A]": "an a"})
    text = "".join(fragments)
    with marks_that_can_be_followed():
        rendered = built(options, "p.png", a=text, b="# B\n\n## C\n\nSome note\n", sub_c="# Some note\n")
    for path, raw in rendered.notes.items():
        note = parse_note(path, raw)
        assert note.properties["source"] in rendered.paths
        assert not {link.path for link in note.links} & {f"@{token(note_id)}" for note_id in rendered.paths}
    for finding in rendered.findings:
        assert 0 <= finding.start <= finding.stop <= len(rendered.texts[finding.path])


@given(
    st.lists(st.sampled_from(["word ", "\n", "## H\n", "- [x] y\n", "[z](gone.md)", "---\n", "`c`", "  ", "é", ">"]))
)
def test_an_undivided_document_keeps_its_text(fragments: list[str]) -> None:
    text = f"first\n{''.join(fragments)}"
    note = built(Options(split=0, autolink=False), a=text).notes["a.md"].decode()
    assert note.split("---\n", 2)[2] == f"\n{text.rstrip()}\n"


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20), st.sampled_from([None, 0, 2]))
def test_a_first_build_is_what_the_sources_ask_for(fragments: list[str], split: int | None) -> None:
    options = Options(split=split)
    sources = {"a.md": "".join(fragments).encode(), "b.md": b"# B\n\n## C\n\nSome note\n", "sub/c.md": b"# Some note\n"}
    with marks_that_can_be_followed():
        rendered = render(sources, "source", ["p.png"], options)
    files = {"p.png": b"picture"}
    written = update(Asked(name="source", sources=sources, files=files, options=options)).write
    notes = {path: data for path, data in written.items() if path.endswith(".md")}
    assert set(notes) == set(rendered.notes)
    for path, raw in rendered.notes.items():
        wanted, made = parse_note(path, raw), parse_note(path, notes[path])
        assert made.properties == wanted.properties
        assert notes[path][made.body :] == raw[wanted.body :]
