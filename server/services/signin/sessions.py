"""Staff sessions (R17, R18): the only place that opens one, and always with the way in which two factors were shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import digest
from auth.model import SignInMethod, Staff
from auth.signin.session_rules import TOUCH_EVERY_SECONDS, Lifetime, mint_cookie, staff_alive, strong
from server.services.model import Account, StaffSession
from server.wire.errors import AppError, Code


class SessionStore(Protocol):
    """``session_id`` is the hash of a cookie."""

    async def add_staff_session(
        self, session_id: str, account: Account, method: SignInMethod, now: float, strong_at: float
    ) -> None: ...
    async def staff_session(self, session_id: str) -> StaffSession | None: ...
    async def staff_sessions(self, account: Account) -> list[StaffSession]: ...
    async def touch_staff_session(self, session_id: str, now: float) -> None: ...
    async def renew_staff_session(self, session_id: str, new_id: str, now: float) -> bool: ...
    async def revoke_staff_session(self, session_id: str, now: float) -> None: ...
    async def revoke_sessions_of(self, account_id: str, now: float, but: str = "") -> list[str]: ...


class LiveSessions(Protocol):
    """What runs on a session: WebSockets, and with them media."""

    def session_connected(self, session: str) -> bool: ...
    def close_session(self, session: str) -> None: ...
    def renew_session(self, session: str, renewed: str) -> None: ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``cookie`` goes to the browser; only its hash is stored."""

    account: Account
    cookie: str


class StaffSessions:
    """``live`` is told of every session that ends; ``now`` gives Unix seconds."""

    def __init__(self, store: SessionStore, live: LiveSessions, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._live = live
        self._audit = audit
        self._now = now

    async def open(self, account: Account, method: SignInMethod, *, strong_at: float | None = None) -> SignedIn:
        """A session with a new cookie, for somebody who has shown two factors: just now, or when a provider says so,
        which is never later than now.  Not without a record of it."""
        await self._record(AuditAction.SIGNED_IN, account, method)
        cookie = mint_cookie()
        now = self._now()
        proved = now if strong_at is None else min(strong_at, now)
        await self._store.add_staff_session(digest(cookie), account, method, now, proved)
        return SignedIn(account, cookie)

    async def session(self, cookie: str) -> tuple[StaffSession, Staff] | None:
        """The living session of a cookie, and who it is."""
        session = await self._store.staff_session(digest(cookie))
        now = self._now()
        if session is None or not self._alive(session):
            return None
        if now - session.last_seen_at > TOUCH_EVERY_SECONDS:
            await self._store.touch_staff_session(session.id, now)
        account = session.account
        staff = Staff(
            account.tenant_id, account.id, account.unit_id, account.name, account.role, strong_at=session.strong_at
        )
        return session, staff

    def strong(self, staff: Staff) -> bool:
        """Whether this session has proved who it is within the last minutes."""
        return strong(staff.strong_at, now=self._now())

    async def renew(self, session_id: str, account: Account, method: SignInMethod) -> SignedIn:
        """The session has proved anew who it is: it goes on with another cookie."""
        await self._record(AuditAction.STEPPED_UP, account, method)
        cookie = mint_cookie()
        if not await self._store.renew_staff_session(session_id, digest(cookie), self._now()):
            raise AppError(Code.NOT_SIGNED_IN)
        self._live.renew_session(session_id, digest(cookie))
        return SignedIn(account, cookie)

    async def sign_out(self, session_id: str) -> None:
        """HTTP, WebSocket and media, at once; a second time changes nothing."""
        session = await self._store.staff_session(session_id)
        if session is not None:
            await self._store.revoke_staff_session(session_id, self._now())
            self._live.close_session(session_id)
            await self._record(AuditAction.SIGNED_OUT, session.account)

    async def all(self, account: Account) -> list[StaffSession]:
        """Where an account is signed in."""
        return [session for session in await self._store.staff_sessions(account) if self._alive(session)]

    async def sign_out_one(self, account: Account, session_id: str) -> None:
        """Another of one's own sessions.  Raises NOT_FOUND."""
        if session_id not in {session.id for session in await self._store.staff_sessions(account)}:
            raise AppError(Code.NOT_FOUND)
        await self.sign_out(session_id)

    async def sign_out_everywhere(self, account: Account) -> None:
        """All sessions of the account, this one too."""
        await self.end(account.id)
        await self._record(AuditAction.SIGNED_OUT_EVERYWHERE, account)

    async def end(self, account_id: str, but: str = "") -> None:
        """End all sessions of an account but one: HTTP, WebSocket and media, at once (R18)."""
        self.close(await self._store.revoke_sessions_of(account_id, self._now(), but))

    def close(self, sessions: list[str]) -> None:
        """Whatever runs on sessions that were ended."""
        for session in sessions:
            self._live.close_session(session)

    def _alive(self, session: StaffSession) -> bool:
        lifetime = Lifetime(session.created_at, session.last_seen_at, session.revoked_at)
        in_call = self._live.session_connected(session.id)
        return not session.account.disabled and staff_alive(lifetime, now=self._now(), in_call=in_call)

    async def _record(self, action: AuditAction, account: Account, method: SignInMethod | None = None) -> None:
        event = AuditEvent(account.tenant_id, action, ActorKind.STAFF, account.id, method=method)
        await self._audit.record(event)
