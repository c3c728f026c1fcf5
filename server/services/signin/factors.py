"""Making and checking factors: passkeys, authenticator apps, recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.model import SignInMethod
from auth.signin import passkeys, totp
from auth.signin.passkeys import BadPasskey, CounterWentBack, Site
from server.services.model import Account, App, Passkey
from server.services.privacy.vault import Vault
from server.wire import api
from server.wire.errors import AppError, Code

SEED = "totp seed"
MAX_PASSKEYS = 20
_DECOY_SEED = totp.new_seed()


class FactorStore(Protocol):
    """What answers a bool is True to exactly one caller; ``remove_`` refuses (False) the last way in."""

    async def passkeys(self, account_id: str) -> list[Passkey]: ...
    async def passkey(self, passkey_id: str) -> Passkey | None: ...
    async def add_passkey(self, passkey: Passkey) -> bool: ...
    async def use_passkey(self, passkey: Passkey, sign_count: int, now: float) -> bool: ...
    async def rename_passkey(self, account_id: str, passkey_id: str, name: str) -> bool: ...
    async def remove_passkey(self, account_id: str, passkey_id: str, *, provider: bool) -> bool: ...
    async def remove_app(self, account_id: str, *, provider: bool) -> bool: ...
    async def use_step(self, account_id: str, seed: bytes, step: int) -> bool: ...
    async def recovery_usable(self, code_hash: str) -> bool: ...
    async def use_recovery(self, account_id: str, code_hash: str, now: float) -> bool: ...
    async def recovery_left(self, account_id: str) -> int: ...
    async def set_app(self, account: Account, app: App, now: float) -> None: ...
    async def set_recovery(self, account: Account, hashes: list[str], now: float) -> None: ...


@dataclass(frozen=True, slots=True)
class RightCode:
    """A code that fits and has not been used up yet: a time step, or the hash of a recovery code."""

    step: int | None = None
    recovery: str | None = None

    @property
    def method(self) -> SignInMethod:
        """As the session remembers it."""
        return SignInMethod.RECOVERY if self.recovery else SignInMethod.TOTP


class Factors:
    """``now`` gives Unix seconds."""

    def __init__(self, store: FactorStore, vault: Vault, now: Callable[[], float]) -> None:
        self.store = store
        self._vault = vault
        self._now = now

    # --- codes ----------------------------------------------------------------------------------------------------

    async def right_code(self, account: Account | None, code: str) -> RightCode | None:
        """Whether the code fits, without using it.  Does the same work for an account that does not exist (R15)."""
        sealed = account.totp_secret if account else None
        seed = await self._vault.open(account.tenant_id, SEED, sealed) if account and sealed else _DECOY_SEED
        step = totp.step_of(seed, code, self._now())
        hashed = totp.recovery_hash(account.id if account else "", code)
        usable = hashed is not None and await self.store.recovery_usable(hashed)
        if sealed is None:
            return None
        if step is not None:
            return RightCode(step=step)
        return RightCode(recovery=hashed) if usable else None

    async def use_code(self, account: Account, code: RightCode) -> bool:
        """True for exactly one caller, however many come at once (R13)."""
        if code.recovery is not None:
            return await self.store.use_recovery(account.id, code.recovery, self._now())
        assert code.step is not None
        assert account.totp_secret is not None
        return await self.store.use_step(account.id, account.totp_secret, code.step)

    def first_step(self, seed: str, code: str) -> int:
        """The step of a new app's first code.  Raises BAD_APP_CODE."""
        step = totp.step_of(seed, code, self._now())
        if step is None:
            raise AppError(Code.BAD_APP_CODE)
        return step

    async def new_app(self, account: Account, seed: str, step: int, password_hash: str | None) -> tuple[App, list[str]]:
        """What to store of a new app, and the recovery codes to show."""
        codes, hashes = recovery_codes(account.id)
        return App(password_hash, await self._vault.seal(account.tenant_id, SEED, seed), step, hashes), codes

    # --- passkeys -------------------------------------------------------------------------------------------------

    def new_passkey(
        self, answer: api.Attestation, challenge: str, site: Site, *, tenant_id: str, account_id: str, name: str
    ) -> Passkey:
        """Check a new passkey.  Raises BAD_PASSKEY."""
        given = {"id": answer.id, "client_data": answer.client_data, "attestation": answer.attestation}
        try:
            made = passkeys.registered(given, challenge, site)
        except BadPasskey:
            raise AppError(Code.BAD_PASSKEY) from None
        return Passkey(made.id, tenant_id, account_id, name, made.public_key, made.sign_count, self._now())

    async def used_passkey(self, answer: api.Assertion, challenge: str, site: Site) -> Passkey:
        """The passkey that this browser has just shown.  Raises BadPasskey, or CounterWentBack whose passkey is
        ``args[0]``."""
        passkey = await self.store.passkey(answer.id)
        if passkey is None:
            raise BadPasskey
        given = {
            "id": answer.id,
            "client_data": answer.client_data,
            "authenticator_data": answer.authenticator_data,
            "signature": answer.signature,
        }
        try:
            count = passkeys.used(given, challenge, site, passkey.public_key, passkey.sign_count)
        except CounterWentBack:
            raise CounterWentBack(passkey) from None
        if not await self.store.use_passkey(passkey, count, self._now()):
            raise CounterWentBack(passkey)
        return passkey


def recovery_codes(account_id: str) -> tuple[list[str], list[str]]:
    """The codes to show, and the hashes to store."""
    codes = totp.new_recovery_codes()
    return codes, [str(totp.recovery_hash(account_id, code)) for code in codes]
