"""The audit trail by page, and its follow-ups, in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import ColumnElement, or_, select, update

from auth.audit.events import Link
from server.services.audit.follow_up import Review
from server.storage.database import Database
from server.storage.rows.audit import AuditRow, ReviewRow
from server.storage.rows.meetings import GuestSessionRow, InvitationRow
from server.storage.rows.organisation import TenantRow
from server.storage.rows.signin import AccountRow
from server.wire import api

REVIEWS_LISTED = 500
IDS_AT_ONCE = 500
_COLUMNS = [getattr(AuditRow, field.name) for field in fields(Link)]


class SqlFollowUpStore:
    """Implements ``FollowUpStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, tenant_id: str, query: api.AuditQuery, persons: Sequence[str], limit: int) -> list[Link]:
        """Newest first."""
        wanted: list[ColumnElement[bool]] = [AuditRow.tenant_id == tenant_id]
        if persons:
            wanted.append(or_(AuditRow.actor.in_(persons), AuditRow.subject.in_(persons)))
        for column, value in (
            (AuditRow.actor, query.actor),
            (AuditRow.meeting_id, query.meeting),
            (AuditRow.action, query.action),
        ):
            if value is not None:
                wanted.append(column == value)
        if query.after is not None:
            wanted.append(AuditRow.at >= query.after)
        if query.before is not None:
            wanted.append(AuditRow.at < query.before)
        if query.older_than is not None:
            wanted.append(AuditRow.seq < query.older_than)
        return await self._links(select(*_COLUMNS).where(*wanted).order_by(AuditRow.seq.desc()).limit(limit))

    async def ids_of(self, tenant_id: str, person: str) -> list[str]:
        """Of a guest, the invitation and all its visits; of others, the id itself."""
        row = GuestSessionRow
        visit = select(row.invitation_id).where(row.tenant_id == tenant_id, row.id == person)
        async with self._database.session() as session:
            invitation = await session.scalar(visit) or person
            visits = select(row.id).where(row.tenant_id == tenant_id, row.invitation_id == invitation)
            return sorted({person, invitation, *await session.scalars(visits)})

    async def names(self, tenant_id: str, ids: set[str]) -> dict[str, str]:
        """Of those accounts, invitations and visits that are still there."""
        found: dict[str, str] = {}
        wanted = sorted(ids)
        async with self._database.session() as session:
            for start in range(0, len(wanted), IDS_AT_ONCE):
                part = wanted[start : start + IDS_AT_ONCE]
                for row in (AccountRow, InvitationRow, GuestSessionRow):
                    query = select(row.id, row.name).where(row.tenant_id == tenant_id, row.id.in_(part))
                    found.update({one.id: one.name for one in await session.execute(query)})
        return found

    async def numbers(self, tenant_id: str, after: float, before: float) -> list[int]:
        query = select(AuditRow.seq).where(AuditRow.tenant_id == tenant_id, AuditRow.at >= after, AuditRow.at < before)
        async with self._database.session() as session:
            return list(await session.scalars(query.order_by(AuditRow.seq)))

    async def numbered(self, tenant_id: str, numbers: Sequence[int]) -> list[Link]:
        """In order; those that the retention rule has removed since are left out."""
        found: list[Link] = []
        for start in range(0, len(numbers), IDS_AT_ONCE):
            part = numbers[start : start + IDS_AT_ONCE]
            query = select(*_COLUMNS).where(AuditRow.tenant_id == tenant_id, AuditRow.seq.in_(part))
            found += await self._links(query.order_by(AuditRow.seq))
        return found

    async def _links(self, query: Any) -> list[Link]:
        async with self._database.session() as session:
            return [Link(*row) for row in await session.execute(query)]

    async def tenants(self) -> list[str]:
        async with self._database.session() as session:
            return list(await session.scalars(select(TenantRow.id).order_by(TenantRow.id)))

    async def reviews(self, tenant_id: str) -> list[Review]:
        query = select(ReviewRow).where(ReviewRow.tenant_id == tenant_id).order_by(ReviewRow.opened_at.desc())
        async with self._database.session() as session:
            return [_review(row) for row in await session.scalars(query.limit(REVIEWS_LISTED))]

    async def review(self, tenant_id: str, review_id: str) -> Review | None:
        query = select(ReviewRow).where(ReviewRow.tenant_id == tenant_id, ReviewRow.id == review_id)
        async with self._database.session() as session:
            row = (await session.scalars(query)).first()
            return None if row is None else _review(row)

    async def add_review(self, review: Review) -> None:
        row = ReviewRow(
            id=review.id,
            tenant_id=review.tenant_id,
            kind=review.kind,
            period=review.period,
            subject=review.subject,
            seed=review.seed,
            events=json.dumps(review.events),
            opened_by=review.opened_by,
            opened_at=review.opened_at,
        )
        async with self._database.session() as session, session.begin():
            session.add(row)

    async def close_review(self, review: Review) -> bool:
        """True for exactly one caller."""
        open_one = (ReviewRow.tenant_id == review.tenant_id, ReviewRow.id == review.id, ReviewRow.closed_at.is_(None))
        statement = (
            update(ReviewRow)
            .where(*open_one)
            .values(outcome=review.outcome, note=review.note, closed_by=review.closed_by, closed_at=review.closed_at)
            .returning(ReviewRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(statement)).first() is not None


def _review(row: ReviewRow) -> Review:
    return Review(
        id=row.id,
        tenant_id=row.tenant_id,
        kind=cast("api.ReviewKind", row.kind),
        period=row.period,
        subject=row.subject,
        seed=row.seed,
        events=tuple(json.loads(row.events)),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        outcome=cast("api.ReviewOutcome | None", row.outcome),
        note=row.note,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
    )
