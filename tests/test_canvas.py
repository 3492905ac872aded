"""Canvases (JSON Canvas 1.0): the links of their nodes, and where in the JSON they are written."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tool.canvas import parse_canvas
from vault_tool.model import Canvas, DefectKind, LinkKind
from vault_tool.parse import parse_note


def canvas_of(*nodes: dict[str, Any]) -> bytes:
    return json.dumps({"nodes": nodes, "edges": []}).encode()


def told(raw: bytes) -> list[str]:
    """Write each link: its node, its kind, what it says, and what stands at its place."""
    links = parse_canvas("Board.canvas", raw).links
    return [f"{link.key} {link.kind} {link.linktext} at {raw[link.start : link.stop].decode()}" for link in links]


FILE = {"id": "n1", "type": "file", "file": "notes/A.md", "x": 0, "y": 0, "width": 400, "height": 400}


@pytest.mark.parametrize(
    ("nodes", "links"),
    [
        ([FILE], ["n1 canvas-file notes/A.md at notes/A.md"]),
        ([FILE | {"subpath": "#Part"}], ["n1 canvas-file notes/A.md#Part at notes/A.md"]),
        ([FILE | {"subpath": ""}], ["n1 canvas-file notes/A.md at notes/A.md"]),
        ([FILE | {"subpath": None}], ["n1 canvas-file notes/A.md at notes/A.md"]),
        ([FILE | {"file": '日本 "x".md'}], ['n1 canvas-file 日本 "x".md at \\u65e5\\u672c \\"x\\".md']),
        (
            [{"id": "t", "type": "text", "text": "See [[A|b]] and ![[c.png]]\n[d](e.md) https://x.y"}],
            ["t wikilink A at [[A|b]]", "t embed c.png at ![[c.png]]", "t markdown e.md at [d](e.md)"],
        ),
        ([{"id": "t", "type": "text", "text": "`[[A]]` %% [[B]] %%"}], ["t wikilink B at [[B]]"]),
        # A text has no properties.
        ([{"id": "t", "type": "text", "text": '---\nup: "[[A]]"\n---\n'}], ["t wikilink A at [[A]]"]),
        # Addresses and backgrounds are no links of the vault.
        ([{"id": "l", "type": "link", "url": "https://x.y"}], []),
        ([{"id": "g", "type": "group", "label": "[[A]]", "background": "bg.png"}], []),
        # A field counts only in a node of its type.
        ([{"id": "t", "type": "text", "file": "A.md", "text": "x"}], []),
        ([{"id": "f", "type": "file", "text": "[[A]]", "file": "B.md"}], ["f canvas-file B.md at B.md"]),
        ([{"id": "n", "file": "A.md"}], []),
        # What does not belong there is passed over.
        (["[[A]]", 1, None, [FILE], {"type": "file"}, {"type": "file", "file": 1}, {"type": [], "file": "A.md"}], []),
        ([FILE | {"id": 7}, FILE | {"id": {"a": "b"}}], [" canvas-file notes/A.md at notes/A.md"] * 2),
        (
            [{"id": "t", "type": "text", "text": "[[A]]"}, FILE],
            ["t wikilink A at [[A]]", "n1 canvas-file notes/A.md at notes/A.md"],
        ),
    ],
)  # fmt: skip
def test_links_of_nodes(nodes: list[Any], links: list[str]) -> None:
    assert told(canvas_of(*nodes)) == links


def test_other_keys_of_the_document_and_of_a_node_do_not_shift_places() -> None:
    raw = b'{"a":"[[x]]","nodes":[{"color":"1","z":["p","q\\""],"text":"[[A]]","type":"text","id":"t"}],"nodes2":[]}'
    assert told(raw) == ["t wikilink A at [[A]]"]


def test_of_a_key_that_stands_twice_the_last_counts() -> None:
    raw = b'{"nodes":[1],"nodes":[{"type":"file","file":"A.md","file":"B.md","id":"n"}]}'
    assert told(raw) == ["n canvas-file B.md at B.md"]


def test_escapes_in_a_text() -> None:
    raw = rb'{"nodes":[{"id":"t","type":"text","text":"\ud83d\ude00\n\"\u00e9\" [[\u0041\/b]] \ud800 [[c]]"}]}'
    assert told(raw) == [r"t wikilink A/b at [[\u0041\/b]]", "t wikilink c at [[c]]"]


@pytest.mark.parametrize("raw", [b"", b" \n", b"\xef\xbb\xbf", b"{}", b'{"edges":[]}', b'{"nodes":[]}'])
def test_an_empty_canvas(raw: bytes) -> None:
    assert parse_canvas("Board.canvas", raw) == Canvas(path="Board.canvas")


@pytest.mark.parametrize(
    ("raw", "message", "at"),
    [
        (b"{", "no valid JSON: Expecting property name enclosed in double quotes", 1),
        ('{"é": é}'.encode(), "no valid JSON: Expecting value", 7),
        (b"\xef\xbb\xbf{]", "no valid JSON: Expecting property name enclosed in double quotes", 4),
        (b"{} x", "no valid JSON: Extra data", 3),
        (b"[]", "no canvas: `nodes` should be a list", 0),
        (b'"x"', "no canvas: `nodes` should be a list", 0),
        (b'{"nodes": {}}', "no canvas: `nodes` should be a list", 0),
        (b'{"nodes": null}', "no canvas: `nodes` should be a list", 0),
        (b"[" * 100_000, "no valid JSON: nested too deeply", 0),
        (b'{"a":' * 100_000, "no valid JSON: nested too deeply", 0),
        (b"\0{}", "no valid JSON: Expecting value", 0),
    ],
)
def test_a_canvas_that_is_none(raw: bytes, message: str, at: int) -> None:
    (defect,) = parse_canvas("Board.canvas", raw).defects
    assert (defect.kind, defect.message, defect.start) == (DefectKind.BROKEN_CANVAS, message, at)


def test_a_number_of_many_digits_is_a_number() -> None:
    assert told(b'{"nodes":[{"x":' + b"9" * 5_000 + b',"type":"file","file":"A.md","id":"n"}]}')


# -- Laws -------------------------------------------------------------------------------------------------------------

PIECES = [
    "[[a]]",
    "![[b#c|d]]",
    "[e](f.md)",
    "[[",
    "]]",
    "\n",
    '"',
    "\\",
    "é",
    "😀",
    "\u2028",
    "\t",
    "`",
    "%%",
    "/",
    " ",
    "---\n",
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@given(st.lists(texts, max_size=3), st.booleans())
@example(["\n[[a]]\ud83d[[b]]"], True)  # half a surrogate pair, which JSON can carry
def test_a_place_in_the_json_is_what_was_written_there(written: list[str], ascii_only: bool) -> None:
    nodes = [{"id": str(number), "type": "text", "text": text} for number, text in enumerate(written)]
    raw = json.dumps({"nodes": nodes}, ensure_ascii=ascii_only).encode(errors="replace")
    nodes = json.loads(raw)["nodes"]
    links = parse_canvas("Board.canvas", raw).links
    for link in links:
        assert link.start < link.stop
        there = json.loads(b'"' + raw[link.start : link.stop] + b'"')
        assert there in nodes[int(link.key)]["text"]
        if link.kind in (LinkKind.WIKILINK, LinkKind.EMBED):
            assert there.startswith(("[[", "![["))
            assert there.endswith("]]")
            assert link.path in there
        else:
            assert there.startswith(("[", "!["))
            assert there.endswith(")")
    assert [link.start for link in links] == sorted(link.start for link in links)


@given(texts)
def test_a_text_has_the_links_of_a_note(text: str) -> None:
    links = parse_canvas("Board.canvas", canvas_of({"id": "t", "type": "text", "text": text})).links
    in_note = parse_note("Note.md", b"\n" + text.encode()).links
    assert [link._replace(start=0, stop=0, key="") for link in links] == [
        link._replace(start=0, stop=0) for link in in_note
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["file", "text", "A.md", "[[a]]"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nodes", "type", "file", "text", "id", "subpath"]), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.one_of(st.binary(max_size=40), json_values.map(lambda value: json.dumps(value).encode())))
def test_anything_gives_a_canvas_and_always_the_same(raw: bytes) -> None:
    assert parse_canvas("Board.canvas", raw) == parse_canvas("Board.canvas", raw)
