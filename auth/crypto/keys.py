"""Signing keys: 32 random bytes per purpose, at most two active so that they can be rotated (R27)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

KEY_BYTES = 32
MAX_ACTIVE_KEYS = 2


class Purpose(StrEnum):
    """What a token is for.  A token made for one purpose is refused for every other (R28)."""

    WS_TICKET = "ws-ticket"


class WeakKey(ValueError):
    """A key that is too short, or not hexadecimal."""


@dataclass(frozen=True, slots=True)
class Key:
    """One signing key.  ``repr`` never shows the secret."""

    kid: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < KEY_BYTES or len(set(self.secret)) < 8:
            raise WeakKey(f"a signing key must be at least {KEY_BYTES} random bytes")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The active keys of one purpose; the first signs, all verify."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.keys) <= MAX_ACTIVE_KEYS:
            raise WeakKey(f"a purpose needs one or {MAX_ACTIVE_KEYS} active keys")

    @property
    def signing(self) -> Key:
        return self.keys[0]

    def find(self, kid: str) -> Key | None:
        """The key with exactly this id; ids are compared, never used as a path or a query (R23)."""
        return next((key for key in self.keys if key.kid == kid), None)

    def rotated(self) -> KeyRing:
        """A new signing key in front; the oldest key goes."""
        return KeyRing((new_key(), *self.keys[: MAX_ACTIVE_KEYS - 1]))

    def to_json(self) -> list[dict[str, str]]:
        return [{"kid": key.kid, "secret": key.secret.hex()} for key in self.keys]


def new_key() -> Key:
    """A fresh random key, with an id of its own."""
    return Key(kid=secrets.token_hex(8), secret=secrets.token_bytes(KEY_BYTES))


def new_ring() -> KeyRing:
    """A ring with one fresh key."""
    return KeyRing((new_key(),))


def ring_from_json(entries: object) -> KeyRing:
    """Raises :class:`WeakKey` for anything but a list of one or two ``{kid, secret}`` with strong secrets."""
    if not isinstance(entries, list):
        raise WeakKey("signing keys must be a list")
    keys = []
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
            raise WeakKey("a signing key must have a kid and a secret")
        try:
            secret = bytes.fromhex(str(entry.get("secret", "")))
        except ValueError:
            raise WeakKey("a signing key must be hexadecimal") from None
        keys.append(Key(kid=entry["kid"], secret=secret))
    return KeyRing(tuple(keys))
