"""Skimming finds what reading finds: in one note, in a vault, and with the vault dealt out to several processes."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from skims import plain_links, skimmed_wrongly, told_apart
from test_laws_reading import TOKENS
from textvaults import vaults

from vault_tool import foam, github
from vault_tool.links import link_vault
from vault_tool.linting import chosen_rules, coverage, lint
from vault_tool.parse import parse_note
from vault_tool.places import find_place, places
from vault_tool.settings import Dialect
from vault_tool.skimming import can_check, check_vault
from vault_tool.skimming.places import lines_of, names_plainly, surely_lack_in_any_dialect
from vault_tool.store import list_vault, read_vault

CASES = Path(__file__).parent / "cases" / "vaults"
REPOSITORY = Path(__file__).parent.parent
VAULTS = [*sorted(path for path in CASES.iterdir() if path.is_dir()), REPOSITORY / "output_vault", REPOSITORY / "docs"]

TODAY = date(2026, 11, 24)
PLAIN = plain_links(["Note.md", "a.md", "b.md", "g.md", "i.png", "sub/c.md"])

# Most of the tokens of other laws make a text one that has to be read; of these, most are plain.
PLAIN_TOKENS = [
    *("word ", "a ", "\n", "\n", "\n\n", "- ", "* ", "1. ", "# ", "## ", "> ", "    ", "     ", "[[a]]", "[[no]]"),
    *("[[a#h]]", "![[a|x]]", "[[no|x]]", "`", "``", "`[[no]]`", "^id\n", " ^x1\n\n", "[t](b.md)", "[t](no.md)", "|"),
    *("[t](a.md#h)", "[u](http://x.y/(a))", "\n---\n", "\n```\n", "```py\n", "- [x] ", "[ ] ", "#tag ", "[^1]", "(x)"),
    *(
        "%% c %%",
        "%% [[no]] %%",
        "%%",
        "<br>",
        "<div>",
        "<!-- c -->",
        "<!--",
        "-->",
        "</div>",
        '<span a="b">',
        "|:-:|\n",
    ),
    *("%% `[[no]]` %%", "%% ", " %%", "%%     [[no]] %%", "%% [[no]] ^id %%\n", "%% - [[no]] %%", "[[no]]%%a%%"),
    *("<https://x.y/z>", "<a:b`c>", "  -\n"),
    *("| a | b |\n|---|---|\n", "| [[no]] |", "<http://a.b>", "<% %>"),
    *("](b.md)", "](no.md)", "](", "[q](<no.md>)", "(no.md", '[w](no.md "t")', "[v](zz&amp;.md)", "[v](no\\_.md)"),
    *("[l](no.md?[d=e)](no.md)", "[l](https://x[d](no.md)", "[u](http://x?a&b)", "`y`", "[[no`x`]]", "[x]: "),
    *("](https://x", "](https://x ", ' "[[no]]")', ' "a) ', "[[no]])", "](b.md "),
    *("a_b", "**", "$5 ", "<b>", "a < b", "&amp;", "%", "{", "~", "\\", "===\n", "- - -\n", "***\n", "]:", "\t", "é"),
]
_frontmatter = st.sampled_from(
    [
        *(
            "",
            "",
            "title: x\n",
            "aliases: [q, w]\n",
            "aliases:\n  - a\n  - b\n",
            "Aliases: z\nb:\n- 1\n  - 2\n",
            "a: 1\na: 2\n",
            "tags:\n- \npublish: true\n",
            "a:\n  -\n  - b\n",
        ),
        *('up: "[[no]]"\n', "a: b\n- c\n", 'x: "a" b\n', "k: [a,\n", "a:\n - x\n - y\n", "a:\n  - b: c\n", "x: é\n"),
    ]
)
_bodies = st.lists(st.sampled_from(PLAIN_TOKENS) | st.sampled_from(TOKENS), max_size=20).map("".join)
_plain_bodies = st.lists(st.sampled_from(PLAIN_TOKENS), max_size=20).map("".join)
notes = st.builds(
    lambda block, body: f"---\n{block}---\n{body}" if block else body, _frontmatter, _plain_bodies | _bodies
)


@given(notes)
@example("---\naliases:\n  - a\n---\n- +     [[no]]")
@example(">     ^id\n## h")
@example("<div>\n<!--\n\n# h\n-->\n[[no]]")
@example("<!--> [[no]]\n<b>\n\n# h")
@example("`[[no]]` $x ` y$ `[[no]]`")
@example("a\n---\n# [t](no.md) ^b\nc")
@example("[t](https://x[[no]])")
@example("[[no[]](https://x)")
@example('[t](b.md "[[no]]")')
@example('[t](https://x "a) [[no]]")')
@example("[t](https://x`) [[no]] ` `[[no]]`")
def test_a_skim_is_right_or_unsure(text: str) -> None:
    assert not skimmed_wrongly("Note.md", told_apart(text).encode(errors="replace"), PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n[[no]] and `[[code]]`\n\n```\n[[fenced]]\n# no\n```\n\n- [ ] task [[a]] ^id\n- more\n\n---\n> # x\n",
        "---\ntitle: x\naliases: [q, 'w w']\n---\n[t](no.md) ![i](i.png) [u](https://x.y)\n\n1. one\n2. two ^two\n",
        '---\nup: "[[no]]"\n---\ntext | with | bars and a < b\n',
    ],
)
def test_it_is_sure_of_what_is_plain(text: str) -> None:
    assert skimmed_wrongly("Note.md", text.encode(), PLAIN) == {}


def assert_found_by_skimming(root: Path) -> None:
    """Hold what is found by skimming against what is found in the vault as a whole."""
    links = link_vault(read_vault(root, dialect=Dialect.OBSIDIAN))
    vault = list_vault(root, dialect=Dialect.OBSIDIAN)
    rules = [rule for rule in chosen_rules(vault.settings, ["ALL"]) if can_check(vault, [rule])]
    checked = check_vault(vault, rules, today=TODAY)
    assert checked.found == lint(links, select=[rule.name for rule in rules], today=TODAY)
    assert checked.coverage == coverage(links.vault)
    assert checked.unreadable == links.vault.unreadable


@pytest.mark.parametrize("root", VAULTS, ids=lambda root: root.name)
def test_skimming_finds_what_reading_finds(root: Path) -> None:
    assert_found_by_skimming(root)


_TWINS = {"b.MD": b"", "b.md": b"a ^c\n"}


@given(vaults())
@example({"A.md": b"[[c]]", "B.md": b"---\naliases:\n  - |\n    b\n    c\n---\n"})
@example({"A.canvas": b'{"nodes": [{"id": "1", "type": "file", "file": ""}]}', "B.md": b"---\naliases:\n---\n[[a]]"})
@example({"A.canvas": b'{"nodes": [{"id": "1", "type": "file", "file": "b.md", "subpath": "#^c"}]}'} | _TWINS)
@example({"a/N.md": b"#\ta\\|b", "N.md": b"", "a/B.md": b"[[N#^a&b]]"})
def test_in_any_vault(texts: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
        assert_found_by_skimming(Path(folder))


def test_more_processes_find_the_same(tmp_path: Path) -> None:
    for number in range(1200):
        other = (number * 7 + 1) % 1300
        links = f"[[N{other}]] [[N{other}#H]] [[N{other}#^b]] [[alias {other}]]"
        text = f"---\naliases: [alias {number}]\n---\n# H\n{links} ^a\n"
        (tmp_path / f"N{number}.md").write_text(text, "utf-8")
    command = (sys.executable, "-m", "vault_tool", "lint", str(tmp_path), "--format", "json", "--jobs")
    one, two, three = (
        subprocess.run([*command, jobs], capture_output=True, text=True, check=False) for jobs in ("1", "2", "3")
    )
    assert one.stdout.count("alias-link") > 1000
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert (one.stdout, one.stderr, one.returncode) == (three.stdout, three.stderr, three.returncode)


@given(st.lists(st.text(alphabet="ab# ^", max_size=6), max_size=3), st.text(alphabet="ab# ^", max_size=4))
@example(["C# a"], "a")
def test_what_is_named_plainly_is_there(lines: list[str], subpath: str) -> None:
    note = parse_note("Note.md", "".join(f"# {line}\n\n{line}\n\n" for line in lines).encode())
    if names_plainly(lines_of(note), subpath.encode()):
        assert not isinstance(find_place(places(note), subpath), str)


_WORDS = st.text(alphabet="abB1 -_`&;<>[]()!*^.'", max_size=9)


@given(st.lists(_WORDS, max_size=3), _WORDS)
@example(["a`b`c"], "ac ")
@example(["a b"], "a-b")
@example(["_a_ b"], "a b")
def test_what_a_note_surely_lacks_no_dialect_finds(headings: list[str], subpath: str) -> None:
    note = parse_note("Note.md", "".join(f"# {heading}\n\n" for heading in headings).encode())
    if surely_lack_in_any_dialect(lines_of(note), subpath.encode()):
        assert isinstance(find_place(places(note), subpath), str)
        assert foam.section_key(subpath) not in foam.sections(note)
        assert github.fragment_key(subpath) not in github.anchors(note)
