"""What is exported is read back by a reader that is not ours, with the same nodes and the same edges."""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations, pairwise
from random import Random
from typing import NamedTuple

import jsonschema
import networkx as nx
import pydot
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault_tool.export import FULL, WRITERS
from vault_tool.export.layout import grid
from vault_tool.graph import annotated, around, measures

# pydot 4 calls pyparsing by names that pyparsing gives up.
pytestmark = pytest.mark.filterwarnings("ignore:.* deprecated - use:DeprecationWarning")


class Edge(NamedTuple):
    source: str
    target: str
    kind: str = "wikilink"
    subpath: str = ""
    field: str = ""
    start: int = 0


class Read(NamedTuple):
    """What a reader found: every node, and every edge as often as it is there."""

    nodes: set[str]
    edges: Counter[Edge]


def graph_of(paths: Iterable[str], links: Iterable[Edge]) -> "nx.MultiDiGraph[str]":
    """Make a graph with the attributes of `digraph`, its nodes and edges added in the order given."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for path in paths:
        folder, _, name = path.rpartition("/")
        graph.add_node(path, label=name.removesuffix(".md"), kind="note", folder=folder, tags="#a", excluded=False)
    for source, target, kind, subpath, field, start in links:
        graph.add_edge(source, target, kind=kind, subpath=subpath, field=field, start=start, stop=start + 9)
    return graph


def in_graph(graph: "nx.Graph[str]", start: str = "start") -> Read:
    return Read(
        set(graph),
        Counter(
            Edge(source, target, data["kind"], data["subpath"], data["field"], data[start])
            for source, target, data in graph.edges(data=True)
        ),
    )


def read_json(text: str) -> Read:
    return in_graph(nx.node_link_graph(json.loads(text), edges="edges"))


def read_graphml(text: str) -> Read:
    return in_graph(nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True))


def read_gexf(text: str) -> Read:
    return in_graph(nx.read_gexf(io.BytesIO(text.encode())), start="start_byte")


def read_csv(text: str) -> Read:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    edges = Counter(
        Edge(row["source"], row["target"], row["kind"], row["subpath"], row["field"], int(row["start"])) for row in rows
    )
    return Read({path for row in rows for path in (row["source"], row["target"])}, edges)


def read_dot(text: str) -> Read:
    graph = dot_graph(text)
    edges = Counter(
        Edge(
            unquoted(str(edge.get_source())),
            unquoted(str(edge.get_destination())),
            unquoted(edge.get("kind")),
            unquoted(edge.get("subpath")),
            unquoted(edge.get("field")),
            int(edge.get("start")),
        )
        for edge in graph.get_edges()
    )
    return Read({unquoted(node.get_name()) for node in dot_nodes(graph)}, edges)


def dot_graph(text: str) -> pydot.Dot:
    graphs = pydot.graph_from_dot_data(text)
    assert graphs is not None
    (graph,) = graphs
    return graph


def dot_nodes(graph: pydot.Dot) -> list[pydot.Node]:
    """Return the nodes without the defaults of all nodes, which pydot takes for one."""
    return [node for node in graph.get_nodes() if node.get_name() != "node"]


def unquoted(written: str) -> str:
    assert written[0] == written[-1] == '"', written
    return re.sub(r"\\(.)", r"\1", written[1:-1])


# Formats that hold every node and every link.


FULL_READERS: dict[str, Callable[[str], Read]] = {
    "json": read_json,
    "graphml": read_graphml,
    "gexf": read_gexf,
    "dot": read_dot,
}

NASTY = (
    "plain.md",
    "folder/deep/plain.md",
    'a "quoted" & <b>bold</b>.md',
    "it's.md",
    "]x[.md",
    "C# notes.md",
    "日本/ノート.md",
    "📦 box.md",
    "Ελλάς — «x».md",
    "שלום.md",
    "back`tick`.md",
    "_under_ *star*.md",
    "1. first.md",
    "- dash.md",
    "end.md",
    "100%.md",
    "%%x%%.md",
    "a -> b.md",
    "semi;colon: it, is.md",
    "pipe|{brace}.md",
    "&amp;.md",
    "  two  spaces .md",
    "www.example.com.md",
    "$x$.md",
    "README",
    "board.canvas",
)


def every_kind_of_edge(paths: tuple[str, ...]) -> list[Edge]:
    """Chain the paths, all but the last, and add a parallel link, a self-link and links with fields and subpaths."""
    chain = [Edge(source, target, start=number) for number, (source, target) in enumerate(pairwise(paths[:-1]))]
    return [
        *chain,
        Edge(paths[0], paths[1], "embed", 'A "heading" & <more>', "", 50),
        Edge(paths[0], paths[1], "embed", "^block", "", 50),
        Edge(paths[0], paths[1], "markdown", "C:\\dir\\", "", 55),
        Edge(paths[2], paths[2], "wikilink", "Here#There", "", 60),
        Edge(paths[1], paths[0], "property", "", "related.0", 4),
    ]


@pytest.mark.parametrize("name", sorted(FULL_READERS))
@pytest.mark.parametrize("paths", [NASTY, NASTY[::-1], NASTY[7:] + NASTY[:7]])
def test_every_node_and_every_link_is_read_back(name: str, paths: tuple[str, ...]) -> None:
    graph = graph_of(paths, every_kind_of_edge(paths))

    assert FULL_READERS[name](WRITERS[name](graph)) == in_graph(graph)


def test_a_table_has_every_link_and_no_lone_note() -> None:
    graph = graph_of(NASTY, every_kind_of_edge(NASTY))

    read = read_csv(WRITERS["csv"](graph))

    assert read.edges == in_graph(graph).edges
    assert read.nodes == set(NASTY) - {NASTY[-1]}


def test_a_table_names_its_columns() -> None:
    graph = graph_of(["a.md", "b, c.md"], [Edge("a.md", "b, c.md", "embed", 'say "x"', "", 3)])

    assert WRITERS["csv"](graph) == (
        'source,target,kind,subpath,field,start,stop\na.md,"b, c.md",embed,"say ""x""",,3,12\n'
    )


# Drawings: every node, and one arrow for all the links from one node to another.


MERMAID_BOX = re.compile(r'  (n\d+)\["((?:[A-Za-z0-9 ,/]|(?<!")-|[^\x00-\x7f]|#\d+;)+)"\]')
MERMAID_ARROW = re.compile(r"  (n\d+) --> (n\d+)")


def read_mermaid(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Read a flowchart of nothing but boxes and arrows; anything else is an error. Nodes are their labels here."""
    first, *lines = text.splitlines()
    assert first == "graph LR"
    labels: dict[str, str] = {}
    drawn: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if box := MERMAID_BOX.fullmatch(line):
            assert box[1] not in labels
            labels[box[1]] = re.sub(r"#(\d+);", lambda number: chr(int(number[1])), box[2])
        else:
            arrow = MERMAID_ARROW.fullmatch(line)
            assert arrow, line
            drawn[labels[arrow[1]], labels[arrow[2]]] += 1
    return Counter(labels.values()), drawn


SIDE = {"enum": ["top", "right", "bottom", "left"]}
JSON_CANVAS = {
    "type": "object",
    "required": ["nodes", "edges"],
    "additionalProperties": False,
    "properties": {
        "nodes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "file", "x", "y", "width", "height"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                    "type": {"const": "file"},
                    "file": {"type": "string"},
                    **{name: {"type": "integer"} for name in ("x", "y", "width", "height")},
                },
            },
        },
        "edges": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "fromNode", "toNode"],
                "additionalProperties": False,
                "properties": {
                    **{name: {"type": "string"} for name in ("id", "fromNode", "toNode")},
                    "fromSide": SIDE,
                    "toSide": SIDE,
                },
            },
        },
    },
}
"""What JSON Canvas 1.0 says of the file nodes and edges that we write (jsoncanvas.org/spec/1.0)."""


class Card(NamedTuple):
    file: str
    x: int
    y: int
    width: int
    height: int

    def overlaps(self, other: "Card") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def read_canvas(text: str) -> tuple[dict[str, Card], Counter[tuple[str, str]]]:
    """Read a canvas by its specification; the cards are found by their paths."""
    document = json.loads(text)
    jsonschema.validate(document, JSON_CANVAS)
    ids = [item["id"] for item in (*document["nodes"], *document["edges"])]
    assert len(ids) == len(set(ids))
    cards = {node["id"]: Card(*(node[name] for name in Card._fields)) for node in document["nodes"]}
    drawn = Counter((cards[edge["fromNode"]].file, cards[edge["toNode"]].file) for edge in document["edges"])
    return {card.file: card for card in cards.values()}, drawn


def linked_pairs(edges: Iterable[Edge]) -> Counter[tuple[str, str]]:
    return Counter({(edge.source, edge.target) for edge in edges if edge.source != edge.target})


def shown(path: str) -> str:
    return " ".join(path.rpartition("/")[2].removesuffix(".md").split())


def test_a_flowchart_has_every_name_and_every_arrow() -> None:
    paths = tuple(path for path in NASTY if path != "folder/deep/plain.md")
    links = every_kind_of_edge(paths)

    names, drawn = read_mermaid(WRITERS["mermaid"](graph_of(paths, links)))

    assert names == Counter(map(shown, paths))
    assert drawn == Counter({(shown(source), shown(target)): 1 for source, target in linked_pairs(links)})


def test_a_flowchart_keeps_notes_of_one_name_apart() -> None:
    graph = graph_of(["a/x.md", "b/x.md"], [Edge("a/x.md", "b/x.md")])

    assert WRITERS["mermaid"](graph) == 'graph LR\n  n0["x"]\n  n1["x"]\n  n0 --> n1\n'


def test_a_canvas_has_every_file_and_every_arrow() -> None:
    links = every_kind_of_edge(NASTY)

    cards, drawn = read_canvas(WRITERS["canvas"](graph_of(NASTY, links)))

    assert list(cards) == sorted(NASTY)
    assert drawn == linked_pairs(links)


# Laws.


NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="/\\"), min_size=1, max_size=6
).filter(str.strip)


@st.composite
def graphs(draw: st.DrawFn) -> "nx.MultiDiGraph[str]":
    paths = [f"{name}.md" for name in draw(st.lists(NAMES, min_size=1, max_size=7, unique=True))]
    ends = st.sampled_from(paths)
    kinds = st.sampled_from(["wikilink", "embed"])
    links = st.builds(Edge, ends, ends, kinds, NAMES | st.just(""), NAMES | st.just(""), st.integers(0, 9))
    return graph_of(paths, draw(st.lists(links, max_size=12)))


@settings(max_examples=60, deadline=None)
@given(graph=graphs())
def test_any_graph_is_read_back(graph: "nx.MultiDiGraph[str]") -> None:
    for name, read in FULL_READERS.items():
        assert read(WRITERS[name](graph)) == in_graph(graph), name
    assert read_csv(WRITERS["csv"](graph)).edges == in_graph(graph).edges
    pairs = linked_pairs(in_graph(graph).edges)
    cards, drawn = read_canvas(WRITERS["canvas"](graph))
    assert (set(cards), drawn) == (set(graph), pairs)
    names, arrows = read_mermaid(WRITERS["mermaid"](graph))
    assert (names, arrows.total()) == (Counter(map(shown, graph)), len(pairs))


@settings(deadline=None)
@given(graph=graphs(), order=st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_links_does_not_matter(graph: "nx.MultiDiGraph[str]", order: Random) -> None:
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    order.shuffle(nodes)
    order.shuffle(edges)
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(edges)

    for name, write in WRITERS.items():
        assert write(shuffled) == write(graph), name


@given(graph=graphs())
def test_no_card_lies_on_another(graph: "nx.MultiDiGraph[str]") -> None:
    cards, _ = read_canvas(WRITERS["canvas"](graph))

    assert not [pair for pair in combinations(cards.values(), 2) if pair[0].overlaps(pair[1])]


def test_links_at_one_place_have_an_order_too() -> None:
    links = [Edge("a.md", "a.md", subpath=subpath) for subpath in ("x", "y")]

    for name, write in WRITERS.items():
        assert write(graph_of(["a.md"], links)) == write(graph_of(["a.md"], links[::-1])), name


def test_the_order_of_sets_in_a_process_does_not_matter() -> None:
    script = """
from vault_tool.export import WRITERS
from vault_tool.graph import annotated, digraph, measures
from vault_tool.links import link_vault
from vault_tool.model import Link, LinkKind, Note, Vault

def note(name, *targets):
    return Note(path=name + ".md", links=tuple(Link(LinkKind.WIKILINK, target, None, None, 0, 5) for target in targets))

notes = [note("hub", *"abcdefgh"), *map(note, "abcdefghijklm"), note("x", "y"), note("y", "x")]
graph = digraph(link_vault(Vault(notes={note.path: note for note in notes})))
print(*(write(annotated(graph, measures(graph))) for write in WRITERS.values()))
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(outputs) == 1


# What is peculiar to a format.


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_an_empty_graph_is_a_whole_document(name: str) -> None:
    text = WRITERS[name](graph_of([], []))

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    if name in FULL_READERS:
        assert FULL_READERS[name](text) == Read(set(), Counter())


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_xml_shows_characters_that_it_cannot_hold(name: str) -> None:
    graph = graph_of(["a\x0bb\ufffe.md", "c.md"], [Edge("a\x0bb\ufffe.md", "c.md", subpath="x\ry")])

    read = FULL_READERS[name](WRITERS[name](graph))

    assert read == Read({r"a\x0bb\xfffe.md", "c.md"}, Counter([Edge(r"a\x0bb\xfffe.md", "c.md", subpath=r"x\x0dy")]))


def test_dot_labels_are_not_read_as_html_or_escapes() -> None:
    labels = {"&amp;.md": "&amp;", "Q&A.md": "Q&A", 'say "x".md': 'say "x"', "<b>.md": "<b>"}

    (defaults, *written) = dot_graph(WRITERS["dot"](graph_of(labels, []))).get_nodes()

    assert defaults.get_name() == "node"
    shown_by_graphviz = {unquoted(node.get_name()): html.unescape(unquoted(node.get("label"))) for node in written}
    assert shown_by_graphviz == labels


def test_gexf_says_neither_when_nor_by_which_version_it_was_made() -> None:
    text = WRITERS["gexf"](graph_of(["a.md"], []))

    assert "lastmodifieddate" not in text
    assert nx.__version__ not in text


def test_gexf_is_no_film() -> None:
    text = WRITERS["gexf"](graph_of(["a.md", "b.md"], [Edge("a.md", "b.md", start=7)]))

    assert 'mode="static"' in text
    assert "timeformat" not in text


def test_graphml_numbers_links_and_writes_truths_as_xml_schema_does() -> None:
    text = WRITERS["graphml"](graph_of(["a.md", "b.md"], [Edge("a.md", "b.md"), Edge("b.md", "a.md")]))

    assert re.findall(r'<edge .*? id="(\d+)"', text) == ["0", "1"]
    assert ">false<" in text
    assert ">False<" not in text


def test_json_has_a_record_a_line_and_names_its_schema() -> None:
    graph = graph_of(["a.md", "b.md"], [Edge("a.md", "b.md", "embed", start=3)])

    assert WRITERS["json"](graph).splitlines() == [
        '{"schema": 1, "directed": true, "multigraph": true, "graph": {},',
        ' "nodes": [',
        '  {"id": "a.md", "label": "a", "kind": "note", "folder": "", "tags": "#a", "excluded": false},',
        '  {"id": "b.md", "label": "b", "kind": "note", "folder": "", "tags": "#a", "excluded": false}],',
        ' "edges": [',
        '  {"source": "a.md", "target": "b.md", "kind": "embed", "subpath": "", "field": "", "start": 3, "stop": 12}]}',
    ]


NODES: dict[str, Callable[[str], Iterable[tuple[str, dict[str, object]]]]] = {
    "json": lambda text: nx.node_link_graph(json.loads(text), edges="edges").nodes(data=True),
    "graphml": lambda text: nx.read_graphml(io.BytesIO(text.encode())).nodes(data=True),
    "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())).nodes(data=True),
    "dot": lambda text: [(unquoted(node.get_name()), node.get_attributes()) for node in dot_nodes(dot_graph(text))],
}


@pytest.mark.parametrize("name", sorted(FULL))
def test_formats_with_room_for_them_carry_the_measures(name: str) -> None:
    graph = graph_of(["a.md", "b.md", "c.md"], [Edge("a.md", "b.md"), Edge("c.md", "b.md")])

    text = WRITERS[name](annotated(graph, measures(graph), orphan=["a.md", "c.md"]))

    values = {path: {key: str(value).lower() for key, value in data.items()} for path, data in NODES[name](text)}
    assert (
        values["b.md"].items() >= {"backlinks": "2", "orphan": "false", "articulation": "true", "island": "1"}.items()
    )
    assert values["a.md"].items() >= {"backlinks": "0", "orphan": "true", "articulation": "false"}.items()
    assert sum(float(data["pagerank"]) for data in values.values()) == pytest.approx(1, abs=1e-5)


# The layout of a canvas.


def test_layers_run_to_the_right_from_the_node_with_the_most_neighbours() -> None:
    graph = graph_of(
        ["hub.md", "x/b.md", "a.md", "x/c.md", "far.md", "a/lone.md", "lone.md"],
        [Edge("hub.md", "x/b.md"), Edge("hub.md", "a.md"), Edge("x/c.md", "hub.md"), Edge("far.md", "a.md")],
    )

    assert {path: (cell.column, cell.row) for path, cell in grid(graph).items()} == {
        "hub.md": (0, 1),
        "a.md": (1, 0),
        "x/b.md": (1, 1),
        "x/c.md": (1, 2),
        "far.md": (2, 1),
        "lone.md": (0, 4),
        "a/lone.md": (0, 5),
    }


def test_the_note_asked_for_is_the_centre() -> None:
    graph = graph_of(["hub.md", "a.md", "b.md", "c.md"], [Edge("hub.md", f"{name}.md") for name in "abc"])

    assert {path: cell.column for path, cell in grid(around(graph, "a.md", 2)).items()} == {
        "a.md": 0,
        "hub.md": 1,
        "b.md": 2,
        "c.md": 2,
    }


def test_a_large_layer_is_broken_into_columns() -> None:
    leaves = [f"{number:03}.md" for number in range(400)]

    cells = grid(graph_of(["hub.md", *leaves], [Edge("hub.md", leaf) for leaf in leaves])).values()

    width, height = (max(axis) + 1 for axis in zip(*cells, strict=True))
    assert (width, height) == (14, 31)


@pytest.mark.parametrize(
    ("source", "target", "sides"),
    [
        ("hub.md", "a.md", ("right", "left")),
        ("a.md", "hub.md", ("left", "right")),
        ("a.md", "b.md", ("bottom", "top")),
        ("b.md", "a.md", ("top", "bottom")),
    ],
)
def test_an_arrow_leaves_and_arrives_at_the_sides_that_face_each_other(
    source: str, target: str, sides: tuple[str, str]
) -> None:
    star = [Edge("hub.md", f"{name}.md") for name in "abc"]
    graph = graph_of(["hub.md", "a.md", "b.md", "c.md"], [*star, Edge(source, target)])

    document = json.loads(WRITERS["canvas"](graph))

    files = {node["id"]: node["file"] for node in document["nodes"]}
    assert sides in {
        (edge["fromSide"], edge["toSide"])
        for edge in document["edges"]
        if (files[edge["fromNode"]], files[edge["toNode"]]) == (source, target)
    }
