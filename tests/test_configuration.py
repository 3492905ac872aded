"""What a vault's configuration files mean, and what is said of one that cannot be followed."""

import json
import tomllib

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
    TYPES,
    Layer,
    configured_root,
    own_table,
    settings_from,
)
from vault_tool.demands import PropertyDemand, PropertySchema, PropertyType
from vault_tool.errors import ConfigurationError
from vault_tool.settings import DEFAULT_STATUSES, Dialect, Settings, Status

FILE = ".vault-tool.toml"

EVERY_KEY = """\
root = "docs"
extend = "../shared.toml"
dialect = "github"
hubs = ["Home.md", "Maps/World"]
exclude = ["drafts/", "*.tmp.md"]
include = ["drafts/Plan.md"]
templates = ["/Templates/", 'meta\\templates']
allow-missing = ["people/*"]
select = ["orphan-note"]
ignore = ["mojibake"]

[per-path-ignores]
"drafts/" = ["Broken_Link"]

[severity]
orphan_note = "error"

[properties.book]
folders = ["/Books/"]
types = ["book"]
require = { author = "text", bought = { type = "date", default = 2026-11-30 } }
optional = { rating = { values = [1, 2, 3] } }

[naming]
"." = "kebab-case"
"Journal/" = '/\\d{4}-\\d{2}-\\d{2}/'

[statuses]
"/" = "open"
">" = "cancelled"
"""


def settings(toml: str = "", /, **obsidian: object) -> Settings:
    table = own_table(toml.encode(), FILE)
    assert table is not None
    names = {"app": APP, "templates": TEMPLATES, "templater": TEMPLATER, "tasks": TASKS, "types": TYPES}
    return settings_from(
        [Layer(table, FILE)], {names[name]: json.dumps(value).encode() for name, value in obsidian.items()}
    )


def test_a_vault_that_says_nothing_has_the_default_settings() -> None:
    assert settings_from((), {}) == Settings()


def test_every_key_has_its_place() -> None:
    assert settings(EVERY_KEY)._replace(origins={}) == Settings(
        statuses={**DEFAULT_STATUSES, "/": Status.OPEN, ">": Status.CANCELLED},
        dialect=Dialect.GITHUB,
        hubs=("Home.md", "Maps/World"),
        exclude=("drafts/", "*.tmp.md"),
        include=("drafts/Plan.md",),
        template_folders=("Templates", "meta/templates"),
        allow_missing=("people/*",),
        select=("orphan-note",),
        ignore=("mojibake",),
        per_path_ignores={"drafts/": ("broken-link",)},
        severity={"orphan-note": "error"},
        properties={
            "book": PropertySchema(
                ("Books",),
                ("book",),
                (
                    PropertyDemand("author", PropertyType.TEXT),
                    PropertyDemand("bought", PropertyType.DATE, default="2026-11-30"),
                    PropertyDemand("rating", values=(1, 2, 3), required=False),
                ),
            )
        },
        naming={"": "kebab-case", "Journal": r"/\d{4}-\d{2}-\d{2}/"},
    )
    assert tomllib.loads(EVERY_KEY).keys() == set(KEYS)


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
TYPES_OF_PROPERTIES = "text, list, number, checkbox, date, datetime, tags"
STYLES = "kebab-case? (known: kebab-case, snake_case, camelCase, PascalCase, title, sentence, lowercase, date)"
DEMANDS = '{ author = "text", status = { type = "text", values = ["open", "read"] } }'
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
        ('dialect = "gitub"', 'dialect: "gitub" is not known, did you mean github? (known: obsidian, github, foam)'),
        ("dialect = 2", "dialect: 2 is not known (known: obsidian, github, foam)"),
        ("dialect = {}", "dialect: a table is not known (known: obsidian, github, foam)"),
        ('exclude = ["!"]', f"exclude: '!' is no gitignore-style pattern; {AN_ESCAPE}"),
        ('allow-missing = ["a", "[z-a]"]', f"allow-missing: '[z-a]' is no gitignore-style pattern; {AN_ESCAPE}"),
        ("statuses = 1", f"statuses: 1 where a table of marks belongs; {A_TABLE}"),
        ('statuses = { xx = "done" }', f'statuses: "xx" is no mark: one character stands in a task\'s box; {A_TABLE}'),
        ("extend = []", 'extend: a list is no file; write extend = "../shared.toml"'),
        ('extend = ""', 'extend: "" is no file; write extend = "../shared.toml"'),
        ('severity = "error"', 'severity: "error" where a table belongs; write severity = { broken-link = "warning" }'),
        (
            'severity = { broken-link = "eror" }',
            'severity.broken-link: "eror" is not known, did you mean error? (known: error, warning, off)',
        ),
        (
            'per-path-ignores = { "!" = ["ALL"] }',
            f"per-path-ignores.\"!\": '!' is no gitignore-style pattern; {AN_ESCAPE}",
        ),
        (
            'per-path-ignores = { "a b/" = "ALL" }',
            'per-path-ignores."a b/": "ALL" where a list belongs; write per-path-ignores."a b/" = ["ALL"]',
        ),
        (
            'properties.book.requires = ["author"]',
            "properties.book.requires: no such key, did you mean require? (known: folders, types, require, optional)",
        ),
        (
            'properties.book.require = ["author"]',
            f"properties.book.require: a list where a table belongs; write require = {DEMANDS}",
        ),
        (
            'properties.book.require.author = "txt"',
            f'properties.book.require.author: "txt" is not known, did you mean text? (known: {TYPES_OF_PROPERTIES})',
        ),
        (
            "properties.book.require.author = 1",
            'properties.book.require.author: 1 where a table belongs; write author = "text"',
        ),
        (
            'properties.book.require.pages = { typ = "number" }',
            "properties.book.require.pages.typ: no such key, did you mean type? (known: type, values, default)",
        ),
        (
            'properties.book.require.pages = { type = "number", default = "many" }',
            'properties.book.require.pages.default: "many" is no number',
        ),
        (
            'properties.book.require.pages = { type = "number", values = ["many"] }',
            'properties.book.require.pages.values: "many" is no number',
        ),
        (
            'properties.book.require.status = { values = ["open"], default = "shut" }',
            'properties.book.require.status.default: "shut" is none of the values allowed',
        ),
        ("naming = { Books = 1 }", 'naming.Books: 1 is no style; write naming = { "Books" = "title" }'),
        (
            'naming = { Books = "kebap-case" }',
            f'naming.Books: "kebap-case" is neither a style nor a /regular expression/, did you mean {STYLES}',
        ),
        (
            'naming = { Books = "/(/" }',
            "naming.Books: /(/ is no regular expression: missing ), unterminated subpattern at position 0",
        ),
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
        assert settings_from((), {name: raw}) == Settings()


# Several files


def test_the_nearer_file_goes_before_the_farther_one_and_tables_are_joined_by_entry() -> None:
    near = {"hubs": ["Near"], "severity": {"mojibake": "off"}, "properties": {"book": {"types": ["book"]}}}
    far = {
        "hubs": ["Far"],
        "exclude": ["far/"],
        "severity": {"mojibake": "error", "orphan-note": "error"},
        "properties": {"book": {"types": ["far"], "require": {"author": "text"}}, "film": {}},
        "root": "elsewhere",
    }
    joined = settings_from([Layer(near, "near.toml"), Layer(far, "far.toml")], {})
    assert joined._replace(origins={}) == Settings(
        hubs=("Near",),
        exclude=("far/",),
        severity={"mojibake": "off", "orphan-note": "error"},
        properties={"book": PropertySchema(types=("book",)), "film": PropertySchema()},
    )
    assert joined.origins == {
        "hubs": "near.toml",
        "exclude": "far.toml",
        "severity.mojibake": "near.toml",
        "severity.orphan-note": "far.toml",
        "properties.book": "near.toml",
        "properties.film": "far.toml",
    }


def test_each_file_is_refused_by_its_own_name() -> None:
    with pytest.raises(ConfigurationError, match=r"^far\.toml: hub: no such key, did you mean hubs\?"):
        settings_from([Layer({}, "near.toml"), Layer({"hub": []}, "far.toml")], {})


def test_what_the_app_says_is_told_from_what_we_say() -> None:
    said = settings(
        'templates = ["Own"]\nstatuses = { "!" = "open" }',
        templates={"folder": "Theirs"},
        app={"userIgnoreFilters": ["archive/"]},
        tasks=tasks({"symbol": "!", "type": "DONE"}, {"symbol": "?", "type": "DONE"}),
        types={"types": {"Due": "date", "x": "plugin-type", "y": 1}},
    )
    assert said.template_folders == ("Own", "Theirs")
    assert said.property_types == {"due": PropertyType.DATE}
    assert said.origins == {
        "templates": ".vault-tool.toml, .obsidian/templates.json",
        'statuses."!"': ".vault-tool.toml",
        'statuses."?"': ".obsidian/plugins/obsidian-tasks-plugin/data.json",
        "userIgnoreFilters": ".obsidian/app.json",
        "types.due": ".obsidian/types.json",
    }
