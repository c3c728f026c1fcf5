"""Organisations and units in SQL."""

from __future__ import annotations

from sqlalchemy import case, delete, exists, func, select, update

from auth.model import StaffRole
from server.services.organisation.organisations import Logo, Organisation, Unit
from server.storage.database import APPEND_ONLY, Database
from server.storage.rows import METADATA
from server.storage.rows.meetings import MeetingRow
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.signin import AccountRow


class SqlOrganisationStore:
    """Implements ``OrganisationStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def organisation(self, *, slug: str | None = None, tenant_id: str | None = None) -> Organisation | None:
        query = select(TenantRow).where(TenantRow.slug == slug if tenant_id is None else TenantRow.id == tenant_id)
        async with self._database.session() as session:
            row = (await session.scalars(query)).first()
            return None if row is None else _organisation(row)

    async def organisations(self) -> list[Organisation]:
        """The oldest first, but after all others those without an administrator (the demo's)."""
        administrator = AccountRow.role == StaffRole.ADMINISTRATOR.value
        administered = case((exists().where(AccountRow.tenant_id == TenantRow.id, administrator), 1), else_=0)
        async with self._database.session() as session:
            rows = await session.scalars(select(TenantRow).order_by(administered.desc(), TenantRow.created_at))
            return [_organisation(row) for row in rows]

    async def save_look(self, organisation: Organisation) -> None:
        logo = organisation.logo
        values = {
            "name": organisation.name,
            "colour": organisation.colour,
            "logo": logo.data if logo else None,
            "logo_type": logo.kind if logo else None,
        }
        async with self._database.session() as session, session.begin():
            await session.execute(update(TenantRow).where(TenantRow.id == organisation.id).values(**values))

    async def holds(self, tenant_id: str) -> tuple[int, int]:
        """How many accounts, and how many meetings."""
        async with self._database.session() as session:
            counts = [
                await session.scalar(select(func.count()).select_from(row).where(row.tenant_id == tenant_id))
                for row in (AccountRow, MeetingRow)
            ]
        return counts[0] or 0, counts[1] or 0

    async def remove(self, tenant_id: str) -> list[str]:
        """All of it but its audit trail, which is kept for its time; all or nothing.  Answers the ids of its meetings,
        whose files lie elsewhere."""
        async with self._database.session() as session, session.begin():
            meetings = list(await session.scalars(select(MeetingRow.id).where(MeetingRow.tenant_id == tenant_id)))
            for table in reversed(METADATA.sorted_tables):
                if table.name not in APPEND_ONLY and "tenant_id" in table.c:
                    await session.execute(delete(table).where(table.c.tenant_id == tenant_id))
            await session.execute(delete(TenantRow).where(TenantRow.id == tenant_id))
        return meetings

    async def units(self, tenant_id: str) -> list[Unit]:
        """By name."""
        staff = (
            select(AccountRow.unit_id, func.count().label("staff"))
            .where(AccountRow.tenant_id == tenant_id, AccountRow.disabled_at.is_(None))
            .group_by(AccountRow.unit_id)
            .subquery()
        )
        query = (
            select(UnitRow, func.coalesce(staff.c.staff, 0))
            .outerjoin(staff, staff.c.unit_id == UnitRow.id)
            .where(UnitRow.tenant_id == tenant_id)
            .order_by(UnitRow.name)
        )
        async with self._database.session() as session:
            return [
                Unit(row.id, row.tenant_id, row.name, row.closed_at is not None, count)
                for row, count in await session.execute(query)
            ]

    async def add_unit(self, unit: Unit, now: float) -> None:
        row = UnitRow(id=unit.id, tenant_id=unit.tenant_id, name=unit.name, created_at=now, closed_at=None)
        async with self._database.session() as session, session.begin():
            session.add(row)

    async def rename_unit(self, tenant_id: str, unit_id: str, name: str) -> None:
        await self._change(tenant_id, unit_id, name=name)

    async def close_unit(self, tenant_id: str, unit_id: str, now: float) -> None:
        await self._change(tenant_id, unit_id, closed_at=now)

    async def _change(self, tenant_id: str, unit_id: str, **values: object) -> None:
        statement = update(UnitRow).where(UnitRow.tenant_id == tenant_id, UnitRow.id == unit_id)
        async with self._database.session() as session, session.begin():
            await session.execute(statement.values(**values))


def _organisation(row: TenantRow) -> Organisation:
    logo = Logo(row.logo_type, row.logo) if row.logo and row.logo_type else None
    return Organisation(row.id, row.slug, row.name, row.colour, logo)
