"""Passkeys, authenticator apps and recovery codes in SQL.  What may happen once is one statement."""

from __future__ import annotations

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.services.model import Account, App, Passkey
from server.storage.database import Database
from server.storage.rows.signin import AccountRow, PasskeyRow, RecoveryCodeRow


class SqlFactorStore:
    """Implements ``FactorStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def passkeys(self, account_id: str) -> list[Passkey]:
        query = select(PasskeyRow).where(PasskeyRow.account_id == account_id).order_by(PasskeyRow.created_at)
        async with self._database.session() as session:
            return [_passkey(row) for row in await session.scalars(query)]

    async def passkey(self, passkey_id: str) -> Passkey | None:
        async with self._database.session() as session:
            row = await session.get(PasskeyRow, passkey_id)
            return None if row is None else _passkey(row)

    async def add_passkey(self, passkey: Passkey) -> bool:
        """False when it is known already."""
        try:
            async with self._database.session() as session, session.begin():
                session.add(_row(passkey))
        except IntegrityError:
            return False
        return True

    async def use_passkey(self, passkey: Passkey, sign_count: int, now: float) -> bool:
        """False when it was used or removed meanwhile."""
        used = (
            update(PasskeyRow)
            .where(PasskeyRow.id == passkey.id, PasskeyRow.sign_count == passkey.sign_count)
            .values(sign_count=sign_count, used_at=now)
            .returning(PasskeyRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(used)).first() is not None

    async def rename_passkey(self, account_id: str, passkey_id: str, name: str) -> bool:
        renamed = (
            update(PasskeyRow)
            .where(PasskeyRow.id == passkey_id, PasskeyRow.account_id == account_id)
            .values(name=name)
            .returning(PasskeyRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(renamed)).first() is not None

    async def remove_passkey(self, account_id: str, passkey_id: str, *, provider: bool) -> bool:
        """False where no way in would be left; ``provider``: the organisation has one."""
        async with self._database.session() as session, session.begin():
            await _hold(session, account_id)
            gone = delete(PasskeyRow).where(PasskeyRow.id == passkey_id, PasskeyRow.account_id == account_id)
            await session.execute(gone)
            left = await _ways_left(session, account_id, provider=provider)
            if not left:
                await session.rollback()
            return left

    async def remove_app(self, account_id: str, *, provider: bool) -> bool:
        """Password, app and recovery codes; False where no way in would be left."""
        async with self._database.session() as session, session.begin():
            emptied = update(AccountRow).where(AccountRow.id == account_id)
            await session.execute(emptied.values(password_hash=None, totp_secret=None))
            await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
            left = await _ways_left(session, account_id, provider=provider)
            if not left:
                await session.rollback()
            return left

    async def use_step(self, account_id: str, seed: bytes | None, step: int) -> bool:
        """True for exactly one caller: the step and all before it are used up (R13)."""
        fresh = AccountRow.totp_step.is_(None) | (AccountRow.totp_step < step)
        used = (
            update(AccountRow)
            .where(AccountRow.id == account_id, AccountRow.totp_secret == seed, fresh)
            .values(totp_step=step)
            .returning(AccountRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(used)).first() is not None

    async def recovery_usable(self, code_hash: str) -> bool:
        async with self._database.session() as session:
            row = await session.get(RecoveryCodeRow, code_hash)
            return row is not None and row.used_at is None

    async def use_recovery(self, account_id: str, code_hash: str, now: float) -> bool:
        """True for exactly one caller."""
        used = (
            update(RecoveryCodeRow)
            .where(
                RecoveryCodeRow.id == code_hash,
                RecoveryCodeRow.account_id == account_id,
                RecoveryCodeRow.used_at.is_(None),
            )
            .values(used_at=now)
            .returning(RecoveryCodeRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(used)).first() is not None

    async def recovery_left(self, account_id: str) -> int:
        query = select(func.count()).where(RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None))
        async with self._database.session() as session:
            return int(await session.scalar(query) or 0)

    async def set_app(self, account: Account, app: App, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await give_factor(session, account.tenant_id, account.id, app, now)

    async def set_recovery(self, account: Account, hashes: list[str], now: float) -> None:
        async with self._database.session() as session, session.begin():
            await _hold(session, account.id)
            await _set_recovery(session, account.tenant_id, account.id, hashes, now)


async def give_factor(
    session: AsyncSession, tenant_id: str, account_id: str, factor: Passkey | App, now: float
) -> None:
    """Give an account a way in, within a transaction."""
    if isinstance(factor, Passkey):
        session.add(_row(factor))
        await session.flush()
        return
    values = {"totp_secret": factor.seed, "totp_step": factor.step}
    if factor.password_hash is not None:
        values["password_hash"] = factor.password_hash
    await session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))
    await _set_recovery(session, tenant_id, account_id, factor.recovery, now)


async def _set_recovery(session: AsyncSession, tenant_id: str, account_id: str, hashes: list[str], now: float) -> None:
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(
        RecoveryCodeRow(id=one, tenant_id=tenant_id, account_id=account_id, created_at=now, used_at=None)
        for one in hashes
    )


async def _hold(session: AsyncSession, account_id: str) -> None:
    """Take the account's row until the end of the transaction, so that two of them cannot each take the other's last
    way in; a write does so on every database."""
    await session.execute(update(AccountRow).where(AccountRow.id == account_id).values(email=AccountRow.email))


async def _ways_left(session: AsyncSession, account_id: str, *, provider: bool) -> bool:
    app = AccountRow.password_hash.is_not(None) & AccountRow.totp_secret.is_not(None)
    passkey = exists().where(PasskeyRow.account_id == account_id)
    way = app | passkey | AccountRow.oidc_subject.is_not(None) if provider else app | passkey
    return (await session.execute(select(AccountRow.id).where(AccountRow.id == account_id, way))).first() is not None


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        id=row.id,
        tenant_id=row.tenant_id,
        account_id=row.account_id,
        name=row.name,
        public_key=row.public_key,
        sign_count=row.sign_count,
        created_at=row.created_at,
        used_at=row.used_at,
    )


def _row(passkey: Passkey) -> PasskeyRow:
    return PasskeyRow(
        id=passkey.id,
        tenant_id=passkey.tenant_id,
        account_id=passkey.account_id,
        name=passkey.name,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        created_at=passkey.created_at,
        used_at=passkey.used_at,
    )
