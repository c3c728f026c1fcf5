"""What the retention rules remove, in small transactions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Delete, delete, func, select, union, update
from sqlalchemy.orm import InstrumentedAttribute

from auth.crypto.links import CLOSES_AFTER_SECONDS
from auth.model import MeetingClass
from auth.signin.session_rules import GUEST_ABSOLUTE_SECONDS, STAFF_ABSOLUTE_SECONDS
from server.services.privacy.retention import Kind
from server.services.vault import content_scope
from server.storage.database import Database
from server.storage.rows.audit import AuditRow, ReviewRow
from server.storage.rows.meetings import CoHostRow, GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import ProposalRow, TenantRow
from server.storage.rows.privacy import DataKeyRow
from server.storage.rows.signin import CeremonyRow, RecoveryCodeRow, SetupLinkRow, StaffSessionRow
from server.storage.rows.support import FaultReportRow

BATCH = 200
_OVER = func.coalesce(MeetingRow.ended_at, MeetingRow.starts_at + CLOSES_AFTER_SECONDS)
"""When a meeting was over: one that nobody ended is so when its links no longer open."""


class SqlRetentionStore:
    """Implements ``RetentionStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenants(self) -> list[str]:
        """Also those that have been removed, while their audit trail is kept."""
        every = union(select(TenantRow.id), select(AuditRow.tenant_id))
        async with self._database.session() as session:
            return sorted(await session.scalars(every))

    async def due_content(self, tenant_id: str, kind: MeetingClass, before: float) -> list[str]:
        """Meetings of this class whose content can still be read, and which were over by then; a batch."""
        query = (
            select(MeetingRow.id)
            .join(DataKeyRow, DataKeyRow.scope == content_scope("") + MeetingRow.id)
            .where(MeetingRow.tenant_id == tenant_id, MeetingRow.meeting_class == kind.value, before >= _OVER)
        )
        async with self._database.session() as session:
            return list(await session.scalars(query.order_by(MeetingRow.id).limit(BATCH)))

    async def due_meetings(self, tenant_id: str, before: float) -> list[str]:
        """Meetings that were over by then and still have names; a batch."""
        query = select(MeetingRow.id).where(
            MeetingRow.tenant_id == tenant_id, MeetingRow.purged_at.is_(None), before >= _OVER
        )
        async with self._database.session() as session:
            return list(await session.scalars(query.order_by(MeetingRow.id).limit(BATCH)))

    async def purge_meetings(self, meeting_ids: list[str], now: float) -> None:
        """The rows stay, so that the numbers and the audit trail keep their meaning and no id is used again; a link
        that is tried afterwards finds nothing."""
        sessions = delete(GuestSessionRow).where(GuestSessionRow.meeting_id.in_(meeting_ids))
        empty = {"name": "", "phone": None, "email": None, "person_hash": None}
        invitations = (
            update(InvitationRow)
            .where(InvitationRow.meeting_id.in_(meeting_ids))
            .values(
                **empty,
                token_hash="purged " + InvitationRow.id,
                revoked_at=func.coalesce(InvitationRow.revoked_at, now),
            )
        )
        co_hosts = delete(CoHostRow).where(CoHostRow.meeting_id.in_(meeting_ids))
        keys = delete(DataKeyRow).where(
            DataKeyRow.scope.in_([*meeting_ids, *(content_scope(one) for one in meeting_ids)])
        )
        meetings = (
            update(MeetingRow)
            .where(MeetingRow.id.in_(meeting_ids))
            .values(title="", purged_at=now, ended_at=func.coalesce(MeetingRow.ended_at, now))
        )
        async with self._database.session() as session, session.begin():
            for statement in (sessions, invitations, co_hosts, keys, meetings):
                await session.execute(statement)

    async def remove(self, kind: Kind, tenant_id: str | None, before: float) -> int:
        """What of this kind was over by then; a batch."""
        key, over, tenant = _RULES[kind]
        owner = tenant.is_(None) if tenant_id is None else tenant == tenant_id
        due = select(key).where(owner, over <= before).limit(BATCH)
        statement: Delete = delete(key.class_).where(key.in_(due.scalar_subquery()))
        async with self._database.session() as session, session.begin():
            return len((await session.execute(statement.returning(key))).all())


Rule = tuple[InstrumentedAttribute[str], ColumnElement[float], InstrumentedAttribute[str]]

_RULES: dict[Kind, Rule] = {
    Kind.STAFF_SESSIONS: (
        StaffSessionRow.id,
        func.coalesce(StaffSessionRow.revoked_at, StaffSessionRow.created_at + STAFF_ABSOLUTE_SECONDS),
        StaffSessionRow.tenant_id,
    ),
    Kind.GUEST_SESSIONS: (
        GuestSessionRow.id,
        func.coalesce(GuestSessionRow.revoked_at, GuestSessionRow.created_at + GUEST_ABSOLUTE_SECONDS),
        GuestSessionRow.tenant_id,
    ),
    Kind.CEREMONIES: (CeremonyRow.id, CeremonyRow.expires_at + 0.0, CeremonyRow.tenant_id),  # type: ignore[dict-item]
    Kind.SETUP_LINKS: (
        SetupLinkRow.token_hash,
        func.coalesce(SetupLinkRow.used_at, SetupLinkRow.expires_at),
        SetupLinkRow.tenant_id,  # type: ignore[dict-item]
    ),
    Kind.RECOVERY_CODES: (RecoveryCodeRow.id, RecoveryCodeRow.used_at + 0.0, RecoveryCodeRow.tenant_id),  # type: ignore[dict-item]
    Kind.FAULT_REPORTS: (FaultReportRow.id, FaultReportRow.created_at + 0.0, FaultReportRow.tenant_id),
    Kind.PROPOSALS: (ProposalRow.id, ProposalRow.decided_at + 0.0, ProposalRow.tenant_id),  # type: ignore[dict-item]
    Kind.REVIEWS: (ReviewRow.id, ReviewRow.closed_at + 0.0, ReviewRow.tenant_id),  # type: ignore[dict-item]
}
"""The key of each kind, when one was over (never, where it is null), and whose it is."""
