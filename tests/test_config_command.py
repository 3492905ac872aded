"""`vault-tool config` shows what holds and who said so, and the schema says what may stand in a configuration."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from casepages import run
from hypothesis import given
from hypothesis import strategies as st
from test_configuration import EVERY_KEY, FILE, tasks

from vault_tool.configuration import KEYS, TASKS, TYPES, Layer, effective_values, own_table, settings_from
from vault_tool.configuration.making import SEVERITIES
from vault_tool.demands import PropertyType
from vault_tool.errors import ConfigurationError
from vault_tool.linting import chosen_rules
from vault_tool.naming import STYLES
from vault_tool.render.config_json import config_json
from vault_tool.render.config_text import config_text
from vault_tool.rules import all_rules
from vault_tool.settings import Dialect, Settings, Status

CONFIGURATION = (Path(__file__).parent.parent / "docs" / "Configuration.md").read_text("utf-8")
SCHEMA: dict[str, Any] = json.loads(files("vault_tool").joinpath("schema/configuration.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def read_again(settings: Settings) -> Settings:
    """Return what the text says when it is read as a configuration."""
    table = own_table(config_text("", tuple(effective_values(settings)), ()).encode(), FILE)
    assert table is not None
    return settings_from([Layer(table, FILE)], {})


TEXTS = st.lists(st.text(max_size=4), max_size=3)
PATTERNS = st.lists(st.sampled_from(["drafts/", "*.md", 'a "b"', "日本/"]), max_size=3)
MARKS = st.text(min_size=1, max_size=1)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "dialect": st.sampled_from(list(Dialect)).map(str),
        "hubs": TEXTS,
        "templates": TEXTS,
        "exclude": PATTERNS,
        "allow-missing": PATTERNS,
        "per-path-ignores": st.dictionaries(st.sampled_from(["a b/", "*.md", "é"]), st.just(["mojibake"]), max_size=2),
        "severity": st.dictionaries(st.sampled_from(list(all_rules())), st.sampled_from(SEVERITIES), max_size=3),
        "statuses": st.dictionaries(MARKS, st.sampled_from(list(Status)).map(str), max_size=3),
        "naming": st.dictionaries(st.sampled_from([".", "a/b", "é è"]), st.sampled_from([*STYLES, "/[a-z]+/"])),
        "properties": st.dictionaries(
            st.text(min_size=1, max_size=3),
            st.fixed_dictionaries(
                {},
                optional={
                    "folders": st.just(["Books"]),
                    "require": st.dictionaries(
                        st.text(min_size=1, max_size=3),
                        st.sampled_from(["text", {}, {"type": "number", "values": [1, 2.5]}, {"default": True}]),
                        max_size=2,
                    ),
                },
            ),
            max_size=2,
        ),
    },
)


@given(TABLES)
def test_the_text_is_a_configuration_that_says_the_same(table: dict[str, object]) -> None:
    settings = settings_from([Layer(table, FILE)], {})
    again = read_again(settings)
    assert again.select == ("DEFAULT",)
    before, after = ({value.key: value.value for value in effective_values(one)} for one in (settings, again))
    assert after == before


def test_every_value_has_its_origin() -> None:
    obsidian = {
        TASKS: json.dumps(tasks({"symbol": "!", "type": "DONE"})).encode(),
        TYPES: b'{"types": {"due": "date"}}',
    }
    near, far = (
        Layer({"hubs": ["Home"], "severity": {"mojibake": "error"}}, "near.toml"),
        Layer({"hubs": ["Far"], "ignore": ["mojibake"]}, "far.toml"),
    )
    values = {value.key: value for value in effective_values(settings_from([near, far], obsidian))}
    assert {key: value.origin for key, value in values.items() if value.origin != "default"} == {
        "hubs": "near.toml",
        "ignore": "far.toml",
        "severity.mojibake": "near.toml",
        'statuses."!"': ".obsidian/plugins/obsidian-tasks-plugin/data.json",
        "types.due": ".obsidian/types.json",
    }
    assert values["hubs"].value == ["Home"]


def test_every_key_is_shown() -> None:
    shown = {value.key.partition(".")[0] for value in effective_values(Settings()) if value.ours}
    assert shown == set(KEYS) - {"root", "extend"}


def test_the_document_has_the_same_values() -> None:
    settings = settings_from([Layer(tomllib.loads(EVERY_KEY), FILE)], {})
    values, rules = tuple(effective_values(settings)), chosen_rules(settings)
    document = json.loads(config_json("docs", values, rules))
    assert document["values"] == [{"key": key, "value": value, "origin": origin} for key, value, origin, _ in values]
    assert document["rules"] == {"orphan-note": "error"}


def test_the_command_writes_the_document(tmp_path: Path) -> None:
    (tmp_path / ".vault-tool.toml").write_text('naming = { "." = "title" }\n', "utf-8")
    document = json.loads(run("vault-tool config . --format json", tmp_path))
    assert {"key": 'naming."."', "value": "title", "origin": ".vault-tool.toml"} in document["values"]
    assert document["rules"]["badly-named-note"] == "warning"


def test_nothing_that_stands_in_a_file_reaches_the_terminal_raw(tmp_path: Path) -> None:
    (tmp_path / ".vault-tool.toml").write_text('hubs = ["\\u001b[31m \\u202e"]\n', "utf-8")
    shown = run("vault-tool config .", tmp_path)
    assert r'hubs = ["\u001b[31m \u202e"]' in shown


# The schema


def test_the_schema_is_one_and_names_every_key_word_and_rule() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    definitions = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert SCHEMA["properties"]["dialect"]["enum"] == list(Dialect)
    assert definitions["rule"]["enum"] == list(all_rules())
    assert definitions["severity"]["enum"] == list(SEVERITIES)
    assert definitions["status"]["enum"] == list(Status)
    assert definitions["type"]["enum"] == list(PropertyType)
    assert definitions["style"]["anyOf"][0]["enum"] == list(STYLES)


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL))
def test_the_examples_of_the_manual_are_valid(example: str) -> None:
    table = tomllib.loads(example)
    VALIDATOR.validate(table)
    chosen_rules(settings_from([Layer(table, FILE)], {}))


@given(TABLES)
def test_what_is_followed_is_valid(table: dict[str, object]) -> None:
    VALIDATOR.validate(table)


@pytest.mark.parametrize(
    "toml",
    [
        "hub = []",
        'hubs = "Home"',
        'dialect = "gitlab"',
        'extend = ""',
        "root = 1",
        'severity = { broken-link = "fatal" }',
        'statuses = { xx = "open" }',
        'per-path-ignores = { "a/" = "ALL" }',
        'naming = { a = "kebab" }',
        "properties.book.require = []",
        'properties.book.require.x = "texts"',
        "properties.book.require.x = { kind = 1 }",
        "properties.book.required = {}",
    ],
)
def test_what_is_refused_is_not_valid(toml: str) -> None:
    table = tomllib.loads(toml)
    assert not VALIDATOR.is_valid(table)
    with pytest.raises(ConfigurationError):
        settings_from([Layer(table, FILE)], {})


def test_the_manual_lists_every_key() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", CONFIGURATION, re.MULTILINE)) == set(KEYS)
