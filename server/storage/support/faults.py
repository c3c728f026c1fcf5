"""Reported faults, in SQL."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from server.services.support.faults import StoredFault
from server.storage.database import Database
from server.storage.rows.support import FaultReportRow


class SqlFaultStore:
    """Implements ``FaultStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_fault(self, fault: StoredFault) -> None:
        async with self._database.session() as session, session.begin():
            session.add(FaultReportRow(**asdict(fault)))

    async def newest_faults(self, tenant_id: str, most: int) -> list[StoredFault]:
        query = select(FaultReportRow).where(FaultReportRow.tenant_id == tenant_id)
        newest = query.order_by(FaultReportRow.created_at.desc(), FaultReportRow.id).limit(most)
        async with self._database.session() as session:
            return [
                StoredFault(row.id, row.tenant_id, row.reference, row.by_staff, row.created_at, row.content)
                for row in await session.scalars(newest)
            ]
