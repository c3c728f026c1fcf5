"""The audit trail in SQL: append only, one chain per organisation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from auth.audit import GENESIS, ActorKind, AuditAction, AuditEvent, link_hash
from auth.model import Identification, SignInMethod
from server.storage.database import Database
from server.storage.tables import AuditRow

TRIES = 5


class SqlAuditSink:
    """Implements ``AuditSink``."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now
        self._turn = asyncio.Lock()

    async def record(self, event: AuditEvent) -> None:
        """One writer at a time in this process; where another process was faster, once more after its link."""
        async with self._turn:
            for attempt in range(1, TRIES + 1):
                try:
                    await self._append(event)
                except IntegrityError:
                    if attempt == TRIES:
                        raise
                else:
                    return

    async def _append(self, event: AuditEvent) -> None:
        newest = select(AuditRow.seq, AuditRow.hash).where(AuditRow.tenant_id == event.tenant_id)
        async with self._database.session() as session, session.begin():
            last = (await session.execute(newest.order_by(AuditRow.seq.desc()).limit(1))).first()
            seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
            at = round(self._now(), 3)
            session.add(
                AuditRow(
                    tenant_id=event.tenant_id,
                    seq=seq,
                    at=at,
                    action=event.action.value,
                    actor_kind=event.actor_kind.value,
                    actor=event.actor,
                    unit_id=event.unit_id,
                    meeting_id=event.meeting_id,
                    subject=event.subject,
                    method=event.method.value if event.method else None,
                    outcome=event.outcome,
                    previous=previous,
                    hash=link_hash(event, seq, at, previous),
                )
            )

    async def events(self, meeting_id: str) -> list[AuditEvent]:
        """The events of one meeting, oldest first."""
        query = select(AuditRow).where(AuditRow.meeting_id == meeting_id).order_by(AuditRow.seq)
        async with self._database.session() as session:
            return [event_of(row) for row in await session.scalars(query)]


def event_of(row: AuditRow) -> AuditEvent:
    return AuditEvent(
        tenant_id=row.tenant_id,
        action=AuditAction(row.action),
        actor_kind=ActorKind(row.actor_kind),
        actor=row.actor,
        meeting_id=row.meeting_id,
        subject=row.subject,
        outcome=row.outcome,
        unit_id=row.unit_id,
        method=_method(row.method),
    )


def _method(stored: str | None) -> SignInMethod | Identification | None:
    if stored is None:
        return None
    return SignInMethod(stored) if stored in set(SignInMethod) else Identification(stored)
