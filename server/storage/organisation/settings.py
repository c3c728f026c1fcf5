"""Organisations' sealed settings in SQL."""

from __future__ import annotations

from sqlalchemy import delete

from server.storage.database import Database
from server.storage.rows.organisation import SettingRow


class SqlSettingStore:
    """Implements ``SettingStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def setting(self, tenant_id: str, name: str) -> bytes | None:
        async with self._database.session() as session:
            row = await session.get(SettingRow, (tenant_id, name))
            return row.value if row else None

    async def chosen_by(self, tenant_id: str, name: str) -> str | None:
        async with self._database.session() as session:
            row = await session.get(SettingRow, (tenant_id, name))
            return row.changed_by if row else None

    async def put_setting(self, tenant_id: str, name: str, value: bytes, by: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            row = SettingRow(tenant_id=tenant_id, name=name, value=value, changed_by=by, changed_at=now)
            await session.merge(row)

    async def remove_setting(self, tenant_id: str, name: str) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(delete(SettingRow).where(SettingRow.tenant_id == tenant_id, SettingRow.name == name))
