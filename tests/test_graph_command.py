"""`vault-tool graph`: what is asked for is what comes out, and a call that makes no sense exits with 2."""

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner, Result

from vault_tool.cli import main
from vault_tool.export import WRITERS

VAULT = {
    "Hub.md": "---\ntype: hub\n---\n[[Plan]] and [[Plan#Goals]] and ![[pic.png]]\n",
    "Plan.md": "# Goals\n[[Work/Task|the task]]\n",
    "Work/Task.md": "[[Work/Detail]]\n",
    "Work/Detail.md": "[anchor](../Plan.md#goals)\n",
    "Lone.md": "[[Not there]]\n",
    "pic.png": "",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    for path, text in {**VAULT, ".obsidian/app.json": "{}"}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["graph", *map(str, arguments)])


def succeeded(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def read(*arguments: str | Path) -> "nx.Graph[str]":
    return nx.node_link_graph(json.loads(succeeded(*arguments)), edges="edges")


def names(graph: "nx.Graph[str]") -> list[str]:
    return sorted(path.removesuffix(".md") for path in graph)


def test_json_is_what_comes_without_a_wish(vault: Path) -> None:
    graph = read(vault)

    assert names(graph) == ["Hub", "Lone", "Plan", "Work/Detail", "Work/Task"]
    assert sorted(graph.edges()) == [
        ("Hub.md", "Plan.md"),
        ("Hub.md", "Plan.md"),
        ("Plan.md", "Work/Task.md"),
        ("Work/Detail.md", "Plan.md"),
        ("Work/Task.md", "Work/Detail.md"),
    ]


@pytest.mark.parametrize("style", WRITERS)
def test_every_format_can_be_asked_for(vault: Path, style: str) -> None:
    assert "Detail" in succeeded(vault, "--format", style)


def test_places_are_those_of_the_file(vault: Path) -> None:
    rows = csv.DictReader(io.StringIO(succeeded(vault, "--format", "csv")))

    written = {vault.joinpath(row["source"]).read_bytes()[int(row["start"]) : int(row["stop"])] for row in rows}

    assert written == {
        b"[[Plan]]",
        b"[[Plan#Goals]]",
        b"[[Work/Task|the task]]",
        b"[[Work/Detail]]",
        b"[anchor](../Plan.md#goals)",
    }


def test_attachments_are_nodes_on_request(vault: Path) -> None:
    assert names(read(vault, "--attachments")) == ["Hub", "Lone", "Plan", "Work/Detail", "Work/Task", "pic.png"]


@pytest.mark.parametrize("note", ["Task", "task", "Work/Task", "Work/Task.md"])
@pytest.mark.parametrize(
    ("depth", "near"),
    [
        ((), ["Plan", "Work/Detail", "Work/Task"]),
        (("--depth", "0"), ["Work/Task"]),
        (("--depth", "2"), ["Hub", "Plan", "Work/Detail", "Work/Task"]),
    ],
)
def test_around_a_note_by_path_or_name(vault: Path, note: str, depth: tuple[str, ...], near: list[str]) -> None:
    assert names(read(vault, "--around", note, *depth)) == near


def test_a_folder_of_a_vault_is_shown_alone(vault: Path) -> None:
    graph = read(vault / "Work")

    assert names(graph) == ["Work/Detail", "Work/Task"]
    assert list(graph.edges()) == [("Work/Task.md", "Work/Detail.md")]


def test_metrics_are_those_of_the_whole_vault(vault: Path) -> None:
    nodes = read(vault, "--metrics", "--around", "Work/Detail", "--depth", "0").nodes

    assert nodes["Work/Detail.md"].items() >= {"backlinks": 1, "in_degree": 1, "out_degree": 1, "island": 1}.items()


def marked(graph: "nx.Graph[str]", mark: str) -> list[str]:
    return names(nx.subgraph_view(graph, filter_node=lambda path: graph.nodes[path][mark]))


def test_metrics_name_what_lint_and_report_name(vault: Path) -> None:
    graph = read(vault, "--metrics")

    found = {mark: marked(graph, mark) for mark in ("orphan", "dead_end", "unreachable", "articulation")}
    assert found == {"orphan": ["Lone"], "dead_end": ["Lone"], "unreachable": ["Lone"], "articulation": ["Plan"]}
    bridges = {(source, target) for source, target, data in graph.edges(data=True) if data["bridge"]}
    assert bridges == {("Hub.md", "Plan.md")}


def test_a_hub_is_where_readers_start(vault: Path) -> None:
    assert marked(read(vault, "--metrics", "--hub", "Lone"), "unreachable") == []


def test_without_a_hub_nothing_is_said_of_reach(vault: Path) -> None:
    vault.joinpath("Hub.md").write_text("[[Plan]]\n", encoding="utf-8")

    assert "unreachable" not in read(vault, "--metrics").nodes["Lone.md"]


def test_a_canvas_begins_at_the_hub_that_is_given(vault: Path) -> None:
    def left_most(*arguments: str) -> list[str]:
        nodes = json.loads(succeeded(vault, "--format", "canvas", *arguments))["nodes"]
        return sorted(node["file"] for node in nodes if node["x"] == 0)

    assert left_most() == ["Lone.md", "Plan.md"]
    assert left_most("--hub", "Task") == ["Lone.md", "Work/Task.md"]


def test_links_are_read_by_the_rules_of_the_dialect(vault: Path) -> None:
    vault.joinpath("Work/Detail.md").write_text("[plan](Plan.md)\n", encoding="utf-8")

    assert ("Work/Detail.md", "Plan.md") in read(vault).edges()
    assert ("Work/Detail.md", "Plan.md") not in read(vault, "--dialect", "github").edges()


def test_the_result_can_go_to_a_file(vault: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.dot"

    assert succeeded(vault, "--format", "dot", "-o", file) == ""
    assert file.read_text(encoding="utf-8") == succeeded(vault, "--format", "dot")


def test_a_canvas_in_the_vault_does_not_show_itself_when_it_is_written_again(vault: Path) -> None:
    file = vault / "Maps" / "Graph.canvas"
    file.parent.mkdir()
    succeeded(vault, "--format", "canvas", "-o", file)
    once = file.read_bytes()

    succeeded(vault, "--format", "canvas", "-o", file)

    assert file.read_bytes() == once
    assert "Maps/Graph.canvas" in read(vault)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--around", "Details"], "no such note: Details (did you mean Detail?)"),
        (["--around", "qqqqqqqq"], "no such note: qqqqqqqq"),
        (["--hub", "qqqqqqqq"], "no such note: qqqqqqqq"),
        (["--around", "pic.png"], "not in the graph: pic.png (--attachments shows files that are no notes)"),
        (["--depth", "2"], "--depth goes with --around NOTE"),
        (["--around", "Task", "--depth", "-1"], "'--depth'"),
        (["--metrics", "--format", "csv"], "--metrics has no place in csv; it has in dot, gexf, graphml, json"),
        (["--format", "svg"], "'svg' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_call_that_makes_no_sense_exits_with_2(vault: Path, arguments: list[str], said: str) -> None:
    result = run(vault, *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2


def test_a_folder_without_notes_is_remarked_on(tmp_path: Path) -> None:
    result = run(tmp_path)

    assert (result.exit_code, result.stderr) == (0, "no notes here: is this a vault?\n")
    assert json.loads(result.stdout)["nodes"] == []


def test_what_cannot_be_read_is_remarked_on(vault: Path) -> None:
    vault.joinpath("Gone.md").symlink_to(vault / "nowhere.md")

    result = run(vault)

    assert result.exit_code == 0
    assert result.stderr.startswith("warning: Gone.md: cannot be read: ")


def test_remarks_are_not_made_when_quiet(tmp_path: Path) -> None:
    assert "nodes" in succeeded(tmp_path, "--quiet")


def test_a_flowchart_that_mermaid_will_not_draw_is_remarked_on(tmp_path: Path) -> None:
    for number in range(502):
        tmp_path.joinpath(f"{number}.md").write_text(f"[[{number + 1}]]", encoding="utf-8")

    result = run(tmp_path, "--format", "mermaid")

    assert result.exit_code == 0
    assert result.stderr == "501 arrows: Mermaid draws 500 unless told otherwise; --around NOTE shows a part\n"
