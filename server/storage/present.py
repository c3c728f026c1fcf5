"""What a database holds already, of whatever version its schema is."""

from __future__ import annotations

from sqlalchemy import ColumnClause, Connection, inspect, literal_column, select, table
from sqlalchemy.exc import DBAPIError

from server.storage.database import Database, DatabaseError, known_revision, newest_revision, sentence
from server.storage.snapshot import revision


async def filled(database: Database, *names: str) -> set[str]:
    """Which of these tables are there and hold something.  A database that is not there yet is not made.  Raises
    :class:`DatabaseError`."""
    if database.sqlite and not database.path.exists():
        return set()
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(_filled, names)
    except (DBAPIError, OSError) as error:
        raise DatabaseError(sentence(error)) from error


async def outdated(database: Database) -> str | None:
    """The schema's revision where this version needs a newer one; None where it fits, or there is no schema yet.
    Raises :class:`DatabaseError` for one that a newer version has made."""
    if not await filled(database, "alembic_version"):
        return None
    present = await revision(database)
    if not known_revision(present):
        raise DatabaseError(f"A newer version of Resfri has made this database (revision {present}); install that one.")
    return None if present == newest_revision() else present


async def must_fit(database: Database) -> None:
    """Raises :class:`DatabaseError` where the schema is not this version's, or there is none."""
    old = await outdated(database)
    if old is not None:
        raise DatabaseError(
            f"The database is of an older version (revision {old}; this one needs {newest_revision()}): `resfri serve` "
            "or `resfri migrate` brings it up."
        )
    if not await filled(database, "alembic_version"):
        raise DatabaseError("There is no database yet.")


async def masters(database: Database) -> list[str]:
    """The ids of the master keys that data keys are wrapped with."""
    if not await filled(database, "data_keys"):
        return []
    column: ColumnClause[str] = literal_column("master_id")
    async with database.engine.connect() as connection:
        return sorted(await connection.scalars(select(column).select_from(table("data_keys")).distinct()))


def _filled(connection: Connection, names: tuple[str, ...]) -> set[str]:
    there = set(inspect(connection).get_table_names()) & set(names)
    one: ColumnClause[int] = literal_column("1")
    return {name for name in there if connection.scalar(select(one).select_from(table(name)).limit(1)) is not None}
