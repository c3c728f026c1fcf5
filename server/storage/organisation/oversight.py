"""What oversight reads of meetings, in SQL."""

from __future__ import annotations

from sqlalchemy import func, select

from auth.model import MeetingClass
from server.services.model import Meeting
from server.services.organisation.oversight import Held
from server.storage.database import Database
from server.storage.meetings.meetings import SqlMeetingStore, meeting_of, meetings_with_names
from server.storage.rows.meetings import GuestSessionRow, MeetingRow

LISTED = 500


class SqlOversightStore:
    """Implements ``OversightStore``."""

    def __init__(self, database: Database, meetings: SqlMeetingStore) -> None:
        self._database = database
        self.meeting = meetings.meeting
        self.end_meeting = meetings.end_meeting

    async def meetings_between(self, tenant_id: str, after: float, before: float) -> list[Meeting]:
        query = (
            meetings_with_names()
            .where(MeetingRow.tenant_id == tenant_id, MeetingRow.ended_at.is_(None))
            .where(MeetingRow.starts_at >= after, MeetingRow.starts_at <= before)
            .order_by(MeetingRow.starts_at)
            .limit(LISTED)
        )
        async with self._database.session() as session:
            return [meeting_of(row) for row in await session.execute(query)]

    async def held_since(self, tenant_id: str, after: float) -> list[Held]:
        """Meetings that somebody came to."""
        visits = (
            select(GuestSessionRow.meeting_id, func.count().label("guests"))
            .where(GuestSessionRow.tenant_id == tenant_id)
            .group_by(GuestSessionRow.meeting_id)
            .subquery()
        )
        query = (
            select(MeetingRow, visits.c.guests)
            .join(visits, visits.c.meeting_id == MeetingRow.id)
            .where(MeetingRow.tenant_id == tenant_id, MeetingRow.starts_at >= after)
        )
        async with self._database.session() as session:
            return [
                Held(row.unit_id, MeetingClass(row.meeting_class), row.starts_at, row.ended_at, guests)
                for row, guests in await session.execute(query)
            ]
