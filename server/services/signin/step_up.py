"""Proving again who one is, before what is sensitive (R19): by passkey or by the app's code, in a session that goes on
with another cookie."""

from __future__ import annotations

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.limits.throttle import Throttle
from auth.model import SignInMethod, Staff
from auth.signin import passkeys
from auth.signin.passkeys import BadPasskey, Site
from server.services.signin.ceremonies import CeremonyKind
from server.services.signin.parts import SignInParts
from server.services.signin.sessions import SignedIn
from server.wire import api
from server.wire.errors import AppError, Code


class StepUp:
    """For whoever is signed in; the answered cookie takes the place of the session's."""

    def __init__(self, parts: SignInParts) -> None:
        self._parts = parts
        self._tries = Throttle(rate=1 / 60, burst=5)

    async def by_code(self, session_id: str, staff: Staff, code: str) -> SignedIn:
        """The app's code; a recovery code is for those who have lost the app.  Raises BAD_APP_CODE, RATE_LIMITED."""
        if not self._tries.take(staff.account_id, self._parts.now()):
            raise AppError(Code.RATE_LIMITED)
        account = await self._parts.accounts.account(staff.account_id)
        right = await self._parts.factors.right_code(account, code)
        if right is None or right.step is None or not await self._parts.factors.use_code(account, right):
            await self._failed(staff, SignInMethod.TOTP)
            raise AppError(Code.BAD_APP_CODE)
        self._tries.give_back(staff.account_id)
        return await self._parts.sessions.renew(session_id, account, SignInMethod.TOTP)

    async def begin_passkey(self, staff: Staff) -> tuple[str, str, list[str]]:
        """The secret for the browser's cookie, the challenge, and which passkeys will do."""
        challenge = passkeys.new_challenge()
        own = await self._parts.factors.store.passkeys(staff.account_id)
        secret = await self._parts.ceremonies.begin(
            CeremonyKind.PASSKEY_STEP_UP, challenge, tenant_id=staff.tenant_id, subject=staff.account_id
        )
        return secret, challenge, [one.id for one in own]

    async def by_passkey(
        self, session_id: str, staff: Staff, secret: str, answer: api.Assertion, site: Site
    ) -> SignedIn:
        """Raises BEGIN_AGAIN, BAD_PASSKEY."""
        attempt = await self._parts.ceremonies.attempt(CeremonyKind.PASSKEY_STEP_UP, secret)
        try:
            passkey = await self._parts.factors.used_passkey(answer, attempt.read(str), site)
        except BadPasskey:
            passkey = None
        if passkey is None or {passkey.account_id, attempt.subject} != {staff.account_id}:
            await self._failed(staff, SignInMethod.PASSKEY)
            raise AppError(Code.BAD_PASSKEY)
        await self._parts.ceremonies.end(attempt)
        account = await self._parts.accounts.account(staff.account_id)
        return await self._parts.sessions.renew(session_id, account, SignInMethod.PASSKEY)

    async def _failed(self, staff: Staff, method: SignInMethod) -> None:
        event = AuditEvent(
            staff.tenant_id,
            AuditAction.STEP_UP_FAILED,
            ActorKind.STAFF,
            staff.account_id,
            outcome="refused",
            method=method,
        )
        await self._parts.audit.record(event)
