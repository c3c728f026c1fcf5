"""Staff accounts as administration sees them, in SQL."""

from __future__ import annotations

from sqlalchemy import Row, Select, and_, case, select, update
from sqlalchemy.exc import IntegrityError

from auth.model import StaffRole
from server.services.organisation.staff import StaffRecord
from server.storage.database import Database
from server.storage.rows.signin import AccountRow, can_sign_in


class SqlStaffStore:
    """Implements ``StaffStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def staff(self, tenant_id: str) -> list[StaffRecord]:
        """By name."""
        query = _staff().where(AccountRow.tenant_id == tenant_id).order_by(AccountRow.name, AccountRow.id)
        async with self._database.session() as session:
            return [_record(row) for row in await session.execute(query)]

    async def staff_member(self, tenant_id: str, account_id: str) -> StaffRecord | None:
        query = _staff().where(AccountRow.tenant_id == tenant_id, AccountRow.id == account_id)
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return None if row is None else _record(row)

    async def add_staff(self, record: StaffRecord, now: float) -> bool:
        row = AccountRow(
            id=record.id,
            tenant_id=record.tenant_id,
            unit_id=record.unit_id,
            email=record.email,
            name=record.name,
            role=record.role.value,
            role_since=now,
            password_hash=None,
            created_at=now,
            disabled_at=None,
        )
        try:
            async with self._database.session() as session, session.begin():
                session.add(row)
        except IntegrityError:
            return False
        return True

    async def save_staff(self, record: StaffRecord, now: float) -> None:
        stays = and_(AccountRow.role == record.role.value, AccountRow.unit_id == record.unit_id)
        values = {
            "unit_id": record.unit_id,
            "name": record.name,
            "role": record.role.value,
            "role_since": case((stays, AccountRow.role_since), else_=now),
            "disabled_at": now if record.disabled else None,
        }
        statement = update(AccountRow).where(AccountRow.tenant_id == record.tenant_id, AccountRow.id == record.id)
        async with self._database.session() as session, session.begin():
            await session.execute(statement.values(**values))


def _staff() -> Select[AccountRow, bool]:
    return select(AccountRow, can_sign_in())


def _record(found: Row[AccountRow, bool]) -> StaffRecord:
    row, has_a_way = found
    return StaffRecord(
        id=row.id,
        tenant_id=row.tenant_id,
        unit_id=row.unit_id,
        name=row.name,
        email=row.email,
        role=StaffRole(row.role),
        disabled=row.disabled_at is not None,
        can_sign_in=bool(has_a_way),
        signed_in_at=row.signed_in_at,
        role_since=row.role_since,
    )
