"""What a database holds already, of whatever version its schema is."""

from __future__ import annotations

from sqlalchemy import ColumnClause, Connection, inspect, literal_column, select, table
from sqlalchemy.exc import DBAPIError

from server.storage.database import Database, DatabaseError, sentence


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
