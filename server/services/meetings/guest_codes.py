"""The code that a guest gets by SMS and types in: six digits, good for ten minutes, five tries and one use."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Protocol

import msgspec

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.limits.quota import Quota
from auth.meeting_classes import missing_at_the_door
from auth.model import Identification
from server.services.delivery.sms import Sms, code_text
from server.services.meetings.invitations import Invitations
from server.services.model import GuestSession
from server.services.signin.ceremonies import Ceremonies, CeremonyKind
from server.wire.errors import AppError, Code

DIGITS = 6
CODE_SECONDS = 10 * 60.0
TRIES = 5
SENDS = 3
SENDS_SECONDS = 15 * 60.0
"""No more than so many codes within so long for one guest, whichever browser asks."""


class IdentifiedStore(Protocol):
    """Where it is written that a guest was identified."""

    async def identify_guest(self, session_id: str, proof: Identification, now: float) -> None: ...


class SentCode(msgspec.Struct):
    """What is kept until it is typed in."""

    code: str


class GuestCodes:
    """``now`` gives Unix seconds."""

    def __init__(
        self,
        store: IdentifiedStore,
        invitations: Invitations,
        sms: Sms,
        ceremonies: Ceremonies,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._invitations = invitations
        self._sms = sms
        self._ceremonies = ceremonies
        self._audit = audit
        self._now = now
        self._quota = Quota(SENDS, SENDS_SECONDS)

    async def send(self, session: GuestSession) -> str:
        """Send a code and answer the secret that the browser keeps until it is typed in."""
        invitation = session.invitation
        phone = await self._invitations.phone(invitation)
        if phone is None or Identification.SMS not in missing_at_the_door(invitation.identification, session.proofs):
            raise AppError(Code.NOT_FOUND)
        await self._sms.must_be_set_up(invitation.tenant_id)
        if not self._quota.take(invitation.id, self._now()):
            await self._record(AuditAction.CODE_REFUSED, session, Code.TOO_MANY_CODES)
            raise AppError(Code.TOO_MANY_CODES)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        secret = await self._ceremonies.begin(
            CeremonyKind.SMS,
            SentCode(code),
            tenant_id=invitation.tenant_id,
            subject=session.id,
            seconds=CODE_SECONDS,
            tries=TRIES,
        )
        try:
            await self._sms.send(invitation.tenant_id, phone, code_text(code))
        except AppError as error:
            await self._record(AuditAction.CODE_SENT, session, error.code)
            raise
        await self._record(AuditAction.CODE_SENT, session)
        return secret

    async def check(self, session: GuestSession, secret: str, typed: str) -> None:
        """Raises BAD_CODE, or CODE_OVER when only a new code helps."""
        try:
            attempt = await self._ceremonies.attempt(CeremonyKind.SMS, secret)
        except AppError:
            raise AppError(Code.CODE_OVER) from None
        if attempt.subject != session.id:
            raise AppError(Code.CODE_OVER)
        plain = "".join(typed.split()).encode()
        if not hmac.compare_digest(attempt.read(SentCode).code.encode(), plain):
            await self._record(AuditAction.CODE_REFUSED, session, Code.BAD_CODE)
            raise AppError(Code.BAD_CODE if attempt.tries_left else Code.CODE_OVER)
        await self._ceremonies.end(attempt)
        await self._record(AuditAction.GUEST_IDENTIFIED, session)
        await self._store.identify_guest(session.id, Identification.SMS, self._now())

    async def _record(self, action: AuditAction, session: GuestSession, outcome: str = "ok") -> None:
        await self._audit.record(guest_event(action, session, Identification.SMS, outcome))


def guest_event(action: AuditAction, session: GuestSession, method: Identification, outcome: str = "ok") -> AuditEvent:
    """What a guest did to identify themself."""
    invitation = session.invitation
    return AuditEvent(
        invitation.tenant_id,
        action,
        ActorKind.GUEST,
        session.id,
        invitation.meeting_id,
        invitation.id,
        outcome,
        method=method,
    )
