"""One server per test, with the first account signed in; on both databases where a file is in the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.operator.serve import Serving
from tests.support import server as support
from tests.support.server import Browser, running_server, set_up

ON_BOTH_DATABASES = ("test_meeting", "test_links", "test_audit", "test_follow_up")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if Path(metafunc.module.__file__ or "").stem in ON_BOTH_DATABASES:
        metafunc.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which database the servers of a test have."""
    chosen: str = getattr(request, "param", "sqlite")
    monkeypatch.setattr(support, "DATABASE", chosen)
    return chosen


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Serving]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def agent(server: Serving) -> AsyncIterator[Browser]:
    async with Browser(server.origin) as browser:
        await set_up(server, browser)
        yield browser
