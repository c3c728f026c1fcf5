"""Decisions about meeting classes in SQL: only ever added."""

from __future__ import annotations

import json

from sqlalchemy import select

from auth.meeting_classes import Way
from auth.model import MeetingClass
from auth.policies import Bar, Decision
from server.storage.database import Database
from server.storage.rows.organisation import PolicyRow, UnitRow
from server.storage.rows.signin import AccountRow


class SqlPolicyStore:
    """Implements ``PolicyStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decisions(self, tenant_id: str) -> list[Decision]:
        query = select(PolicyRow).where(PolicyRow.tenant_id == tenant_id)
        async with self._database.session() as session:
            rows = await session.scalars(query.order_by(PolicyRow.decided_at, PolicyRow.id))
            return [_decision(row) for row in rows]

    async def add_decision(self, decision: Decision) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                PolicyRow(
                    id=decision.id,
                    tenant_id=decision.tenant_id,
                    unit_id=decision.unit_id,
                    meeting_class=decision.meeting_class.value,
                    allowed=decision.bar.allowed,
                    identification=json.dumps(sorted(decision.bar.ways)),
                    decision=decision.text,
                    decided_by=decision.decided_by,
                    decided_at=decision.decided_at,
                )
            )

    async def unit_names(self, tenant_id: str) -> dict[str, str]:
        """Of the units that are not closed."""
        query = select(UnitRow.id, UnitRow.name).where(UnitRow.tenant_id == tenant_id, UnitRow.closed_at.is_(None))
        async with self._database.session() as session:
            return {row.id: row.name for row in await session.execute(query.order_by(UnitRow.name))}

    async def account_names(self, tenant_id: str) -> dict[str, str]:
        query = select(AccountRow.id, AccountRow.name).where(AccountRow.tenant_id == tenant_id)
        async with self._database.session() as session:
            return {row.id: row.name for row in await session.execute(query)}


def _decision(row: PolicyRow) -> Decision:
    ways = frozenset(Way(one) for one in json.loads(row.identification))
    return Decision(
        id=row.id,
        tenant_id=row.tenant_id,
        unit_id=row.unit_id,
        meeting_class=MeetingClass(row.meeting_class),
        bar=Bar(row.allowed, ways),
        text=row.decision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
