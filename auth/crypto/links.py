"""Personal links and other one-time secrets: 128 random bits, of which only a hash is stored (R29)."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from enum import StrEnum

OPENS_BEFORE_SECONDS = 30 * 60
CLOSES_AFTER_SECONDS = 60 * 60


def mint_secret() -> str:
    """128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def mint_id() -> str:
    """A random identifier (96 bits); it names something and authorises nothing."""
    return secrets.token_urlsafe(12)


def digest(secret: str) -> str:
    """What is stored of a secret.  Random 128-bit input needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def slug_of(name: str) -> str:
    """An organisation's name as a part of an address: letters a to z, digits and hyphens, at most 32."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32].strip("-") or "organisation"


class Door(StrEnum):
    """Whether a meeting's links let people through now."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"


def door(*, starts_at: float, ended: bool, host_present: bool, now: float) -> Door:
    """A link works from 30 minutes before the start until 60 minutes after it (R32), and as long as the host is in
    the meeting; never after the meeting has ended.  Times are Unix seconds."""
    if ended:
        return Door.CLOSED
    if host_present:
        return Door.OPEN
    if now < starts_at - OPENS_BEFORE_SECONDS:
        return Door.EARLY
    if now > starts_at + CLOSES_AFTER_SECONDS:
        return Door.CLOSED
    return Door.OPEN
