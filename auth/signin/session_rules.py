"""Session lifetimes (R17): pure rules; the rows live in storage, keyed by the hash of the cookie."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

STAFF_IDLE_SECONDS = 30 * 60
STAFF_ABSOLUTE_SECONDS = 10 * 3600
GUEST_ABSOLUTE_SECONDS = 12 * 3600
TOUCH_EVERY_SECONDS = 60
STRONG_SECONDS = 5 * 60
"""How long a proof of who somebody is lasts for what needs one."""
KNOWN_BROWSER_SECONDS = 180 * 24 * 3600

STAFF_COOKIE = "__Host-resfri-staff"
GUEST_COOKIE = "__Host-resfri-guest"
KNOWN_BROWSER_COOKIE = "__Host-resfri-device"
"""Says that somebody has signed in with this browser before.  It opens nothing."""
BEGUN_COOKIE = "__Host-resfri-begun"
"""Holds the secret of a ceremony between its beginning and its end."""


def mint_cookie() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Unix seconds."""

    created_at: float
    last_seen_at: float
    revoked_at: float | None


def staff_alive(lifetime: Lifetime, *, now: float, in_call: bool) -> bool:
    """Idle 30 minutes or 10 hours in all, whichever comes first; a running call is activity."""
    if lifetime.revoked_at is not None or now >= lifetime.created_at + STAFF_ABSOLUTE_SECONDS:
        return False
    return in_call or now < lifetime.last_seen_at + STAFF_IDLE_SECONDS


def strong(strong_at: float, *, now: float) -> bool:
    """Whether somebody has proved who they are within the last five minutes."""
    return now < strong_at + STRONG_SECONDS


def guest_alive(lifetime: Lifetime, *, now: float) -> bool:
    """Whether a guest's session may still be used at this time."""
    return lifetime.revoked_at is None and now < lifetime.created_at + GUEST_ABSOLUTE_SECONDS
