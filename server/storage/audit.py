"""The audit trail in SQL: append only."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from auth.audit import ActorKind, AuditAction, AuditEvent
from server.storage.database import Database
from server.storage.tables import AuditRow


class SqlAuditSink:
    """Implements ``AuditSink``."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    async def record(self, event: AuditEvent) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                AuditRow(
                    tenant_id=event.tenant_id,
                    at=self._now(),
                    action=event.action.value,
                    actor_kind=event.actor_kind.value,
                    actor=event.actor,
                    meeting_id=event.meeting_id,
                    subject=event.subject,
                    outcome=event.outcome,
                )
            )

    async def events(self, meeting_id: str) -> list[AuditEvent]:
        """The events of one meeting, oldest first."""
        query = select(AuditRow).where(AuditRow.meeting_id == meeting_id).order_by(AuditRow.id)
        async with self._database.session() as session:
            return [
                AuditEvent(
                    tenant_id=row.tenant_id,
                    action=AuditAction(row.action),
                    actor_kind=ActorKind(row.actor_kind),
                    actor=row.actor,
                    meeting_id=row.meeting_id,
                    subject=row.subject,
                    outcome=row.outcome,
                )
                for row in await session.scalars(query)
            ]
