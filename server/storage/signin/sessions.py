"""Staff sessions in SQL."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.sql.dml import ReturningUpdate

from auth.model import SignInMethod
from server.services.model import Account, StaffSession
from server.storage.database import Database
from server.storage.rows.signin import AccountRow, StaffSessionRow
from server.storage.signin.accounts_query import account_of, accounts


class SqlSessionStore:
    """Implements ``SessionStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_staff_session(
        self, session_id: str, account: Account, method: SignInMethod, now: float, strong_at: float
    ) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                StaffSessionRow(
                    id=session_id,
                    tenant_id=account.tenant_id,
                    account_id=account.id,
                    method=method.value,
                    created_at=now,
                    strong_at=strong_at,
                    last_seen_at=now,
                    revoked_at=None,
                )
            )
            await session.execute(update(AccountRow).where(AccountRow.id == account.id).values(signed_in_at=now))

    async def staff_session(self, session_id: str) -> StaffSession | None:
        async with self._database.session() as session:
            row = await session.get(StaffSessionRow, session_id)
            if row is None:
                return None
            found = (await session.execute(accounts().where(AccountRow.id == row.account_id))).first()
            return None if found is None else _session(row, account_of(found))

    async def staff_sessions(self, account: Account) -> list[StaffSession]:
        """Those that were not ended, newest first."""
        query = select(StaffSessionRow).where(
            StaffSessionRow.account_id == account.id, StaffSessionRow.revoked_at.is_(None)
        )
        async with self._database.session() as session:
            rows = await session.scalars(query.order_by(StaffSessionRow.last_seen_at.desc()))
            return [_session(row, account) for row in rows]

    async def touch_staff_session(self, session_id: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(StaffSessionRow).where(StaffSessionRow.id == session_id).values(last_seen_at=now)
            )

    async def renew_staff_session(self, session_id: str, new_id: str, now: float) -> bool:
        """Another id for a session that has proved who it is; False when it was ended meanwhile."""
        renewed = (
            update(StaffSessionRow)
            .where(StaffSessionRow.id == session_id, StaffSessionRow.revoked_at.is_(None))
            .values(id=new_id, strong_at=now, last_seen_at=now)
            .returning(StaffSessionRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(renewed)).first() is not None

    async def revoke_staff_session(self, session_id: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(StaffSessionRow).where(StaffSessionRow.id == session_id).values(revoked_at=now)
            )

    async def revoke_sessions_of(self, account_id: str, now: float, but: str = "") -> list[str]:
        """All open sessions of an account; answers their ids."""
        async with self._database.session() as session, session.begin():
            return list(await session.scalars(end_sessions(account_id, now, but)))


def end_sessions(account_id: str, now: float, but: str = "") -> ReturningUpdate[str]:
    return (
        update(StaffSessionRow)
        .where(
            StaffSessionRow.account_id == account_id,
            StaffSessionRow.revoked_at.is_(None),
            StaffSessionRow.id != but,
        )
        .values(revoked_at=now)
        .returning(StaffSessionRow.id)
    )


def _session(row: StaffSessionRow, account: Account) -> StaffSession:
    return StaffSession(
        id=row.id,
        account=account,
        method=SignInMethod(row.method),
        created_at=row.created_at,
        strong_at=row.strong_at,
        last_seen_at=row.last_seen_at,
        revoked_at=row.revoked_at,
    )
