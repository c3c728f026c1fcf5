"""Addresses of ours that lead back here: by a link, or from identity providers, to whom each organisation has an
address of its own, so that none answers for another's (mix-up, RFC 9700 section 4.4)."""

from __future__ import annotations

GUEST_RETURN = "/oidc/guest/{slug}"


def setup_page(origin: str, token: str) -> str:
    """Where somebody chooses how to sign in; the secret is in the fragment, which no server sees."""
    return f"{origin}/setup#{token}"


def staff_return(origin: str, slug: str) -> str:
    """A page of the client's."""
    return f"{origin}/sign-in/oidc/{slug}"


def guest_return(origin: str, slug: str) -> str:
    """A route of ours, which leads on to the guest's page."""
    return origin + GUEST_RETURN.format(slug=slug)
