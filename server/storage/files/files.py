"""The files of meetings, in SQL."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, func, select

from server.services.model import StoredFile
from server.storage.database import Database
from server.storage.rows.files import FileRow, RoomItemRow


class SqlFileRows:
    """Implements ``FileRows`` and ``ContentStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_file(self, file: StoredFile) -> None:
        async with self._database.session() as session, session.begin():
            session.add(FileRow(**asdict(file)))

    async def file(self, tenant_id: str, meeting_id: str, file_id: str) -> StoredFile | None:
        query = select(FileRow).where(
            FileRow.id == file_id, FileRow.tenant_id == tenant_id, FileRow.meeting_id == meeting_id
        )
        async with self._database.session() as session:
            row = (await session.scalars(query)).first()
        if row is None:
            return None
        return StoredFile(row.id, row.tenant_id, row.meeting_id, row.owner, row.kind, row.size, row.created_at)

    async def sizes(self, meeting_id: str) -> dict[str, int]:
        query = select(FileRow.owner, func.sum(FileRow.size)).where(FileRow.meeting_id == meeting_id)
        async with self._database.session() as session:
            return {owner: int(size) for owner, size in await session.execute(query.group_by(FileRow.owner))}

    async def remove_content(self, meeting_id: str) -> None:
        """Everything that the meeting's people shared."""
        async with self._database.session() as session, session.begin():
            await session.execute(delete(FileRow).where(FileRow.meeting_id == meeting_id))
            await session.execute(delete(RoomItemRow).where(RoomItemRow.meeting_id == meeting_id))

    async def remove_file(self, meeting_id: str, file_id: str) -> None:
        statement = delete(FileRow).where(FileRow.meeting_id == meeting_id, FileRow.id == file_id)
        async with self._database.session() as session, session.begin():
            await session.execute(statement)
