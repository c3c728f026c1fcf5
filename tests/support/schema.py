"""Databases with the newest schema, made by the migrations once and copied for every test after that."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from server.storage.database import Database, sqlite_url
from tests.support.postgres import Postgres

_on_postgres: dict[Postgres, str] = {}


@cache
def _folder() -> Path:
    made = tempfile.TemporaryDirectory(prefix="resfri-schema-")
    atexit.register(made.cleanup)
    return Path(made.name)


async def give_schema(path: Path) -> None:
    """Put SQLite's file there, unless one is there already."""
    if path.exists():
        return
    migrated = _folder() / "migrated.sqlite"
    if not migrated.exists():
        await _migrate(sqlite_url(migrated))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(migrated, path)


async def migrated_on(server: Postgres) -> str:
    """The name of a database to copy; nobody may be connected to it."""
    if server not in _on_postgres:
        url = await server.new_database()
        await _migrate(url)
        _on_postgres[server] = str(make_url(url).database)
    return _on_postgres[server]


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()
