"""The block of properties: YAML 1.2 as Obsidian's own library reads it, from texts that nobody vouches for.

What a block holds and where its links stand is in `cases/parse/properties.toml`; here is the loader. The first table is
what the `yaml` package of JavaScript answers, which Obsidian uses; control characters and the null members of a `!!set`
aside.
"""

import json
import subprocess
import sys
import textwrap
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tool import safe_yaml
from vault_tool.frontmatter import aliases_in, read_frontmatter, skim_frontmatter
from vault_tool.model import Frontmatter
from vault_tool.safe_yaml import InvalidYamlError, load_yaml

INVALID = object()


def loaded(text: str) -> object:
    try:
        return load_yaml(text)
    except InvalidYamlError:
        return INVALID


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Nothing.
        ("", None),
        ("\n  \n", None),
        ("# comment\n \t# another\n", None),
        ("~", None),
        # Plain mappings, which the fast loader reads.
        ("a: b\nc: d", {"a": "b", "c": "d"}),
        ("a: b c, d\ne: f:g h#i", {"a": "b c, d", "e": "f:g h#i"}),
        ("a: b # c", {"a": "b"}),
        ("a:\n- b\n- c", {"a": ["b", "c"]}),
        ("a:\n  - b\n  -\n  - c", {"a": ["b", None, "c"]}),
        ("a: [b, 'c d', \"e\", 1]", {"a": ["b", "c d", "e", 1]}),
        ("a: []\nb: ''\nc: \"\"\nd:", {"a": [], "b": "", "c": "", "d": None}),
        ("a: 'it''s'\nb: \"x\\\"y\\n\"", {"a": "it's", "b": 'x"y\n'}),
        ("a b/c (d): e", {"a b/c (d)": "e"}),
        ("日付: 今日\nÜber: é", {"日付": "今日", "Über": "é"}),
        # What the core schema of YAML 1.2 takes for something other than text.
        ("a: true\nb: True\nc: TRUE\nd: false", {"a": True, "b": True, "c": True, "d": False}),
        ("a: tRue\nb: yes\nc: Off\nd: y", {"a": "tRue", "b": "yes", "c": "Off", "d": "y"}),
        ("a: null\nb: Null\nc: ~\nd: nil", {"a": None, "b": None, "c": None, "d": "nil"}),
        ("a: 1\nb: -1\nc: +1\nd: 012", {"a": 1, "b": -1, "c": 1, "d": 12}),
        ("a: 0o14\nb: 0xfF\nc: 1_0\nd: 0b1", {"a": 12, "b": 255, "c": "1_0", "d": "0b1"}),
        ("- a: 0o14\n  b: 0xfF\n  c: 1_0\n  d: .inf", [{"a": 12, "b": 255, "c": "1_0", "d": float("inf")}]),
        ("a: 1.5\nb: .5\nc: 1.\nd: 1.2.3\ne: .", {"a": 1.5, "b": 0.5, "c": 1.0, "d": "1.2.3", "e": "."}),
        ("a: 1e3\nb: -1E-2\nc: 1e", {"a": 1000.0, "b": -0.01, "c": "1e"}),
        ("a: .inf\nb: -.INF\nc: +.Inf", {"a": float("inf"), "b": float("-inf"), "c": float("inf")}),
        ("a: 2024-01-31\nb: 2024-01-31 10:00", {"a": "2024-01-31", "b": "2024-01-31 10:00"}),
        ("a: 12:30:45\nb: 190:20", {"a": "12:30:45", "b": "190:20"}),
        ("a: '1'\nb: \"true\"\nc: 'null'", {"a": "1", "b": "true", "c": "null"}),
        # What is not plain, which PyYAML's events give.
        ("a:\n  b:\n    c: 1\n  d: [e, {f: 2}]", {"a": {"b": {"c": 1}, "d": ["e", {"f": 2}]}}),
        ("- a: 1\n  b: 012\n- yes", [{"a": 1, "b": 12}, "yes"]),
        ('{"a": "b", "c": [1, null, true], "d": {"e": "\\u00e9"}}', {"a": "b", "c": [1, None, True], "d": {"e": "é"}}),
        ("a: |\n  b\n  c\nd: >-\n  e\n  f", {"a": "b\nc\n", "d": "e f"}),
        ("a: b\n  c\nd: 'e\n  f'", {"a": "b c", "d": "e f"}),
        ("? a\n: b\n? c", {"a": "b", "c": None}),
        ("a: &x [1, 2]\nb: *x", {"a": [1, 2], "b": [1, 2]}),
        ("a: !!str 1\nb: !!int '2'\nc: !own 3\nd: !!set {e}", {"a": "1", "b": 2, "c": "3", "d": {"e": None}}),
        ("<<: {a: 1}\nb: 2", {"<<": {"a": 1}, "b": 2}),
        ("a: {{title}}", {"a": {"{title}": None}}),
        ("1: a\ntrue: b\nnull: c\n1.5: d", {"1": "a", "true": "b", "": "c", "1.5": "d"}),
        ("1: a\n'1': b", {"1": "b"}),
        ("true: a\nnull: b\nTRUE text: c", {"true": "a", "": "b", "TRUE text": "c"}),
        ("--- # the mark may be repeated\na: b\n...", {"a": "b"}),
        # Characters that other versions of YAML take for line ends, or refuse.
        ("a: b\u2028c: d", INVALID),
        ("a: b\u0085c\nd: {}", {"a": "b c", "d": {}}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("a: b\rc", {"a": "b c"}),
        ("a: b\0c", {"a": "b\ufffdc"}),
        ("a: b\x1bc\nd: \x7f", {"a": "b\ufffdc", "d": "\ufffd"}),
        ("a:\tb\t\n\t\n\t# c\nd: e", {"a": "b", "d": "e"}),
        # Keys that stand twice: at the top, quoted, below, in braces.
        ("a: 1\na: 2", INVALID),
        ("a: 1\na : 2", INVALID),
        ("a: 1\n'a': 2", INVALID),
        ("'a': 1\n\"a\": 2", INVALID),
        ("a:\n  b: 1\n  b: 2", INVALID),
        ("- a: 1\n  a: 2", INVALID),
        ("a: {b: 1, b: 2}", INVALID),
        ("{a: 1, 'a': 2}", INVALID),
        ("? a\n: 1\n? a\n: 2", INVALID),
        ("{[a]: 1, [a]: 2}", {"[a]": 2}),
        ("a: 1\nA: 2", {"a": 1, "A": 2}),
        ("a: {b: 1}\nc: {b: 2}", {"a": {"b": 1}, "c": {"b": 2}}),
        # More than one document.
        ("a: b\n--- \nc: d", INVALID),
        ("a: b\n...\nc: d", INVALID),
        ("--- a\n--- b", INVALID),
        # No YAML.
        ("a: @b", INVALID),
        ("a: `b`", INVALID),
        ("a: %b", INVALID),
        ("a: b: c", INVALID),
        ("a: 'b' c", INVALID),
        ('a: "b', INVALID),
        ('a: "\\q"', INVALID),
        ("a: [b", INVALID),
        ("a: [b]]", INVALID),
        ("a: [[b]], [[c]]", INVALID),
        ("a: [b](c.md)", INVALID),
        ("a: - b", INVALID),
        ("a: b\nc", INVALID),
        ("a: b\n - c\nd: e\n  - f", {"a": "b - c", "d": "e - f"}),
        ("a: b\n- c", INVALID),
        ("  a: b\nc: d", INVALID),
        ("  - a\nb: c", INVALID),
        ("\ta: b", INVALID),
        ("a: *b", INVALID),
        ("&a [*a]", INVALID),
        ("a: ![[b]]", INVALID),
        ("%YAML 1.2\na: b", INVALID),
    ],
)  # fmt: skip
def test_what_a_text_is(text: str, value: object) -> None:
    assert loaded(text) == value
    assert repr(loaded(text)) == repr(value)  # 1 is not True, and not 1.0


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: b\nc: @d", 1, "found character that cannot start any token"),
        ("a: b\nc: d\na: e", 2, "the key `a` stands twice"),
        ("a: b\nc: *d", 1, "the alias `*d` has no anchor"),
        ("a: b\n--- \nc: d", 1, "more than one document"),
        ("a: 1\nb:\n" + "".join(" " * n + "- \n" for n in range(101)), 101, "nested more than 100 levels deep"),
        ("a: " + "b" * 1_000_000, 0, "longer than 1,000,000 characters"),
    ],
    ids=["character", "twice", "alias", "documents", "deep", "long"],
)
def test_what_is_wrong_and_in_which_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InvalidYamlError) as caught:
        load_yaml(text)
    assert (caught.value.line, str(caught.value)) == (line, message)


def test_numbers_too_long_for_python_are_text() -> None:
    digits = "9" * 5_000
    assert load_yaml(f"a: {digits}\nb: {{}}") == {"a": digits, "b": {}}
    assert load_yaml("a: 12345678901234567890\nb: {}") == {"a": 12345678901234567890, "b": {}}


# -- Texts that hurt --------------------------------------------------------------------------------------------------

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n" for before, one in pairwise("abcdefghi")
)

# What crashes a loader, takes its memory or its time; and what only looks as if.
HURTING: dict[str, tuple[str, bool]] = {
    "lists in one line": ("- " * 20_000, False),
    "lists in one line, as a value": ("a:\n  " + "- " * 20_000 + "x", False),
    "explicit keys": ("? " * 50_000, False),
    "explicit keys, as a value": ("a:\n  " + "? " * 50_000, False),
    "opening brackets": ("[" * 50_000, False),
    "brackets": ("a: " + "[" * 50_000 + "]" * 50_000, False),
    "braces": ("a: " + "{" * 50_000 + "}" * 50_000, False),
    "braces with keys": ("a: " + "{a: " * 50_000, False),
    "lists, line by line": ("a:\n" + "".join(" " * n + "-\n" for n in range(1_400)), False),
    "mappings, line by line": ("".join(" " * n + "a:\n" for n in range(1_400)), False),
    "a hundred lists": ("a: " + "[" * 99 + "]" * 99, True),
    "a hundred and one lists": ("a: " + "[" * 100 + "]" * 100, False),
    "billion laughs": (LAUGHS, False),
    "billion laughs in keys": (LAUGHS + "? *i\n: x", False),
    "one laugh": ("a: &a [x, y]\nb: [*a, *a]", True),
    "a value named often": ("a: &a b\nc: [" + "*a, " * 10_000 + "]", True),
    "a value named too often": ("a: &a b\nc: [" + "*a, " * 10_001 + "]", False),
    "a list in itself": ("a: &a [*a]", False),
    "anchors": ("".join(f"k{n}: &a{n} v\n" for n in range(50_000)), True),
    "tags": ("a: " + "!a " * 100_000, False),
    "one long tag": ("a: !" + "a" * 900_000 + " b", True),
    "question marks": ("a: " + "?" * 900_000, True),
    "colons": ("a" + ":" * 900_000, False),
    "hashes": ("a: " + "#" * 900_000, True),
    "double quotes": ('"' * 900_000, False),
    "single quotes": ("'" * 900_000, False),
    "single quotes in a value": ("a: '" + "''" * 450_000 + "'", True),
    "escapes": ('a: "' + "\\n" * 450_000 + '"', True),
    "escapes with digits": ('a: "' + "\\u0041" * 150_000 + '"', True),
    "a block of text": ("a: |\n" + "  b\n" * 225_000, True),
    "a block of blank lines": ("a: |\n" + "\n" * 900_000, True),
    "a folded value": ("a: b\n" + "  c\n" * 200_000, True),
    "a flow list": ("a: [" + "b, " * 300_000 + "]", True),
    "a flow list with quotes": ("a: [" + '"b", ' * 180_000 + "]", True),
    "a flow mapping": ("a: {" + ", ".join(f"k{n}" for n in range(100_000)) + "}", True),
    "commas": ("a: [" + "," * 900_000 + "]", False),
    "tabs": ("a:" + "\t" * 900_000 + "b", True),
    "tabs in lines": ("a: b\n" + "\t\n" * 450_000, True),
    "spaces": ("a:" + " " * 900_000 + "b", True),
    "directives": ("%A\n" * 300_000, False),
    "documents": ("--- a\n" * 150_000, False),
    "comments": ("# a\n" * 225_000, True),
    "control characters": ("a: " + "\x01" * 900_000, True),
    "byte order marks": ("a: " + "\ufeff" * 300_000, True),
    "a megabyte of keys": ("".join(f"k{n:06}: v\n" for n in range(90_000)), True),
    "a megabyte of keys below the top": ("a:\n" + "".join(f"  k{n:06}: v\n" for n in range(75_000)), True),
    "a megabyte of one key": ("k: v\n" * 190_000, False),
    "a megabyte of items": ("a:\n" + "- b\n" * 240_000, True),
    "a megabyte of items with mappings": ("a:\n" + "- b: c\n" * 140_000, True),
    "a megabyte of links": ("a:\n" + '- "[[b]]"\n' * 95_000, True),
    "a megabyte of links, each written with an escape": ("a:\n" + '- "[[b\\u0041]]"\n' * 62_000, True),
    "a megabyte of unquoted links": ("a:\n" + "- [[b]]\n" * 120_000, True),
    "a megabyte of lists in lists": ("x: '['\na:\n" + "- - - b\n" * 120_000, True),
    "a megabyte of text": ("a: " + "b c " * 240_000, True),
}  # fmt: skip

READ_ALONE = textwrap.dedent("""
    import sys, time
    from vault_tool.frontmatter import aliases_in, read_frontmatter, skim_frontmatter
    source = sys.stdin.buffer.read()
    start = time.process_time()
    print(read_frontmatter(source).state, time.process_time() - start)
""")


@pytest.mark.parametrize(("text", "valid"), HURTING.values(), ids=HURTING.keys())
def test_texts_that_hurt_other_loaders(text: str, *, valid: bool) -> None:
    """Each is read in a process of its own where it might take that with it, and in less than two seconds."""
    source = f"---\n{text}\n---\n".encode()
    if safe_yaml.is_plain(text):
        start = time.process_time()
        state = str(read_frontmatter(source).state)
        seconds = time.process_time() - start
    else:
        answer = subprocess.run([sys.executable, "-c", READ_ALONE], input=source, capture_output=True, check=True)
        state, took = answer.stdout.decode().split()
        seconds = float(took)
    assert state in (("valid", "empty") if valid else ("invalid",))
    assert seconds < 2


# -- Laws -------------------------------------------------------------------------------------------------------------

PIECES = [
    *("a", "b", "tags", "x y", "1", "012", "0x1F", "0o14", "yes", "null", "~", "2024-01-01", "12:30", "é", "😀"),
    *('"[[x]]"', "[[x]]", '"d"', "'q'", "[a, b]", "[]", "{}", "{a: b}", "{{t}}", "[a", "b]", '"', "'", "\\"),
    *(": ", ":", " :", "- ", "-", "# c", " #c", "? ", "|", ">-", "&n", "*n", "!t", "@x", "`c`", "%d", "---", "..."),
    *(" ", "  ", "\t", "\n", "\n", "\n", "\n  ", "\n- ", "\n  - ", "\na: ", "\nb: ", "\u00a0", "\u2028", "\x07"),
    *("true", ".inf", ","),
]
yaml_like = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
printable = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | printable,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(printable, inner, max_size=3),
    max_leaves=8,
)


@given(yaml_like)
def test_it_raises_nothing_else(text: str) -> None:
    loaded(text)


@given(yaml_like.filter(safe_yaml.is_plain))
def test_the_fast_and_the_careful_way_agree(text: str) -> None:
    try:
        careful = safe_yaml._load_carefully(text)
    except InvalidYamlError:
        careful = INVALID
    assert repr(loaded(text)) == repr(careful)


_lines = st.builds(
    lambda key, space, value: f"{key}{space}{value}",
    st.sampled_from(("a:", "aliases:", "Aliases :", "b c:", "-", "  -", " -", "é:")),
    st.sampled_from((" ", " ", "", "  ", "\t")),
    st.sampled_from((*PIECES, "w x", "[p, 'q r']", '"s: t"', "u: v", "2 # c", "")),
)


@given(st.lists(_lines, max_size=6).map("\n".join))
@example("a: b\n- c")
@example("a:\n- b\n - c")
@example("aliases: x\nAliases: y")
def test_what_is_skimmed_is_all_that_there_is(text: str) -> None:
    source = f"---\n{text}\n---\nbody".encode()
    skimmed = skim_frontmatter(source)
    if skimmed is not None:
        read = read_frontmatter(source)
        assert (read.state, read.links, read.defects) == (Frontmatter.VALID, (), ())
        lines, body = skimmed
        assert (aliases_in(lines), body) == (read.aliases, read.body)


@pytest.mark.parametrize(
    "text", ["title: x\naliases: [a, 'b c']", "aliases:\n  - a\n  - 'b'\ntags: [t]\ndate: 2026-01-01"]
)
def test_what_is_simple_is_skimmed(text: str) -> None:
    assert skim_frontmatter(f"---\n{text}\n---\n".encode()) is not None


@given(values)
def test_json_is_read_as_what_it_is(value: object) -> None:
    assert loaded(json.dumps(value, ensure_ascii=False)) == value


@given(yaml_like)
def test_line_ends_do_not_matter(text: str) -> None:
    assert repr(loaded(text.replace("\n", "\r\n"))) == repr(loaded(text))


@pytest.mark.parametrize(
    ("source", "state", "body"),
    [
        (b"", Frontmatter.NONE, 0),
        (b"---", Frontmatter.NONE, 0),
        (b"---\n", Frontmatter.NONE, 0),
        (b"---\n---", Frontmatter.EMPTY, 7),
        (b"---\n---\n", Frontmatter.EMPTY, 8),
        (b"---\r\n---\r\n", Frontmatter.EMPTY, 10),
        (b"---\n\n---\n", Frontmatter.EMPTY, 9),
        (b"---\na: b\n---\nc", Frontmatter.VALID, 13),
        (b"\xef\xbb\xbf---\na: b\n---\nc", Frontmatter.VALID, 16),
        (b"\xef\xbb\xbfc", Frontmatter.NONE, 3),
        (b"---\na: b\n---c\n", Frontmatter.NONE, 0),
        (b"---\na: b\n --- \n---\n", Frontmatter.VALID, 19),
        (b"----\na: b\n---\n", Frontmatter.NONE, 0),
        (b"---\ra: b\r---\r", Frontmatter.NONE, 0),
        (b"---\na\n---\n", Frontmatter.INVALID, 10),
    ],
)
def test_where_the_body_begins(source: bytes, state: Frontmatter, body: int) -> None:
    properties = read_frontmatter(source)
    assert (properties.state, properties.body) == (state, body)
