"""Wrapped data keys in SQL."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from server.services.vault import DataKey
from server.storage.database import Database
from server.storage.rows.privacy import DataKeyRow


class SqlDataKeyStore:
    """Implements ``DataKeyStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def data_key(self, scope: str) -> DataKey | None:
        async with self._database.session() as session:
            row = (await session.scalars(select(DataKeyRow).where(DataKeyRow.scope == scope))).first()
            return None if row is None else _data_key(row)

    async def add_data_key(self, key: DataKey, now: float) -> DataKey:
        try:
            async with self._database.session() as session, session.begin():
                session.add(data_key_row(key, now))
        except IntegrityError:
            stored = await self.data_key(key.scope)
            if stored is None:
                raise
            return stored
        return key

    async def data_keys(self) -> list[DataKey]:
        async with self._database.session() as session:
            return [_data_key(row) for row in await session.scalars(select(DataKeyRow))]

    async def rewrap_data_key(self, key: DataKey) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(DataKeyRow).where(DataKeyRow.id == key.id).values(wrapped=key.wrapped, master_id=key.master_id)
            )

    async def remove_data_key(self, scope: str) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(delete(DataKeyRow).where(DataKeyRow.scope == scope))


def _data_key(row: DataKeyRow) -> DataKey:
    return DataKey(row.id, row.tenant_id, row.scope, row.wrapped, row.master_id)


def data_key_row(key: DataKey, now: float) -> DataKeyRow:
    return DataKeyRow(
        id=key.id,
        tenant_id=key.tenant_id,
        scope=key.scope,
        wrapped=key.wrapped,
        master_id=key.master_id,
        created_at=now,
    )
