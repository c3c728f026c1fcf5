"""Accounts and set-up links in SQL."""

from __future__ import annotations

from itertools import chain, count

from sqlalchemy import ColumnElement, Select, case, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from auth.crypto.links import mint_id, slug_of
from auth.model import StaffRole
from server.services.model import Account, App, NewAccount, Passkey, SetupLink
from server.services.vault import DataKey
from server.storage.database import Database
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.signin import AccountRow, PasskeyRow, RecoveryCodeRow, SetupLinkRow
from server.storage.signin.accounts_query import account_of, accounts
from server.storage.signin.factors import give_factor
from server.storage.signin.sessions import end_sessions
from server.storage.vault import data_key_row


class SqlAccountStore:
    """Implements ``AccountStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def any_administrator(self) -> bool:
        query = select(AccountRow.id).where(AccountRow.role == StaffRole.ADMINISTRATOR.value).limit(1)
        async with self._database.session() as session:
            return (await session.execute(query)).first() is not None

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

    async def activate_first(
        self, token_hash: str, new: NewAccount, key: DataKey | None, factor: Passkey | App, now: float
    ) -> bool:
        """Consume the link and make organisation, unit and account with its way in, in one transaction.  Whoever
        comes first uses up all links to a first account; False for everybody else."""
        async with self._database.session() as session, session.begin():
            used = await session.scalars(_use_links(SetupLinkRow.account_id.is_(None), now))
            if token_hash not in set(used):
                await session.rollback()
                return False
            await _add_rows(session, new, now)
            if key is not None:
                session.add(data_key_row(key, now))
            await give_factor(session, new.tenant_id, new.account_id, factor, now)
            return True

    async def activate(self, token_hash: str, account: Account, factor: Passkey | App, now: float) -> list[str] | None:
        """Consume the link, take all ways in from the account and give it this one, and end its sessions, whose ids
        are answered; None when the link was used meanwhile."""
        async with self._database.session() as session, session.begin():
            used = await session.scalars(_use_links(SetupLinkRow.account_id == account.id, now))
            if token_hash not in set(used):
                await session.rollback()
                return None
            await session.execute(delete(PasskeyRow).where(PasskeyRow.account_id == account.id))
            await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account.id))
            emptied = update(AccountRow).where(AccountRow.id == account.id)
            await session.execute(emptied.values(password_hash=None, totp_secret=None, oidc_subject=None))
            await give_factor(session, account.tenant_id, account.id, factor, now)
            return list(await session.scalars(end_sessions(account.id, now)))

    async def add_account(self, account: NewAccount, now: float) -> Account:
        """An account in an organisation and unit of its own."""
        async with self._database.session() as session, session.begin():
            await _add_rows(session, account, now)
        made = await self.account(account.account_id)
        assert made is not None
        return made

    async def account(self, account_id: str) -> Account | None:
        return await self._one(accounts().where(AccountRow.id == account_id))

    async def accounts_by_email(self, email: str) -> list[Account]:
        """In any organisation."""
        async with self._database.session() as session:
            return [account_of(row) for row in await session.execute(accounts().where(AccountRow.email == email))]

    async def account_by_email(self, tenant_id: str, email: str) -> Account | None:
        return await self._one(accounts().where(AccountRow.tenant_id == tenant_id, AccountRow.email == email))

    async def account_by_subject(self, tenant_id: str, subject: str) -> Account | None:
        return await self._one(accounts().where(AccountRow.tenant_id == tenant_id, AccountRow.oidc_subject == subject))

    async def other_administrator(self, account: Account) -> bool:
        """Whether the organisation has another administrator who is not shut out."""
        query = select(AccountRow.id).where(
            AccountRow.tenant_id == account.tenant_id,
            AccountRow.role == StaffRole.ADMINISTRATOR.value,
            AccountRow.disabled_at.is_(None),
            AccountRow.id != account.id,
        )
        async with self._database.session() as session:
            return (await session.execute(query.limit(1))).first() is not None

    async def link_provider(self, account: Account, subject: str, role: StaffRole, now: float) -> None:
        """Uses up the links to the account: it has an owner now, whom an invitation may not take it from."""
        since = case((AccountRow.role == role.value, AccountRow.role_since), else_=now)
        statement = update(AccountRow).where(AccountRow.id == account.id, AccountRow.tenant_id == account.tenant_id)
        async with self._database.session() as session, session.begin():
            await session.execute(_use_links(SetupLinkRow.account_id == account.id, now))
            await session.execute(statement.values(oidc_subject=subject, role=role.value, role_since=since))

    async def add_provided(self, tenant_id: str, new: NewAccount, subject: str, now: float) -> Account | None:
        """An account that the organisation's provider vouches for, in the organisation's oldest unit that is open.
        None where another request was faster, or there is no such unit."""
        unit = select(UnitRow.id).where(UnitRow.tenant_id == tenant_id, UnitRow.closed_at.is_(None))
        try:
            async with self._database.session() as session, session.begin():
                unit_id = await session.scalar(unit.order_by(UnitRow.created_at, UnitRow.id).limit(1))
                if unit_id is None:
                    return None
                row = _account_row(new, tenant_id, unit_id, now)
                row.oidc_subject = subject
                row.role_since = now
                session.add(row)
        except IntegrityError:
            return None
        return await self.account(new.account_id)

    async def _one(self, query: Select[AccountRow, str, str, str]) -> Account | None:
        async with self._database.session() as session:
            row = (await session.execute(query)).first()
            return None if row is None else account_of(row)


def _use_links(which: ColumnElement[bool], now: float) -> ReturningUpdate[str]:
    return (
        update(SetupLinkRow)
        .where(which, SetupLinkRow.used_at.is_(None), SetupLinkRow.expires_at > now)
        .values(used_at=now)
        .returning(SetupLinkRow.token_hash)
    )


async def free_slug(session: AsyncSession, name: str) -> str:
    """An address for an organisation that no other has, made of its name."""
    stem = slug_of(name)
    taken = set(await session.scalars(select(TenantRow.slug).where(TenantRow.slug.startswith(stem))))
    return next(slug for slug in chain([stem], (f"{stem}-{number}" for number in count(2))) if slug not in taken)


async def _add_rows(session: AsyncSession, account: NewAccount, now: float) -> None:
    """Organisation, unit and account, each before what refers to it."""
    slug = await free_slug(session, account.organisation)
    unit_id = mint_id()
    for row in (
        TenantRow(id=account.tenant_id, slug=slug, name=account.organisation, created_at=now),
        UnitRow(id=unit_id, tenant_id=account.tenant_id, name=account.unit, created_at=now),
        _account_row(account, account.tenant_id, unit_id, now),
    ):
        session.add(row)
        await session.flush()


def _account_row(new: NewAccount, tenant_id: str, unit_id: str, now: float) -> AccountRow:
    return AccountRow(
        id=new.account_id,
        tenant_id=tenant_id,
        unit_id=unit_id,
        email=new.email,
        name=new.name,
        role=new.role.value,
        password_hash=new.password_hash,
        created_at=now,
        disabled_at=None,
    )
