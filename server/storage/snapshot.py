"""A consistent copy of the database while it is in use, and its way back into an empty one."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text

from server.storage.database import Database, DatabaseError


async def revision(database: Database) -> str:
    """The schema's revision; empty where there is none."""
    async with database.engine.connect() as connection:
        if "alembic_version" not in await connection.run_sync(lambda sync: inspect(sync).get_table_names()):
            return ""
        return str(await connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


async def empty(database: Database) -> bool:
    async with database.engine.connect() as connection:
        return not await connection.run_sync(lambda sync: inspect(sync).get_table_names())


async def save(database: Database, path: Path) -> None:
    """Raises :class:`DatabaseError`."""
    if database.sqlite:
        await asyncio.to_thread(_save_sqlite, database.path, path)
    else:
        await _run(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


async def bring_back(database: Database, path: Path) -> None:
    """Into a database that is empty.  All or nothing.  Raises :class:`DatabaseError`."""
    if database.sqlite:
        await database.close()
        await asyncio.to_thread(_check_sqlite, path)
        await asyncio.to_thread(path.replace, database.path)
    else:
        name = database.libpq["PGDATABASE"]
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={name}")
        await _run(database, "pg_restore", *options, str(path))


def _save_sqlite(source: Path, target: Path) -> None:
    """One read transaction: writers go on, and the copy is of one moment."""
    try:
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise DatabaseError(f"The database cannot be copied: {error}.") from None
    _check_sqlite(target)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()
            if found != ("ok",) or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise DatabaseError("The copy of the database is not whole.")
    except sqlite3.DatabaseError:
        raise DatabaseError("The copy of the database is not whole.") from None


async def _run(database: Database, program: str, *arguments: str) -> None:
    found = _program(program)
    process = await asyncio.create_subprocess_exec(
        found,
        *arguments,
        env={**os.environ, **database.libpq},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode != 0:
        reason = said.decode(errors="replace").strip().splitlines()
        raise DatabaseError(f"{program} failed: {reason[0].rstrip('.') if reason else process.returncode}.")


def _program(name: str) -> str:
    """On the path, or the newest of Debian's."""
    found = shutil.which(name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if debian:
        return str(debian[-1])
    if found is None:
        raise DatabaseError(f"{name} is not installed; on Debian: apt install postgresql-client.")
    return found
