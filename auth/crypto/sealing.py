"""Sealing what is stored: AES-256-GCM with data keys, which are wrapped by the master key (R85).

A sealed value is bound to what it is and where it belongs: it opens only with the same purpose and scope.  The master
key lives outside the database, so that a stolen database reveals nothing, and a destroyed data key is an erasure.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Unsealable(Exception):
    """Not sealed with this key, for this purpose, or changed since."""


def seal(key: bytes, purpose: str, plain: bytes) -> bytes:
    """A random nonce and the ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(key: bytes, purpose: str, sealed: bytes) -> bytes:
    """Raises :class:`Unsealable`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unsealable from error


def fingerprint(key: bytes, purpose: str, text: str) -> str:
    """A keyed hash: equal texts can be recognised, but not guessed without the key (R4)."""
    return hmac.digest(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class MasterKey:
    """Wraps data keys.  ``repr`` never shows the secret."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES or len(set(self.secret)) < 8:
            raise ValueError(f"a master key must be {KEY_BYTES} random bytes")

    @property
    def id(self) -> str:
        """Tells master keys apart without telling what they are."""
        return hashlib.sha256(b"resfri master key " + self.secret).hexdigest()[:16]

    def wrap(self, scope: str, key: bytes) -> bytes:
        return seal(self.secret, f"data key {scope}", key)

    def unwrap(self, scope: str, wrapped: bytes) -> bytes:
        """Raises :class:`Unsealable`."""
        return unseal(self.secret, f"data key {scope}", wrapped)


def new_master_key() -> MasterKey:
    """A fresh random master key."""
    return MasterKey(secrets.token_bytes(KEY_BYTES))


def new_data_key() -> bytes:
    """A fresh random key for one organisation's or one meeting's data."""
    return secrets.token_bytes(KEY_BYTES)
