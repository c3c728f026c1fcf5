"""Every contract holds on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.storage.database import Database, sqlite_url
from tests.support.postgres import postgres


async def empty_database(kind: str, folder: Path) -> Database:
    if kind == "sqlite":
        return Database(sqlite_url(folder / "resfri.sqlite"))
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    return Database(await server.new_database())


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any schema."""
    made = await empty_database(request.param, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def database(empty: Database) -> Database:
    await empty.migrate()
    return empty
