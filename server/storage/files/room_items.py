"""What meetings share, in SQL."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from server.services.model import StoredItem
from server.storage.database import Database
from server.storage.rows.files import RoomItemRow


class SqlItemStore:
    """Implements ``ItemStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def items(self, tenant_id: str, meeting_id: str) -> list[StoredItem]:
        query = select(RoomItemRow).where(RoomItemRow.tenant_id == tenant_id, RoomItemRow.meeting_id == meeting_id)
        async with self._database.session() as session:
            return [_item(row) for row in await session.scalars(query.order_by(RoomItemRow.n))]

    async def put_items(self, items: list[StoredItem]) -> None:
        async with self._database.session() as session, session.begin():
            for item in items:
                await session.merge(RoomItemRow(**asdict(item)))


def _item(row: RoomItemRow) -> StoredItem:
    return StoredItem(
        meeting_id=row.meeting_id,
        place=row.place,
        channel=row.channel,
        key=row.key,
        tenant_id=row.tenant_id,
        n=row.n,
        owner=row.owner,
        at=row.at,
        changed_at=row.changed_at,
        content=row.content,
    )
