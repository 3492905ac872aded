"""What a vault's configuration files mean, and what is said of one that cannot be followed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tool.configuration import (
    APP,
    KEYS,
    OBSIDIAN_FILES,
    TASKS,
    TEMPLATER,
    TEMPLATES,
    configured_root,
    own_table,
    settings_from,
)
from vault_tool.errors import ConfigurationError
from vault_tool.settings import DEFAULT_STATUSES, Dialect, Settings, Status

FILE = ".vault-tool.toml"

EVERY_KEY = """\
root = "docs"
dialect = "github"
hubs = ["Home.md", "Maps/World"]
exclude = ["drafts/", "*.tmp.md"]
include = ["drafts/Plan.md"]
templates = ["/Templates/", 'meta\\templates']
allow-missing = ["people/*"]
select = ["orphan-note"]
ignore = ["mojibake"]

[statuses]
"/" = "open"
">" = "cancelled"
"""


def settings(toml: str = "", /, **obsidian: object) -> Settings:
    table = own_table(toml.encode(), FILE)
    assert table is not None
    names = {"app": APP, "templates": TEMPLATES, "templater": TEMPLATER, "tasks": TASKS}
    return settings_from(table, FILE, {names[name]: json.dumps(value).encode() for name, value in obsidian.items()})


def test_a_vault_that_says_nothing_has_the_default_settings() -> None:
    assert settings_from({}, FILE, {}) == Settings()


def test_every_key_has_its_place() -> None:
    assert settings(EVERY_KEY) == Settings(
        statuses={**DEFAULT_STATUSES, "/": Status.OPEN, ">": Status.CANCELLED},
        dialect=Dialect.GITHUB,
        hubs=("Home.md", "Maps/World"),
        exclude=("drafts/", "*.tmp.md"),
        include=("drafts/Plan.md",),
        template_folders=("Templates", "meta/templates"),
        allow_missing=("people/*",),
        select=("orphan-note",),
        ignore=("mojibake",),
    )
    assert {line.split(" = ")[0] for line in EVERY_KEY.splitlines() if " = " in line} | {"statuses"} >= set(KEYS)


@pytest.mark.parametrize(
    ("file", "toml", "table"),
    [
        (".vault-tool.toml", "", {}),
        (".vault-tool.toml", 'dialect = "github"', {"dialect": "github"}),
        (".vault-tool.toml", '\ufeffdialect = "github"', {"dialect": "github"}),
        ("pyproject.toml", '[tool.vault-tool]\nroot = "docs"', {"root": "docs"}),
        ("sub/pyproject.toml", "[tool.vault-tool]", {}),
        ("pyproject.toml", '[project]\nname = "vault-tool"', None),
        ("pyproject.toml", '[project]\nname = "other"', None),
        ("pyproject.toml", '[project\nname = "not TOML, and not about us"', None),
        ("pyproject.toml", "tool = 1\n# vault-tool", None),
    ],
)
def test_a_file_is_about_us_or_not(file: str, toml: str, table: object) -> None:
    assert own_table(toml.encode(), file) == table


@pytest.mark.parametrize(
    ("file", "raw", "message"),
    [
        (FILE, b"hubs = [", ".vault-tool.toml: not TOML: Invalid value (at end of document)"),
        (FILE, b'# fine\nhubs = ["\xff"]', ".vault-tool.toml: line 2 is not UTF-8; save the file as UTF-8"),
        (
            "pyproject.toml",
            b"[tool]\nvault-tool = true",
            "pyproject.toml: tool.vault-tool is true; make it a table: [tool.vault-tool]",
        ),
    ],
)
def test_a_file_that_cannot_be_read_names_the_place(file: str, raw: bytes, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        own_table(raw, file)
    assert str(caught.value) == message


KNOWN = ", ".join(KEYS)
STATUSES = "open, in_progress, done, cancelled, non_task"
AN_ESCAPE = "put a backslash before a character that stands for itself"
A_TABLE = 'write statuses = { "/" = "in_progress" }'


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('exlude = ["a/"]', f"exlude: no such key, did you mean exclude? (known: {KNOWN})"),
        ("allow_missing = []", f"allow_missing: no such key, did you mean allow-missing? (known: {KNOWN})"),
        ("colour = 1", f"colour: no such key (known: {KNOWN})"),
        ('hubs = "Home"', 'hubs: "Home" where a list belongs; write hubs = ["Home"]'),
        ("hubs = true", 'hubs: true where a list of strings belongs; write hubs = ["…"]'),
        ("select = [1]", 'select: 1 in a list of strings; write select = ["…"]'),
        ("ignore = [[]]", 'ignore: a list in a list of strings; write ignore = ["…"]'),
        ('dialect = "gitub"', 'dialect: "gitub" is not known, did you mean github? (known: obsidian, github)'),
        ("dialect = 2", "dialect: 2 is not known (known: obsidian, github)"),
        ("dialect = {}", "dialect: a table is not known (known: obsidian, github)"),
        ('exclude = ["!"]', f"exclude: '!' is no gitignore-style pattern; {AN_ESCAPE}"),
        ('allow-missing = ["a", "[z-a]"]', f"allow-missing: '[z-a]' is no gitignore-style pattern; {AN_ESCAPE}"),
        ("statuses = 1", f"statuses: 1 where a table of marks belongs; {A_TABLE}"),
        ('statuses = { xx = "done" }', f'statuses: "xx" is no mark: one character stands in a task\'s box; {A_TABLE}'),
        (
            'statuses = { "/" = "in-progress" }',
            f'statuses."/": "in-progress" is not known, did you mean in_progress? (known: {STATUSES})',
        ),
    ],
)
def test_what_cannot_be_followed_is_named_with_the_way_out(toml: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(toml)
    assert str(caught.value) == f"{FILE}: {message}"


@pytest.mark.parametrize(
    ("root", "folder"),
    [("docs", "docs"), ("docs/en/", "docs/en"), ("./docs", "docs"), (".", ""), ("", ""), (r"docs\en", "docs/en")],
)
def test_the_root_is_a_folder_beside_the_file_or_below(root: str, folder: str) -> None:
    assert configured_root({"root": root}, FILE) == folder


@pytest.mark.parametrize("root", ["/docs", r"\docs", "..", "docs/../..", "C:/docs", ["docs"], 1])
def test_a_root_elsewhere_is_refused(root: object) -> None:
    with pytest.raises(ConfigurationError, match=r'^\.vault-tool\.toml: root: .* root = "docs"$'):
        configured_root({"root": root}, FILE)


def tasks(*custom: object, core: object = ()) -> object:
    return {"statusSettings": {"coreStatuses": core, "customStatuses": custom}}


@pytest.mark.parametrize(
    ("plugin", "statuses"),
    [
        (tasks({"symbol": "!", "name": "Now", "type": "IN_PROGRESS"}), {"!": Status.IN_PROGRESS}),
        (tasks({"symbol": "h", "type": "ON_HOLD"}), {"h": Status.OPEN}),
        (tasks({"symbol": "I", "type": "NON_TASK"}), {"I": Status.NON_TASK}),
        (tasks({"symbol": "/", "type": "TODO"}), {"/": Status.OPEN}),
        (tasks({"symbol": "p", "type": "DONE"}, {"symbol": "p", "type": "TODO"}), {"p": Status.DONE}),
        (tasks({"symbol": "x", "type": "TODO"}, core=[{"symbol": "x", "type": "CANCELLED"}]), {"x": Status.CANCELLED}),
        (tasks({"symbol": "", "type": "EMPTY"}, {"symbol": "e", "type": "EMPTY"}), {}),
        (tasks({"symbol": "u", "type": "FUTURE"}, {"type": "DONE"}, {"symbol": 1, "type": []}, None, "x"), {}),
        ({"statusSettings": {"coreStatuses": 1}}, {}),
        ({"statusSettings": []}, {}),
        ([], {}),
    ],
)
def test_the_tasks_plugin_says_what_marks_mean(plugin: object, statuses: dict[str, Status]) -> None:
    assert settings(tasks=plugin).statuses == {**DEFAULT_STATUSES, **statuses}


def test_our_statuses_go_before_the_plugin_s_and_those_before_the_defaults() -> None:
    plugin = tasks({"symbol": "!", "type": "DONE"}, {"symbol": "/", "type": "DONE"})
    statuses = settings('statuses = { "!" = "open" }', tasks=plugin).statuses
    assert (statuses["!"], statuses["/"], statuses["-"]) == (Status.OPEN, Status.DONE, Status.CANCELLED)


@pytest.mark.parametrize(
    ("written", "folders"),
    [
        ({"templates": {"folder": "Templates"}}, ("Templates",)),
        ({"templates": {"folder": "/Meta/Templates/"}}, ("Meta/Templates",)),
        ({"templater": {"templates_folder": "Vorlagen"}}, ("Vorlagen",)),
        ({"templates": {"folder": "T"}, "templater": {"templates_folder": "T"}}, ("T",)),
        ({"templates": {"folder": "T"}, "templater": {"templates_folder": "U"}}, ("T", "U")),
        ({"templates": {"folder": "Mode\u0300les"}}, ("Modèles",)),
        ({"templates": {"folder": "/"}, "templater": {"templates_folder": ""}}, ()),
        ({"templates": {"folder": None}, "templater": {"templates_folder": 1}}, ()),
    ],
)
def test_the_plugins_name_the_folders_of_templates(written: dict[str, object], folders: tuple[str, ...]) -> None:
    assert settings(**written).template_folders == folders


@pytest.mark.parametrize(
    ("app", "filters"),
    [
        ({"userIgnoreFilters": ["archive/", "/^x/"]}, ("archive/", "/^x/")),
        ({"userIgnoreFilters": ["archive/", None, 1]}, ("archive/",)),
        ({"userIgnoreFilters": None}, ()),
        ({"userIgnoreFilters": "archive/"}, ()),
    ],
)
def test_obsidian_s_excluded_files_are_taken_as_they_are(app: object, filters: tuple[str, ...]) -> None:
    assert settings(app=app).user_ignore_filters == filters


@given(st.sampled_from(OBSIDIAN_FILES), st.binary() | st.sampled_from([b"", b"{", b"[" * 100_000, b"\xff\xfe{}", b"1"]))
def test_a_broken_file_of_the_app_counts_as_absent(name: str, raw: bytes) -> None:
    try:
        broken = not isinstance(json.loads(raw), dict)
    except (ValueError, RecursionError):
        broken = True
    if broken:
        assert settings_from({}, FILE, {name: raw}) == Settings()
