"""What follows from the links of a vault; networkx is asked for a second opinion."""

import random
from collections.abc import Iterable

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_tables import link_of

from vault_tool.filekind import file_kind
from vault_tool.links import LinkTable, link_vault
from vault_tool.model import Canvas, Note, Vault
from vault_tool.settings import Settings
from vault_tool.target import Missing


def vault_of(written: str, *, settings: Settings | None = None, excluded: Iterable[str] = ()) -> Vault:
    """Make a vault of lines such as `a/Plan: [[b]] ![[c.png]]`: a file, `.md` left out, and its links."""
    notes, canvases, files = {}, {}, {}
    for line in filter(None, map(str.strip, written.splitlines())):
        name, _, links = line.partition(":")
        path = name if "." in name else f"{name}.md"
        files[path] = file_kind(path)
        found = tuple(
            link_of(text)._replace(start=start, stop=start + len(text)) for start, text in enumerate(links.split())
        )
        if path.endswith(".md"):
            notes[path] = Note(path=path, links=found)
        elif path.endswith(".canvas"):
            canvases[path] = Canvas(path=path, links=found)
    return Vault(
        notes=notes, canvases=canvases, files=files, settings=settings or Settings(), excluded=frozenset(excluded)
    )


def test_references_stand_by_source_in_the_order_of_paths() -> None:
    links = link_vault(vault_of("b: [[a]] [[gone]]\n a: [[b]]\n Board.canvas: [[a]]\n empty:"))
    assert [
        (source, [(str(link), type(target).__name__) for _, link, target in references])
        for source, references in links.references.items()
    ] == [
        ("Board.canvas", [("[[a]]", "Found")]),
        ("a.md", [("[[b]]", "Found")]),
        ("b.md", [("[[a]]", "Found"), ("[[gone]]", "Missing")]),
        ("empty.md", []),
    ]


def test_backlinks_come_from_other_files_in_file_order() -> None:
    links = link_vault(
        vault_of("""
            b: [[a]] [[a#Nope]] [[b]]
            a: [[a]] ![[pic.png]]
            Board.canvas: [[a]]
            pic.png:
        """)
    )
    assert [(source, str(link)) for source, link, _ in links.backlinks("a.md")] == [
        ("Board.canvas", "[[a]]"),
        ("b.md", "[[a]]"),
        ("b.md", "[[a#Nope]]"),
    ]
    assert [source for source, _, _ in links.backlinks("pic.png")] == ["a.md"]
    assert links.backlinks("b.md") == ()
    assert links.backlinks("nowhere.md") == ()


def test_a_link_to_a_missing_heading_is_an_edge_and_a_missing_note_is_no_node() -> None:
    """Semantics 5.1: the file decides whether a link is resolved."""
    links = link_vault(vault_of("a: [[b#Nope]] [[gone]]\n b:"))
    assert links.references["a.md"][0].target == Missing("heading", "b.md")
    assert links.neighbours == {"a.md": ("b.md",), "b.md": ()}
    assert links.islands() == (("a.md", "b.md"),)


def test_an_orphan_has_no_link_from_another_note_or_canvas() -> None:
    links = link_vault(
        vault_of("""
            Start: [[linked]]
            linked:
            selfish: [[selfish]]
            drawn:
            Board.canvas: [[drawn]]
            alone: [[gone]]
        """)
    )
    assert links.orphans() == ("Start.md", "alone.md", "selfish.md")


def test_hubs_templates_and_excluded_notes_are_no_orphans_but_their_links_count() -> None:
    """Obsidian indexes excluded files and resolves their links (semantics 1.4)."""
    vault = vault_of(
        """
            Start: [[a]]
            a:
            b:
            c:
            Templates/Daily: [[b]]
            archive/Old: [[c]]
        """,
        settings=Settings(hubs=("Start",), template_folders=("templates/",)),
        excluded=["archive/Old.md"],
    )
    assert link_vault(vault).orphans() == ()
    assert link_vault(vault._replace(settings=Settings())).orphans() == ("Start.md", "Templates/Daily.md")


def test_a_dead_end_links_to_no_other_note() -> None:
    links = link_vault(
        vault_of("""
            a: [[b]]
            b: [[b]] [[gone]] ![[pic.png]] [x](https://example.com)
            c: ![[a]]
            d: [[Board.canvas]]
            e: up:[[a]]
            pic.png:
            Board.canvas: [[a]]
        """)
    )
    assert links.dead_ends() == ("b.md", "d.md", "e.md")


def test_islands_come_largest_first_and_a_canvas_joins_notes() -> None:
    links = link_vault(
        vault_of("""
            z: [[y]]
            y:
            x: [[y]]
            b: [[a]]
            a:
            m:
            n:
            Board.canvas: [[m]] [[n]]
            lonely: [[gone]]
        """)
    )
    assert links.islands() == (("x.md", "y.md", "z.md"), ("a.md", "b.md"), ("m.md", "n.md"), ("lonely.md",))


def test_islands_name_no_template_and_no_excluded_note() -> None:
    vault = vault_of("a: [[old]]\n b: [[old]]\n old:\n T/t:", settings=Settings(template_folders=("T",)))
    assert link_vault(vault._replace(excluded=frozenset({"old.md"}))).islands() == (("a.md", "b.md"),)


@pytest.mark.parametrize(
    ("hubs", "expected"),
    [
        ([], ()),
        (["Hub.md"], ("island.md", "upstream.md")),
        (["upstream.md"], ("island.md",)),
        (["Hub.md", "island.md"], ("upstream.md",)),
        (["nowhere.md"], ("Hub.md", "a.md", "b.md", "c.md", "island.md", "upstream.md")),
    ],
)
def test_reach_follows_links_of_every_kind_forwards(hubs: list[str], expected: tuple[str, ...]) -> None:
    links = link_vault(
        vault_of("""
            Hub: ![[a]] [[Board.canvas]]
            a: [x](b.md#Nope)
            b: [[Hub]]
            c:
            Board.canvas: [[c]]
            upstream: [[Hub]]
            island:
        """)
    )
    assert links.unreachable(hubs) == expected


# The laws, with networkx as the second opinion.

names = [f"n{number}" for number in range(8)]
shapes = st.dictionaries(st.sampled_from(names), st.lists(st.sampled_from([*names, "gone"]), max_size=5), min_size=1)


def table_of(shape: dict[str, list[str]], order: Iterable[str]) -> LinkTable:
    return link_vault(vault_of("\n".join(f"{name}: {' '.join(f'[[{to}]]' for to in shape[name])}" for name in order)))


def graph_of(shape: dict[str, list[str]]) -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(f"{name}.md" for name in shape)
    graph.add_edges_from(
        (f"{name}.md", f"{to}.md") for name, links in shape.items() for to in links if to in shape and to != name
    )
    return graph


@given(shapes)
def test_networkx_agrees(shape: dict[str, list[str]]) -> None:
    links, graph = table_of(shape, shape), graph_of(shape)
    assert {frozenset(island) for island in links.islands()} == set(
        map(frozenset, nx.weakly_connected_components(graph))
    )
    assert set(links.orphans()) == {node for node in graph if graph.in_degree(node) == 0}
    assert set(links.dead_ends()) == {node for node in graph if graph.out_degree(node) == 0}
    start = next(iter(graph))
    assert set(links.unreachable([start])) == set(graph) - set(nx.single_source_shortest_path_length(graph, start))


@given(shapes)
def test_backlinks_are_the_references_turned_round(shape: dict[str, list[str]]) -> None:
    links = table_of(shape, shape)
    forwards = [
        reference
        for references in links.references.values()
        for reference in references
        if reference.edge is not None and reference.edge != reference.source
    ]
    backwards = [reference for path in links.vault.notes for reference in links.backlinks(path)]
    assert sorted(forwards) == sorted(backwards)


@given(shapes)
def test_islands_share_no_note_and_leave_none_out(shape: dict[str, list[str]]) -> None:
    links = table_of(shape, shape)
    islands = links.islands()
    assert sorted(path for island in islands for path in island) == sorted(links.vault.notes)
    assert [len(island) for island in islands] == sorted(map(len, islands), reverse=True)


@given(shapes, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(shape: dict[str, list[str]], chance: random.Random) -> None:
    order = list(shape)
    chance.shuffle(order)
    one, other = table_of(shape, shape), table_of(shape, order)
    assert list(one.references.items()) == list(other.references.items())
    assert one.islands() == other.islands()
    assert [one.backlinks(path) for path in one.references] == [other.backlinks(path) for path in one.references]
