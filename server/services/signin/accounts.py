"""Accounts and the one-time links that let their owners choose how to sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import digest, mint_secret
from auth.model import StaffRole
from auth.signin.passwords import MIN_LENGTH, PasswordProblem, problem_with
from server.services.model import Account, App, NewAccount, Passkey, SetupLink
from server.services.vault import DataKey
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

SETUP_LINK_SECONDS = 24 * 3600

_PASSWORD_TEXTS = {
    PasswordProblem.TOO_SHORT: Text(
        sv=f"Lösenordet måste ha minst {MIN_LENGTH} tecken. Gärna en hel mening.",
        en=f"The password needs at least {MIN_LENGTH} characters. A whole sentence is fine.",
    ),
    PasswordProblem.TOO_LONG: Text(sv="Lösenordet är för långt.", en="The password is too long."),
    PasswordProblem.TOO_COMMON: Text(
        sv="Lösenordet är för lätt att gissa. Välj något annat.",
        en="The password is too easy to guess. Choose another.",
    ),
}


class AccountStore(Protocol):
    """Accounts by what they are found by; ``activate`` and ``activate_first`` use up the link in the same
    transaction."""

    async def any_administrator(self) -> bool: ...
    async def add_setup_link(self, token_hash: str, account_id: str | None, now: float, expires_at: float) -> None: ...
    async def setup_link(self, token_hash: str) -> SetupLink | None: ...
    async def activate_first(
        self, token_hash: str, new: NewAccount, key: DataKey | None, factor: Passkey | App, now: float
    ) -> bool: ...
    async def activate(
        self, token_hash: str, account: Account, factor: Passkey | App, now: float
    ) -> list[str] | None: ...
    async def add_account(self, account: NewAccount, now: float) -> Account: ...
    async def account(self, account_id: str) -> Account | None: ...
    async def accounts_by_email(self, email: str) -> list[Account]: ...
    async def account_by_email(self, tenant_id: str, email: str) -> Account | None: ...
    async def account_by_subject(self, tenant_id: str, subject: str) -> Account | None: ...
    async def other_administrator(self, account: Account) -> bool: ...
    async def link_provider(self, account: Account, subject: str, role: StaffRole, now: float) -> None: ...
    async def add_provided(self, tenant_id: str, new: NewAccount, subject: str, now: float) -> Account | None: ...


class Accounts:
    """``now`` gives Unix seconds."""

    def __init__(self, store: AccountStore, audit: AuditSink, now: Callable[[], float]) -> None:
        self.store = store
        self._audit = audit
        self._now = now

    async def make_setup_link(self) -> str | None:
        """A fresh link for the first administrator; None when there is one already."""
        if await self.store.any_administrator():
            return None
        return await self._mint_link(None)

    async def make_account_link(self, account_id: str) -> str:
        """A link that lets this account choose how to sign in, instead of all that it has."""
        return await self._mint_link(account_id)

    async def _mint_link(self, account_id: str | None) -> str:
        token, now = mint_secret(), self._now()
        await self.store.add_setup_link(digest(token), account_id, now, now + SETUP_LINK_SECONDS)
        return token

    async def check_link(self, token: str) -> Account | None:
        """None: the link makes the first account; an account: it is this one's.  Consumes nothing.  Raises
        BAD_SETUP_LINK."""
        link = await self.store.setup_link(digest(token))
        if link is None or link.used or link.expires_at <= self._now():
            raise AppError(Code.BAD_SETUP_LINK)
        if link.account_id is None:
            if await self.store.any_administrator():
                raise AppError(Code.BAD_SETUP_LINK)
            return None
        account = await self.store.account(link.account_id)
        if account is None or account.disabled:
            raise AppError(Code.BAD_SETUP_LINK)
        return account

    async def account(self, account_id: str) -> Account:
        """Raises NOT_SIGNED_IN for one that is no more."""
        found = await self.store.account(account_id)
        if found is None:
            raise AppError(Code.NOT_SIGNED_IN)
        return found

    async def known(self, email: str) -> list[Account]:
        """The accounts with this address, one at most in each organisation."""
        return await self.store.accounts_by_email(email.strip().casefold())

    async def add(self, new: NewAccount) -> Account:
        """Without a way to sign in that anybody has chosen yet."""
        account = await self.store.add_account(new, self._now())
        event = AuditEvent(account.tenant_id, AuditAction.ACCOUNT_MADE, ActorKind.STAFF, account.id)
        await self._audit.record(event)
        return account


def password_trouble(password: str | None, name: str, email: str) -> Text | None:
    """What is wrong with a new password, for people."""
    problem = problem_with(password or "", name, email.split("@")[0])
    return _PASSWORD_TEXTS[problem] if problem else None
