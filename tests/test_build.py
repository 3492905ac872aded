"""The builder: names, properties, what becomes of a document, and what a build does to a vault that is there.

The pages in `cases/build` show it at work; here stand the laws that hold for every source.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from firstbuild import Rendered, render
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tool.build.changes import Kept, file_steps
from vault_tool.build.ends import plain_text
from vault_tool.build.names import NAME_BYTES, file_name, unique_names
from vault_tool.build.options import Options
from vault_tool.build.properties import Value, frontmatter_block
from vault_tool.build.state import decode_state, digest
from vault_tool.errors import ConfigurationError, UsageError, WriteError
from vault_tool.filekind import file_kind
from vault_tool.frontmatter import read_frontmatter
from vault_tool.hubs import hubs
from vault_tool.links import LinkTable, link_vault
from vault_tool.model import Frontmatter, Vault
from vault_tool.parse import parse_note
from vault_tool.store import remove_files
from vault_tool.target import Missing

SEED = Path(__file__).parent / "data" / "package-readme.md"


def built(sources: Mapping[str, str | bytes], name: str = "source", files: tuple[str, ...] = ()) -> Rendered:
    raw = {path: text if isinstance(text, bytes) else text.encode() for path, text in sources.items()}
    return render(raw, name, files, Options(split=2))


def linked(rendered: Rendered) -> LinkTable:
    notes = {path: parse_note(path, raw) for path, raw in rendered.notes.items()}
    return link_vault(Vault(notes=notes, files={path: file_kind(path) for path in {*notes, *rendered.attachments}}))


def broken(links: LinkTable) -> list[str]:
    return [
        f"{path}: {reference.link}"
        for path, references in links.references.items()
        for reference in references
        if isinstance(reference.target, Missing)
    ]


# -- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Overview", "Overview"),
        ("📋 Overview", "Overview"),
        ("🛠️ Implementation 👩‍💻 strategy 🇬🇧", "Implementation strategy"),
        ("1️⃣ First", "1 First"),
        ("DevOps → MLOps", "DevOps → MLOps"),
        ("Months 2-3: Core skills", "Months 2-3 - Core skills"),
        ("CI/CD", "CI-CD"),
        ("Plan A / plan B", "Plan A - plan B"),
        ("std::vector", "std-vector"),
        ("What is `x`?", "What is x"),
        ('"Quoted" <T> *bold*', "Quoted T bold"),
        ("[Draft] #3 ^up", "(Draft) 3 up"),
        ("50%% off", "50% off"),
        ("{{title}}", "title"),
        ("Overview:", "Overview"),
        ("and so on...", "and so on"),
        (".hidden", "hidden"),
        ("README.md", "README"),
        ("setup.py", "setup.py"),
        ("con", "_con"),
        ("Aux. tools", "_Aux. tools"),
        ("COM¹", "_COM¹"),
        ("Console", "Console"),
        ("Cafe\u0301", "Café"),
        ("zero\u200bwidth and\u00a0hard", "zerowidth and hard"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("🚀", "Untitled"),
        ("...", "Untitled"),
        ("", "Untitled"),
    ],
)
def test_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


@given(st.text() | st.text("aB /\\:.#[]|%con🚀\ufe0f\u200dßé", max_size=300))
@example("con." + "x" * 200)
@example("🚀" * 100)
def test_a_name_is_legal_everywhere_and_its_own_name(title: str) -> None:
    name = file_name(title)
    assert 0 < len(name.encode()) <= NAME_BYTES
    assert not re.search(r'[*"\\/<>:|?#^\[\]`$\x00-\x1f]|%%|^[ .]|[ .]$|\.md$', name)
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)
    assert file_name(name) == name


def test_a_long_title_is_cut_between_words() -> None:
    assert file_name("word " * 50) == ("word " * 24).strip()
    assert file_name("x" * 200) == "x" * NAME_BYTES
    assert file_name("日" * 200) == "日" * (NAME_BYTES // 3)


def test_who_asks_first_gets_the_name() -> None:
    wanted = [
        ("Overview", "A"),
        ("overview", "Roadmap"),
        ("Overview", "Roadmap"),
        ("Maße", ""),
        ("MASSE", ""),
        ("x", ""),
    ]
    assert list(unique_names(wanted, taken=["X"])) == [
        "Overview",
        "overview (Roadmap)",
        "Overview (Roadmap 2)",
        "Maße",
        "MASSE (2)",
        "x (2)",
    ]


@given(st.lists(st.tuples(st.text("aAßs:/ .🚀", max_size=4), st.text("aß.", max_size=2)), max_size=20))
def test_no_two_notes_have_one_name(wanted: list[tuple[str, str]]) -> None:
    names = list(unique_names(wanted))
    assert len({name.casefold() for name in names}) == len(wanted)


# -- Properties -------------------------------------------------------------------------------------------------------

SCALARS = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(
        ["yes", "No", "null", "~", "012", "1e3", "0x1F", "2026-11-24", "1:30", "[[x]]", "a: b", "x #y", "-"]
    )
    | st.integers(-(10**6), 10**6)
    | st.booleans()
)


@given(
    st.dictionaries(st.text("abcXYZ -:é", min_size=1), SCALARS | st.lists(SCALARS, min_size=1, max_size=3), max_size=5)
)
def test_properties_read_back_as_they_were_given(properties: dict[str, Value]) -> None:
    read = read_frontmatter(frontmatter_block(properties).encode())
    assert read.values == {key: value for key, value in properties.items() if value != ""}
    assert read.state in (Frontmatter.VALID, Frontmatter.EMPTY)


def test_properties_are_written_as_obsidian_would() -> None:
    block = frontmatter_block({"title": "A plan", "up": "[[Hub]]", "tags": ["a/b"], "aliases": [], "source": "x.md#y"})
    assert block == '---\ntitle: A plan\nup: "[[Hub]]"\ntags:\n  - a/b\nsource: x.md#y\n---\n'


# -- Documents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Plain", "Plain"),
        ("**Bold** and _em_", "Bold and em"),
        ("`code` &amp; [link](x.md)", "code & link"),
        ("[[Note|shown]] and [[Note]]", "shown and Note"),
        (r"\# escaped \*", "# escaped *"),
        ("1. Numbered", "1. Numbered"),
        ("", ""),
    ],
)
def test_the_plain_text_of_a_heading(heading: str, text: str) -> None:
    assert plain_text(heading) == text


def test_the_seed_becomes_a_vault() -> None:
    rendered = built({"package-readme.md": SEED.read_bytes()}, "package-readme")
    links = linked(rendered)
    assert not rendered.findings
    assert [path.rpartition("/")[2] for path in rendered.notes] == [
        "DevOps to MLOps Transition - Complete Guide Package.md",
        "Additional Resources.md",
        "Customization Guidelines.md",
        "Final Notes.md",
        "How to Use This Package.md",
        "Implementation Strategy.md",
        "Overview.md",
        "Package Contents.md",
        "Package readme.md",
        "Quick Start Checklist.md",
        "Success Metrics.md",
        "Success Stories & Inspiration.md",
        "Support & Community.md",
        "Template Metadata.md",
    ]
    tasks = parse_note("package-readme.md", SEED.read_bytes()).tasks
    found = [task.text for note in links.vault.notes.values() for task in note.tasks]
    assert sorted(found) == sorted(task.text for task in tasks)
    assert not broken(links)
    assert not links.orphans()
    assert not links.unreachable(hubs(links.vault)[:1])


def test_windows_line_ends_and_a_bom_change_nothing() -> None:
    text = "---\nauthor: A\n---\n# Guide\n\n## One\n\n- [ ] x\n\n```\na\n```\n\n## Two\n"
    assert built({"guide.md": "\ufeff" + text.replace("\n", "\r\n")}) == built({"guide.md": text})


def test_the_order_in_which_sources_are_given_does_not_matter() -> None:
    sources = {"b.md": "# B\n\n## One\n", "a/c.md": "# C\n\n## One\n", "overview.md": "# All\n\n[c](a/c.md)\n"}
    assert built(dict(reversed(sources.items()))) == built(sources)


def test_without_a_document_there_is_no_vault() -> None:
    with pytest.raises(UsageError, match="no Markdown documents in source"):
        built({})


def test_what_a_document_loses_is_reported() -> None:
    rendered = built({"a.md": "---\na: [\n---\ntext", "b.md": b"caf\xe9", "c.md": "---\na: {b: 1}\n---\n"})
    assert [finding.path for finding in rendered.findings] == ["a.md", "b.md", "c.md"]
    assert rendered.findings[2].message == "a nested property is left out: a"


SHAPES = [
    "## {}", "## Same *{}*", "## Same", "### {}", "# {}", "{}\n---", "{}", "- [ ] {}", "> {}", "```\n## {}\n```",
    "    {}", "---", "<!-- {} -->", "%% {} %%", "| a |\n| - |\n| [{}](#same) |", "[{}](b.md)", "[{}](#same)",
    "[{}](a.md#same-1)", "[{}](gone.md)", "[{}][r]", "[r]: b.md#same", "{}[^1]", "[^1]: {}", "[[a#Same|{}]]",
    "![{}](b.md)", "[![{}](b.md)](#same)",
]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> dict[str, str]:
    """Draw documents of headings, tasks, tables, code, links and rules; each word stands once in all of them."""
    words = (f"word{number}" for number in range(1000))
    paths = draw(st.lists(st.sampled_from(["a.md", "b.md", "sub/a.md", "overview.md"]), min_size=1, unique=True))
    return {
        path: "\n"
        + "\n\n".join(block.format(next(words)) for block in draw(st.lists(st.sampled_from(SHAPES), max_size=8)))
        for path in paths
    }


def passages(note: bytes) -> str:
    """What of a note's body comes from the source: neither its lists of notes nor the targets of links."""
    body = note.decode().split("\n---\n", 1)[1]
    body = re.sub(r"^%% vault-tool:begin %%$.*?^%% vault-tool:end %%$", "", body, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\[\[[^\[\]|]*\||\]\([^()]*\)", "", body)


FRAGMENTS = [
    "[a]", "[A][]", "[x][a]", "[a]: b.md\n", "[a]: #h\n", "![i][A b]", "[A b]: z 't'\n", "[ẞ]: b.md\n", "[SS]",
    "(b.md)", "(<#h>)", "[^1]", "[^1]: x\n", "[[", "]]", "|", "\n|-|\n", "# h\n", "## h\n", "---\n", "===\n",
    "> ", "- ", "    ", "```\n", "%%", "$$", "<!--", "-->", "!", "`", "*", "\\", "text ", "é", "\n\n", "\r", "\r\n",
    "\x00", "\u2028",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25))
@example(["[a]: #h\n", "[a]", "\\", "[a]"])
@example(["## h\n", "## h-1\n", "## h\n"])
def test_every_text_can_be_built(fragments: list[str]) -> None:
    rendered = built({"a.md": "".join(fragments), "b.md": "# B\n## h\n"})
    assert all(parse_note(path, raw).frontmatter is Frontmatter.VALID for path, raw in rendered.notes.items())


@given(documents())
def test_every_word_of_the_source_stands_in_exactly_one_note(sources: dict[str, str]) -> None:
    texts = [passages(note) for note in built(sources).notes.values()]
    for word in re.findall(r"word\d+", " ".join(sources.values())):
        holders = [text for text in texts if re.search(rf"{word}\b", text)]
        is_footnote = any(f"[^1]: {word}" in text for text in sources.values())
        assert len(holders) == 1 or (is_footnote and holders), word


@given(documents())
def test_a_vault_is_whole_but_for_what_was_broken_in_the_source(sources: dict[str, str]) -> None:
    rendered = built(sources)
    links = linked(rendered)
    reported = [finding.message for finding in rendered.findings]
    assert len(broken(links)) <= len(reported)
    assert not links.orphans()
    assert not links.unreachable([path for path in rendered.notes if "/" not in path])
    for note in links.vault.notes.values():
        assert note.frontmatter is Frontmatter.VALID
        assert not note.defects


# -- A vault that is there --------------------------------------------------------------------------------------------


def test_what_a_build_does_to_each_kind_of_file() -> None:
    old, new, mine = b"old", b"new", b"mine"
    wanted = {"fresh.md": new, "same.md": new, "stale.md": new, "edited.md": new, "deleted.md": new, "theirs.md": new}
    written = dict.fromkeys(
        ["same.md", "stale.md", "edited.md", "deleted.md", "gone.md", "gone-edited.md"], digest(old)
    )
    present = {
        "same.md": new,
        "stale.md": old,
        "edited.md": mine,
        "theirs.md": mine,
        "gone.md": old,
        "gone-edited.md": mine,
    }
    steps = file_steps(wanted, present, written, others=["Diary.md"])
    assert sorted(steps.write) == ["deleted.md", "fresh.md", "stale.md"]
    assert steps.unchanged == 1
    assert steps.remove == ("gone.md",)
    assert steps.kept == (
        Kept("edited.md", "changed by hand"),
        Kept("gone-edited.md", "changed by hand, and no longer in the source"),
        Kept("theirs.md", "not written by a build"),
    )
    assert steps.digests == {
        **dict.fromkeys(["deleted.md", "fresh.md", "same.md", "stale.md"], digest(new)),
        "edited.md": digest(old),
    }


def test_a_name_that_differs_in_case_only_is_no_other_file_to_some_systems() -> None:
    theirs = file_steps({"Plan.png": b"new"}, {}, {}, others=["plan.png"])
    assert theirs.kept == (Kept("plan.png", "its name differs from Plan.png in letter case only"),)
    assert not theirs.write
    renamed = file_steps({"Plan.png": b"new"}, {"plan.png": b"old"}, {"plan.png": digest(b"old")})
    assert (renamed.remove, list(renamed.write)) == (("plan.png",), ["Plan.png"])


PATHS = st.sampled_from(["a.md", "b.md", "B.md", "c.md"])
STEPS = st.tuples(st.just("build"), st.dictionaries(PATHS, st.sampled_from([b"one", b"two"]))) | st.tuples(
    st.just("edit"), st.dictionaries(PATHS, st.sampled_from([b"mine", b"mine too"]), min_size=1, max_size=1)
)


@given(st.lists(STEPS, max_size=12))
def test_no_build_ever_touches_a_file_that_was_written_by_hand(steps: list[tuple[str, dict[str, bytes]]]) -> None:
    vault: dict[str, bytes] = {}
    by_hand: dict[str, bytes] = {}
    state: Mapping[str, str] = {}
    for step, files in steps:
        if step == "edit":
            vault |= files
            by_hand |= files
            continue
        for _ in range(2):
            done = file_steps(files, vault, state)
            for path in done.remove:
                del vault[path]
            vault |= done.write
            state = done.digests
        assert not done.write
        assert not done.remove
        assert {path: vault[path] for path in by_hand} == by_hand
        assert all(files.get(path) == data for path, data in vault.items() if path not in by_hand)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"version": 2, "files": {"a.md": 1}}', b"\xff"])
def test_a_state_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"build\.json cannot be read"):
        decode_state(raw)


def test_removing_files_takes_empty_folders_along_and_stays_in_the_vault(tmp_path: Path) -> None:
    for path in ("vault/a/b/one.md", "vault/a/two.md", "outside.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("text")
    assert remove_files(tmp_path / "vault", ["a/b/one.md", "a/b/never.md"]) == ("a/b/one.md",)
    assert [path.name for path in (tmp_path / "vault" / "a").iterdir()] == ["two.md"]
    with pytest.raises(WriteError):
        remove_files(tmp_path / "vault", ["../outside.md"])
    assert (tmp_path / "outside.md").exists()
