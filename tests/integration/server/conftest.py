"""One server per test, with the first account signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.operator.serve import Serving
from tests.support.server import Browser, running_server, set_up


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Serving]:
    async with running_server(tmp_path) as running:
        yield running


@pytest.fixture
async def agent(server: Serving) -> AsyncIterator[Browser]:
    async with Browser(server.origin) as browser:
        await set_up(server, browser)
        yield browser
