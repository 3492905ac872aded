"""The action, the hook and the pipeline are valid, say what their page says, and their commands run."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from findingreaders import READERS

from vault_tool.cli._lint_formats import FORMATS

ROOT = Path(__file__).parent.parent
ACTION_FILE = ROOT / "action.yml"
HOOKS_FILE = ROOT / ".pre-commit-hooks.yaml"
GITLAB_FILE = ROOT / "docs" / "ci" / "vault-tool.gitlab-ci.yml"
PAGE = (ROOT / "docs" / "Continuous integration.md").read_text("utf-8")

ACTION = yaml.safe_load(ACTION_FILE.read_text("utf-8"))
(HOOK,) = yaml.safe_load(HOOKS_FILE.read_text("utf-8"))
JOB = yaml.safe_load(GITLAB_FILE.read_text("utf-8"))["vault-tool"]
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}

BIN = Path(sys.executable).parent
"""Where the tools are that the environment of the tests has, `vault-tool` among them."""

HERE = {
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    "HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "NO_COLOR": "1",
    "COLUMNS": "80",
}


def ran(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=HERE | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def git(folder: Path, *arguments: str) -> None:
    done = ran(["git", *arguments], folder)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a vault in `docs` that has an error and a warning."""
    repository = tmp_path / "repository"
    (repository / "docs").mkdir(parents=True)
    (repository / "docs" / "Home.md").write_text("[[Plan]] [[Nobody]]\n", "utf-8")
    (repository / "docs" / "Plan.md").write_text("- []  pay\n", "utf-8")
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "Begin")
    return repository


# They are valid


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", str(ACTION_FILE)],
        ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(GITLAB_FILE)],
        ["pre-commit", "validate-manifest", str(HOOKS_FILE)],
    ],
    ids=lambda command: Path(command[-1]).name,
)
def test_the_published_schema_is_kept(command: list[str], tmp_path: Path) -> None:
    done = ran(command, tmp_path, PRE_COMMIT_HOME=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_names_every_input_and_format_and_no_other() -> None:
    assert all(f"`{name}`" in PAGE for name in (*ACTION["inputs"], *FORMATS))
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    assert len(blocks) == 6
    used = [step for block in blocks for step in steps_of(block) if "vault-tool@" in step.get("uses", "")]
    assert used
    assert all(set(step["with"]) <= set(ACTION["inputs"]) for step in used)
    (hooks,) = [block["repos"][0]["hooks"] for block in blocks if "repos" in block]
    assert [hook["id"] for hook in hooks] == [HOOK["id"]]
    (included,) = [block for block in blocks if "include" in block]
    assert (ROOT / included["include"][0]["file"]) == GITLAB_FILE
    assert set(included["vault-tool"]["variables"]) <= set(JOB["variables"])


def steps_of(block: Any) -> list[Mapping[str, Any]]:
    if isinstance(block, list):
        return block
    return [step for job in block.get("jobs", {}).values() for step in job["steps"]]


# GitHub's action


def test_no_input_is_a_part_of_a_script() -> None:
    assert not any("${{" in step.get("run", "") for step in STEPS.values())


def test_every_input_reaches_a_step() -> None:
    text = ACTION_FILE.read_text("utf-8")
    assert set(re.findall(r"\$\{\{ inputs\.([a-z-]+) \}\}", text)) == set(ACTION["inputs"])


def step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does: expressions become values in its environment."""
    temporary = folder.parent
    known = {
        "steps.python.outputs.python-path": sys.executable,
        "github.action_path": str(ROOT),
        **{f"inputs.{key}": about["default"] for key, about in ACTION["inputs"].items()},
        **{f"inputs.{key.replace('_', '-')}": value for key, value in inputs.items()},
    }
    environment = {
        key: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: known[found[1]], value)
        for key, value in STEPS[name]["env"].items()
    }
    script = temporary / "script.sh"
    script.write_text(STEPS[name]["run"], "utf-8")
    return ran(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        folder,
        RUNNER_TEMP=str(temporary),
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(folder),
        GITHUB_STEP_SUMMARY=str(temporary / "summary.md"),
        **environment,
    )


def test_the_action_annotates_and_summarises(repository: Path) -> None:
    done = step("Lint", repository, vault="docs")
    assert done.returncode == 1, done.stderr
    assert [(read.rule, read.path) for read in READERS["github"](done.stdout)] == [
        ("broken-link", "docs/Home.md"),
        ("malformed-task", "docs/Plan.md"),
    ]
    assert len(READERS["markdown"]((repository.parent / "summary.md").read_text("utf-8"))) == 2


@pytest.mark.parametrize(
    ("inputs", "code", "rules"),
    [
        ({}, 1, ["broken-link", "malformed-task"]),
        ({"ignore": "broken-link"}, 1, ["malformed-task"]),
        ({"ignore": "broken-link", "fail_on": "error"}, 0, ["malformed-task"]),
        ({"fail_on": "never"}, 0, ["broken-link", "malformed-task"]),
        ({"select": "broken-link,orphan-note"}, 1, ["orphan-note", "broken-link"]),
        ({"arguments": "--hub\nHome\n--select\nunreachable-note"}, 0, []),
        ({"select": "brokn-link"}, 2, []),
    ],
    ids=str,
)
def test_the_inputs_of_the_action_mean_what_the_options_do(
    inputs: dict[str, str], code: int, rules: list[str], repository: Path
) -> None:
    done = step("Lint", repository, vault="docs", **inputs)
    assert (done.returncode, [read.rule for read in READERS["github"](done.stdout)]) == (code, rules), done.stderr


def test_the_action_fails_on_what_the_change_broke(repository: Path) -> None:
    git(repository, "mv", "docs/Plan.md", "docs/Scheme.md")
    done = step("Lint", repository, vault="docs", since="HEAD")
    (read,) = READERS["github"](done.stdout)
    assert (done.returncode, read.rule, read.path, read.column) == (1, "broken-link", "docs/Home.md", 1)


def test_the_action_passes_over_what_is_known(repository: Path) -> None:
    extended = ran(["vault-tool", "lint", "docs", "--baseline", "known.json", "--extend-baseline"], repository)
    assert extended.returncode == 0, extended.stderr
    done = step("Lint", repository, vault="docs", baseline="known.json")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("dialect", "rules"), [("", ["broken-heading"]), ("obsidian", ["broken-heading"]), ("github", [])]
)
def test_the_action_reads_the_dialect_asked_for(dialect: str, rules: list[str], repository: Path) -> None:
    (repository / "docs" / "Home.md").write_text("# At home\n\n[here](#at-home)\n", "utf-8")
    done = step("Lint", repository, vault="docs", ignore="malformed-task", dialect=dialect)
    assert [read.rule for read in READERS["github"](done.stdout)] == rules


def test_the_action_writes_any_format_to_a_file(repository: Path) -> None:
    done = step("Lint", repository, vault="docs", format="sarif", output="found.sarif")
    assert (done.returncode, done.stdout) == (1, "")
    found = READERS["sarif"]((repository / "found.sarif").read_text("utf-8"))
    assert [read.path for read in found] == ["docs/Home.md", "docs/Plan.md"]


RUNS = "$(touch owned)`touch owned`\"; touch owned; '; touch owned; '"
HOSTILE = [("vault", value) for value in (RUNS, "--output=owned", "a b; touch owned", "*", "-h")]
HOSTILE += [
    (name, RUNS) for name in ("select", "ignore", "fail_on", "dialect", "since", "baseline", "format", "arguments")
]


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_an_input_is_a_value_and_nothing_that_is_run(name: str, value: str, repository: Path) -> None:
    done = step("Lint", repository, **{name: value})
    assert done.returncode == 2, done.stdout + done.stderr
    assert not (repository / "owned").exists()


def test_the_action_installs_itself(repository: Path) -> None:
    recorded = repository.parent / "recorded"
    python = repository.parent / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{recorded}"\n')
    python.chmod(0o755)
    environment = {"PYTHON": str(python), "ACTION_PATH": "/an action", "RUNNER_TEMP": "/a place"}
    done = ran(["bash", "-eo", "pipefail", "-c", STEPS["Install vault-tool"]["run"]], repository, **environment)
    assert done.returncode == 0, done.stderr
    arguments = recorded.read_text().splitlines()
    assert arguments[:3] == ["-m", "pip", "install"]
    assert arguments[-3:] == ["--target", "/a place/vault-tool", "/an action"]


# GitLab's pipeline


def test_the_pipeline_reports_and_fails(repository: Path) -> None:
    script = "\n".join(JOB["script"])
    variables = JOB["variables"] | {"VAULT": "docs", "CI_PROJECT_DIR": str(repository)}
    done = ran(["sh", "-e", "-c", script], repository, **variables)
    assert done.returncode == 1, done.stderr
    assert [read.rule for read in READERS["text"](done.stdout)] == ["broken-link", "malformed-task"]
    report = repository / JOB["artifacts"]["reports"]["codequality"]
    found = READERS["gitlab"](report.read_text("utf-8"))
    assert [(read.path, read.line) for read in found] == [("docs/Home.md", 1), ("docs/Plan.md", 1)]
    (repository / "docs" / "Home.md").write_text("[[Plan]]\n", "utf-8")
    (repository / "docs" / "Plan.md").write_text("- [ ] pay\n", "utf-8")
    assert ran(["sh", "-e", "-c", script], repository, **variables).returncode == 0
    assert READERS["gitlab"](report.read_text("utf-8")) == []


def test_the_pipeline_installs_what_its_variable_says(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    variables = {"PATH": f"{tmp_path}{os.pathsep}{HERE['PATH']}", "VAULT_TOOL_PACKAGE": "vault-tool @ file:///x y"}
    done = ran(["sh", "-e", "-c", "\n".join(JOB["before_script"])], tmp_path, **variables)
    assert done.stdout.splitlines()[:3] == ["-m", "pip", "install"]
    assert done.stdout.splitlines()[-1] == "vault-tool @ file:///x y"


# pre-commit's hook


@pytest.fixture
def hooked(repository: Path) -> Path:
    """Return the repository with the hook, which finds `vault-tool` installed so that nothing is downloaded."""
    hook = HOOK | {"language": "system", "args": ["docs", "--select", "broken-link"]}
    configuration = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration), "utf-8")
    (repository / "docs" / "Home.md").write_text("[[Plan]]\n", "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "Check before a commit")
    return repository


def commit_hook(repository: Path) -> subprocess.CompletedProcess[str]:
    return ran(["pre-commit", "run"], repository, PRE_COMMIT_HOME=str(repository.parent / "pre-commit"))


def test_the_hook_passes_and_fails_with_the_vault(hooked: Path) -> None:
    assert commit_hook(hooked).returncode == 0
    (hooked / "docs" / "Plan.md").write_text("[[Nobody]]\n", "utf-8")
    git(hooked, "add", ".")
    done = commit_hook(hooked)
    assert done.returncode == 1
    assert "Plan.md:1:1: error: no such note: [[Nobody]] [broken-link]" in done.stdout


def test_the_hook_sees_what_a_deletion_breaks_elsewhere(hooked: Path) -> None:
    git(hooked, "rm", "--quiet", "docs/Plan.md")
    done = commit_hook(hooked)
    assert done.returncode == 1
    assert "Home.md:1:1: error: no such note: [[Plan]] [broken-link]" in done.stdout
