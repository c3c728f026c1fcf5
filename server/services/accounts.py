"""Accounts: the one-time set-up link, sign-in with a password, and sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.links import digest, mint_secret
from auth.model import SignInMethod, Staff, StaffRole
from auth.passwords import MIN_LENGTH, PasswordProblem, Passwords, problem_with
from auth.sessions import TOUCH_EVERY_SECONDS, Lifetime, mint_cookie, staff_alive
from auth.throttle import Throttle
from server.services.records import Account, NewAccount, SetupLink, StaffSession
from server.wire.bodies import SetupAccount
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

SETUP_LINK_SECONDS = 24 * 3600

_MISSING = Text(sv="Fyll i det här fältet.", en="Fill in this field.")
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
    async def any_account(self) -> bool: ...
    async def add_setup_link(self, token_hash: str, account_id: str | None, now: float, expires_at: float) -> None: ...
    async def setup_link(self, token_hash: str) -> SetupLink | None: ...
    async def use_setup_link(self, token_hash: str, now: float) -> bool: ...
    async def add_first_account(self, token_hash: str, account: NewAccount, now: float) -> Account | None: ...
    async def add_account(self, account: NewAccount, now: float) -> Account: ...
    async def account(self, account_id: str) -> Account | None: ...
    async def account_by_email(self, email: str) -> Account | None: ...
    async def add_staff_session(self, session_id: str, account: Account, method: SignInMethod, now: float) -> None: ...
    async def staff_session(self, session_id: str) -> StaffSession | None: ...
    async def touch_staff_session(self, session_id: str, now: float) -> None: ...
    async def revoke_staff_session(self, session_id: str, now: float) -> None: ...
    async def revoke_sessions_of(self, account_id: str, now: float) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``cookie`` goes to the browser; only its hash is stored."""

    account: Account
    cookie: str


class Accounts:
    def __init__(self, store: AccountStore, passwords: Passwords, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._passwords = passwords
        self._audit = audit
        self._now = now
        self._attempts = Throttle(rate=1 / 12, burst=10)

    # --- set-up links ---------------------------------------------------------------------------------------------

    async def make_setup_link(self) -> str | None:
        """A fresh link for the first account; None when there is an account already."""
        if await self._store.any_account():
            return None
        return await self._mint_link(None)

    async def make_sign_in_link(self, account: Account) -> str:
        return await self._mint_link(account.id)

    async def make_account_link(self, account_id: str) -> str:
        return await self._mint_link(account_id)

    async def end_sessions(self, account_id: str) -> list[str]:
        """Log an account out everywhere; answers the sessions that were open."""
        return await self._store.revoke_sessions_of(account_id, self._now())

    async def _mint_link(self, account_id: str | None) -> str:
        token, now = mint_secret(), self._now()
        await self._store.add_setup_link(digest(token), account_id, now, now + SETUP_LINK_SECONDS)
        return token

    async def check_setup(self, token: str) -> Account | None:
        """None: the link makes the first account; an account: it signs that account in.  Consumes nothing."""
        link = await self._store.setup_link(digest(token))
        if link is None or link.used or link.expires_at <= self._now():
            raise AppError(Code.BAD_SETUP_LINK)
        if link.account_id is None:
            if await self._store.any_account():
                raise AppError(Code.BAD_SETUP_LINK)
            return None
        account = await self._store.account(link.account_id)
        if account is None or account.disabled:
            raise AppError(Code.BAD_SETUP_LINK)
        return account

    async def set_up(self, form: SetupAccount) -> SignedIn:
        """Consume the link: make the first account, or sign the link's account in."""
        account = await self.check_setup(form.token)
        if account is not None:
            if not await self._store.use_setup_link(digest(form.token), self._now()):
                raise AppError(Code.BAD_SETUP_LINK)
            return await self._open_session(account)
        new = await self._first_account(form)
        made = await self._store.add_first_account(digest(form.token), new, self._now())
        if made is None:
            raise AppError(Code.BAD_SETUP_LINK)
        await self._record(AuditAction.ACCOUNT_MADE, made)
        return await self._open_session(made)

    async def _first_account(self, form: SetupAccount) -> NewAccount:
        names = {"organisation": form.organisation, "unit": form.unit, "name": form.name, "email": form.email}
        given = {field: (value or "").strip() for field, value in names.items()}
        wrong = {field: _MISSING for field, value in given.items() if not value}
        password = form.password or ""
        problem = problem_with(password, given["name"], given["email"].split("@")[0])
        if problem is not None:
            wrong["password"] = _PASSWORD_TEXTS[problem]
        if wrong:
            raise AppError(Code.BAD_FIELDS, wrong)
        return NewAccount(
            organisation=given["organisation"],
            unit=given["unit"],
            name=given["name"],
            email=given["email"].casefold(),
            password_hash=await self._passwords.hash(password),
            role=StaffRole.ADMINISTRATOR,
        )

    async def account(self, account_id: str) -> Account:
        found = await self._store.account(account_id)
        if found is None:
            raise AppError(Code.NOT_SIGNED_IN)
        return found

    async def known(self, email: str) -> Account | None:
        return await self._store.account_by_email(email)

    async def add(self, new: NewAccount) -> Account:
        account = await self._store.add_account(new, self._now())
        await self._record(AuditAction.ACCOUNT_MADE, account)
        return account

    # --- sessions -------------------------------------------------------------------------------------------------

    async def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """``address`` is the caller's network address; it only feeds the throttle and is not stored."""
        email = email.strip().casefold()
        if not self._attempts.take(f"{address} {email}", self._now()):
            raise AppError(Code.RATE_LIMITED)
        account = await self._store.account_by_email(email)
        usable = account is not None and not account.disabled
        fits = await self._passwords.matches(account.password_hash if account and usable else None, password)
        if account is None or not fits:
            if account is not None:
                await self._record(AuditAction.SIGN_IN_FAILED, account, Code.BAD_SIGN_IN)
            raise AppError(Code.BAD_SIGN_IN)
        return await self._open_session(account)

    async def _open_session(self, account: Account) -> SignedIn:
        cookie = mint_cookie()
        await self._store.add_staff_session(digest(cookie), account, SignInMethod.DEMO, self._now())
        await self._record(AuditAction.SIGNED_IN, account)
        return SignedIn(account, cookie)

    async def sign_out(self, session_id: str) -> None:
        session = await self._store.staff_session(session_id)
        if session is not None:
            await self._store.revoke_staff_session(session_id, self._now())
            await self._record(AuditAction.SIGNED_OUT, session.account)

    async def session(self, cookie: str, in_call: Callable[[str], bool]) -> tuple[StaffSession, Staff] | None:
        """The living session of a cookie, and who it is."""
        session = await self._store.staff_session(digest(cookie))
        now = self._now()
        if session is None or session.account.disabled:
            return None
        lifetime = Lifetime(session.created_at, session.last_seen_at, session.revoked_at)
        if not staff_alive(lifetime, now=now, in_call=in_call(session.id)):
            return None
        if now - session.last_seen_at > TOUCH_EVERY_SECONDS:
            await self._store.touch_staff_session(session.id, now)
        account = session.account
        staff = Staff(
            account.tenant_id, account.id, account.unit_id, account.name, account.role, strong_at=session.strong_at
        )
        return session, staff

    async def _record(self, action: AuditAction, account: Account, outcome: str = "ok") -> None:
        event = AuditEvent(account.tenant_id, action, ActorKind.STAFF, account.id, outcome=outcome)
        await self._audit.record(event)
