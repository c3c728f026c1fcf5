"""What a browser begins and ends once: a sign-in, a new passkey, a round trip to an identity provider, a code by SMS.

The browser holds a secret in a cookie; stored are its hash and data that only this secret opens, so that neither a
stolen database nor another browser can go on with what somebody has begun.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from auth.crypto.links import digest
from auth.crypto.sealing import seal, unseal
from auth.signin.session_rules import mint_cookie
from server.wire.errors import AppError, Code

T = TypeVar("T")

SECONDS = 10 * 60


class CeremonyKind(StrEnum):
    """What has been begun; it cannot be ended as anything else."""

    SETUP = "setup"
    PASSKEY_SIGN_IN = "passkey_sign_in"
    OIDC_SIGN_IN = "oidc_sign_in"
    PASSKEY_STEP_UP = "passkey_step_up"
    OIDC_STEP_UP = "oidc_step_up"
    NEW_PASSKEY = "new_passkey"
    NEW_TOTP = "new_totp"
    SMS = "sms"
    EID = "eid"


@dataclass(frozen=True, slots=True)
class StoredCeremony:
    """``subject`` is the account or the guest session that it is about, where that is known."""

    id: str
    tenant_id: str | None
    kind: str
    subject: str | None
    data: bytes
    created_at: float
    expires_at: float
    tries_left: int


class CeremonyStore(Protocol):
    """``id`` is the hash of what the browser holds; ``data`` is sealed."""

    async def add_ceremony(self, ceremony: StoredCeremony) -> None: ...
    async def try_ceremony(self, ceremony_id: str, kind: str, now: float) -> StoredCeremony | None:
        """Take one try of a ceremony that is neither over nor used; None where there is none left."""
        ...

    async def end_ceremony(self, ceremony_id: str, now: float) -> bool:
        """True for exactly one caller."""
        ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at ending a ceremony; ``data`` is what was kept at its beginning."""

    id: str
    tenant_id: str | None
    subject: str | None
    data: bytes
    tries_left: int

    def read(self, kind: type[T]) -> T:
        """What was kept, as the type that it was."""
        return msgspec.json.decode(self.data, type=kind)


class Ceremonies:
    """``now`` gives Unix seconds."""

    def __init__(self, store: CeremonyStore, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def begin(
        self,
        kind: CeremonyKind,
        data: object,
        *,
        tenant_id: str | None = None,
        subject: str | None = None,
        seconds: float = SECONDS,
        tries: int = 1,
    ) -> str:
        """Keep ``data`` (anything that msgspec encodes) and answer the secret for the browser's cookie."""
        secret, now = mint_cookie(), self._now()
        sealed = seal(_key(secret), kind, msgspec.json.encode(data))
        stored = StoredCeremony(digest(secret), tenant_id, kind, subject, sealed, now, now + seconds, tries)
        await self._store.add_ceremony(stored)
        return secret

    async def attempt(self, kind: CeremonyKind, secret: str) -> Attempt:
        """Take one try.  However many browsers or requests come at once, no more succeed than there are tries.
        Raises BEGIN_AGAIN: unknown, over, used, or another kind."""
        stored = await self._store.try_ceremony(digest(secret), kind, self._now())
        if stored is None:
            raise AppError(Code.BEGIN_AGAIN)
        plain = unseal(_key(secret), kind, stored.data)
        return Attempt(stored.id, stored.tenant_id, stored.subject, plain, stored.tries_left)

    async def end(self, attempt: Attempt) -> None:
        """The ceremony has succeeded, once.  Raises BEGIN_AGAIN for everybody but the first."""
        if not await self._store.end_ceremony(attempt.id, self._now()):
            raise AppError(Code.BEGIN_AGAIN)


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"resfri ceremony", hashlib.sha256)
