"""The audit trail in SQL: append only, one chain per organisation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth.audit.events import GENESIS, ActorKind, AuditAction, AuditEvent, Link, next_link
from auth.model import Identification, SignInMethod
from server.services.audit.ends import ChainEnds
from server.storage.audit.groups import Groups
from server.storage.database import Database
from server.storage.rows.audit import AuditHeadRow, AuditRow

PROBE = "probe"
"""The organisation of records that are taken back at once; no organisation has this id."""


class SqlAuditSink:
    """Implements ``AuditSink``.  What waits for the same chain is written together: one transaction costs as much as a
    record, and a chain has one end."""

    def __init__(self, database: Database, ends: ChainEnds, now: Callable[[], float]) -> None:
        self._database = database
        self._ends = ends
        self._now = now
        turn: AbstractAsyncContextManager[None] = asyncio.Semaphore(1) if database.sqlite else nullcontext()
        self._chains = Groups(self._append, turn)
        self._probes = Groups(self._try, turn)

    async def record(self, event: AuditEvent) -> None:
        """Returns when it is committed; raises what the database says."""
        await self._chains.write(event.tenant_id, event)

    async def probe(self) -> None:
        """Raises when nothing can be written now; leaves nothing behind."""
        await self._probes.write(PROBE, AuditEvent(PROBE, AuditAction.AUDIT_SEEN, ActorKind.SYSTEM, PROBE))

    async def _try(self, tenant_id: str, events: Sequence[AuditEvent]) -> None:
        """One attempt answers everybody who asked before it began."""
        async with self._database.session() as session:
            await self._database.lock(session, f"audit {tenant_id}")
            session.add(AuditRow(**asdict(next_link(events[0], 1, self._now(), GENESIS))))
            await session.flush()
            await session.rollback()

    async def _append(self, tenant_id: str, events: Sequence[AuditEvent]) -> None:
        """One writer at a time among all processes."""
        async with self._database.session() as session, session.begin():
            await self._database.lock(session, f"audit {tenant_id}")
            newest = select(AuditRow.seq, AuditRow.hash).where(AuditRow.tenant_id == tenant_id)
            last = (await session.execute(newest.order_by(AuditRow.seq.desc()).limit(1))).first()
            seq, previous = (last.seq + 1, last.hash) if last else await self._after_purge(session, tenant_id)
            links: list[Link] = []
            for number, event in enumerate(events, seq):
                links.append(self._ends.keys.stored(next_link(event, number, self._now(), previous)))
                previous = links[-1].hash
            session.add_all(AuditRow(**asdict(link)) for link in links)
        self._ends.reached(links[-1])

    @staticmethod
    async def _after_purge(session: AsyncSession, tenant_id: str) -> tuple[int, str]:
        """Where nothing is left of a chain, its last signed head says how it goes on."""
        heads = select(AuditHeadRow.seq, AuditHeadRow.hash).where(AuditHeadRow.tenant_id == tenant_id)
        head = (await session.execute(heads.order_by(AuditHeadRow.seq.desc()).limit(1))).first()
        return (head.seq + 1, head.hash) if head else (1, GENESIS)

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
