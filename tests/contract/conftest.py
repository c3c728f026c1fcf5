"""Every contract holds on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.storage.database import Database, sqlite_url
from tests.support.postgres import EMPTY, postgres
from tests.support.schema import give_schema, migrated_on


async def new_database(kind: str, folder: Path, *, migrated: bool) -> Database:
    if kind == "sqlite":
        path = folder / "resfri.sqlite"
        if migrated:
            await give_schema(path)
        return Database(sqlite_url(path))
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    return Database(await server.new_database(await migrated_on(server) if migrated else EMPTY))


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any schema."""
    made = await new_database(request.param, tmp_path, migrated=False)
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    made = await new_database(request.param, tmp_path, migrated=True)
    yield made
    await made.close()
