"""The house stands: imports go one way, one module opens files, heavy things wait until they are used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "vault_tool"

FLOORS = """
errors demands settings names text collector safe_yaml edits linklist measures
model exclusion naming properties toml_values
diagnostic target filekind hubs zones written linkpath places github dates configuration
mojibake syntax progress blocks suppression foam
spelling prose asking
property_links
frontmatter due goals resolve mentions
parse links pace
canvas graph hub_progress inspection nearest on_demand
rewriting
export rules store moving
linting build carrying
fixing linking skimming
report
surveying
render
cache
cli
"""
"""The floors of the house from the ground up; a module imports from floors below its own, and from its own folder."""

LEVEL = {room: level for level, floor in enumerate(FLOORS.split("\n")) for room in floor.split()}

HEAVY = {
    "networkx",
    "rich",
    "mistune",
    "scipy",
    "numpy",
    "rapidfuzz",
    "pathspec",
    "yaml",
    "nh3",
    "ahocorasick_rs",
    "frontmatter",
    "ruamel",
    "watchfiles",
}
"""What takes more than some milliseconds to import, and is therefore imported where it is used."""

OPENS_FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rename", "replace_file"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


MODULES = dict(modules())


def imports(path: Path, *, top_level: bool = False) -> Iterator[str]:
    """Yield the full names of what the module imports; without those for type checkers only."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(node)
        for guard in ast.walk(tree)
        if isinstance(guard, ast.If) and isinstance(guard.test, ast.Name) and guard.test.id == "TYPE_CHECKING"
        for node in ast.walk(guard)
    }
    for node in tree.body if top_level else ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "vault_tool":
                yield from (f"vault_tool.{name.name}" for name in node.names)


def rooms(path: Path) -> Iterator[str]:
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "vault_tool" and rest and rest.partition(".")[0] in LEVEL:
            yield rest.partition(".")[0]


def test_every_module_has_its_floor() -> None:
    assert {name.partition(".")[0] for name in MODULES} - {"", "__main__"} == set(LEVEL)


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"", "__main__"}))
def test_imports_go_down(module: str) -> None:
    own = module.partition(".")[0]
    above = [room for room in rooms(MODULES[module]) if room != own and LEVEL[room] >= LEVEL[own]]
    assert not above, f"{module} imports from {above}, which is not below it"


@pytest.mark.parametrize("module", sorted(set(MODULES) - {""}))
def test_only_the_store_opens_files(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {
        call.id if isinstance(call, ast.Name) else call.attr
        for call in calls
        if isinstance(call, ast.Name | ast.Attribute)
    }
    assert module.partition(".")[0] == "store" or not called & OPENS_FILES


@pytest.mark.parametrize("module", sorted(set(MODULES)))
def test_heavy_imports_happen_where_they_are_used(module: str) -> None:
    heavy = {name for name in imports(MODULES[module], top_level=True) if name.partition(".")[0] in HEAVY}
    assert not heavy


def test_rules_build_and_store_know_nothing_of_networkx() -> None:
    for module, path in MODULES.items():
        if module.partition(".")[0] in ("rules", "build", "store", "links", "linting", "report"):
            found = set(rooms(path)) | set(imports(path))
            assert not found & {"networkx", "graph"}, f"{module} reaches for the graph"


def test_build_and_store_know_nothing_of_rules() -> None:
    for module, path in MODULES.items():
        if module.partition(".")[0] in ("build", "store"):
            assert not set(rooms(path)) & {"rules", "linting"}


def test_the_version_needs_little_more_than_click() -> None:
    script = (
        "import sys; from vault_tool.cli import main\n"
        "try: main(['--version'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert not loaded & (HEAVY | {"pyromark", "yaml12"})
