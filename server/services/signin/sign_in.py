"""Signing in by passkey, or by password and one-time code (R11-R13, R15, R16)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.limits.throttle import Budget, Guard
from auth.model import SignInMethod
from auth.signin import passkeys
from auth.signin.passkeys import BadPasskey, CounterWentBack, Site
from auth.signin.passwords import MAX_WAITING, TooBusy
from server.services.model import Account
from server.services.signin.ceremonies import CeremonyKind
from server.services.signin.known_browsers import KnownBrowsers
from server.services.signin.parts import SignInParts
from server.services.signin.sessions import SignedIn
from server.wire import api
from server.wire.errors import AppError, Code

BUDGETS: Mapping[str, Budget] = MappingProxyType(
    {
        # A stranger who tries one account's passwords is stopped at once, without stopping anybody else.
        "address_and_account": Budget(rate=1 / 60, burst=10),
        # A whole municipality may sit behind one address.
        "address": Budget(rate=2, burst=2000),
        # Many addresses against one account, or against all: beyond these a try is slowed, never refused, because its
        # owner may be anywhere.
        "account": Budget(rate=1 / 60, burst=100),
        "all": Budget(rate=20, burst=10_000),
        # Codes with the right password, which only somebody who knows it can spend.  Beyond these the six digits are
        # taken from a known browser alone; from elsewhere it takes a recovery code or a passkey, which nobody guesses.
        "codes": Budget(rate=1 / 600, burst=20),
        # What a known browser spends, and nobody else can.
        "known_browser": Budget(rate=1 / 30, burst=20),
        # Each beginning is a row in the database, or a question to an identity provider.
        "begin": Budget(rate=5, burst=500),
    }
)

SLOW_SECONDS = 3.0
WAITING_PER_ADDRESS = MAX_WAITING // 4


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from; feeds the throttle only.  ``address`` is what counts as one (an IPv6 /64);
    ``known_browser`` is its cookie, or empty."""

    address: str
    known_browser: str


class SignIn:
    """Limits wrong tries by who is tried and where from, without shutting owners out (R16).  ``pause`` waits for
    seconds."""

    def __init__(
        self,
        parts: SignInParts,
        known_browsers: KnownBrowsers,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pause = pause
        self._parts = parts
        self._known_browsers = known_browsers
        self._guard = Guard(BUDGETS)
        self._waiting: Counter[str] = Counter()

    # --- password and code ----------------------------------------------------------------------------------------

    async def by_password(self, tenant_id: str, form: api.SignIn, caller: Caller) -> SignedIn:
        """Raises BAD_SIGN_IN, whichever part is wrong and whether there is such an account or not, and after the same
        work; RATE_LIMITED."""
        email = form.email.strip().casefold()
        account = await self._parts.accounts.store.account_by_email(tenant_id, email)
        known = account is not None and await self._known_browsers.knows(account, caller.known_browser)
        who = f"{tenant_id} {email}"
        taken = await self._begin_try(who, caller, known=known)
        stored = account.password_hash if account and not account.disabled else None
        fits = await self._fits(stored, form.password, caller.address, known=known)
        code = await self._parts.factors.right_code(account, form.code)
        if fits and not known and not (code and code.recovery):
            # Asked whether the digits are right or wrong, so that the answer tells neither.
            spent = not self._guard.take({"codes": who}, self._parts.now())
            taken, code = ({**taken, "codes": who}, code) if not spent else (taken, None)
        used = account is not None and fits and code is not None and await self._parts.factors.use_code(account, code)
        if account is None or code is None or not used:
            await self._failed(tenant_id, account, SignInMethod.TOTP, Code.BAD_SIGN_IN)
            raise AppError(Code.BAD_SIGN_IN)
        self._guard.give_back(taken)
        return await self._parts.sessions.open(account, code.method)

    async def _fits(self, stored: str | None, password: str, address: str, *, known: bool) -> bool:
        """A known browser waits for nobody.  Raises RATE_LIMITED where too many others wait: in all, or from this
        address, so that one network's crowd does not take everybody's places."""
        if known:
            return await self._parts.passwords.matches(stored, password, known=True)
        if self._waiting[address] >= WAITING_PER_ADDRESS:
            raise AppError(Code.RATE_LIMITED)
        self._waiting[address] += 1
        try:
            return await self._parts.passwords.matches(stored, password)
        except TooBusy:
            raise AppError(Code.RATE_LIMITED) from None
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]

    async def _begin_try(self, who: str, caller: Caller, *, known: bool) -> dict[str, str]:
        """What this try has cost, which it gets back if it turns out good.  Raises RATE_LIMITED."""
        refusing = (
            {"known_browser": caller.known_browser}
            if known
            else {"address_and_account": f"{caller.address} {who}", "address": caller.address}
        )
        if not self._guard.take(refusing, self._parts.now()):
            raise AppError(Code.RATE_LIMITED)
        slowing = {} if known else {"account": who, "all": ""}
        if self._guard.take(slowing, self._parts.now()):
            return {**refusing, **slowing}
        await self._pause(SLOW_SECONDS)
        return refusing

    # --- passkey --------------------------------------------------------------------------------------------------

    async def begin_passkey(self, caller: Caller) -> tuple[str, str]:
        """The secret for the browser's cookie, and the challenge.  Nobody is named, so nothing is revealed."""
        self.must_begin(caller)
        challenge = passkeys.new_challenge()
        return await self._parts.ceremonies.begin(CeremonyKind.PASSKEY_SIGN_IN, challenge), challenge

    async def by_passkey(self, secret: str, answer: api.Assertion, site: Site) -> SignedIn:
        """Raises BEGIN_AGAIN, BAD_PASSKEY, SHUT_OUT (which only the passkey's owner learns)."""
        attempt = await self._parts.ceremonies.attempt(CeremonyKind.PASSKEY_SIGN_IN, secret)
        try:
            passkey = await self._parts.factors.used_passkey(answer, attempt.read(str), site)
        except CounterWentBack as error:
            account = await self._parts.accounts.account(error.args[0].account_id)
            await self._failed(account.tenant_id, account, SignInMethod.PASSKEY, "counter_went_back")
            raise AppError(Code.BAD_PASSKEY) from None
        except BadPasskey:
            raise AppError(Code.BAD_PASSKEY) from None
        await self._parts.ceremonies.end(attempt)
        account = await self._parts.accounts.account(passkey.account_id)
        if account.disabled:
            await self._failed(account.tenant_id, account, SignInMethod.PASSKEY, Code.SHUT_OUT)
            raise AppError(Code.SHUT_OUT)
        return await self._parts.sessions.open(account, SignInMethod.PASSKEY)

    def must_begin(self, caller: Caller) -> None:
        """Raises RATE_LIMITED where one address begins too much."""
        if not self._guard.take({"begin": caller.address}, self._parts.now()):
            raise AppError(Code.RATE_LIMITED)

    async def _failed(self, tenant_id: str, account: Account | None, method: SignInMethod, outcome: str) -> None:
        """Also for an account that does not exist: the record takes the same time."""
        event = AuditEvent(
            tenant_id,
            AuditAction.SIGN_IN_FAILED,
            ActorKind.STAFF,
            account.id if account else "unknown",
            outcome=outcome,
            method=method,
        )
        await self._parts.audit.record(event)
