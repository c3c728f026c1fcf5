"""Changes that wait for a second administrator, in SQL."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from server.services.organisation.proposals import Proposal
from server.storage.database import Database
from server.storage.rows.organisation import ProposalRow
from server.storage.rows.signin import AccountRow


class SqlProposalStore:
    """Implements ``ProposalStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_proposals(self, tenant_id: str, names: Collection[str]) -> list[Proposal]:
        query = (
            select(ProposalRow, AccountRow.name)
            .outerjoin(AccountRow, AccountRow.id == ProposalRow.proposed_by)
            .where(ProposalRow.tenant_id == tenant_id, ProposalRow.decided_at.is_(None))
            .where(ProposalRow.name.in_(names))
            .order_by(ProposalRow.proposed_at)
        )
        async with self._database.session() as session:
            return [
                Proposal(row.id, row.tenant_id, row.name, row.value, row.proposed_by, name or "", row.proposed_at)
                for row, name in await session.execute(query)
            ]

    async def add_proposal(self, proposal: Proposal) -> None:
        row = ProposalRow(
            id=proposal.id,
            tenant_id=proposal.tenant_id,
            name=proposal.name,
            value=proposal.value,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
            decided_by=None,
            decided_at=None,
            approved=None,
        )
        async with self._database.session() as session, session.begin():
            session.add(row)

    async def decide_proposal(self, tenant_id: str, proposal_id: str, *, by: str, approved: bool, now: float) -> bool:
        """True for exactly one caller."""
        statement = (
            update(ProposalRow)
            .where(ProposalRow.tenant_id == tenant_id, ProposalRow.id == proposal_id, ProposalRow.decided_at.is_(None))
            .values(decided_by=by, decided_at=now, approved=approved)
            .returning(ProposalRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(statement)).first() is not None
