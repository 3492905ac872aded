import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# What lands must not hang on luck: CI tries the same examples every time, a person's machine new ones.
# Nor on how busy the machine is.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

OF_CI = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""What a CI server says of itself to every process, ours and those that the tests start."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what the case pages expect to what comes out now")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the tests' processes keep out of the cache of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def _no_ci_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test as on a person's own machine."""
    for name in OF_CI:
        monkeypatch.delenv(name, raising=False)
