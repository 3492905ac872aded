"""The graph says what the link table says, and measures what is known of small shapes."""

from collections.abc import Iterable
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault_tool.errors import UsageError
from vault_tool.export import WRITERS
from vault_tool.export.layout import grid
from vault_tool.graph import (
    annotated,
    around,
    arrows,
    digraph,
    edges,
    link_graph,
    link_list,
    measures,
    networked,
    nodes,
    restricted,
)
from vault_tool.linklist import LinkList
from vault_tool.links import LinkTable, link_vault
from vault_tool.measures import sparse_measures
from vault_tool.model import Canvas, FileKind, Heading, Link, LinkKind, Note, Tag, Vault
from vault_tool.settings import Dialect, Settings


def link(target: str, kind: LinkKind = LinkKind.WIKILINK, start: int = 0, key: str = "") -> Link:
    path, _, subpath = target.partition("#")
    return Link(kind, path, subpath or None, None, start, start + len(target), key)


def note(path: str, *targets: str) -> Note:
    """Make a note with a heading `Goals` and wikilinks that begin ten bytes apart."""
    links = tuple(link(target, start=10 * number) for number, target in enumerate(targets))
    return Note(path=path, links=links, headings=(Heading(1, "Goals", 0, 7),))


def linked(notes: Iterable[Note], canvases: Iterable[Canvas] = (), *, images: Iterable[str] = ()) -> LinkTable:
    return link_vault(
        Vault(
            notes={written.path: written for written in notes},
            canvases={board.path: board for board in canvases},
            files=dict.fromkeys(images, FileKind.IMAGE),
        )
    )


def graph_of(shape: str) -> "nx.MultiDiGraph[str]":
    """Make the graph of a shape such as `a>b a>c b>b d`: notes, and which of them links to which."""
    targets: dict[str, list[str]] = {}
    for part in shape.split():
        source, _, target = part.partition(">")
        targets.setdefault(source, [])
        if target:
            targets.setdefault(target, [])
            targets[source].append(target)
    return digraph(linked(note(f"{name}.md", *names) for name, names in targets.items()))


def names(paths: Iterable[str]) -> str:
    return " ".join(sorted(path.removesuffix(".md") for path in paths))


# What is a node, and what is an edge.


def test_a_node_says_what_its_file_is() -> None:
    written = Note(
        path="Area/Plan.md",
        property_tags=("#Goal", "#year/2026"),
        tags=(Tag("#goal", 40, 45), Tag("#new", 50, 54), Tag("#NEW", 60, 64)),
    )
    board = Canvas(path="Area/Board.canvas", links=(link("Area/Plan.md", LinkKind.CANVAS_FILE),))
    vault = Vault(
        notes={written.path: written},
        canvases={board.path: board},
        files={"pics/a.png": FileKind.IMAGE},
        excluded=frozenset({"pics/a.png"}),
    )

    assert dict(iter(digraph(link_vault(vault), attachments=True).nodes(data=True))) == {
        "Area/Board.canvas": {
            "label": "Board.canvas", "kind": "canvas", "folder": "Area", "tags": "", "excluded": False
        },
        "Area/Plan.md": {
            "label": "Plan", "kind": "note", "folder": "Area", "tags": "#Goal #year/2026 #new", "excluded": False
        },
        "pics/a.png": {"label": "a.png", "kind": "image", "folder": "pics", "tags": "", "excluded": True},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "edge"),
    [
        (link("B", start=5), ("B.md", "wikilink", "", "", 5, 6)),
        (link("B#Goals"), ("B.md", "wikilink", "Goals", "", 0, 7)),
        (link("B#^block"), ("B.md", "wikilink", "^block", "", 0, 8)),
        (link("B.md", LinkKind.MARKDOWN_EMBED), ("B.md", "markdown-embed", "", "", 0, 4)),
        (link("B", LinkKind.PROPERTY, key="related.0"), ("B.md", "property", "", "related.0", 0, 1)),
        (link("#Goals"), ("A.md", "wikilink", "Goals", "", 0, 6)),
        (link("C"), None),
        (link("picture.png"), None),
        (link("https://example.com", LinkKind.MARKDOWN), None),
    ],
    ids=str,
)
def test_an_edge_is_a_link_with_a_note_at_its_other_end(written: Link, edge: tuple[object, ...] | None) -> None:
    graph = digraph(linked([Note(path="A.md", links=(written,)), note("B.md")], images=["picture.png"]))

    found = [(source, target, *data.values()) for source, target, data in graph.edges(data=True)]

    assert found == ([] if edge is None else [("A.md", *edge)])
    assert list(graph) == ["A.md", "B.md"]


def test_parallel_links_are_parallel_edges() -> None:
    graph = digraph(linked([note("A.md", "B", "B", "B#Goals"), note("B.md")]))

    assert [data["start"] for _, _, data in graph.edges(data=True)] == [0, 10, 20]
    assert arrows(graph) == [("A.md", "B.md")]


def test_a_canvas_is_a_node_where_it_links_or_is_linked() -> None:
    graph = digraph(
        linked(
            [note("A.md", "linked.canvas")],
            [
                Canvas(path="links.canvas", links=(link("A.md", LinkKind.CANVAS_FILE, key="n1"),)),
                Canvas(path="linked.canvas"),
                Canvas(path="lost.canvas", links=(link("Gone.md", LinkKind.CANVAS_FILE),)),
                Canvas(path="empty.canvas"),
            ],
        )
    )

    assert set(graph) == {"A.md", "linked.canvas", "links.canvas"}
    assert [(*ends, data["kind"], data["field"]) for *ends, data in graph.edges(data=True)] == [
        ("A.md", "linked.canvas", "wikilink", ""),
        ("links.canvas", "A.md", "canvas-file", "n1"),
    ]


def test_attachments_come_on_request() -> None:
    written = note("A.md", "used.png", "data.csv", "gone.png")
    files = {
        "used.png": FileKind.IMAGE,
        "unused.pdf": FileKind.PDF,
        "data.csv": FileKind.OTHER,
        "unused.csv": FileKind.OTHER,
    }
    links = link_vault(Vault(notes={"A.md": written}, files=files))

    assert set(digraph(links)) == {"A.md"}
    assert set(digraph(links, attachments=True)) == {"A.md", "used.png", "unused.pdf", "data.csv"}
    assert arrows(digraph(links, attachments=True)) == [("A.md", "data.csv"), ("A.md", "used.png")]


def test_a_folder_is_no_node_though_github_links_to_it() -> None:
    written = Note(path="README.md", links=(link("docs", LinkKind.MARKDOWN), link("docs/A.md", LinkKind.MARKDOWN)))
    notes = {"README.md": written, "docs/A.md": note("docs/A.md")}
    links = link_vault(Vault(notes=notes, settings=Settings(dialect=Dialect.GITHUB)))
    assert links.references["README.md"][0].edge == "docs"

    graph = digraph(links, attachments=True)

    assert set(graph) == {"README.md", "docs/A.md"}
    assert arrows(graph) == [("README.md", "docs/A.md")]


def test_half_a_surrogate_pair_from_a_canvas_does_not_get_into_the_graph() -> None:
    board = Canvas(path="b.canvas", links=(link("A.md#\ud800", LinkKind.CANVAS_FILE, key="\udfff"),))

    graph = digraph(linked([note("A.md")], [board]))

    assert [(data["subpath"], data["field"]) for _, _, data in graph.edges(data=True)] == [("?", "?")]


# Measures.


@pytest.mark.parametrize(
    ("shape", "bridges", "articulations"),
    [
        ("a>b", ["a-b"], ""),
        ("a>b b>a", ["a-b"], ""),
        ("a>b b>c", ["a-b", "b-c"], "b"),
        ("c>b b>a", ["a-b", "b-c"], "b"),
        ("a>b b>c c>a", [], ""),
        ("a>b b>c c>a c>d d>e e>c", [], "c"),
        ("a>b b>c c>a c>d d>e e>f f>d", ["c-d"], "c d"),
        ("a>a b", [], ""),
    ],
)
def test_bridges_and_articulations(shape: str, bridges: list[str], articulations: str) -> None:
    found = measures(graph_of(shape))

    assert sorted("-".join(names([end]) for end in pair) for pair in found.bridges) == bridges
    assert names(found.articulations) == articulations


def test_a_bridge_is_named_in_the_order_of_its_paths() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("z.md", "a.md")])

    assert measures(graph).bridges == {("a.md", "z.md")}


def test_degrees_count_links_and_backlinks_count_notes() -> None:
    found = measures(graph_of("a>b a>b c>b b>b b>a d"))

    assert found.in_degree == {"a.md": 1, "b.md": 3, "c.md": 0, "d.md": 0}
    assert found.out_degree == {"a.md": 2, "b.md": 1, "c.md": 1, "d.md": 0}
    assert found.backlinks == {"a.md": 1, "b.md": 2, "c.md": 0, "d.md": 0}


def test_islands_come_by_size_and_then_by_path() -> None:
    found = measures(graph_of("z>y x>x b>c d>c a>e"))

    assert [names(island) for island in found.islands] == ["b c d", "a e", "y z", "x"]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("a>b b>a", {"a.md": 1 / 2, "b.md": 1 / 2}),
        ("a b c", {"a.md": 1 / 3, "b.md": 1 / 3, "c.md": 1 / 3}),
        ("a>b a>b a>a b>a", {"a.md": 1 / 2, "b.md": 1 / 2}),
        ("a>b", {"a.md": 20 / 57, "b.md": 37 / 57}),
    ],
)
def test_pagerank_of_small_shapes(shape: str, expected: dict[str, float]) -> None:
    assert measures(graph_of(shape)).pagerank == pytest.approx(expected, abs=1e-9)


def test_pagerank_of_a_large_graph_is_as_exact_as_that_of_a_small_one() -> None:
    size = 2000
    graph = digraph(linked(note(f"{n}.md", str(n * n % size), str((n + 1) % size), str(n // 2)) for n in range(size)))
    found = measures(graph).pagerank

    followed = nx.DiGraph(arrows(graph))
    for path in ("0.md", "1.md", "44.md", "1999.md"):
        arriving = sum(found[source] / followed.out_degree(source) for source in followed.predecessors(path))
        assert found[path] == pytest.approx(0.15 / size + 0.85 * arriving, rel=1e-6)
    assert sum(found.values()) == pytest.approx(1)


def test_an_empty_vault_measures_nothing() -> None:
    found = measures(digraph(linked([])))

    assert (found.pagerank, found.islands, found.bridges) == ({}, (), frozenset())


def test_a_chain_of_many_notes_is_no_matter_of_recursion() -> None:
    graph = digraph(linked(note(f"{number}.md", str(number + 1)) for number in range(3000)))

    found = measures(graph)

    assert (len(found.bridges), len(found.articulations), len(found.islands)) == (2999, 2998, 1)
    assert len(set(grid(graph).values())) == 3000


def test_measures_become_attributes_of_a_copy() -> None:
    graph = graph_of("a>b b>b c")

    measured = networked(annotated(graph, measures(graph), orphan=["a.md", "c.md"], unreachable=[]))

    assert {path: measured.nodes[path]["orphan"] for path in measured} == {"a.md": True, "b.md": False, "c.md": True}
    assert {key: value for key, value in measured.nodes["b.md"].items() if key not in graph.nodes["b.md"]} == {
        "pagerank": pytest.approx(0.48, abs=0.01),
        "backlinks": 1,
        "in_degree": 1,
        "out_degree": 0,
        "island": 1,
        "articulation": False,
        "orphan": False,
        "unreachable": False,
    }
    assert [(*ends, data["bridge"]) for *ends, data in measured.edges(data=True)] == [
        ("a.md", "b.md", True),
        ("b.md", "b.md", False),
    ]
    assert "orphan" not in graph.nodes["a.md"]
    assert "bridge" not in next(data for _, _, data in graph.edges(data=True))


# Parts.


@pytest.mark.parametrize(("depth", "near"), [(0, "c"), (1, "b c d"), (2, "a b c d e"), (9, "a b c d e")])
def test_around_a_note_links_are_followed_both_ways(depth: int, near: str) -> None:
    part = around(graph_of("a>b b>c d>c d>e x>y"), "c.md", depth)

    assert names(part) == near
    assert part.graph == {"centre": "c.md"}


def test_around_a_note_the_links_between_its_neighbours_stay() -> None:
    assert arrows(around(graph_of("a>b a>c b>c c>d"), "a.md")) == [("a.md", "b.md"), ("a.md", "c.md"), ("b.md", "c.md")]


def test_there_is_nothing_around_a_note_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"no such note in the graph: b\.md"):
        around(graph_of("a"), "b.md")


def test_a_part_without_the_centre_has_none() -> None:
    near = around(graph_of("a>b"), "a.md")

    assert restricted(near, ["b.md"]).graph == {}
    assert restricted(near, ["a.md"]).graph == {"centre": "a.md"}


# Laws.

LETTERS = "abcdefg"


@st.composite
def link_tables(draw: st.DrawFn) -> LinkTable:
    """Make a vault of a few notes and canvases, some notes excluded, with links to and from all of them."""
    stems = draw(st.lists(st.sampled_from(LETTERS), min_size=1, unique=True))
    boards = draw(st.lists(st.sampled_from("xyz"), unique=True))
    targets = st.lists(
        st.sampled_from([*LETTERS, *(f"{board}.canvas" for board in "xyz"), "#Goals", "a#Nowhere", "p.png"]), max_size=3
    )
    notes = [note(f"{stem}.md", *draw(targets)) for stem in stems]
    canvases = [Canvas(path=f"{board}.canvas", links=note("_.md", *draw(targets)).links) for board in boards]
    return link_vault(
        Vault(
            notes={written.path: written for written in notes},
            canvases={board.path: board for board in canvases},
            files={"p.png": FileKind.IMAGE},
            excluded=frozenset(draw(st.lists(st.sampled_from([f"{stem}.md" for stem in stems]), max_size=2))),
        )
    )


def listed(links: LinkTable, paths: Iterable[str]) -> set[str]:
    """Return those of the paths that the link table's lists can name."""
    return set(paths) & links.vault.notes.keys() - links.vault.excluded


@given(links=link_tables())
def test_the_link_table_finds_the_islands_of_the_graph(links: LinkTable) -> None:
    components = (listed(links, island) for island in measures(digraph(links)).islands)

    assert {frozenset(island) for island in links.islands()} == {frozenset(island) for island in components if island}


@given(links=link_tables())
def test_the_link_table_finds_orphans_and_dead_ends_of_the_graph(links: LinkTable) -> None:
    graph = digraph(links)
    found = measures(graph)
    to_notes = nx.DiGraph([pair for pair in arrows(graph) if pair[1] in links.vault.notes])

    assert set(links.orphans()) == listed(links, (path for path in graph if not found.backlinks[path]))
    assert set(links.dead_ends()) == listed(links, (path for path in graph if not set(to_notes.adj.get(path, ()))))


@given(links=link_tables(), hub=st.sampled_from(LETTERS))
def test_the_link_table_reaches_what_descends_from_the_hub(links: LinkTable, hub: str) -> None:
    graph = digraph(links)
    start = f"{hub}.md"
    reached = {start, *nx.descendants(graph, start)} if start in graph else {start}

    assert set(links.unreachable([start])) == listed(links, links.vault.notes) - reached


@given(links=link_tables())
def test_backlinks_are_the_links_of_the_table_from_other_files(links: LinkTable) -> None:
    graph = digraph(links, attachments=True)
    found = measures(graph)

    for path in graph:
        references = links.backlinks(path)
        assert found.in_degree[path] == len(references)
        assert found.backlinks[path] == len({reference.source for reference in references})


@given(links=link_tables())
def test_what_is_taken_away_at_a_bridge_or_an_articulation_falls_apart(links: LinkTable) -> None:
    graph = digraph(links)
    found = measures(graph)
    plain = nx.Graph(arrows(graph))
    plain.add_nodes_from(graph)
    pieces = nx.number_connected_components(plain)

    for pair in plain.edges:
        without = nx.Graph(plain)
        without.remove_edge(*pair)
        assert (nx.number_connected_components(without) > pieces) == (tuple(sorted(pair)) in found.bridges)
    for path in plain:
        without = nx.Graph(plain)
        without.remove_node(path)
        alone = 0 if plain.adj[path] else 1
        assert (nx.number_connected_components(without) + alone > pieces) == (path in found.articulations)


@given(links=link_tables(), attachments=st.booleans())
def test_a_list_of_links_is_the_graph(links: LinkTable, attachments: bool) -> None:
    listed, graph = link_list(links, attachments=attachments), digraph(links, attachments=attachments)

    assert (nodes(listed), edges(listed), arrows(listed)) == (nodes(graph), edges(graph), arrows(graph))
    some = list(graph)[::2]
    assert edges(restricted(listed, some)) == edges(restricted(graph, some))


@st.composite
def shapes(draw: st.DrawFn) -> "nx.MultiDiGraph[str]":
    """Make a graph of some nodes with links of any kind between them: parallel ones, loops, islands."""
    paths = draw(st.lists(st.text("abcdefgh", min_size=1, max_size=2), min_size=1, max_size=20, unique=True))
    ends = st.tuples(st.sampled_from(paths), st.sampled_from(paths))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(paths)
    graph.add_edges_from(draw(st.lists(ends, max_size=3 * len(paths))))
    return graph


@settings(deadline=None)  # scipy is imported in the first one
@given(graph=shapes())
def test_large_graphs_are_measured_as_networkx_measures_small_ones(graph: "nx.MultiDiGraph[str]") -> None:
    found, reference = sparse_measures(list(graph), list(graph.edges())), measures(graph)

    assert found.pagerank == pytest.approx(reference.pagerank, rel=1e-12)
    assert replace(found, pagerank=reference.pagerank) == reference


def test_above_many_links_nothing_is_done_by_networkx(monkeypatch: pytest.MonkeyPatch) -> None:
    links = linked([note("a.md", "b", "c", "b"), note("b.md", "c"), note("c.md", "d", "c"), note("d.md"), note("e.md")])
    by_networkx = {name: write(marked(links)) for name, write in WRITERS.items()}
    monkeypatch.setattr("vault_tool.graph.MANY", 3)

    assert isinstance(link_graph(links), LinkList)
    assert {name: write(marked(links)) for name, write in WRITERS.items()} == by_networkx


def marked(links: LinkTable) -> "nx.MultiDiGraph[str] | LinkList":
    graph = link_graph(links)
    return annotated(graph, measures(graph), orphan=links.orphans())


@given(links=link_tables(), attachments=st.booleans())
def test_every_attribute_is_of_a_type_that_xml_knows(links: LinkTable, attachments: bool) -> None:
    graph = digraph(links, attachments=attachments)
    measured = annotated(graph, measures(graph), orphan=links.orphans())

    values = [value for _, data in measured.nodes(data=True) for value in data.values()]
    values += [value for _, _, data in measured.edges(data=True) for value in data.values()]
    assert {type(value) for value in values} <= {str, int, float, bool}
