"""Ceremonies in SQL; each step is one statement, so that it happens once however many requests come at once."""

from __future__ import annotations

from sqlalchemy import update

from server.services.signin.ceremonies import StoredCeremony
from server.storage.database import Database
from server.storage.rows.signin import CeremonyRow


class SqlCeremonyStore:
    """Implements ``CeremonyStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_ceremony(self, ceremony: StoredCeremony) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                CeremonyRow(
                    id=ceremony.id,
                    tenant_id=ceremony.tenant_id,
                    kind=ceremony.kind,
                    subject=ceremony.subject,
                    data=ceremony.data,
                    created_at=ceremony.created_at,
                    expires_at=ceremony.expires_at,
                    tries_left=ceremony.tries_left,
                    used_at=None,
                )
            )

    async def try_ceremony(self, ceremony_id: str, kind: str, now: float) -> StoredCeremony | None:
        taken = (
            update(CeremonyRow)
            .where(
                CeremonyRow.id == ceremony_id,
                CeremonyRow.kind == kind,
                CeremonyRow.used_at.is_(None),
                CeremonyRow.expires_at > now,
                CeremonyRow.tries_left > 0,
            )
            .values(tries_left=CeremonyRow.tries_left - 1)
            .returning(CeremonyRow)
        )
        async with self._database.session() as session, session.begin():
            row = (await session.scalars(taken)).first()
            return None if row is None else _ceremony(row)

    async def end_ceremony(self, ceremony_id: str, now: float) -> bool:
        ended = (
            update(CeremonyRow)
            .where(CeremonyRow.id == ceremony_id, CeremonyRow.used_at.is_(None), CeremonyRow.expires_at > now)
            .values(used_at=now)
            .returning(CeremonyRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(ended)).first() is not None


def _ceremony(row: CeremonyRow) -> StoredCeremony:
    return StoredCeremony(
        id=row.id,
        tenant_id=row.tenant_id,
        kind=row.kind,
        subject=row.subject,
        data=row.data,
        created_at=row.created_at,
        expires_at=row.expires_at,
        tries_left=row.tries_left,
    )
