"""Where identity providers send browsers back to: an address of each organisation's own, so that no provider answers
for another's (mix-up, RFC 9700 section 4.4)."""

from __future__ import annotations

GUEST_RETURN = "/oidc/guest/{slug}"


def staff_return(origin: str, slug: str) -> str:
    """A page of the client's."""
    return f"{origin}/sign-in/oidc/{slug}"


def guest_return(origin: str, slug: str) -> str:
    """A route of ours, which leads on to the guest's page."""
    return origin + GUEST_RETURN.format(slug=slug)
