"""Co-hosts in SQL."""

from __future__ import annotations

from sqlalchemy import Row, Select, delete, select

from auth.model import StaffRole
from server.services.meetings.co_hosts import Colleague
from server.services.model import Meeting
from server.storage.database import Database
from server.storage.rows.meetings import CoHostRow
from server.storage.rows.signin import AccountRow, can_sign_in


class SqlCoHostStore:
    """Implements ``CoHostStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def colleague(self, tenant_id: str, email: str) -> Colleague | None:
        query = _colleagues().where(AccountRow.tenant_id == tenant_id, AccountRow.email == email)
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return None if row is None else _colleague(row)

    async def co_hosts(self, meeting: Meeting) -> list[Colleague]:
        query = _colleagues().join(CoHostRow, CoHostRow.account_id == AccountRow.id)
        query = query.where(CoHostRow.meeting_id == meeting.id, CoHostRow.tenant_id == meeting.tenant_id)
        async with self._database.session() as session:
            return [_colleague(row) for row in await session.execute(query.order_by(CoHostRow.added_at))]

    async def add_co_host(self, meeting: Meeting, account_id: str, now: float) -> None:
        """Naming somebody twice changes nothing."""
        row = CoHostRow(meeting_id=meeting.id, account_id=account_id, tenant_id=meeting.tenant_id, added_at=now)
        async with self._database.session() as session, session.begin():
            await session.merge(row)

    async def remove_co_host(self, meeting: Meeting, account_id: str) -> bool:
        statement = delete(CoHostRow).where(
            CoHostRow.meeting_id == meeting.id,
            CoHostRow.account_id == account_id,
            CoHostRow.tenant_id == meeting.tenant_id,
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(statement.returning(CoHostRow.account_id))).first() is not None


def _colleagues() -> Select[AccountRow, bool]:
    return select(AccountRow, can_sign_in())


def _colleague(found: Row[AccountRow, bool]) -> Colleague:
    row, has_a_way = found
    return Colleague(row.id, row.name, StaffRole(row.role), row.disabled_at is not None, bool(has_a_way))
