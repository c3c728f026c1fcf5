"""Accounts, set-up links and staff sessions in SQL."""

from __future__ import annotations

from itertools import chain, count

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from auth.links import mint_id, slug_of
from auth.model import SignInMethod, StaffRole
from server.services.records import Account, NewAccount, SetupLink, StaffSession
from server.storage.database import Database
from server.storage.tables import AccountRow, SetupLinkRow, StaffSessionRow, TenantRow, UnitRow


class SqlAccountStore:
    """Implements ``AccountStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def any_account(self) -> bool:
        async with self._database.session() as session:
            return (await session.execute(select(AccountRow.id).limit(1))).first() is not None

    async def add_setup_link(self, token_hash: str, account_id: str | None, now: float, expires_at: float) -> None:
        async with self._database.session() as session, session.begin():
            account = await session.get(AccountRow, account_id) if account_id else None
            session.add(
                SetupLinkRow(
                    token_hash=token_hash,
                    tenant_id=account.tenant_id if account else None,
                    account_id=account_id,
                    created_at=now,
                    expires_at=expires_at,
                    used_at=None,
                )
            )

    async def setup_link(self, token_hash: str) -> SetupLink | None:
        async with self._database.session() as session:
            row = await session.get(SetupLinkRow, token_hash)
            return SetupLink(row.token_hash, row.account_id, row.expires_at, row.used_at is not None) if row else None

    async def use_setup_link(self, token_hash: str, now: float) -> bool:
        """True for exactly one caller."""
        async with self._database.session() as session, session.begin():
            done = await session.execute(_use_link(token_hash, now))
            return done.first() is not None

    async def add_first_account(self, token_hash: str, account: NewAccount, now: float) -> Account | None:
        """Consume the link and make organisation, unit and account in one transaction; None when the link was
        used meanwhile."""
        async with self._database.session() as session, session.begin():
            if (await session.execute(_use_link(token_hash, now))).first() is None:
                return None
            account_id = await _add_rows(session, account, now)
        return await self.account(account_id)

    async def add_account(self, account: NewAccount, now: float) -> Account:
        """An account in an organisation and unit of its own (the demo)."""
        async with self._database.session() as session, session.begin():
            account_id = await _add_rows(session, account, now)
        made = await self.account(account_id)
        assert made is not None
        return made

    async def account(self, account_id: str) -> Account | None:
        return await self._one(_accounts().where(AccountRow.id == account_id))

    async def account_by_email(self, email: str) -> Account | None:
        return await self._one(_accounts().where(AccountRow.email == email))

    async def _one(self, query: Select[AccountRow, str, str, str]) -> Account | None:
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return None if row is None else _account(row)

    async def add_staff_session(self, session_id: str, account: Account, method: SignInMethod, now: float) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                StaffSessionRow(
                    id=session_id,
                    tenant_id=account.tenant_id,
                    account_id=account.id,
                    method=method.value,
                    created_at=now,
                    strong_at=now,
                    last_seen_at=now,
                    revoked_at=None,
                )
            )

    async def staff_session(self, session_id: str) -> StaffSession | None:
        async with self._database.session() as session:
            row = await session.get(StaffSessionRow, session_id)
            if row is None:
                return None
            found = (await session.execute(_accounts().where(AccountRow.id == row.account_id))).first()
            if found is None:
                return None
            return StaffSession(
                id=row.id,
                account=_account(found),
                method=SignInMethod(row.method),
                created_at=row.created_at,
                strong_at=row.strong_at,
                last_seen_at=row.last_seen_at,
                revoked_at=row.revoked_at,
            )

    async def touch_staff_session(self, session_id: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(StaffSessionRow).where(StaffSessionRow.id == session_id).values(last_seen_at=now)
            )

    async def revoke_staff_session(self, session_id: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(StaffSessionRow).where(StaffSessionRow.id == session_id).values(revoked_at=now)
            )

    async def revoke_sessions_of(self, account_id: str, now: float) -> list[str]:
        """All open sessions of an account; answers their ids."""
        statement = (
            update(StaffSessionRow)
            .where(StaffSessionRow.account_id == account_id, StaffSessionRow.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(StaffSessionRow.id)
        )
        async with self._database.session() as session, session.begin():
            return list(await session.scalars(statement))


def _accounts() -> Select[AccountRow, str, str, str]:
    return (
        select(AccountRow, TenantRow.name, TenantRow.slug, UnitRow.name)
        .join(TenantRow, TenantRow.id == AccountRow.tenant_id)
        .join(UnitRow, UnitRow.id == AccountRow.unit_id)
    )


def _account(found: Row[AccountRow, str, str, str]) -> Account:
    row, organisation, slug, unit = found
    return Account(
        id=row.id,
        tenant_id=row.tenant_id,
        unit_id=row.unit_id,
        email=row.email,
        name=row.name,
        role=StaffRole(row.role),
        password_hash=row.password_hash,
        disabled=row.disabled_at is not None,
        organisation=organisation,
        slug=slug,
        unit=unit,
    )


def _use_link(token_hash: str, now: float) -> ReturningUpdate[str]:
    return (
        update(SetupLinkRow)
        .where(SetupLinkRow.token_hash == token_hash, SetupLinkRow.used_at.is_(None), SetupLinkRow.expires_at > now)
        .values(used_at=now)
        .returning(SetupLinkRow.token_hash)
    )


async def free_slug(session: AsyncSession, name: str) -> str:
    """An address for an organisation that no other has, made of its name."""
    stem = slug_of(name)
    taken = set(await session.scalars(select(TenantRow.slug).where(TenantRow.slug.startswith(stem))))
    return next(slug for slug in chain([stem], (f"{stem}-{number}" for number in count(2))) if slug not in taken)


async def _add_rows(session: AsyncSession, account: NewAccount, now: float) -> str:
    """Organisation, unit and account, each before what refers to it; answers the account's id."""
    tenant = TenantRow(
        id=mint_id(), slug=await free_slug(session, account.organisation), name=account.organisation, created_at=now
    )
    unit = UnitRow(id=mint_id(), tenant_id=tenant.id, name=account.unit, created_at=now)
    person = AccountRow(
        id=mint_id(),
        tenant_id=tenant.id,
        unit_id=unit.id,
        email=account.email,
        name=account.name,
        role=account.role.value,
        password_hash=account.password_hash,
        created_at=now,
        disabled_at=None,
    )
    for row in (tenant, unit, person):
        session.add(row)
        await session.flush()
    return person.id
