"""What an incident's first picture is made of, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, select

from server.storage.database import Database
from server.storage.rows.audit import AuditRow
from server.storage.rows.meetings import GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import UnitRow
from server.storage.rows.signin import AccountRow

Row = dict[str, Any]


class SqlIncidentStore:
    """Implements ``IncidentStore``.  Contact data stays sealed; `resfri export` opens it for one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def events_between(self, tenant_id: str, after: float, before: float) -> list[Row]:
        """Oldest first."""
        row = AuditRow
        return await self._rows(
            select(
                row.seq,
                row.at,
                row.action,
                row.actor_kind,
                row.actor,
                row.unit_id,
                row.meeting_id,
                row.subject,
                row.method,
                row.outcome,
            )
            .where(row.tenant_id == tenant_id, row.at >= after, row.at < before)
            .order_by(row.seq)
        )

    async def meetings_touched(self, tenant_id: str, meetings: set[str]) -> list[Row]:
        return await self._rows(
            select(
                MeetingRow.id,
                MeetingRow.title,
                MeetingRow.meeting_class,
                MeetingRow.starts_at,
                MeetingRow.ended_at,
                UnitRow.name.label("unit"),
                AccountRow.name.label("host"),
            )
            .join(UnitRow, UnitRow.id == MeetingRow.unit_id)
            .join(AccountRow, AccountRow.id == MeetingRow.owner_id)
            .where(MeetingRow.tenant_id == tenant_id, MeetingRow.id.in_(meetings))
            .order_by(MeetingRow.starts_at)
        )

    async def guests_touched(self, tenant_id: str, meetings: set[str]) -> list[Row]:
        """Everybody who was invited, whether they came or not."""
        return await self._rows(
            select(
                InvitationRow.id,
                InvitationRow.meeting_id,
                InvitationRow.name,
                InvitationRow.kind,
                InvitationRow.used_at,
                GuestSessionRow.admitted_at,
            )
            .outerjoin(GuestSessionRow, GuestSessionRow.invitation_id == InvitationRow.id)
            .where(InvitationRow.tenant_id == tenant_id, InvitationRow.meeting_id.in_(meetings))
            .order_by(InvitationRow.meeting_id, InvitationRow.created_at)
        )

    async def staff_touched(self, tenant_id: str, accounts: set[str]) -> list[Row]:
        return await self._rows(
            select(AccountRow.id, AccountRow.name, AccountRow.email, AccountRow.role, AccountRow.disabled_at)
            .where(AccountRow.tenant_id == tenant_id, AccountRow.id.in_(accounts))
            .order_by(AccountRow.name)
        )

    async def _rows(self, query: Executable) -> list[Row]:
        async with self._database.session() as session:
            return [dict(row) for row in (await session.execute(query)).mappings()]
